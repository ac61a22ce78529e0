"""What the hard rules look at, of all shops, as columns.

Made once when a catalogue is loaded. A shop is a row; its dishes and the words of its name are
stretches of longer columns. What many shops share (opening hours, dishes of the same content,
words) stands once in a list, and the columns hold its number there.
"""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from dure.assistants.meals import hours as opening
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.contents_known import is_snack
from dure.assistants.meals.hours import Hours

CARDS: Final = "YPUN"
"""What a number in the column of cards means."""
UNKNOWN: Final = -(2**31)
"""A price or a number of reviews that nobody knows."""
ALCOHOL, DESSERT, GOOD, IS_MEAL = 1, 2, 4, 1
_MOST: Final = 2**31 - 1
_COLUMNS: Final = {
    "cards": "B", "flags": "B", "hours": "I", "categories": "I", "ratings": "d", "popular": "d",
    "reviews": "i", "dish_ends": "I", "word_ends": "I", "dish_kinds": "I", "dish_prices": "i",
    "dish_flags": "B", "words": "I",
}  # fmt: skip
"""Name and type (as `array` spells it) of each column, in the order in which they are kept."""

_STRETCHES: Final = {
    "dish_ends": ("dish_kinds", "dish_prices", "dish_flags"), "word_ends": ("words",),
}  # fmt: skip
"""Columns of ends → the longer columns that they cut."""

Column = NDArray[Any]


class SheetMaker:
    """Shops are added one by one, in the order of their rows; then it makes the sheet."""

    def __init__(self) -> None:
        self._columns: dict[str, array[Any]] = {
            name: array(kind) for name, kind in _COLUMNS.items()
        }
        self._lists: dict[str, dict[Hashable, int]] = {
            "hours": {b"null": 0}, "categories": {}, "dish_kinds": {}, "words": {},
        }  # fmt: skip

    def adding(self, shops: Iterable[Shop]) -> Iterator[Shop]:
        """Yield the shops and add each on its way."""
        for shop in shops:
            self.add(shop)
            yield shop

    def add(self, shop: Shop) -> None:
        """Add a shop as the next row."""
        columns = self._columns
        columns["cards"].append(CARDS.index(shop.card))
        columns["flags"].append(
            ALCOHOL * shop.is_alcohol_led
            + DESSERT * shop.is_dessert_led
            + GOOD * bool(shop.good_price)
        )
        hours = None if shop.hours is None else shop.hours.plain
        columns["hours"].append(self._number("hours", orjson.dumps(hours)))
        columns["categories"].append(self._number("categories", shop.category))
        columns["ratings"].append(_float(shop.rating))
        columns["popular"].append(_float(shop.popularity))
        columns["reviews"].append(_int(shop.reviews))
        self._add_dishes(shop)
        for word in dict.fromkeys(shop.words):
            columns["words"].append(self._number("words", word))
        columns["dish_ends"].append(len(columns["dish_kinds"]))
        columns["word_ends"].append(len(columns["words"]))

    def made(self, order: NDArray[np.int64]) -> bytes:
        """Return the sheet, to be read by `Sheet`.

        order: (rows,) the how-manieth shop that was added stands in each row.
        """
        columns = self._ordered(order)
        lists: dict[str, Any] = {name: list(keys) for name, keys in self._lists.items()}
        lists["hours"] = [plain.decode() for plain in lists["hours"]]
        lists["dish_kinds"] = [orjson.dumps(kind).decode() for kind in lists["dish_kinds"]]
        head = orjson.dumps(
            {"lists": lists, "sizes": {name: len(column) for name, column in columns.items()}}
        )
        size = len(head).to_bytes(8, "little")
        return b"".join((size, head, *(columns[name].tobytes() for name in _COLUMNS)))

    def _ordered(self, order: NDArray[np.int64]) -> dict[str, Column]:
        columns = {
            name: np.array(column, dtype=column.typecode) for name, column in self._columns.items()
        }
        stretched: dict[str, Column] = {}
        for ends, longer in _STRETCHES.items():
            at, owner = _stretches(*_bounds(columns[ends]), order)
            stretched |= {name: columns[name][at] for name in longer}
            counts = np.bincount(owner, minlength=len(order))
            stretched[ends] = np.cumsum(counts).astype(columns[ends].dtype)
        return {
            name: stretched[name] if name in stretched else columns[name][order] for name in columns
        }

    def _add_dishes(self, shop: Shop) -> None:
        columns, known = self._columns, self._lists["dish_kinds"]
        meals = {id(dish) for dish in shop.meals if not is_snack(dish)}
        kinds = [(dish.name, dish.allergens, dish.contains, dish.tastes) for dish in shop.dishes]
        columns["dish_kinds"].extend([known.setdefault(kind, len(known)) for kind in kinds])
        columns["dish_prices"].extend([_int(dish.price) for dish in shop.dishes])
        columns["dish_flags"].extend([IS_MEAL * (id(dish) in meals) for dish in shop.dishes])

    def _number(self, name: str, value: Hashable) -> int:
        known = self._lists[name]
        return known.setdefault(value, len(known))


