"""Make the demonstration catalogue: invented shops around real places of Seoul.

Seeded, so every installation has the same one. Structure: a shop's category is drawn with
the weights below; it stands within a few hundred metres of a named place; it sells 5 to 11
dishes of its category at one price level; opening hours, closing days and card acceptance
are drawn per category. Nothing in it is a fact about a real shop; every record says so.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from dure.assistants.meals.catalogue import Acceptance, Dish, Shop
from dure.assistants.meals.hours import DAYS, Closing, Hours, Period
from dure.kernel.data import read_table, split_list

SOURCE: Final = "dure 시범 데이터(가상의 가게)"
SIZE: Final = 3000
_SEED: Final = 20261121
_PACKAGE: Final = "dure.assistants.meals"
_WEIGHTS: Final = {
    "한식": 22, "분식": 16, "편의점": 10, "중식": 8, "국밥": 6, "면": 6, "치킨": 5, "버거": 4,
    "일식": 5, "카페": 4, "베이커리": 4, "도시락": 4, "피자": 3, "양식": 3, "고기": 3,
    "동남아식": 2, "죽": 3, "샐러드": 1, "주점": 2,
}  # fmt: skip
_HOURS: Final[dict[str, tuple[Period, ...]]] = {
    "편의점": ((0, 1440),), "카페": ((540, 1320),), "베이커리": ((480, 1260),),
    "국밥": ((360, 1380),), "주점": ((1020, 1560),), "치킨": ((690, 1500),),
    "도시락": ((570, 1260),), "분식": ((600, 1260),),
}  # fmt: skip
_BREAK: Final = ((690, 900), (1020, 1290))
_CARDS: Final[tuple[tuple[Acceptance, float], ...]] = (
    ("Y", 0.7),
    ("P", 0.12),
    ("N", 0.08),
    ("U", 0.1),
)
_DEGREES_PER_M: Final = 1 / 111_000
_SPREAD_M: Final = 320
_BRANCHES: Final = 99


def demo_shops(size: int = SIZE, *, spread_m: float = _SPREAD_M) -> Iterator[Shop]:
    """Yield the shops of the demonstration catalogue, the same ones each time.

    spread_m: how far they stand from the named places, one standard deviation.
    """
    rng = random.Random(_SEED)  # noqa: S311 - a fixed seed is the point
    spots = [row for row in read_table(_PACKAGE, "data/gazetteer.tsv") if row["gu"]]
    menus, names = _menus(), _names()
    taken: set[str] = set()
    most = max(_BRANCHES, size // 100)
    for number in range(size):
        category = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        spot = rng.choice(spots)
        name = _name(rng, names[category], spot["name"], taken, most)
        yield Shop(
            id=f"demo-{number:05d}",
            name=name,
            category=category,
            source=SOURCE,
            as_of="2026-11-01",
            address=f"서울특별시 {spot['gu']} {spot['name']} 일대",
            lat=round(float(spot["lat"]) + rng.gauss(0, spread_m) * _DEGREES_PER_M, 6),
            lon=round(float(spot["lon"]) + rng.gauss(0, spread_m) * _DEGREES_PER_M * 1.26, 6),
            hours=_opening(rng, category),
            dishes=tuple(_dishes(rng, menus[category])),
            card=rng.choices([c for c, _ in _CARDS], [w for _, w in _CARDS])[0],
            rating=round(min(4.9, max(2.8, rng.gauss(4.0, 0.4))), 1),
            reviews=int(rng.lognormvariate(3.6, 1.0)),
            popularity=round(rng.betavariate(2, 5), 3),
            good_price=rng.random() < 0.1,
            parking=_maybe(rng, 0.3),
            solo_seat=_maybe(rng, 0.6),
            takeout=_maybe(rng, 0.8),
            delivery=_maybe(rng, 0.5),
            reservation=_maybe(rng, 0.3),
        )


def _menus() -> dict[str, list[dict[str, str]]]:
    menus: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_table(_PACKAGE, "data/dishes.tsv"):
        menus[row["shop_category"]].append(row)
    return menus


def _names() -> dict[str, list[tuple[str, str]]]:
    names: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_table(_PACKAGE, "data/shop_names.tsv"):
        names[row["shop_category"]].append((row["prefix"], row["suffix"]))
    return names


def _name(
    rng: random.Random, parts: list[tuple[str, str]], spot: str, taken: set[str], most: int
) -> str:
    prefix, suffix = rng.choice(parts)[0], rng.choice(parts)[1]
    name = f"{prefix} {suffix}"
    if name in taken:
        name = f"{prefix} {suffix} {spot.removesuffix('역')}점"
    while name in taken:
        name = (
            f"{rng.choice(parts)[0]} {suffix} {spot.removesuffix('역')}{rng.randint(2, most)}호점"
        )
    taken.add(name)
    return name


def _dishes(rng: random.Random, rows: list[dict[str, str]]) -> Iterator[Dish]:
    level = rng.random()
    for row in rng.sample(rows, min(len(rows), rng.randint(5, 11))):
        low, high = int(row["price_low"]), int(row["price_high"])
        price = low + (high - low) * min(1.0, max(0.0, level + rng.gauss(0, 0.15)))
        yield Dish(
            name=row["dish"],
            price=round(price / 100) * 100,
            allergens=split_list(row["allergens"]),
            contains=split_list(row["contains"]),
            tastes=split_list(row["tastes"]),
            popular=int(row["popular"]),
        )


def _opening(rng: random.Random, category: str) -> Hours | None:
    if rng.random() < 0.08:
        return None
    periods = _HOURS.get(category, _BREAK if rng.random() < 0.3 else ((630, 1290),))
    shift = rng.choice((-30, 0, 0, 30)) if periods[0][0] > 0 else 0
    moved = tuple((opens + shift, (closes or 0) + shift) for opens, closes in periods)
    closing = None
    if category != "편의점":
        closing = rng.choice(
            (
                Closing(),
                Closing(weekly=(rng.choice(DAYS),)),
                Closing(weekly=("sun",)),
                Closing(nth=((2, "sun"), (4, "sun"))),
                Closing(festival=True),
            )
        )
    return Hours(periods={"default": moved}, closing=closing)


def _maybe(rng: random.Random, share: float) -> bool | None:
    return None if rng.random() < 0.25 else rng.random() < share
