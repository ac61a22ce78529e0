"""Grouping, ranking and comparison as they are said."""

from datetime import date

import pytest

from dure.assistants.erp.names import Names
from dure.assistants.erp.query import AskBack, Refuse
from dure.assistants.erp.said import listen, tidy
from dure.assistants.erp.shape import Shape, Times, shape_of, times_of

NONE = Names(spellings={}, longest=0)
TODAY = date(2026, 11, 20)


def shape(text: str, subject: str = "order") -> Shape | AskBack:
    said = listen(tidy(text), names=NONE, today=TODAY)
    return shape_of(said, subject=subject, filtered=frozenset())


def times(text: str) -> Times | Refuse | AskBack:
    return times_of(listen(tidy(text), names=NONE, today=TODAY), TODAY)


@pytest.mark.parametrize(
    ("text", "groups", "direction", "limit"),
    [
        ("거래처별 매출", ("party",), None, None),
        ("매출 하위 3곳", ("party",), "least", 3),
        ("매출 많은 순으로 거래처", ("party",), "most", None),
        ("상위 거래처 매출", ("party",), "most", 5),
        ("매출 제일 큰 곳", ("party",), "most", 1),
    ],
)
def test_a_ranking_is_read(
    text: str, groups: tuple[str, ...], direction: str | None, limit: int | None
) -> None:
    found = shape(text)

    assert isinstance(found, Shape)
    assert (found.groups, found.direction, found.limit) == (groups, direction, limit)


def test_a_ranking_of_nothing_is_asked() -> None:
    assert isinstance(shape("매출 상위 3"), AskBack)


def test_how_many_groups_is_not_their_figures() -> None:
    found = shape("주문한 거래처 몇 곳")

    assert isinstance(found, Shape)
    assert found.count_groups


@pytest.mark.parametrize(
    ("text", "period", "versus"),
    [
        ("10월 대비 11월 매출", "2026년 11월", "2026년 10월"),
        ("지난달보다 매출 얼마나 늘었어", "2026년 11월", "2026년 10월"),
        ("전월 대비 매출", "2026년 11월", "2026년 10월"),
        ("이번 달 매출 전년 동기 대비", "2026년 11월", "2025년 11월"),
        ("9월이랑 10월 매출 비교", "2026년 10월", "2026년 9월"),
    ],
)
def test_what_is_compared_with_what(text: str, period: str, versus: str) -> None:
    found = times(text)

    assert isinstance(found, Times)
    assert found.period is not None
    assert found.versus is not None
    assert (found.period.label, found.versus.label) == (period, versus)


def test_an_impossible_day_is_refused() -> None:
    assert isinstance(times("2월 30일 매출"), Refuse)
