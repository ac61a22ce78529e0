"""What stands in a row of a place, and what a log may hold instead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.assistants.meals.odd_people import NOW

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.coupons import Use
from dure.assistants.meals.hours import Hours, Openness
from dure.assistants.meals.seen import seen, seen_in
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import OF_SHOP

AT_NINE = Moment(now=NOW, at=NOW.replace(hour=21, minute=0), meal="dinner")
ROW = [0.0] * len(OF_SHOP)


def facts(moment: Moment = AT_NINE, use: Use | None = None, **about: Any) -> dict[str, float]:  # noqa: ANN401
    usual: dict[str, Any] = {
        "id": "a",
        "name": "가게",
        "category": "편의점",
        "source": "시험",
        "dishes": (Dish(name="도시락", price=6000, popular=4), Dish(name="김밥", price=3000)),
        "hours": Hours(periods={"default": ((600, 1320),)}),
        "card": "P",
    }
    shop = Shop(**{**usual, **about})
    found = Candidate(shop=shop, distance_m=400.0, dishes=shop.dishes, open=Openness.OPEN, use=use)
    values = seen([found], moment).facts_of(0)
    return dict(zip((feature.name for feature in OF_SHOP), values, strict=True))


def test_each_fact_stands_under_its_name() -> None:
    made = facts(rating=4.0, popularity=0.3, reviews=0, takeout=True, good_price=False)

    assert made["distance"] == 0.5
    assert made["closeness"] == 0.2865
    assert (made["pays"], made["cheapest"], made["dish_popularity"]) == (0.6, 0.3, 0.8)
    assert (made["card_works"], made["card_works_partly"], made["card_unknown"]) == (0, 1, 0)
    assert (made["is_open"], made["closes_in"]) == (1, 0.25)
    assert (made["rating"], made["popularity"], made["reviews"]) == (0.8, 0.3, 0)
    assert (made["takeout"], made["good_price"], made["solo_seat"]) == (1, 0, -1)
    assert (made["delivery"], facts(delivery=True)["delivery"]) == (-1, 1)
    assert (made["is_convenience_store"], made["is_dessert_led"], made["menu_known"]) == (1, 0, 1)


def test_what_may_be_in_the_dishes_leaves_no_trace() -> None:
    shop = Shop(id="a", name="가게", category="분식", source="시험", delivery=True)
    sure = Candidate(shop=shop, distance_m=400.0, dishes=(), open=Openness.OPEN)
    unsure = replace(sure, unsure=("땅콩", "우유"))

    plain, doubtful = seen([sure, unsure], AT_NINE).facts

    assert plain.tolist() == doubtful.tolist()
    assert [feature.name for feature in OF_SHOP if "content" in feature.name] == []


def test_what_a_source_does_not_tell_is_unknown() -> None:
    made = facts(dishes=(), hours=None)

    for name in ("pays", "off_share", "closes_in", "popularity", "popularity_now", "rating",
                 "reviews", "cheapest", "dish_popularity"):  # fmt: skip
        assert made[name] == -1, name
    assert made["menu_known"] == 0


def test_a_coupon_shows_in_what_is_paid() -> None:
    made = facts(use=Use(price_won=6000, pays_won=4500))

    assert (made["has_coupon"], made["pays"], made["off_share"]) == (1, 0.45, 0.25)


def test_the_windows_of_these_minutes_are_looked_up_by_shop() -> None:
    moment = Moment(now=NOW, at=NOW + timedelta(hours=1), meal="lunch", popularity={"a": 0.25})

    assert facts(moment)["popularity_now"] == 0.25


@pytest.mark.parametrize(
    ("item", "row"),
    [
        ({"shop": "a"}, ROW[1:]),
        ({"shop": "a"}, [*ROW[1:], float("nan")]),
        ({"shop": "a"}, [*ROW[1:], "1"]),
        ({"shop": "a"}, [*ROW[1:], True]),
        ({"shop": "a"}, None),
        ({"shop": 3}, ROW),
        ("a", ROW),
        ({"shop": "a", "pays_won": "5000"}, ROW),
    ],
)
def test_a_list_with_a_place_that_makes_no_sense_is_left_out(item: Any, row: Any) -> None:  # noqa: ANN401
    assert seen_in({"items": [{"shop": "b"}, item], "seen": [ROW, row]}) is None


@pytest.mark.parametrize(
    "said", [{}, {"items": [], "seen": []}, {"items": [{"shop": "a"}]}, {"items": 3, "seen": 4}]
)
def test_a_list_without_rows_is_left_out(said: dict[str, Any]) -> None:
    assert seen_in(said) is None
