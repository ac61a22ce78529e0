"""Shops and dishes as values, and the catalogue that finds them on the map.

What a source does not tell is None: a price, hours, what is inside a dish.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from statistics import median
from typing import Any, Final, Literal

import orjson

from dure.assistants.meals import hours as opening
from dure.assistants.meals.hours import Hours
from dure.assistants.meals.words import grammar
from dure.korean.normal import tidy
from dure.ports.places import Located, Nearby, Places

Acceptance = Literal["Y", "P", "N", "U"]
"""Whether the card works: yes, partly, no, unknown."""

_STRICTEST: Final[tuple[Acceptance, ...]] = ("N", "U", "P", "Y")
_ALCOHOL: Final = grammar("catalogue.alcohol")
# Things on a menu that make no meal by themselves.
_SIDE: Final = grammar("catalogue.side")
_LIGHT: Final = grammar("catalogue.light")
_DESSERT: Final = grammar("catalogue.dessert")
_BETWEEN: Final = re.compile(r"[,/·()\s]+")
_SIDE_SHARE: Final = 0.45
"""A dish below this share of a shop's median price is an extra to another, not a meal."""
_SIDE_MENU: Final = 4
MOST_DISHES: Final = 300
"""Dishes of a shop; a longer menu is cut."""
_MOST_WORDS: Final = 20_000
"""Words that are remembered to be nobody's name; about 2 MB."""
_WALK_DETOUR: Final = 1.3
_WALK_M_PER_MIN: Final = 80.0


@dataclass(frozen=True, kw_only=True)
class Dish:
    """price: won. allergens, contains: None if unknown. popular: 1…5, None if unknown."""

    name: str
    price: int | None = None
    allergens: tuple[str, ...] | None = None
    contains: tuple[str, ...] | None = None
    tastes: tuple[str, ...] = ()
    popular: int | None = None

    @cached_property
    def text(self) -> str:
        """Return what is known of it, as it stands in a record."""
        return orjson.dumps(_known(self, _DISH_FIELDS)).decode()

    @cached_property
    def is_meal(self) -> bool:
        """Whether it can be eaten as a meal: no drink, extra or sauce."""
        return _SIDE.search(self.name) is None

    @cached_property
    def is_light(self) -> bool:
        """Whether it is eaten beside a meal or between meals, so that it is no cheaper meal."""
        return _SIDE.search(self.name) is not None or _LIGHT.search(self.name) is not None


