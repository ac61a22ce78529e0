"""Variety of the few that are shown: never at the cost of sureness, and nothing is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.towns import RICE, Town, cooking, random_towns, towns

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import OrderSettings, choose
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.variety import CONSIDERED, varied

USUAL = 0.8
LIKE_SCORES = OrderSettings(variety=1.0)


def place(shop: str, score: float, category: str = "한식", won: int = 5000) -> Candidate:
    dish = replace(RICE, price=won)
    return Candidate(
        shop=cooking(shop, dish, category=category),
        distance_m=1.0,
        dishes=(dish,),
        open=Openness.OPEN,
        score=score,
    )


def names(found: Sequence[Candidate]) -> list[str]:
    return [one.shop.id for one in found]


ranked_lists = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(("한식", "분식", "치킨")), st.integers(1, 9)),
    max_size=20,
).map(
    lambda rows: sorted(
        (place(str(n), score, kind, won * 1000) for n, (score, kind, won) in enumerate(rows)),
        key=lambda one: -one.score,
    )
)


@given(ranked_lists, st.integers(0, 5))
def test_with_lambda_one_the_order_is_that_of_the_scores(
    ranked: list[Candidate], count: int
) -> None:
    assert varied(ranked, count, weight=1.0) == ranked


@given(ranked_lists, st.integers(0, 5), st.floats(0, 1))
def test_no_place_is_lost_or_doubled_and_the_first_stays_first(
    ranked: list[Candidate], count: int, score: float
) -> None:
    made = varied(ranked, count, weight=score)

    assert Counter(names(made)) == Counter(names(ranked))
    assert score == 0 or count == 0 or made[:1] == ranked[:1]


@random_towns
@given(towns)
def test_a_place_with_doubts_never_comes_before_one_without(town: Town) -> None:
    sure = choose(town.offered, town.rules, OrderSettings()).sure

    doubts = [(bool(c.unsure), c.open is Openness.UNKNOWN) for c in sure]
    assert town.rules.wish.slots.get("sort") or doubts == sorted(doubts)


@random_towns
@given(towns)
def test_a_sort_that_was_asked_for_is_not_varied(town: Town) -> None:
    sure = choose(town.offered, town.rules, OrderSettings()).sure
    plain = choose(town.offered, town.rules, LIKE_SCORES).sure

    assert not town.rules.wish.slots.get("sort") or sure == plain
    assert sorted(names(sure)) == sorted(names(plain))


@settings(max_examples=50)
@given(towns)
def test_with_lambda_one_a_turn_shows_the_order_of_scores(town: Town) -> None:
    sure = choose(town.offered, town.rules, LIKE_SCORES).sure[:CONSIDERED]

    doubts = [(bool(c.unsure), c.open is Openness.UNKNOWN) for c in sure]
    ranked = sorted(zip(doubts, sure, strict=True), key=lambda one: (one[0], -one[1].score))
    assert town.rules.wish.slots.get("sort") or sure == [one for _, one in ranked]


def test_three_of_a_kind_make_room_for_another_kind() -> None:
    ranked = [place("a", 0.9), place("b", 0.89), place("c", 0.88), place("d", 0.85, "분식", 9000)]

    assert names(varied([*ranked, place("e", 0.1)], 3, weight=USUAL)) == ["a", "d", "b", "c", "e"]


def test_a_much_worse_place_is_not_shown_for_its_kind() -> None:
    ranked = [place("a", 0.9), place("b", 0.89), place("c", 0.88), place("d", 0.2, "분식", 9000)]

    assert names(varied(ranked, 3, weight=USUAL)) == ["a", "b", "c", "d"]


def test_prices_that_nobody_knows_are_not_held_to_be_alike() -> None:
    unknown = [replace(place(one, score), dishes=()) for one, score in (("a", 0.9), ("b", 0.80))]
    ranked = [*unknown, place("c", 0.80, won=5000), place("d", 0.0)]

    assert names(varied(ranked, 2, weight=USUAL))[:2] == ["a", "b"]