class Sheet:
    """The columns of `SheetMaker`, by name: (rows,), (dishes,) or (words,) each."""

    def __init__(self, plain: bytes) -> None:
        """plain: what a `SheetMaker` made; empty for a catalogue without shops."""
        head: dict[str, Any] = {"lists": {}, "sizes": {}}
        start = 0
        if plain:
            start = 8 + int.from_bytes(plain[:8], "little")
            head = orjson.loads(plain[8:start])
        self._lists: dict[str, list[str]] = head["lists"]
        self.columns: dict[str, Column] = {}
        self._bounds: dict[str, tuple[Column, Column]] = {}
        self._filled: dict[str, Column] = {}
        for name, kind in _COLUMNS.items():
            count, kept = head["sizes"].get(name, 0), np.dtype(kind)
            self.columns[name] = np.frombuffer(plain, kept, count, start)
            start += count * kept.itemsize

    @cached_property
    def cheapest(self) -> Column:
        """Return (rows,) the least price of a shop, won; that of one without prices is endless."""
        prices = self.columns["dish_prices"].astype(np.int64)
        prices[prices == UNKNOWN] = _MOST
        starts, ends = self.bounds("dish_ends")
        least = np.full(len(ends), _MOST, dtype=np.int64)
        np.minimum.at(least, np.repeat(np.arange(len(ends)), ends - starts), prices)
        return least

    def by_category(self, numbers: Mapping[str, float]) -> Column:
        """Return (categories,) a number for each kind of shop, 0 where none is told."""
        column = np.zeros(self.size_of("categories"))
        for category, number in numbers.items():
            if category in self._categories:
                column[self._categories[category]] = number
        return column

    @cached_property
    def _categories(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._lists.get("categories", ()))}

    @property
    def rows(self) -> int:
        """Return how many shops there are."""
        return len(self.columns["cards"])

    def size_of(self, name: str) -> int:
        """Return how long a list is."""
        return len(self._lists.get(name, ()))

    def category(self, number: int) -> str:
        """Return a kind of shop."""
        return self._lists["categories"][number]

    @property
    def words(self) -> list[str]:
        """Return the words of names and kinds of shops, by their numbers."""
        return self._lists.get("words", [])

    @lru_cache(maxsize=4096)  # noqa: B019 - a sheet lives as long as its catalogue
    def hours(self, number: int) -> Hours | None:
        """Return opening hours, None for those nobody knows."""
        plain = orjson.loads(self._lists["hours"][number])
        return None if plain is None else opening.from_json(plain)

    @lru_cache(maxsize=16_384)  # noqa: B019 - see above
    def dish_kind(self, number: int) -> Dish:
        """Return a dish without its price."""
        name, *rest = orjson.loads(self._lists["dish_kinds"][number])
        allergens, contains, tastes = (None if held is None else tuple(held) for held in rest)
        return Dish(name=name, allergens=allergens, contains=contains, tastes=tastes or ())

    def stretches(self, ends: str, rows: Column) -> tuple[Column, Column]:
        """Return (positions in the longer columns, of which of these rows each is).

        ends: "dish_ends" or "word_ends".
        """
        return _stretches(*self.bounds(ends), rows)

    def bounds(self, ends: str) -> tuple[Column, Column]:
        """Return (rows,) where the stretch of each row begins, and (rows,) where it ends."""
        if ends not in self._bounds:
            self._bounds[ends] = _bounds(self.columns[ends])
        return self._bounds[ends]

    def filled(self, name: str) -> Column:
        """Return a column of which what nobody knows is 0: "popular" or "ratings"."""
        if name not in self._filled:
            self._filled[name] = np.nan_to_num(self.columns[name])
        return self._filled[name]


def _bounds(ends: Column) -> tuple[Column, Column]:
    last = ends.astype(np.int64)
    return np.concatenate(([0], last[:-1])) if len(last) else last, last


def _stretches(starts: Column, ends: Column, rows: Column) -> tuple[Column, Column]:
    first = starts[rows]
    counts = ends[rows] - first
    owner = np.repeat(np.arange(len(rows)), counts)
    before = np.repeat(first - (np.cumsum(counts) - counts), counts)
    return before + np.arange(len(owner)), owner


def _float(value: float | None) -> float:
    return float("nan") if value is None else value


def _int(value: int | None) -> int:
    # What is beyond the column is beyond every budget, too.
    return UNKNOWN if value is None else max(UNKNOWN + 1, min(_MOST, value))