@dataclass(frozen=True, kw_only=True)
class Shop:
    """source: who says so, as_of: of which day (ISO) or month. rating: 0…5. popularity: 0…1."""

    id: str
    name: str
    category: str
    source: str
    as_of: str | None = None
    address: str | None = None
    lat: float | None = None
    lon: float | None = None
    hours: Hours | None = None
    dishes: tuple[Dish, ...] = ()
    card: Acceptance = "U"
    phone: str | None = None
    rating: float | None = None
    reviews: int | None = None
    popularity: float | None = None
    good_price: bool | None = None
    parking: bool | None = None
    solo_seat: bool | None = None
    takeout: bool | None = None
    delivery: bool | None = None
    reservation: bool | None = None

    @cached_property
    def is_alcohol_led(self) -> bool:
        """Whether it lives on drink; such shops are never offered."""
        return bool(_ALCOHOL.search(self.category) or _ALCOHOL.search(self.name))

    @cached_property
    def is_dessert_led(self) -> bool:
        """Whether it sells sweets and drinks rather than meals."""
        return _DESSERT.search(self.category) is not None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the words by which its kind is known: those of its category and its name."""
        return tuple(_BETWEEN.split(f"{self.category} {self.name}"))

    @cached_property
    def meals(self) -> tuple[Dish, ...]:
        """Return the dishes that make a meal: no drinks, and no extras by their price.

        A convenience store has no main dishes, so there everything that is food is a meal.
        """
        dishes = tuple(dish for dish in self.dishes if dish.is_meal)
        prices = [dish.price for dish in dishes if dish.price is not None]
        if len(prices) < _SIDE_MENU or "편의점" in self.category:
            return dishes
        least = median(prices) * _SIDE_SHARE
        return tuple(dish for dish in dishes if dish.price is None or dish.price >= least)

    def to_record(self) -> Located:
        """Return the shop as it stands in the places port."""
        plain = _known(self, _SHOP_FIELDS)
        if self.dishes:
            plain["dishes"] = [dish.text for dish in self.dishes]
        if self.hours:
            plain["hours"] = orjson.dumps(self.hours.plain).decode()
        return Located(
            id=self.id,
            name=self.name,
            lat=self.lat,
            lon=self.lon,
            record=orjson.dumps(plain),
            words=(self.category, *(dish.name for dish in self.dishes)),
        )


_SHOP_FIELDS: Final = tuple(f.name for f in fields(Shop) if f.name not in ("hours", "dishes"))
_DISH_FIELDS: Final = tuple(f.name for f in fields(Dish))


def _known(of: Shop | Dish, names: Sequence[str]) -> dict[str, Any]:
    plain = {name: getattr(of, name) for name in names}
    return {name: value for name, value in plain.items() if value is not None}


def shop_of(record: bytes) -> Shop:
    """Return the shop that `to_record` wrote."""
    plain: dict[str, Any] = orjson.loads(record)
    if "hours" in plain:
        plain["hours"] = _hours_of(plain["hours"])
    plain["dishes"] = tuple(map(_dish_of, plain.get("dishes", ())))
    return Shop(**plain)


# The same dish at the same price, and the same hours, stand in many shops: each is made once.
@lru_cache(maxsize=4096)
def _hours_of(text: str) -> Hours:
    return opening.from_json(orjson.loads(text))


@lru_cache(maxsize=65_536)
def _dish_of(text: str) -> Dish:
    plain: dict[str, Any] = orjson.loads(text)
    for name in ("allergens", "contains", "tastes"):
        if plain.get(name) is not None:
            plain[name] = tuple(plain[name])
    return Dish(**plain)


def walk_minutes(distance_m: float) -> int:
    """Return minutes on foot: straight line × 1.3 at 80 m a minute, rounded up, at least 1."""
    return max(1, math.ceil(distance_m * _WALK_DETOUR / _WALK_M_PER_MIN))


def metres_in(minutes: int) -> int:
    """Return the straight distance that can be walked in so many minutes."""
    return int(minutes * _WALK_M_PER_MIN / _WALK_DETOUR)


@dataclass(frozen=True, kw_only=True)
class CatalogueSettings:
    """How much of a catalogue is kept in memory."""

    remembered: int = 5000
    """Shops that were read lately; about 6 kB each (`bench/shops.py`)."""


class Catalogue:
    """The shops of one space of the places port; keeps what was read lately in memory."""

    def __init__(
        self, places: Places, space: str, settings: CatalogueSettings | None = None
    ) -> None:
        self._places, self._space = places, space
        self._most = (settings or CatalogueSettings()).remembered
        self._read: OrderedDict[int, Shop] = OrderedDict()
        self._nobodys = set[str]()
        self._version: str | None = None

    def near(self, lat: float, lon: float, radius_m: float) -> list[tuple[Shop, float]]:
        """Return shops within a radius and their distance in metres, nearest first."""
        hits = self._places.near(self._space, lat=lat, lon=lon, radius_m=radius_m)
        shops = self.shops([shop_id for shop_id, _ in hits])
        return [(shops[shop_id], metres) for shop_id, metres in hits if shop_id in shops]

    def around(self, lat: float, lon: float, radius_m: float) -> Nearby:
        """Return the rows of the shops within a radius."""
        return self._places.around(self._space, lat=lat, lon=lon, radius_m=radius_m)

    def search(self, words: Sequence[str], lat: float, lon: float, radius_m: float) -> Nearby:
        """Return the rows of the shops within a radius that may hold one of some words."""
        return self._places.search(self._space, words, lat=lat, lon=lon, radius_m=radius_m)

    def rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the rows of shops by id; unknown ids are left out."""
        return self._places.rows_of(self._space, ids)

    def sheet(self) -> bytes:
        """Return the columns of all shops, in the order of their rows."""
        return self._places.sheet(self._space)

    def version(self) -> str | None:
        """Return which version of the catalogue this is; of another one nothing is remembered."""
        version = self._places.version_of(self._space)
        if version != self._version:
            self._read.clear()
            self._nobodys.clear()
            self._version = version
        return version

    def shops(self, ids: Sequence[str]) -> dict[str, Shop]:
        """Return shops by id; unknown ids are left out."""
        self.version()
        rows = self.rows_of(ids)
        read = self.at_rows(list(rows.values()))
        return {shop_id: read[rows[shop_id]] for shop_id in ids if shop_id in rows}

    def at_rows(self, rows: Sequence[int]) -> dict[int, Shop]:
        """Return shops by row; rows without a shop are left out."""
        missing = [row for row in rows if row not in self._read]
        for row, (_, record) in self._places.at_rows(self._space, missing).items():
            self._read[row] = shop_of(record)
        found = {row: self._read[row] for row in rows if row in self._read}
        for row in found:
            self._read.move_to_end(row)
        while len(self._read) > self._most:
            self._read.popitem(last=False)
        return found

    def id_of(self, said: str) -> str | None:
        """Return the id of the shop that bears it, here or in the file it came from; None if none.

        A catalogue is of one file, so any shop of it tells the source.
        """
        first = next(iter(self.at_rows([0]).values()), None)
        ids = [said, *([id_in(first.source, tidy(said))] if first else [])]
        known = self.rows_of(ids)
        return next((shop for shop in ids if shop in known), None)

    def named(self, name: str) -> list[Shop]:
        """Return the shops that bear a name, whatever its spacing."""
        return list(self.shops(self._places.named(self._space, name)).values())

    def name_of(self, said: str) -> str | None:
        """Return the name of a shop as it is written, whatever its spacing and case; or None."""
        if said in self._nobodys:
            return None
        ids = self._places.named(self._space, said)
        name = next((shop.name for shop in self.shops(ids[:1]).values()), None)
        if name is None and len(self._nobodys) < _MOST_WORDS:
            self._nobodys.add(said)
        return name


