"""The one reason that is said of a place is true, and it sets the place apart."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.phrases import has_part
from dure.assistants.meals.reasons import reason_of, said_reason

ALL = (("near", 0.3), ("price", 0.2), ("card", 0.9), ("popular", 0.1), ("rated", 0.05))


def place(name: str, *, metres: float = 500, price: int | None = 5000, **about: Any) -> Candidate:  # noqa: ANN401
    dish = Dish(name="백반", price=price)
    made = Shop(id=name, name=name, category="한식", source="시험", dishes=(dish,), **about)
    return Candidate(shop=made, distance_m=metres, dishes=(dish,), open=Openness.OPEN, reasons=ALL)


def test_the_nearest_is_told_to_be_nearest() -> None:
    shown = [place("가", metres=900), place("나", metres=100), place("다", metres=500)]

    assert [reason_of(one, shown) for one in shown] == [None, "near", None]


def test_who_is_not_nearest_may_be_cheapest() -> None:
    shown = [place("가", metres=100), place("나", price=3000)]

    assert [reason_of(one, shown) for one in shown] == ["near", "price"]


def test_where_a_price_is_unknown_nobody_is_cheapest() -> None:
    shown = [place("가", metres=100), place("나", price=3000), place("다", price=None)]

    assert reason_of(shown[1], shown) is None


def test_of_two_alike_neither_is_told_to_be_nearest_or_cheapest() -> None:
    shown = [place("가"), place("나")]

    assert [reason_of(one, shown) for one in shown] == [None, None]


@pytest.mark.parametrize(("metres", "said"), [(100, "near"), (900, None)])
def test_one_place_alone_is_near_only_if_it_is(metres: float, said: str | None) -> None:
    alone = place("가", metres=metres)

    assert reason_of(alone, [alone]) == said


@pytest.mark.parametrize(
    ("about", "said"),
    [({"popularity": 0.7}, "popular"), ({"rating": 4.2}, "rated"),
     ({"popularity": 0.5, "rating": 3.9}, None), ({}, None)],
)  # fmt: skip
def test_a_liking_of_others_is_told_where_there_is_one(
    about: dict[str, Any], said: str | None
) -> None:
    shown = [place("가"), place("나", **about)]

    assert reason_of(shown[1], shown) == said


def test_a_reason_of_another_order_is_told_if_there_is_a_word_for_it() -> None:
    liked = replace(place("가"), reasons=(("liked", 0.9), ("embedding_17", 2.0), ("near", 0.1)))

    assert reason_of(liked, [liked, place("나")]) == "liked"
    assert said_reason(liked, [liked]) == ["전에 좋다고 하셨어요"]


@pytest.mark.parametrize("why", ["card", "usual", "company"])
def test_of_the_card_of_spending_and_of_company_nothing_is_said_unasked(why: str) -> None:
    near = replace(place("가", metres=100), reasons=((why, 0.9), ("near", 0.1)))
    alone = replace(near, reasons=((why, 0.9),))

    assert reason_of(near, [near]) == "near"
    assert said_reason(alone, [alone]) == []
    assert not has_part(f"why_{why}")


def test_what_speaks_against_a_place_is_no_reason() -> None:
    disliked = replace(place("가"), reasons=(("liked", -0.9),))

    assert said_reason(disliked, [disliked]) == []


@given(st.lists(st.tuples(st.integers(1, 2000), st.none() | st.integers(0, 20_000)), max_size=3))
def test_what_is_compared_is_told_of_one_at_most(towns: list[tuple[int, int | None]]) -> None:
    shown = [place(str(n), metres=m, price=p) for n, (m, p) in enumerate(towns)]
    said = [reason_of(one, shown) for one in shown]

    assert max(map(said.count, ("near", "price")), default=0) <= 1
    assert "card" not in said
    assert all(has_part(f"why_{why}") for why in said if why)
