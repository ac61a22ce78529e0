from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.available import MoneySettings
from dure.assistants.meals.low_balance import Alert, AlertSettings, AlertState, low_balance
from dure.kernel.clock import SEOUL
from dure.ports.balance import CardBalance

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
THRESHOLD = AlertSettings().threshold_won
DAY = timedelta(hours=24)


def seen(left: int | None, at: datetime, state: AlertState, age_s: int = 0) -> Alert:
    card = CardBalance(as_of=at - timedelta(seconds=age_s), balance_won=left)
    return low_balance(state, card, at, threshold_won=THRESHOLD, money=MoneySettings())


def test_below_the_threshold_it_is_told_once() -> None:
    first = seen(4_999, NOON, AlertState())
    second = seen(4_000, NOON + timedelta(minutes=5), first.state)

    assert (first.left_won, second.left_won) == (4_999, None)


def test_at_the_threshold_nothing_is_said() -> None:
    assert seen(5_000, NOON, AlertState()).left_won is None


def test_after_a_day_it_is_told_again_only_if_there_was_more_in_between() -> None:
    told = seen(3_000, NOON, AlertState()).state
    still_low = seen(2_000, NOON + DAY, told)
    filled = seen(60_000, NOON + timedelta(hours=20), told)
    low_again = seen(2_000, NOON + DAY, filled.state)

    assert still_low.left_won is None
    assert low_again.left_won == 2_000


def test_within_a_day_it_is_not_told_again_even_if_there_was_more_in_between() -> None:
    told = seen(3_000, NOON, AlertState()).state
    filled = seen(60_000, NOON + timedelta(hours=1), told).state
    too_soon = seen(3_000, NOON + DAY - timedelta(seconds=1), filled)

    assert too_soon.left_won is None
    assert seen(3_000, NOON + DAY, too_soon.state).left_won == 3_000


def test_at_the_threshold_nothing_is_armed_again() -> None:
    told = seen(3_000, NOON, AlertState()).state

    assert not seen(5_000, NOON + timedelta(hours=1), told).state.is_armed
    assert seen(5_001, NOON + timedelta(hours=1), told).state.is_armed


def test_a_balance_that_nobody_knows_frightens_nobody() -> None:
    nobody = low_balance(AlertState(), None, NOON, threshold_won=THRESHOLD, money=MoneySettings())

    assert nobody == Alert(state=AlertState())
    assert seen(None, NOON, AlertState()) == Alert(state=AlertState())


def test_an_old_figure_neither_tells_nor_arms() -> None:
    told = seen(3_000, NOON, AlertState()).state

    assert seen(100, NOON, AlertState(), age_s=901).left_won is None
    assert seen(60_000, NOON, told, age_s=901).state == told


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 12_000)), max_size=60))
def test_two_notices_are_a_day_apart_with_more_in_between(days: list[tuple[int, int]]) -> None:
    state, at, high_since = AlertState(), NOON, True
    told: list[datetime] = []
    for hours, left in days:
        at += timedelta(hours=hours)
        high_since = high_since or left > THRESHOLD
        alert = seen(left, at, state)
        state = alert.state
        if alert.left_won is not None:
            assert alert.left_won == left < THRESHOLD
            assert high_since
            assert not told or at - told[-1] >= DAY
            told.append(at)
            high_since = False
