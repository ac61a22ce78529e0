"""Cohorts and segments are told by numbers of people, and few people are not told apart."""

from datetime import date, datetime, timedelta
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import event

from dure.assistants.meals.activity import (
    SEGMENTS,
    cohorts,
    monday_of,
    segment_of,
    segments,
    step,
)
from dure.assistants.meals.tally import FEW, FEW_SAID
from dure.kernel.clock import SEOUL
from dure.kernel.events import Json

MONDAY: Final = date(2026, 11, 2)


def happen(state: Json, user: str, day: date, kind: str = "shop_chosen", won: int = 5000) -> Json:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL)
    return step(state, event(f"meals.{kind}", at, user=user), {"shop": "a", "pays_won": won})


def test_those_who_come_again_are_a_share_of_those_who_began() -> None:
    state: Json = {}
    for number in range(10):
        happen(state, f"child {number}", MONDAY)
    for number in range(4):
        happen(state, f"child {number}", MONDAY + timedelta(weeks=1, days=3), "shop_viewed")

    told = cohorts(state, MONDAY + timedelta(weeks=1, days=6), weeks=2)

    assert told == [
        {"week": "2026-W45", "people": 10, "kept": [1.0, 0.4]},
        {"week": "2026-W46", "people": 0, "kept": [None]},
    ]


def test_a_small_cohort_is_not_followed() -> None:
    state: Json = {}
    for number in range(4):
        happen(state, f"child {number}", MONDAY)

    assert cohorts(state, MONDAY, weeks=1) == [
        {"week": "2026-W45", "people": FEW_SAID, "kept": [None]}
    ]


def test_segments_of_few_people_are_not_told() -> None:
    state: Json = {}
    for number in range(4):
        happen(state, f"child {number}", MONDAY)

    assert segments(state, MONDAY) is None


def test_who_comes_often_and_lately_is_a_champion_and_who_stopped_is_not() -> None:
    state: Json = {}
    for number in range(40):
        times = 1 + number % 10
        for back in range(times):
            happen(state, f"child {number}", MONDAY - timedelta(days=back + (9 - number % 10) * 6))

    told = segments(state, MONDAY)

    assert told is not None
    assert set(told) == set(SEGMENTS)
    assert told["champions"] == 16
    assert segment_of((1, 5, 5), choices=9) == "at_risk"
    assert segment_of((5, 1, 1), choices=1) == "new"


looks = st.tuples(st.integers(0, 40), st.integers(0, 100))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(looks, max_size=20) | st.lists(looks, min_size=40, max_size=80))
def test_everybody_who_chose_is_in_one_segment(told: list[tuple[int, int]]) -> None:
    state: Json = {}
    for user, back in told:
        happen(state, f"child {user}", MONDAY - timedelta(days=back))
    active = {user for user, back in told if back < 90}

    counts = segments(state, MONDAY)

    assert (counts is None) == (len(active) < FEW)
    if counts is not None:
        exact = [count for count in counts.values() if count != FEW_SAID]
        small = len(counts) - len(exact)  # Each of them holds 1 … 4 people.
        assert sum(exact) + small <= len(active) <= sum(exact) + small * (FEW - 1)


def test_the_forgotten_and_changes_of_mind_add_nothing() -> None:
    event_state = happen({}, "kim", MONDAY)
    before = str(event_state)
    chosen = event("meals.shop_chosen", datetime(2026, 11, 2, tzinfo=SEOUL), user="kim")

    step(event_state, chosen, None)
    step(event_state, chosen, {"shop": "b", "instead": "a", "pays_won": 1})

    assert str(event_state) == before


def test_a_week_begins_on_monday() -> None:
    assert {monday_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
