"""Periods have names that are read back, and follow each other without gaps."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.periods import Kind, period_at, period_of
from dure.errors import BadPeriod

KINDS: tuple[Kind, ...] = ("day", "week", "month")


@given(st.sampled_from(KINDS), st.integers(0, 40_000))
def test_a_period_has_a_name_and_neighbours(kind: Kind, number: int) -> None:
    day = date(1990, 1, 1) + timedelta(days=number)

    period = period_at(kind, day)

    assert period.first <= day <= period.last
    assert period_of(period.name) == period
    assert period.after().first == period.last + timedelta(days=1)
    assert period_at(kind, period.first - timedelta(days=1)).after() == period


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-11-30", date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_periods_are_those_of_the_calendar(name: str, first: date, last: date) -> None:
    period = period_of(name)

    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("name", ["", "2026", "2026-W54", "2026-13", "2026-02-30", "0000-01", "x"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(BadPeriod):
        period_of(name)
