"""Make the people of the demonstration: who they are, where they ate, and what coupons there are.

Seeded like the shops. Structure, so that whoever learns from it knows what there is to learn:

* A person lives at one of the places of the shops, has 3,000 to 12,000 won a meal, and a hidden
  taste: a weight for each category, drawn so that three or four of them make up most of it.
  One in eight has an allergy.
* A visit is drawn among the shops within 800 m of home, with the weight
  taste x (0.2 + popularity) x exp(-distance / 400 m), at a meal time of one of the 90 days
  before the catalogue's date; shops that take no card are never visited.
* A rating is 3 + 4 x (taste of the category - its mean) + noise, cut to 1 … 5; two in five
  visits are not rated.
* A coupon takes an amount off, or a share with a cap; it is for every shop, one category or one
  shop, from a minimum order on, for 30 days, once for each person; every second one may be
  combined with those of other targets.

Nobody and nothing here exists.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.coupons import Coupon
from dure.kernel.clock import SEOUL
from dure.kernel.earth import metres_between

PEOPLE: Final = 300
COUPONS: Final = 60
_SEED: Final = 20261122
_TODAY: Final = date(2026, 11, 1)
_DAYS: Final = 90
_REACH_M: Final = 800.0
_NEAR_M: Final = 400.0
_VISITS: Final = (8, 40)
_MEALS: Final = (time(8, 0), time(12, 10), time(12, 40), time(18, 20), time(19, 0))
_ALLERGENS: Final = ("난류", "우유", "땅콩", "새우", "밀", "메밀")
_TASTE_SHAPE: Final = 0.3
"""Shape of the gamma draws of a taste: the smaller, the fewer categories make up most of it."""


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """An invented person. taste: category → weight, 1 in total."""

    id: str
    lat: float
    lon: float
    budget_won: int
    taste: Mapping[str, float]
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A meal somebody had. rating: 1 to 5, None if it was not rated."""

    person: str
    shop: str
    at: datetime
    rating: float | None


def demo_people(shops: Sequence[Shop], size: int = PEOPLE) -> Iterator[DemoPerson]:
    """Yield the people of the demonstration; each lives beside one of the shops."""
    rng = random.Random(_SEED)  # noqa: S311 - a fixed seed is the point
    categories = sorted({shop.category for shop in shops})
    homes = [
        (shop.lat, shop.lon) for shop in shops if shop.lat is not None and shop.lon is not None
    ]
    for number in range(size):
        lat, lon = rng.choice(homes)
        yield DemoPerson(
            id=f"person-{number:04d}",
            lat=lat,
            lon=lon,
            budget_won=rng.randrange(3_000, 12_001, 500),
            taste=_taste(rng, categories),
            allergens=(rng.choice(_ALLERGENS),) if rng.random() < 1 / 8 else (),
        )


def demo_visits(person: DemoPerson, shops: Sequence[Shop]) -> list[Visit]:
    """Return where a person ate, oldest first."""
    rng = random.Random(f"{_SEED}:{person.id}")  # noqa: S311 - a fixed seed is the point
    near = [(shop, _weight(person, shop)) for shop in shops if shop.card != "N"]
    near = [(shop, weight) for shop, weight in near if weight > 0]
    if not near:
        return []
    chosen = rng.choices([s for s, _ in near], [w for _, w in near], k=rng.randint(*_VISITS))
    visits = [
        Visit(person=person.id, shop=shop.id, at=_moment(rng), rating=_rating(rng, person, shop))
        for shop in chosen
    ]
    return sorted(visits, key=lambda visit: visit.at)


def demo_coupons(shops: Sequence[Shop], size: int = COUPONS) -> Iterator[Coupon]:
    """Yield the coupons of the demonstration."""
    rng = random.Random(_SEED + 1)  # noqa: S311 - a fixed seed is the point
    for number in range(size):
        shop = rng.choice(shops)
        target: Literal["all", "category", "shop"] = rng.choice(("all", "category", "shop"))
        is_rate = rng.random() < 0.5
        starts = _TODAY + timedelta(days=rng.randint(-20, 20))
        yield Coupon(
            id=f"coupon-{number:03d}",
            kind="rate" if is_rate else "amount",
            value=rng.choice((5, 10, 15, 20)) if is_rate else rng.choice((500, 1_000, 2_000)),
            cap_won=rng.choice((1_000, 2_000, 3_000)) if is_rate else None,
            min_order_won=rng.choice((0, 5_000, 8_000)),
            target=target,
            of={"all": "", "category": shop.category, "shop": shop.id}[target],
            starts=starts,
            ends=starts + timedelta(days=30),
            stacks=number % 2 == 1,
        )


def _taste(rng: random.Random, categories: Sequence[str]) -> dict[str, float]:
    drawn = {category: rng.gammavariate(_TASTE_SHAPE, 1.0) for category in categories}
    total = sum(drawn.values())
    return {category: weight / total for category, weight in drawn.items()}


def _weight(person: DemoPerson, shop: Shop) -> float:
    if shop.lat is None or shop.lon is None:
        return 0.0
    metres = metres_between(person.lat, person.lon, shop.lat, shop.lon)
    if metres > _REACH_M:
        return 0.0
    popularity = 0.2 + (shop.popularity or 0.0)
    return person.taste[shop.category] * popularity * math.exp(-metres / _NEAR_M)


def _moment(rng: random.Random) -> datetime:
    day = _TODAY - timedelta(days=rng.randint(1, _DAYS))
    at = datetime.combine(day, rng.choice(_MEALS), tzinfo=SEOUL)
    return at + timedelta(minutes=rng.randint(0, 50))


def _rating(rng: random.Random, person: DemoPerson, shop: Shop) -> float | None:
    liked = person.taste[shop.category] - 1 / len(person.taste)
    drawn = 3 + 4 * liked + rng.gauss(0, 0.5)
    return None if rng.random() < 0.4 else round(min(5.0, max(1.0, drawn)), 1)
