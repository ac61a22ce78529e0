"""Likings fade, and shares lean on what is known in general."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.tastes import Shares, TasteSettings, added, faded, leaning, newest

DAY_S = 86_400.0
SETTINGS = TasteSettings()


def test_a_liking_is_worth_half_after_its_half_life() -> None:
    kept = added(None, 1.0, 0.0, half_life_days=60)

    assert faded(kept, 60 * DAY_S, half_life_days=60) == 0.5
    assert faded(kept, 120 * DAY_S, half_life_days=60) == 0.25


def test_a_liking_is_not_worth_more_before_it_was_shown() -> None:
    assert faded([1.0, 100 * DAY_S], 0.0, half_life_days=60) == 1.0


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 400)), min_size=1, max_size=30))
def test_it_does_not_matter_in_which_order_things_are_told(told: list[tuple[float, float]]) -> None:
    at_s = 400 * DAY_S
    kept, other = None, None

    for weight, day in told:
        kept = added(kept, weight, day * DAY_S, half_life_days=60)
    for weight, day in reversed(told):
        other = added(other, weight, day * DAY_S, half_life_days=60)

    want = sum(weight * 2 ** (-(400 - day) / 60) for weight, day in told)
    assert faded(kept, at_s, half_life_days=60) == pytest.approx(want, abs=1e-9)
    assert faded(other, at_s, half_life_days=60) == pytest.approx(want, abs=1e-9)


COUNTS = st.dictionaries(st.sampled_from("가나다라마바사아자차카타파하"), st.integers(1, 30))


@given(st.dictionaries(st.sampled_from(("lunch", "dinner")), COUNTS), COUNTS)
def test_shares_are_shares(counted: dict[str, dict[str, int]], own: dict[str, int]) -> None:
    own = {**own, **{category: 1 for counts in counted.values() for category in counts}}
    shares = Shares(counted, own, settings=SETTINGS)

    for situation in counted:
        listed = [shares[situation, category] for category in own]
        assert all(0 < share <= 1 for share in listed)
        assert sum(listed) <= 1 + 1e-9
    assert len(shares) == len(list(shares))


def test_one_meal_proves_little_and_fifty_prove_much() -> None:
    own = {"분식": 10, "한식": 10}
    few = Shares({"lunch": {"분식": 1}}, own, settings=SETTINGS)
    many = Shares({"lunch": {"분식": 50}}, own, settings=SETTINGS)

    assert few["lunch", "분식"] < 0.6
    assert many["lunch", "분식"] > 0.9


def test_a_situation_never_met_has_the_persons_own_shares() -> None:
    shares = Shares({"lunch": {"분식": 9}}, {"분식": 9, "한식": 3}, settings=SETTINGS)

    assert shares["dinner", "한식"] == shares.own("한식")


def test_of_a_person_without_choices_there_are_no_shares() -> None:
    shares = Shares({}, {}, settings=SETTINGS)

    assert ("lunch", "분식") not in shares
    assert dict(shares) == {}


@given(st.integers(0, 10**6), st.integers(0, 100), st.floats(0, 10**5))
def test_a_mean_of_few_leans_on_the_other(total: int, count: int, towards: float) -> None:
    total = total if count else 0
    mean = leaning(total, count, towards=towards, pull=4)
    own = total / count if count else towards

    assert min(own, towards) - 1e-6 <= mean <= max(own, towards) + 1e-6
    assert math.isfinite(mean)


def test_a_table_is_cut_back_to_what_was_touched_last() -> None:
    table = {str(number): [number] for number in range(12)}

    assert newest(table, 5, spare=10, by=0) == table
    assert list(newest(table, 5, spare=3, by=0)) == ["7", "8", "9", "10", "11"]
