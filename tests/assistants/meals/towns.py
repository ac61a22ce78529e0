"""Random towns for the tests of candidates and their order, and shops made by hand."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.catalogue import Acceptance, Catalogue, Dish, Shop
from dure.assistants.meals.hours import Closing, Hours
from dure.assistants.meals.search import Search
from dure.assistants.meals.stock import load
from dure.assistants.meals.wish import Wish
from dure.embedded.places import SqlitePlaces
from dure.kernel.clock import SEOUL
from dure.kernel.earth import metres_between
from dure.kernel.turns import Place

HERE: Final = Place(lat=37.5563, lon=126.9236, name="홍대입구역")
AT: Final = datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)
"""The third Saturday of a month, within many a lunch."""
METRES_PER_DEGREE: Final = 111_195

# Hours, and whether the shop is then closed at AT for sure.
HOURS: Final[Mapping[str, tuple[Hours | None, bool]]] = {
    "unknown": (None, False),
    "all day": (Hours(periods={"default": ((0, 1440),)}), False),
    "lunch": (Hours(periods={"default": ((660, 900), (1020, 1260))}), False),
    "evenings": (Hours(periods={"default": ((1020, 1560),)}), True),
    "weekdays": (Hours(periods={"weekday": ((0, 1440),)}), False),
    "weekend evenings": (Hours(periods={"default": ((0, 1440),), "sat": ((1020, 1320),)}), True),
    "off today": (Hours(periods={"default": ((0, 1440),), "sat": ()}), True),
    "saturdays off": (
        Hours(periods={"default": ((0, 1440),)}, closing=Closing(weekly=("sat",))),
        True,
    ),
    "third saturdays off": (
        Hours(periods={"default": ((0, 1440),)}, closing=Closing(nth=((3, "sat"),))),
        True,
    ),
    "first saturdays off": (
        Hours(periods={"default": ((0, 1440),)}, closing=Closing(nth=((1, "sat"),))),
        False,
    ),
    "some saturdays off": (
        Hours(periods={"default": ((0, 1440),)}, closing=Closing(biweekly="sat")),
        False,
    ),
    "until nobody knows when": (Hours(periods={"default": ((600, None),)}), False),
}
ALCOHOL: Final = frozenset(("이자카야", "요리주점", "호프", "와인"))
CATEGORIES: Final = ("한식", "분식", "치킨", "중식", "카페", "편의점", *sorted(ALCOHOL))
# Names of dishes, and what each is known to hold by its name alone.
DISHES: Final[Mapping[str, frozenset[str]]] = {
    "오늘의 정식": frozenset(),
    "새우볶음밥": frozenset(("새우",)),
    "계란찜": frozenset(("계란",)),
    "공깃밥": frozenset(),
    "떡볶이": frozenset(),
    "양념치킨": frozenset(),
    "채소김밥": frozenset(),
    "땅콩죽": frozenset(("땅콩",)),
    "치즈그라탕": frozenset(("우유",)),
}
LABELS: Final[Mapping[str, str]] = {
    "새우": "새우",
    "계란": "알류",
    "땅콩": "땅콩",
    "우유": "우유",
    "소고기": "쇠고기",
}
FOODS: Final = ("떡볶이", "김밥", "치킨", "분식", "편의점", "한식")


@dataclass(frozen=True, kw_only=True)
class Town:
    """A catalogue, a wish, and what was offered for it."""

    shops: Mapping[str, Shop]
    metres: Mapping[str, int]
    closed: Mapping[str, bool]
    rules: Rules
    offered: Sequence[Candidate]


def stall(rng: random.Random) -> tuple[Shop, bool]:
    """Return a shop without a place, and whether it is closed at AT for sure."""
    labels = sorted(LABELS.values())
    dishes = [
        Dish(
            name=name,
            price=rng.choice((None, *range(1000, 30_000, 500))),
            allergens=rng.choice((None, tuple(rng.sample(labels, rng.randint(0, 2))))),
        )
        for name in rng.sample(sorted(DISHES), rng.randint(0, 4))
    ]
    hours, closed = HOURS[rng.choice(sorted(HOURS))]
    made = Shop(
        id="",
        name="가게",
        category=rng.choice(CATEGORIES),
        source="시험",
        hours=hours,
        dishes=tuple(dishes),
        card=rng.choice(("Y", "Y", "P", "N", "U")),
        rating=rng.choice((None, 1.0, 2.0, 3.0, 4.0, 5.0)),
        reviews=rng.choice((None, 0, 7, 99)),
        popularity=rng.choice((None, 0.0, rng.random(), 1.0)),
        good_price=rng.choice((True, False, None)),
    )
    return made, closed


STALLS: Final = [stall(random.Random(seed)) for seed in range(2000)]
"""What may stand anywhere; made once, so that an example is a few numbers."""


def town_of(
    stands: Sequence[tuple[int, int]],
    wish: Wish,
    allergens: tuple[str, ...],
    diets: tuple[str, ...],
    without: tuple[str, ...],
) -> Town:
    shops, metres, closed = {}, {}, {}
    for number, (index, distance_m) in enumerate(stands):
        made, is_closed = STALLS[index]
        lat = HERE.lat + distance_m / METRES_PER_DEGREE
        shop = replace(made, id=str(number), name=f"가게 {number}", lat=lat, lon=HERE.lon)
        shops[shop.id], metres[shop.id], closed[shop.id] = shop, distance_m, is_closed
    rules = Rules(wish=wish, at=AT, here=HERE, allergens=allergens, diets=diets, without=without)
    offered = offered_in(shops.values(), rules)
    return Town(shops=shops, metres=metres, closed=closed, rules=rules, offered=offered)


hundreds = st.integers(10, 300).map(lambda count: count * 100)
wishes = st.builds(
    Wish,
    slots=st.fixed_dictionaries(
        {},
        optional={
            "budget_max": hundreds,
            "budget_min": hundreds,
            "party_size": st.integers(1, 4),
            "food": st.lists(st.sampled_from(FOODS), min_size=1, max_size=2, unique=True),
            "exclude_food": st.lists(st.sampled_from(FOODS), min_size=1, max_size=2),
            "distance_max_m": st.integers(50, 3000),
            "sort": st.sampled_from(
                ("cheap", "near", "popular", "value", "review_count", "rating")
            ),
            "rating_min": st.integers(1, 5),
            "good_shop": st.just(True),
            "card_ok": st.just(True),
            "place_kind": st.lists(st.sampled_from(FOODS), min_size=1, max_size=2, unique=True),
            "snack": st.just(True),
            "taste": st.sampled_from((["spicy"], ["not_spicy"], ["soup"])),
        },
    ),
    hidden=st.sampled_from(((), (), ("0",), ("1",))),
)
towns = st.builds(
    town_of,
    st.lists(
        st.tuples(st.integers(0, len(STALLS) - 1), st.integers(0, 3500)), min_size=1, max_size=8
    ),
    wishes,
    st.lists(st.sampled_from(sorted(LABELS)), max_size=2, unique=True).map(tuple),
    st.sampled_from(((), (), ("no_pork",), ("vegan",))),
    st.sampled_from(((), (), ("치킨",), ("떡볶이",))),
)


def metres_from_here(shop: Shop) -> float:
    """Return how far a shop with a place is, as the catalogue measures it."""
    return metres_between(HERE.lat, HERE.lon, shop.lat or 0.0, shop.lon or 0.0)


def offered_in(shops: Iterable[Shop], rules: Rules) -> list[Candidate]:
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", shops, version="1")
    found = Search(Catalogue(places, "s")).gather(rules, rules.at)
    places.close()
    return found.candidates


random_towns = settings(max_examples=200, deadline=None)


def cooking(shop_id: str, *dishes: Dish, card: Acceptance = "Y", **more: Any) -> Shop:  # noqa: ANN401
    about = {
        "name": f"가게 {shop_id}",
        "category": "한식",
        "lat": HERE.lat,
        "lon": HERE.lon,
        **more,
    }
    return Shop(id=shop_id, source="시험", dishes=dishes, card=card, **about)


def rules_for(**slots: Any) -> Rules:  # noqa: ANN401 - the values of slots
    return Rules(wish=Wish(slots=slots), at=AT, here=HERE)


def dishes_for(*dishes: Dish, category: str = "한식", **slots: Any) -> list[str]:  # noqa: ANN401
    found = offered_in([cooking("a", *dishes, category=category)], rules_for(**slots))
    return [dish.name for candidate in found for dish in candidate.dishes]


RICE: Final = Dish(name="오늘의 백반", price=5000, popular=3)
