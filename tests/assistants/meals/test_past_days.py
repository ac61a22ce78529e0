"""Days of the past are those that were, seen from today."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.assistants.meals.past_days import is_only_a_day, names_days, past_days

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("어제 먹은 데", date(2026, 11, 20), date(2026, 11, 20)),
        ("그저께 간 데", date(2026, 11, 19), date(2026, 11, 19)),
        ("지난주에 어디 갔지", date(2026, 11, 9), date(2026, 11, 15)),
        ("이번 주에 간 데", date(2026, 11, 16), date(2026, 11, 22)),
        ("지난 주말에 갔던 데", date(2026, 11, 14), date(2026, 11, 15)),
        ("월요일에 어디 갔지", date(2026, 11, 16), date(2026, 11, 16)),
        ("지난주 수요일에 간 데", date(2026, 11, 11), date(2026, 11, 11)),
        ("11월 3일에 간 집", date(2026, 11, 3), date(2026, 11, 3)),
        ("12월 24일에 간 집", date(2025, 12, 24), date(2025, 12, 24)),
        ("지난달에 간 국밥집", date(2026, 10, 1), date(2026, 10, 31)),
        ("이번 달에 간 데", date(2026, 11, 1), date(2026, 11, 30)),
        ("요즘 간 데", date(2026, 10, 23), date(2026, 11, 21)),
        ("3일 전에 간 데", date(2026, 11, 18), date(2026, 11, 18)),
        ("사흘 전에 간 데", date(2026, 11, 18), date(2026, 11, 18)),
        ("어젯밤에 먹은 데", date(2026, 11, 20), date(2026, 11, 20)),
        ("20일에 간 데", date(2026, 11, 20), date(2026, 11, 20)),
        ("30일에 간 데", date(2026, 10, 30), date(2026, 10, 30)),
    ],
)
def test_past_days_are_found(text: str, first: date, last: date) -> None:
    days = past_days(text, SATURDAY)

    assert days is not None
    assert (days.first, days.last) == (first, last)


def test_where_no_day_is_said_none_is_meant() -> None:
    assert past_days("저번에 갔던 집", SATURDAY) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(
        (
            *("어제", "지난주", "지난 주말", "화요일", "지난달", "1월 1일", "2월 29일", "요즘"),
            *("내일", "모레", "다음 주", "다음 주 월요일", "이번 주 일요일", "31일에", "4일 전에"),
        )
    ),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_what_is_past_never_begins_after_today(text: str, today: date) -> None:
    days = past_days(text, today)

    assert days is None or days.first <= today
    assert days is None or days.first <= days.last


@pytest.mark.parametrize("text", ["내일", "다음 주말", "2월 30일에", "이번 주 일요일에"])
def test_a_day_that_never_was_is_named_and_yet_no_day(text: str) -> None:
    assert names_days(text)
    assert past_days(text, SATURDAY) is None


@pytest.mark.parametrize(
    "text", ["월요일", "월요일이요", "11월 3일에 썼어", "어제인 것 같아", "3일 전이요"]
)
def test_a_day_alone_answers_which_day_it_was(text: str) -> None:
    assert is_only_a_day(text)


@pytest.mark.parametrize(
    "text", ["내일 점심 추천해 줘", "몰라", "지난주 월요일에 간 데 어디야", "응", ""]
)
def test_more_than_a_day_is_something_of_its_own(text: str) -> None:
    assert not is_only_a_day(text)
