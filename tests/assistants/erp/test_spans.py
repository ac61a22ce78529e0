"""Periods as values: what comes before and after, and how it is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.spans import (
    after,
    before,
    joined,
    month_of,
    shift_months,
    spoken_label,
    weekday_name,
    year_before,
)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_the_month_after_the_month_before_is_the_same(year: int, month: int) -> None:
    period = month_of(year, month)

    assert period is not None
    earlier = before(period)
    assert earlier is not None
    assert after(earlier) == period


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-40, 40))
def test_shifting_months_keeps_to_the_month(day: date, months: int) -> None:
    shifted = shift_months(day, months)

    assert (shifted.year * 12 + shifted.month) - (day.year * 12 + day.month) == months
    assert shifted.day == day.day or (shifted + timedelta(days=1)).day == 1


def test_a_year_before_is_the_same_month() -> None:
    period = month_of(2026, 2)

    assert period is not None
    assert year_before(period) == month_of(2025, 2)


@pytest.mark.parametrize(
    ("label", "spoken"),
    [("2026-05", "2026년 5월"), ("2026-Q2", "2026년 2분기"), ("2026-H1", "2026년 상반기"),
     ("2026-11-03", "2026년 11월 3일"), ("부산식품", "부산식품")],
)  # fmt: skip
def test_a_label_of_time_is_said_as_people_say_it(label: str, spoken: str) -> None:
    assert spoken_label(label) == spoken


def test_months_without_a_gap_are_one_period() -> None:
    first, second, third = (month_of(2026, month) for month in (1, 2, 3))

    assert first is not None
    assert second is not None
    assert third is not None
    whole = joined(first, second)
    assert whole is not None
    assert (whole.start, whole.end) == (date(2026, 1, 1), date(2026, 3, 1))
    assert joined(first, third) is None


def test_the_week_begins_on_monday() -> None:
    assert [weekday_name(day)[0] for day in range(7)] == list("월화수목금토일")
