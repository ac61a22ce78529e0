"""The hard rules on thousands of random catalogues, judged by what each shop was made to be."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.meals.catalogue import Acceptance, Catalogue, Dish, Shop
from dure.assistants.meals.choose import (
    Candidate,
    OrderSettings,
    Rules,
    candidates,
    choose,
    holidays,
    ranked_by,
)
from dure.assistants.meals.hours import Closing, Hours, Openness
from dure.assistants.meals.wish import Wish
from dure.embedded.places import SqlitePlaces
from dure.kernel.clock import SEOUL
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
FOODS: Final = ("떡볶이", "김밥", "치킨", "분식", "편의점")


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
            "sort": st.sampled_from(("cheap", "near", "popular", "value", "review_count")),
            "rating_min": st.integers(1, 5),
            "good_shop": st.just(True),
            "card_ok": st.just(True),
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


def offered_in(shops: Iterable[Shop], rules: Rules) -> list[Candidate]:
    places = SqlitePlaces(Path(":memory:"))
    places.load("s", (shop.to_record() for shop in shops), version="1")
    found = candidates(Catalogue(places, "s"), rules)
    places.close()
    return found


def is_one_of(dish: Dish, shop: Shop, food: str) -> bool:
    return food in dish.name or food == shop.category


random_towns = settings(max_examples=200, deadline=None)


@random_towns
@given(towns)
def test_a_shop_that_refuses_the_card_is_never_offered(town: Town) -> None:
    assert [c.shop.id for c in town.offered if c.shop.card == "N"] == []


@random_towns
@given(towns)
def test_a_shop_that_lives_on_drink_is_never_offered(town: Town) -> None:
    assert [c.shop.id for c in town.offered if c.shop.category in ALCOHOL] == []


@random_towns
@given(towns)
def test_a_shop_that_is_closed_then_is_never_offered(town: Town) -> None:
    assert [c.shop.id for c in town.offered if town.closed[c.shop.id]] == []


@random_towns
@given(towns)
def test_no_dish_costs_more_than_one_eater_can_pay(town: Town) -> None:
    slots = town.rules.wish.slots
    most = slots.get("budget_max", 10**9) // slots.get("party_size", 1)

    dear = [d for c in town.offered for d in c.dishes if d.price is not None and d.price > most]

    assert dear == []


@random_towns
@given(towns)
def test_under_a_budget_every_offer_has_a_dish_and_every_dish_a_price(town: Town) -> None:
    under_budget = {"budget_max", "budget_min"} & set(town.rules.wish.slots)

    unpriced = [c for c in town.offered if not c.dishes or any(d.price is None for d in c.dishes)]

    assert not under_budget or unpriced == []


@random_towns
@given(towns)
def test_no_dish_is_known_to_hold_what_the_eater_cannot_bear(town: Town) -> None:
    held = [
        (dish, word)
        for candidate in town.offered
        for dish in candidate.dishes
        for word in town.rules.allergens
        if LABELS[word] in (dish.allergens or ()) or word in DISHES[dish.name]
    ]

    assert held == []


@random_towns
@given(towns)
def test_a_dish_that_may_hold_it_is_marked(town: Town) -> None:
    unmarked = [
        (candidate.shop.id, word)
        for candidate in town.offered
        for word in town.rules.allergens
        if any(dish.allergens is None for dish in candidate.dishes) and word not in candidate.unsure
    ]

    assert unmarked == []


@random_towns
@given(towns)
def test_no_food_that_was_turned_down_is_offered(town: Town) -> None:
    refused = (*town.rules.wish.without, *town.rules.without)

    offered = [
        (dish, food)
        for candidate in town.offered
        for dish in candidate.dishes
        for food in refused
        if is_one_of(dish, candidate.shop, food)
    ]

    assert offered == []


@random_towns
@given(towns)
def test_nothing_beyond_the_radius_is_offered(town: Town) -> None:
    radius = town.rules.wish.radius_m

    assert [c.shop.id for c in town.offered if town.metres[c.shop.id] > radius + 1] == []


@random_towns
@given(towns)
def test_every_dish_is_what_was_asked_for(town: Town) -> None:
    foods = town.rules.wish.foods
    names_dishes = bool(foods) and set(foods) <= {"떡볶이", "김밥"}

    others = [
        dish
        for candidate in town.offered
        for dish in candidate.dishes
        if names_dishes and not any(food in dish.name for food in foods)
    ]

    assert others == []


@random_towns
@given(towns)
def test_a_shop_turned_down_badly_rated_or_not_of_good_price_stays_away(town: Town) -> None:
    slots = town.rules.wish.slots

    kept = [
        c.shop.id
        for c in town.offered
        if c.shop.id in town.rules.wish.hidden
        or (c.shop.rating or 0) < slots.get("rating_min", 0)
        or (slots.get("good_shop") and not c.shop.good_price)
    ]

    assert kept == []


@random_towns
@given(towns)
def test_a_shop_that_breaks_no_rule_is_always_offered(town: Town) -> None:
    plain = Shop(
        id="plain",
        name="느티나무 밥집",
        category="한식",
        source="시험",
        lat=HERE.lat,
        lon=HERE.lon,
        dishes=(Dish(name="오늘의 백반", price=3000, allergens=(), contains=("채소만",)),),
        card="Y",
        hours=HOURS["all day"][0],
        rating=5.0,
        good_price=True,
    )
    slots = {"budget_max": 4000, "good_shop": True, "rating_min": 5}
    rules = replace(town.rules, wish=replace(town.rules.wish, slots=slots))

    offered = offered_in([*town.shops.values(), plain], rules)

    assert "plain" in [candidate.shop.id for candidate in offered]


@random_towns
@given(towns)
def test_only_sure_shops_stand_in_the_first_group(town: Town) -> None:
    sure, _ = choose(town.offered, town.rules, OrderSettings())

    assert {c.shop.card for c in sure} <= {"Y", "P"}


@random_towns
@given(towns)
def test_unsure_shops_stand_apart_and_only_where_sure_ones_are_few(town: Town) -> None:
    sure, unsure = choose(town.offered, town.rules, OrderSettings())

    unknown = {c.shop.id for c in town.offered if c.shop.card == "U"}
    wanted = len(sure) < 3 and not town.rules.wish.slots.get("card_ok")
    assert {c.shop.id for c in unsure} == (unknown if wanted else set())


@random_towns
@given(towns)
def test_the_order_does_not_depend_on_the_order_in_which_shops_were_found(town: Town) -> None:
    forward = ranked_by(town.offered, town.rules, OrderSettings())

    backward = ranked_by(town.offered[::-1], town.rules, OrderSettings())

    assert forward == backward


@random_towns
@given(towns)
def test_the_score_is_the_sum_of_its_reasons(town: Town) -> None:
    for candidate in ranked_by(town.offered, town.rules, OrderSettings()):
        assert candidate.score == pytest.approx(sum(points for _, points in candidate.reasons))
        assert 0 <= candidate.score <= 1


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


def ranked(shops: Sequence[Shop], **slots: Any) -> list[str]:  # noqa: ANN401 - the values of slots
    rules = rules_for(**slots)
    found = ranked_by(offered_in(shops, rules), rules, OrderSettings())
    return [candidate.shop.id for candidate in found]


def dishes_for(*dishes: Dish, category: str = "한식", **slots: Any) -> list[str]:  # noqa: ANN401
    found = offered_in([cooking("a", *dishes, category=category)], rules_for(**slots))
    return [dish.name for candidate in found for dish in candidate.dishes]


RICE: Final = Dish(name="오늘의 백반", price=5000, popular=3)


def test_a_card_that_works_comes_before_one_that_works_partly() -> None:
    shops = [cooking("partly", RICE, card="P"), cooking("works", RICE, card="Y")]

    assert ranked(shops) == ["works", "partly"]


def test_open_for_sure_comes_before_perhaps_open() -> None:
    sure = cooking("sure", RICE, hours=HOURS["all day"][0], lat=HERE.lat + 0.004)

    assert ranked([cooking("perhaps", RICE), sure]) == ["sure", "perhaps"]


def test_a_dish_that_is_free_of_it_comes_before_one_that_may_be() -> None:
    free = cooking("free", replace(RICE, allergens=()), lat=HERE.lat + 0.004)
    rules = replace(rules_for(), allergens=("새우",))

    found = ranked_by(offered_in([cooking("may", RICE), free], rules), rules, OrderSettings())

    assert [(c.shop.id, c.unsure) for c in found] == [("free", ()), ("may", ("새우",))]


@pytest.mark.parametrize(
    ("sort", "dish", "about"),
    [
        ("cheap", replace(RICE, price=1000), {}),
        ("near", RICE, {"lat": HERE.lat}),
        ("popular", RICE, {"popularity": 0.9}),
        ("review_count", RICE, {"reviews": 500}),
        ("value", RICE, {"rating": 5.0}),
    ],
)
def test_the_sort_that_was_asked_for_decides(
    sort: str, dish: Dish, about: Mapping[str, Any]
) -> None:
    plain = {"lat": HERE.lat + 0.003, "popularity": 0.5, "reviews": 9, "rating": 3.0}
    liked = cooking("liked", RICE, card="Y", **plain)
    asked = cooking("asked", dish, card="P", **{**plain, **about})

    assert ranked([liked, asked], sort=sort) == ["asked", "liked"]


def test_with_a_cheap_sort_the_cheapest_dish_is_named() -> None:
    dear = Dish(name="특선 정식", price=9000, popular=5)

    assert dishes_for(dear, RICE, sort="cheap")[0] == RICE.name


def test_the_most_popular_dish_is_named_first_then_the_cheapest() -> None:
    soup, stew = Dish(name="국밥", price=6000, popular=5), Dish(name="찌개", price=7000, popular=5)

    assert dishes_for(RICE, stew, soup) == ["국밥", "찌개", "오늘의 백반"]


def test_a_dish_under_the_least_is_left_out() -> None:
    found = dishes_for(RICE, Dish(name="특선 정식", price=9000), budget_min=6000)

    assert found == ["특선 정식"]


def test_a_merchant_without_a_menu_is_offered_where_no_price_was_asked() -> None:
    assert ranked([cooking("a")]) == ["a"]


@pytest.mark.parametrize(
    "slots",
    [{"budget_max": 5000}, {"food": ["떡볶이"]}, {"taste": ["spicy"]}],
    ids=["a budget", "a dish", "a taste"],
)
def test_a_merchant_without_a_menu_is_not_taken_for_what_was_asked(slots: dict[str, Any]) -> None:
    assert ranked([cooking("a")], **slots) == []


@pytest.mark.parametrize("told", [{"allergens": ("새우",)}, {"diets": ("vegan",)}])
def test_a_merchant_without_a_menu_is_not_safe_for_an_allergy(told: dict[str, Any]) -> None:
    assert offered_in([cooking("a")], replace(rules_for(), **told)) == []


def test_a_merchant_without_a_menu_is_offered_for_its_kind() -> None:
    assert ranked([cooking("a", category="분식")], food=["분식"]) == ["a"]


def test_a_cafe_is_offered_only_where_a_food_was_asked() -> None:
    cafe = cooking("a", Dish(name="샌드위치", price=4000), category="카페")

    assert (ranked([cafe]), ranked([cafe], food=["샌드위치"])) == ([], ["a"])


def test_a_drink_is_no_answer_to_a_kind_of_shop() -> None:
    found = dishes_for(
        Dish(name="떡볶이", price=4000),
        Dish(name="콜라", price=1500),
        category="분식",
        food=["분식"],
    )

    assert found == ["떡볶이"]


def test_a_drink_asked_for_by_name_is_an_answer() -> None:
    assert dishes_for(RICE, Dish(name="콜라", price=1500), food=["콜라"]) == ["콜라"]


def test_something_sweet_is_no_meal_where_no_food_was_named() -> None:
    store = (Dish(name="메로나", price=1000), Dish(name="삼각김밥", price=1200))

    assert dishes_for(*store, category="편의점") == ["삼각김밥"]


@pytest.mark.parametrize(
    ("category", "dish"), [("베이커리", "크림빵"), ("버거", "콜라"), ("분식", "라면")]
)
def test_who_asks_for_a_convenience_store_is_shown_no_other_shop(category: str, dish: str) -> None:
    assert dishes_for(Dish(name=dish, price=1500), category=category, food=["편의점"]) == []


def test_who_asks_for_curry_is_not_shown_a_bakery() -> None:
    assert dishes_for(Dish(name="소보로빵", price=2000), category="베이커리", food=["카레"]) == []


@pytest.mark.parametrize(
    ("tastes", "expected"),
    [
        (["spicy"], ["마라탕", "불닭덮밥", "제육볶음"]),
        (["not_spicy"], ["갈비탕", "비빔밥"]),
        (["soup"], ["갈비탕", "마라탕"]),
        (["warm", "not_spicy"], ["갈비탕"]),
        (["soup", "spicy"], ["마라탕"]),
    ],
)
def test_a_taste_is_read_from_the_dish_or_its_name(tastes: list[str], expected: list[str]) -> None:
    menu = [
        Dish(name="제육볶음", tastes=("spicy",), price=8000),
        Dish(name="마라탕", price=8000),
        Dish(name="불닭덮밥", price=8000),
        Dish(name="갈비탕", price=8000),
        Dish(name="비빔밥", price=8000),
    ]

    assert sorted(dishes_for(*menu, taste=tastes)) == expected


def test_a_diet_leaves_out_what_breaks_it() -> None:
    menu = (
        Dish(name="제육볶음", price=8000),
        Dish(name="산채비빔밥", contains=("채소만",), price=8000),
    )
    rules = replace(rules_for(), diets=("vegetarian",))

    found = offered_in([cooking("a", *menu)], rules)

    assert [d.name for c in found for d in c.dishes] == ["산채비빔밥"]


def test_a_diet_of_which_nothing_is_known_is_marked() -> None:
    rules = replace(rules_for(), diets=("halal",))

    (found,) = offered_in([cooking("a", RICE)], rules)

    assert found.unsure == ("halal",)


def test_fried_chicken_turned_down_leaves_chicken_stew() -> None:
    stew = Dish(name="닭곰탕", price=8000, allergens=("닭고기",))

    assert dishes_for(stew, exclude_food=["치킨"]) == ["닭곰탕"]


def test_what_is_open_is_judged_by_the_public_holidays() -> None:
    assert datetime(2026, 9, 25, tzinfo=SEOUL).date() in holidays()


def test_a_place_tells_how_far_it_is_and_what_it_costs() -> None:
    (found,) = offered_in([cooking("a", RICE, lat=HERE.lat + 0.004)], rules_for())

    assert (found.walk_min, found.price_won, found.open) == (8, 5000, Openness.UNKNOWN)


def test_a_place_without_a_menu_has_no_price() -> None:
    (found,) = offered_in([cooking("a")], rules_for())

    assert found.price_won is None
