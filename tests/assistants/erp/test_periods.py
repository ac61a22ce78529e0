"""Periods as people say them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.periods import (
    after,
    before,
    find_periods,
    month_of,
    shift_months,
    year_before,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("이번 달", "2026-11-01", "2026-12-01"), ("지난달매출", "2026-10-01", "2026-11-01"),
        ("구월", "2026-09-01", "2026-10-01"), ("시월", "2026-10-01", "2026-11-01"),
        ("12월", "2025-12-01", "2026-01-01"), ("작년 12월", "2025-12-01", "2026-01-01"),
        ("3분기", "2026-07-01", "2026-10-01"), ("3/4분기", "2026-07-01", "2026-10-01"),
        ("상반기", "2026-01-01", "2026-07-01"), ("작년 하반기", "2025-07-01", "2026-01-01"),
        ("작년", "2025-01-01", "2026-01-01"), ("올해 회계연도", "2026-01-01", "2027-01-01"),
        ("지난주", "2026-11-09", "2026-11-16"), ("어제", "2026-11-19", "2026-11-20"),
        ("최근 7일", "2026-11-14", "2026-11-21"), ("최근 석 달", "2026-08-20", "2026-11-21"),
        ("8월 15일부터 9월 3일까지", "2026-08-15", "2026-09-04"),
        ("8월~10월", "2026-08-01", "2026-11-01"), ("9월 이후", "2026-09-01", "2026-11-21"),
        ("2026-02-28", "2026-02-28", "2026-03-01"), ("지난 분기", "2026-07-01", "2026-10-01"),
    ],
)  # fmt: skip
def test_a_period_is_read(text: str, start: str, end: str) -> None:
    (said,) = find_periods(text, TODAY)

    assert said.period is not None
    assert (said.period.start.isoformat(), said.period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["2월 30일", "13월", "11월 31일", "5분기", "9월 5일부터 9월 3일까지"]
)
def test_what_no_calendar_has_is_said_to_be_impossible(text: str) -> None:
    assert [said.period for said in find_periods(text, TODAY)] == [None]


@pytest.mark.parametrize(
    "text", ["27인치 모니터", "100만원 이상", "PO-9070", "월별 매출", "A4 용지"]
)
def test_a_number_of_something_else_is_no_period(text: str) -> None:
    assert find_periods(text, TODAY) == []


def test_two_months_are_two_periods() -> None:
    assert len(find_periods("6월 7월 매출 비교", TODAY)) == 2


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


@given(st.text(max_size=40))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = find_periods(text, TODAY)

    assert all(a.end <= b.start for a, b in pairwise(found))
