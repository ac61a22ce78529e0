"""Questions become typed queries, or are asked back, or refused: never another question."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.assistants.erp.desk import Desk
from dure.assistants.erp.model import Model, tryton_model
from dure.assistants.erp.names import Named, Names
from dure.assistants.erp.query import AskBack, Lookup, Query, Reading, Refuse
from dure.assistants.erp.reading import read_question

Read = Callable[..., Any]
TODAY = date(2026, 3, 10)
NONE = Names(spellings={}, longest=0)
MODEL = tryton_model()
QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"


@pytest.fixture
def reading(desk: Desk, model: Model) -> Read:
    def read(text: str, previous: Query | None = None) -> Reading:
        return read_question(text, model=model, names=desk.names, today=TODAY, previous=previous)

    return read


@pytest.mark.parametrize(
    ("text", "measure", "groups", "limit"),
    [
        ("거래처별 매출 상위 다섯 곳", "invoice_amount", ("party",), 5),
        ("제일 많이 팔린 상품 3개", "order_quantity", ("product",), 3),
        ("미수금 제일 많은 데 어디야", "receivable_amount", ("party",), 1),
        ("월별 수주 건수", "order_count", ("month",), None),
        ("재고가 가장 적은 품목 3개", "stock_quantity", ("product",), 3),
        ("제일 큰 주문 하나", "order_amount", ("document",), 1),
        ("매출 1000만원 이상 거래처", "invoice_amount", ("party",), None),
    ],
)
def test_a_ranking_or_grouping_is_read(
    reading: Read,
    text: str,
    measure: str,
    groups: tuple[str, ...],
    limit: int | None,
) -> None:
    query = reading(text)

    assert (query.measure, query.groups, query.limit) == (measure, groups, limit)


@pytest.mark.parametrize(
    "text", ["매출 알려줘", "실적 보여줘", "얼마야?", "원목 재고", "매출 주문 합계", "월평균 매출",
             "수주 없는 거래처", "단가 알려줘", "거래처 매출 상위", "주문 어때"],
)  # fmt: skip
def test_what_could_mean_several_things_is_asked(reading: Read, text: str) -> None:
    assert isinstance(reading(text), AskBack) or reading(text).groups


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("부산가전 수주액", "unknown_word"),
        ("영업이익 얼마야", "absent"),
        ("2월 30일 매출", "impossible_date"),
        ("김나루 수주액", "person"),
        ("모든 회사 매출", "other_company"),
    ],
)
def test_what_cannot_be_answered_is_refused(reading: Read, text: str, reason: str) -> None:
    found = reading(text)

    assert isinstance(found, Refuse)
    assert found.reason == reason


def test_a_comparison_has_two_periods(reading: Read) -> None:
    query = reading("지난달보다 이번달 주문 금액 얼마나 늘었어")

    assert (query.period.label, query.versus.label) == ("2026년 3월", "2026년 2월")
    assert query.change == "difference"


def test_a_document_is_looked_up(reading: Read) -> None:
    found = reading("PO-100 언제 들어와?")

    assert isinstance(found, Lookup)
    assert found.attributes == ("planned",)


def test_a_slip_in_a_name_is_said_to_be_a_guess(reading: Read) -> None:
    (chosen,) = reading("북한강농언 수주액 합계").filters

    assert (chosen.label, chosen.guessed) == ("북한강농원", True)


def test_a_follow_up_changes_only_what_it_says(reading: Read) -> None:
    first = reading("2월 거래처별 수주액 상위 3곳")
    second = reading("그럼 1월은?", first)

    assert (second.groups, second.limit, second.period.label) == (("party",), 3, "2026년 1월")


def test_without_a_question_before_a_follow_up_is_asked(reading: Read) -> None:
    assert isinstance(reading("그럼 1월은?"), AskBack)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_is_read_without_harm(text: str) -> None:
    assert read_question(text, model=MODEL, names=NONE, today=TODAY)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_word_that_nobody_knows_never_yields_a_figure(data: st.DataObject) -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    question = data.draw(st.sampled_from(data.draw(st.sampled_from(rows))["questions"]))
    word = data.draw(st.sampled_from(["뷁쉙", "꿹뚫", "zqxv"]))
    place = data.draw(st.sampled_from([f"{word} {question}", f"{question} {word}"]))

    assert not isinstance(read_question(place, model=MODEL, names=NONE, today=TODAY), Query)


@pytest.mark.parametrize(
    ("text", "period", "versus"),
    [
        ("2월 매출 전월 대비 얼마나 늘었어", "2026년 2월", "2026년 1월"),
        ("지난달 매출 전월 대비 증감률", "2026년 2월", "2026년 1월"),
        ("지난달 매출이 그 전달보다 얼마나 줄었어", "2026년 2월", "2026년 1월"),
        ("작년 4분기 매출 전분기 대비 증감률", "2025년 4분기", "2025년 3분기"),
        ("2월 매출 전년 대비 증감액", "2026년 2월", "2025년 2월"),
        ("전월 대비 수주 증감액", "2026년 3월", "2026년 2월"),
    ],
)
def test_the_one_before_counts_from_the_named_period(
    reading: Read, text: str, period: str, versus: str
) -> None:
    query = reading(text)

    assert (query.period.label, query.versus.label) == (period, versus)


def test_a_month_has_no_quarter_before_it(reading: Read) -> None:
    assert isinstance(reading("2월 매출 전분기 대비 증감률"), AskBack)


def test_a_follow_up_compares_the_period_before_it(reading: Read) -> None:
    query = reading("전월 대비 증감액은?", reading("2월 수주액 얼마야"))

    assert (query.period.label, query.versus.label) == ("2026년 2월", "2026년 1월")


@pytest.mark.parametrize(
    "text", ["1월과 2월 매출 합계", "2월 1월 매출 합쳐서", "1월+2월 매출 총액"]
)
def test_a_sum_over_two_months_is_one_period(reading: Read, text: str) -> None:
    query = reading(text)

    assert (query.period.start, query.period.end) == (date(2026, 1, 1), date(2026, 3, 1))
    assert query.versus is None


def test_a_sum_over_months_apart_is_a_sum(reading: Read) -> None:
    query = reading("작년 12월과 2월 매출 합계")

    assert query.change == "sum"
    assert (query.period.label, query.versus.label) == ("2025년 12월", "2026년 2월")


@pytest.mark.parametrize("text", ["남산목재 빼고 매출 합계", "㈜남산목재를 제외한 올해 매출"])
def test_what_is_left_out_is_left_out(reading: Read, text: str) -> None:
    (chosen,) = reading(text).filters

    assert (chosen.label, chosen.excluded) == ("㈜남산목재", True)


@pytest.mark.parametrize("text", ["빼고 매출 합계", "1월 빼고 매출 합계", "뷁쉙 빼고 매출 합계"])
def test_leaving_out_what_is_no_member_is_no_figure(reading: Read, text: str) -> None:
    assert not isinstance(reading(text), Query)


@pytest.mark.parametrize(
    ("text", "groups"),
    [("반기별 매출", "half"), ("요일별 수주 건수", "weekday"), ("주별 매출", "week"),
     ("분기별로 수주 얼마씩이야", "quarter"), ("매출 추이 어때", "month")],
)  # fmt: skip
def test_figures_are_told_by_times(reading: Read, text: str, groups: str) -> None:
    assert reading(text).groups == (groups,)


@pytest.mark.parametrize("text", ["두 번째는?", "2위는?", "두번째로 많은 곳은"])
def test_the_second_of_a_ranking_is_one_row(reading: Read, text: str) -> None:
    query = reading(text, reading("거래처별 매출 상위 3곳"))

    assert (query.rank, query.limit, query.groups) == (2, None, ("party",))


@pytest.mark.parametrize(("text", "count"), [("최근 수주 3건", 3), ("가장 최근 주문", 1)])
def test_the_latest_documents_are_asked(reading: Read, text: str, count: int) -> None:
    query = reading(text)

    assert (query.groups, query.latest, query.limit) == (("document",), True, count)


def test_these_days_are_the_last_three_months_and_said_so(reading: Read) -> None:
    query = reading("요즘 잘 나가는 품목")

    assert query.period.label == "2025년 12월 10일~2026년 3월 10일"
    assert "recent" in query.guesses


@pytest.mark.parametrize("word", ["인도", "이란", "인가", "인지", "하지", "값어치"])
@pytest.mark.parametrize("text", ["2월{}매출", "2월{}매출액 합계", "남산목재{}매출 합계"])
def test_a_word_that_looks_like_particles_is_not_dropped(
    reading: Read, text: str, word: str
) -> None:
    assert not isinstance(reading(text.format(word)), Query)


def test_stock_offers_goods_and_no_customers(desk: Desk, model: Model) -> None:
    names = Names(
        spellings={
            **desk.names.spellings,
            "나무카페": (Named(dimension="party", name="나무카페", ids=(9,)),),
        },
        longest=9,
    )

    asked = read_question("나무 재고", model=model, names=names, today=TODAY)

    assert isinstance(asked, AskBack)
    assert set(asked.choices) == {"참나무 원목", "소나무 원목"}


def test_two_that_are_named_are_compared(reading: Read) -> None:
    assert reading("남산목재와 북한강농원 매출 비교").groups == ("party",)


@pytest.mark.parametrize(
    "text",
    ["월요일 매출", "주말 매출 합계", "한달동안 매출 합계", "일년동안 매출 합계", "현금 매출 합계"],
)
def test_a_part_of_time_that_cannot_be_told_apart_is_no_figure(reading: Read, text: str) -> None:
    assert not isinstance(reading(text), Query)
