"""Periods as people say them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.periods import (
    find_periods,
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
        ("두 달 전", "2026-09-01", "2026-10-01"), ("3개월전", "2026-08-01", "2026-09-01"),
        ("3일 전", "2026-11-17", "2026-11-18"), ("2주 전", "2026-11-02", "2026-11-09"),
        ("1년 전", "2025-01-01", "2026-01-01"), ("2분기 전", "2026-04-01", "2026-07-01"),
        # A week belongs to the month that has its Thursday: 1 October 2026 is one.
        ("10월 첫째 주", "2026-09-28", "2026-10-05"), ("10월 2주차", "2026-10-05", "2026-10-12"),
        ("지난달 마지막 주", "2026-10-26", "2026-11-02"),
        ("이번 달까지", "2026-01-01", "2026-12-01"), ("지난달부터", "2026-10-01", "2026-11-21"),
        ("요 30일", "2026-10-22", "2026-11-21"),
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


@given(st.text(max_size=40))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = find_periods(text, TODAY)

    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "anchored"),
    [("전월", True), ("전분기", True), ("그 전달", True), ("지난달", False), ("지난 분기", False)],
)
def test_the_one_before_is_told_from_the_last_one(text: str, anchored: bool) -> None:
    (said,) = find_periods(text, TODAY)

    assert said.anchored is anchored


def test_a_month_has_no_sixth_week() -> None:
    (said,) = find_periods("2월 다섯째 주", TODAY)

    assert said.period is None
