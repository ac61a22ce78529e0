"""The 24 features of places, as they were when they were shown.

They stand in the log with the list (`meals.shops_shown`), since a catalogue and the popularity of
five minutes are gone by the time that somebody learns from it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.hours import Openness, closes_at
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import OF_SHOP, Known, Rows, within, won
from dure.kernel.clock import SEOUL

STEP_KM: Final = 0.25
"""Distances are known in these steps, rounded up. Where shops are is public, so that three exact
distances in a log would tell where the person was, which is not kept."""
_NEAR_M: Final = 400.0
_CLOSES_MIN: Final = 240
_FIRST: Final = 5
_COLUMNS: Final = {feature.name: column for column, feature in enumerate(OF_SHOP)}
_DISTANCE: Final = _COLUMNS["distance"]
_CLOSENESS: Final = _COLUMNS["closeness"]
_COUNTS: Final = ((_COLUMNS["reviews"], 1_000), (_COLUMNS["dishes_that_fit"], 30))
"""Columns on a logarithmic scale, and the count that is 1 on it."""
_PLACES: Final = 4
"""Decimal places that are kept: a row is written into the log."""


@dataclass(frozen=True, kw_only=True)
class PlacesMet:
    """What of places a person's past is held against. pays_won: None where unknown."""

    shops: tuple[str, ...]
    categories: tuple[str, ...]
    pays_won: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class PlacesSeen(PlacesMet):
    """Places as they were shown. facts: (n, 24), see the table."""

    facts: Rows

    def facts_of(self, place: int) -> list[float]:
        """Return the features of one of them as plain numbers, which give the same bits again."""
        return [round(float(value), _PLACES) for value in self.facts[place]]


def met(candidates: Sequence[Candidate]) -> PlacesMet:
    """Return what of places a person's past is held against."""
    return PlacesMet(
        shops=tuple([found.shop.id for found in candidates]),
        categories=tuple([found.shop.category for found in candidates]),
        pays_won=tuple([found.pays_won for found in candidates]),
    )


def seen(candidates: Sequence[Candidate], moment: Moment) -> PlacesSeen:
    """Return places as a person sees them at a moment."""
    at, popularity = moment.at.astimezone(SEOUL), moment.popularity
    facts = [_facts(found, at, popularity.get(found.shop.id)) for found in candidates]
    raw = np.array(facts, dtype=np.float64).reshape(-1, len(OF_SHOP))
    raw[:, _DISTANCE] = coarse_km(raw[:, _DISTANCE])
    # Logarithms and the like for all at once; rounding keeps the bits the same in any list.
    raw[:, _CLOSENESS] = np.exp(-np.maximum(raw[:, _DISTANCE], 0.0) * 1_000 / _NEAR_M)
    for column, full in _COUNTS:
        raw[:, column] = np.log1p(np.maximum(raw[:, column], 0.0)) / math.log1p(full)
    return PlacesSeen(**vars(met(candidates)), facts=within(raw, OF_SHOP, places=_PLACES))


def coarse_km(exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return distances as they are ordered by and written down: whole steps, at least one."""
    return np.maximum(np.ceil(exact / STEP_KM), 1.0) * STEP_KM


def seen_in(said: Mapping[str, Any]) -> PlacesSeen | None:
    """Return the places of a list as it stands in the log, None if one of them makes no sense.

    said: of `meals.shops_shown`, with `seen`: a row for each of its items.
    """
    items, rows = said.get("items"), said.get("seen")
    if not isinstance(items, list) or not isinstance(rows, list) or len(items) != len(rows):
        return None
    if not items or not all(map(_is_sound, items, rows)):
        return None
    return PlacesSeen(
        shops=tuple(item["shop"] for item in items),
        categories=tuple(item.get("category") or "" for item in items),
        pays_won=tuple(item.get("pays_won") for item in items),
        facts=within(rows, OF_SHOP, places=_PLACES),
    )


def _is_sound(item: Mapping[str, Any], facts: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("shop"), str):
        return False
    if not isinstance(facts, list) or len(facts) != len(OF_SHOP):
        return False
    return all(map(_is_number, (*facts, item.get("pays_won") or 0)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _facts(found: Candidate, at: datetime, popular_now: float | None) -> tuple[Known, ...]:
    """Return the features in the order of the table (a test holds it); closeness is not there
    yet, and counts are still counts.
    """
    shop, card, metres, dishes = found.shop, found.shop.card, found.distance_m, found.dishes
    pays, price = won(found.pays_won), won(found.price_won)
    closes = closes_at(shop.hours, at) if found.open is Openness.OPEN else None
    return (
        metres / 1_000,
        0.0,
        pays,
        1 - pays / price if pays is not None and price else None,
        found.use is not None,
        card == "Y",
        card == "P",
        card == "U",
        None if found.open is Openness.UNKNOWN else found.open is Openness.OPEN,
        None if closes is None else (closes - at.hour * 60 - at.minute) / _CLOSES_MIN,
        shop.popularity,
        popular_now,
        None if shop.rating is None else shop.rating / 5,
        shop.reviews,
        shop.good_price,
        shop.solo_seat,
        shop.takeout,
        shop.delivery,
        bool(dishes),
        len(dishes),
        _cheapest(dishes),
        None if not dishes or dishes[0].popular is None else dishes[0].popular / 5,
        "편의점" in shop.category,
        shop.is_dessert_led,
    )


def _cheapest(dishes: Sequence[Dish]) -> Known:
    prices = [dish.price for dish in dishes[:_FIRST] if dish.price is not None]
    least = min(prices, default=None)
    return won(least)
