"""The hard rules on thousands of random catalogues, judged by what each shop was made to be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from tests.assistants.meals.towns import (
    ALCOHOL,
    DISHES,
    HERE,
    HOURS,
    LABELS,
    RICE,
    Town,
    cooking,
    dishes_for,
    offered_in,
    random_towns,
    rules_for,
    towns,
)

from dure.assistants.meals.candidates import holidays, is_allowed
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.hours import Openness
from dure.kernel.clock import SEOUL


def is_one_of(dish: Dish, shop: Shop, food: str) -> bool:
    return food in dish.name or food == shop.category


def fitting(shops: Sequence[Shop], **slots: Any) -> list[str]:  # noqa: ANN401 - the values of slots
    return sorted(candidate.shop.id for candidate in offered_in(shops, rules_for(**slots)))


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
    assert fitting([cooking("a")]) == ["a"]


@pytest.mark.parametrize(
    "slots",
    [{"budget_max": 5000}, {"food": ["떡볶이"]}, {"taste": ["spicy"]}],
    ids=["a budget", "a dish", "a taste"],
)
def test_a_merchant_without_a_menu_is_not_taken_for_what_was_asked(slots: dict[str, Any]) -> None:
    assert fitting([cooking("a")], **slots) == []


@pytest.mark.parametrize("told", [{"allergens": ("새우",)}, {"diets": ("vegan",)}])
def test_a_merchant_without_a_menu_is_not_safe_for_an_allergy(told: dict[str, Any]) -> None:
    assert offered_in([cooking("a")], replace(rules_for(), **told)) == []


def test_a_merchant_without_a_menu_is_offered_for_its_kind() -> None:
    assert fitting([cooking("a", category="분식")], food=["분식"]) == ["a"]


def test_a_cafe_is_offered_only_where_a_food_was_asked() -> None:
    cafe = cooking("a", Dish(name="샌드위치", price=4000), category="카페")

    assert (fitting([cafe]), fitting([cafe], food=["샌드위치"])) == ([], ["a"])


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


@pytest.mark.parametrize(
    ("word", "dish", "is_barred"),
    [
        ("고기", "치킨너깃", True),
        ("고기", "베이컨버거", True),
        ("고기", "제육덮밥", True),
        ("고깃집", "소불고기백반", True),
        ("육류", "닭갈비", True),
        ("닭고기", "치킨버거", True),
        ("해산물", "고등어구이", True),
        ("해물", "새우볶음밥", True),
        ("해산물", "오징어덮밥", True),
        ("생선", "연어덮밥", True),
        ("고기", "비빔밥", False),
        ("고기", "고등어구이", False),
        ("해산물", "제육덮밥", False),
        ("생선", "돈가스", False),
        ("생선", "김치찌개", False),
        ("채소", "제육덮밥", False),
        ("닭고기", "베이컨버거", False),
        ("치킨", "닭곰탕", False),
    ],
)
def test_a_word_for_many_foods_turns_down_all_of_them(
    word: str, dish: str, is_barred: bool
) -> None:
    rules = replace(rules_for(), without=(word,))

    assert is_allowed(Dish(name=dish), rules) is not is_barred
