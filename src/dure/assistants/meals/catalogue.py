"""Shops and dishes as values, and the catalogue that finds them on the map.

What a source does not tell is None: a price, hours, what is inside a dish.
"""

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from statistics import median
from typing import Any, Final, Literal

import orjson

from dure.assistants.meals import hours as opening
from dure.assistants.meals.hours import Hours
from dure.assistants.meals.words import grammar
from dure.ports.places import Located, Places

Acceptance = Literal["Y", "P", "N", "U"]
"""Whether the card works: yes, partly, no, unknown."""

_ALCOHOL: Final = grammar("catalogue.alcohol")
# Things on a menu that make no meal by themselves.
_SIDE: Final = grammar("catalogue.side")
_DESSERT: Final = grammar("catalogue.dessert")
_SIDE_SHARE: Final = 0.45
"""A dish below this share of a shop's median price is an extra to another, not a meal."""
_SIDE_MENU: Final = 4
_MEMORY: Final = 5000
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

    @property
    def is_meal(self) -> bool:
        """Whether it can be eaten as a meal: no drink, extra or sauce."""
        return _SIDE.search(self.name) is None


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
        plain = {key: value for key, value in asdict(self).items() if value not in (None, (), [])}
        if self.hours:
            plain["hours"] = opening.to_json(self.hours)
        return Located(
            id=self.id, name=self.name, lat=self.lat, lon=self.lon, record=orjson.dumps(plain)
        )


def shop_of(record: bytes) -> Shop:
    """Return the shop that `to_record` wrote."""
    plain: dict[str, Any] = orjson.loads(record)
    if "hours" in plain:
        plain["hours"] = opening.from_json(plain["hours"])
    plain["dishes"] = tuple(_dish_of(dish) for dish in plain.get("dishes", ()))
    return Shop(**plain)


def _dish_of(plain: dict[str, Any]) -> Dish:
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


class Catalogue:
    """The shops of one space of the places port; keeps what was read lately in memory."""

    def __init__(self, places: Places, space: str) -> None:
        self._places, self._space = places, space
        self._read: OrderedDict[str, Shop] = OrderedDict()

    def near(self, lat: float, lon: float, radius_m: float) -> list[tuple[Shop, float]]:
        """Return shops within a radius and their distance in metres, nearest first."""
        hits = self._places.near(self._space, lat=lat, lon=lon, radius_m=radius_m)
        shops = self.shops([shop_id for shop_id, _ in hits])
        return [(shops[shop_id], metres) for shop_id, metres in hits if shop_id in shops]

    def shops(self, ids: Sequence[str]) -> dict[str, Shop]:
        """Return shops by id; unknown ids are left out."""
        missing = [shop_id for shop_id in ids if shop_id not in self._read]
        for shop_id, record in self._places.records(self._space, missing).items():
            self._read[shop_id] = shop_of(record)
        found = {shop_id: self._read[shop_id] for shop_id in ids if shop_id in self._read}
        while len(self._read) > _MEMORY:
            self._read.popitem(last=False)
        return found

    def named(self, name: str) -> list[Shop]:
        """Return the shops that bear a name, whatever its spacing."""
        wanted = "".join(name.split()).lower()
        ids = self._ids_by_name.get(wanted, [])
        return list(self.shops(ids).values())

    @cached_property
    def _ids_by_name(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for shop_id, name in self._places.names(self._space):
            out.setdefault("".join(name.split()).lower(), []).append(shop_id)
        return out


def merged(first: Shop, second: Shop) -> Shop:
    """Return one shop of two records of it: the fuller menu, and whatever only one knows."""
    fuller, other = (first, second) if len(first.dishes) >= len(second.dishes) else (second, first)
    known = {
        key: value
        for key, value in ((f.name, getattr(other, f.name)) for f in fields(other))
        if getattr(fuller, key) in (None, (), "") and value not in (None, ())
    }
    return replace(fuller, id=first.id, **known)