def id_in(source: str, key: str) -> str:
    """Return our id of what a source knows by a key of its own."""
    return sha256(f"{source}\x1f{key}".encode()).hexdigest()[:16]


def merged(first: Shop, second: Shop) -> Shop:
    """Return one shop of two records of it: the dishes of both, and whatever only one knows.

    Where they differ on the card the stricter one holds: nobody is sent to a closed till.
    """
    fuller, other = (first, second) if len(first.dishes) >= len(second.dishes) else (second, first)
    known = {
        key: value
        for key, value in ((f.name, getattr(other, f.name)) for f in fields(other))
        if getattr(fuller, key) in (None, (), "") and value not in (None, ())
    }
    card = min(first.card, second.card, key=_STRICTEST.index)
    dishes = _joined(fuller.dishes, other.dishes)
    return replace(fuller, **{**known, "id": first.id, "card": card, "dishes": dishes})


def _joined(first: tuple[Dish, ...], more: tuple[Dish, ...]) -> tuple[Dish, ...]:
    """Return the dishes of two menus, one of each name that both have: the one with a price."""
    priced = {dish.name: dish for dish in more if dish.price is not None}
    kept = [priced.get(dish.name, dish) if dish.price is None else dish for dish in first]
    names = {dish.name for dish in first}
    return (*kept, *(dish for dish in more if dish.name not in names))[:MOST_DISHES]
