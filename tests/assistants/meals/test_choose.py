"""The order of places that break no rule, on random catalogues and on shops made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from tests.assistants.meals.odd_people import profiles
from tests.assistants.meals.towns import (
    HERE,
    HOURS,
    RICE,
    Town,
    cooking,
    offered_in,
    random_towns,
    rules_for,
    towns,
)

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.choose import SHOWN, Eater, OrderSettings, choose, count
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.variety import CONSIDERED


def ranked(shops: Sequence[Shop], **slots: Any) -> list[str]:  # noqa: ANN401 - the values of slots
    rules = rules_for(**slots)
    ordered = choose(offered_in(shops, rules), rules, OrderSettings(variety=1.0))
    return [candidate.shop.id for candidate in (*ordered.sure, *ordered.unsure)]


@random_towns
@given(towns)
def test_only_sure_shops_stand_in_the_first_group(town: Town) -> None:
    sure = choose(town.offered, town.rules, OrderSettings()).sure

    assert {c.shop.card for c in sure} <= {"Y", "P"}


@random_towns
@given(towns)
def test_unsure_shops_stand_apart_and_only_where_sure_ones_are_few(town: Town) -> None:
    ordered = choose(town.offered, town.rules, OrderSettings())
    sure, unsure = ordered.sure, ordered.unsure

    unknown = {c.shop.id for c in town.offered if c.shop.card == "U"}
    wanted = len(sure) < 3 and not town.rules.wish.slots.get("card_ok")
    assert {c.shop.id for c in unsure} == (unknown if wanted else set())


@random_towns
@given(towns)
def test_a_count_is_what_would_be_listed(town: Town) -> None:
    ordered = choose(town.offered, town.rules, OrderSettings())

    assert count(town.offered, town.rules) == (len(ordered.sure), len(ordered.unsure))


@random_towns
@given(towns, profiles)
def test_everybodys_list_is_what_a_stranger_gets(town: Town, profile: Profile) -> None:
    moment = Moment(now=town.rules.at, at=town.rules.at, meal="lunch")
    stranger = choose(town.offered, town.rules, OrderSettings())

    own = choose(town.offered, town.rules, OrderSettings(), Eater(profile=profile, moment=moment))

    first = [*stranger.sure, *stranger.unsure][:SHOWN]
    assert own.everybody == stranger.everybody == tuple(one.shop.id for one in first)


@random_towns
@given(towns)
def test_the_order_does_not_depend_on_the_order_in_which_shops_were_found(town: Town) -> None:
    forward = choose(town.offered, town.rules, OrderSettings())

    backward = choose(town.offered[::-1], town.rules, OrderSettings())

    assert forward == backward


@random_towns
@given(towns)
def test_the_score_is_the_sum_of_its_reasons(town: Town) -> None:
    ordered = choose(town.offered, town.rules, OrderSettings())

    for candidate in (*ordered.sure[:CONSIDERED], *ordered.unsure[:CONSIDERED]):
        assert candidate.score == pytest.approx(sum(points for _, points in candidate.reasons))
        assert 0 < candidate.score <= 1


def test_a_card_that_works_comes_before_one_that_works_partly() -> None:
    shops = [cooking("partly", RICE, card="P"), cooking("works", RICE, card="Y")]

    assert ranked(shops) == ["works", "partly"]


def test_open_for_sure_comes_before_perhaps_open() -> None:
    sure = cooking("sure", RICE, hours=HOURS["all day"][0], lat=HERE.lat + 0.004)

    assert ranked([cooking("perhaps", RICE), sure]) == ["sure", "perhaps"]


def test_a_dish_that_is_free_of_it_comes_before_one_that_may_be() -> None:
    free = cooking("free", replace(RICE, allergens=()), lat=HERE.lat + 0.004)
    rules = replace(rules_for(), allergens=("새우",))

    found = choose(offered_in([cooking("may", RICE), free], rules), rules, OrderSettings()).sure

    assert [(c.shop.id, c.unsure) for c in found] == [("free", ()), ("may", ("새우",))]


@pytest.mark.parametrize(
    ("sort", "dish", "about"),
    [
        ("cheap", replace(RICE, price=1000), {}),
        ("near", RICE, {"lat": HERE.lat}),
        ("popular", RICE, {"popularity": 0.9}),
        ("review_count", RICE, {"reviews": 500}),
        ("value", RICE, {"rating": 5.0}),
        ("rating", RICE, {"rating": 4.9}),
    ],
)
def test_the_sort_that_was_asked_for_decides(
    sort: str, dish: Dish, about: Mapping[str, Any]
) -> None:
    plain = {"lat": HERE.lat + 0.003, "popularity": 0.5, "reviews": 9, "rating": 3.0}
    liked = cooking("liked", RICE, card="Y", **plain)
    asked = cooking("asked", dish, card="P", **{**plain, **about})

    assert ranked([liked, asked], sort=sort) == ["asked", "liked"]


@pytest.mark.parametrize(
    ("sort", "fact"), [("rating", "rating"), ("popular", "popularity"), ("review_count", "reviews")]
)
def test_what_nobody_knows_comes_after_the_least_that_is_known(sort: str, fact: str) -> None:
    least: dict[str, Any] = {fact: 0}
    far = cooking("known", RICE, lat=HERE.lat + 0.004, **least)
    unknown = cooking("unknown", RICE)

    assert ranked([unknown, far], sort=sort) == ["known", "unknown"]


FRIES = Dish(name="감자튀김", price=1000)
BOWL = Dish(name="공깃밥", price=500)
DEAR = Dish(name="불고기버거", price=5000)


@pytest.mark.parametrize(
    ("slots", "dish"),
    [
        ({"sort": "cheap"}, "불고기버거"),
        ({"sort": "cheap", "snack": True}, "감자튀김"),
        ({"sort": "cheap", "food": ["감자튀김"]}, "감자튀김"),
    ],
)
def test_the_cheapest_is_a_meal_unless_something_else_was_asked_for(
    slots: Mapping[str, Any], dish: str
) -> None:
    rules = rules_for(**slots)
    burgers = replace(cooking("burgers", DEAR), dishes=(FRIES, DEAR))

    assert offered_in([burgers], rules)[0].dishes[0].name == dish


def test_a_place_with_a_meal_comes_before_a_cheaper_one_without() -> None:
    assert ranked([cooking("fries", FRIES), cooking("rice", RICE)], sort="cheap") == [
        "rice",
        "fries",
    ]


def test_of_a_cuisine_a_bowl_of_rice_is_no_dish() -> None:
    mixed = replace(cooking("mixed", BOWL), category="", dishes=(BOWL, Dish(name="비빔밥")))

    found = offered_in([mixed], rules_for(food=["한식"]))[0]

    assert [dish.name for dish in found.dishes] == ["비빔밥"]
