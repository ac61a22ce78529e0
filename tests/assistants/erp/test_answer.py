"""An answer carries where each figure comes from."""

from collections.abc import Callable

import pytest

from dure.assistants.erp.answer import has_assumption, states_assumption
from dure.assistants.erp.ask import Told
from dure.assistants.erp.phrases import phrases
from dure.engine.reply import say

Asking = Callable[..., Told]


def test_a_figure_says_what_it_is(asking: Asking) -> None:
    (figure,) = asking("2월 남산목재 수주 건수").answer.figures

    assert (figure.value, figure.unit, figure.measure) == (2, "건", "수주 건수")
    assert figure.filter == "주식회사 나루상회, ㈜남산목재"
    assert (figure.period, figure.row_count, figure.source) == ("2026년 2월", 2, "tryton:sale.sale")
    assert figure.as_of


def test_a_list_gives_all_rows_and_says_how_many_are_left(asking: Asking) -> None:
    answer = asking("거래처별 수주액").answer

    assert [item["name"] for item in answer.items] == ["㈜남산목재", "북한강농원"]
    assert len(answer.figures) == 2


def test_the_assumptions_are_said(asking: Asking) -> None:
    answer = asking("수주액 합계").answer

    assert has_assumption(answer)
    assert states_assumption(say(answer, phrases(), turn="t"))
    assert not states_assumption("수주액은 5원이에요.")
    assert "부가세 제외" in say(answer, phrases(), turn="t")
    assert "전체 기간" in say(answer, phrases(), turn="t")


def test_a_fall_is_called_one(asking: Asking) -> None:
    text = say(asking("1월보다 2월 수주 건수 얼마나 늘었어").answer, phrases(), turn="t")

    assert "1건 늘었어요" in text


def test_what_the_erp_does_not_hold_is_said_to_be_unknown(asking: Asking) -> None:
    answer = asking("PO-100 언제 들어와?").answer

    assert "unknown_attribute" in [line.phrase for line in answer.lines]
    assert answer.figures == ()


def test_a_known_day_is_told(asking: Asking) -> None:
    assert "2026-03-05" in say(asking("PO-101 납기").answer, phrases(), turn="t")


@pytest.mark.parametrize("question", ["원목 재고", "매출 알려줘", "남산목재 알려줘"])
def test_a_question_back_is_no_answer(asking: Asking, question: str) -> None:
    answer = asking(question).answer

    assert (answer.outcome, answer.figures) == ("asked", ())
    assert answer.question
