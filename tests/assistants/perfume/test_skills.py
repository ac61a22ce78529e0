import json
from typing import Any

import numpy as np
import pytest
from tests.assistants.perfume.test_compose import BENCH

from dure.assistants.perfume.phrases import phrases
from dure.assistants.perfume.skills import (
    answer_adjust,
    answer_certificate,
    answer_check,
    answer_compose,
    answer_explain,
)
from dure.engine.assistant import Answer
from dure.engine.reply import say

FAILS = "오드퍼퓸\n베르가못 오일 30%\n에탄올 70%"


def spoken(answer: Answer) -> str:
    """The reply, checked for figures without a record."""
    return say(answer, phrases(), turn="t")


def composed(text: str = "비 온 뒤 숲, 차분한데 무겁지 않게") -> Answer:
    return answer_compose(text, bench=BENCH, rng=np.random.default_rng(7))


def test_a_wish_is_answered_with_formulas_and_their_certificates() -> None:
    answer = composed()

    assert "3가지 처방" in spoken(answer)
    assert [item["verdict"] for item in answer.items] == ["pass"] * 3
    assert all(len(item["certificate_hash"]) == 64 for item in answer.items)
    assert all(item["curve_svg"].startswith("<svg") for item in answer.items)
    assert json.loads(json.dumps(answer.memory)) == answer.memory


def test_a_wish_without_a_smell_is_asked_about() -> None:
    answer = composed("향수 만들어줘")

    assert answer.outcome == "asked"
    assert spoken(answer) == answer.question


def test_a_category_that_is_not_loaded_is_refused_with_its_reason() -> None:
    answer = composed("시더 향초")

    assert (answer.outcome, answer.reason) == ("refused", "cannot_certify")
    assert "12" in spoken(answer)


def test_a_budget_without_prices_is_said_to_be_unchecked() -> None:
    assert "가격표가 없어" in spoken(composed("장미 향수, 40만 원/kg 안에서"))


def test_less_sweet_changes_what_was_shown() -> None:
    memory: Any = composed("바닐라와 장미 향수").memory

    answer = answer_adjust("덜 달게", memory=memory, bench=BENCH, rng=np.random.default_rng(8))

    assert answer.outcome == "answered"
    assert "말씀대로" in spoken(answer)


@pytest.mark.parametrize("memory", [{}, {"formulas": []}])
def test_without_a_formula_there_is_nothing_to_change_or_certify(memory: dict[str, Any]) -> None:
    changed = answer_adjust("덜 달게", memory=memory, bench=BENCH, rng=np.random.default_rng(8))

    assert changed.outcome == "asked"
    assert answer_certificate(memory=memory, bench=BENCH).outcome == "asked"


def test_a_pasted_formula_gets_its_verdict_and_the_smallest_change() -> None:
    answer = answer_check(FAILS, bench=BENCH)

    assert spoken(answer).startswith("부적합")
    assert "2.666%로 줄이고" in spoken(answer)
    assert answer.items[0]["repair"]["formula"]["recipe"][0]["pct_of_concentrate"] == 2.666


def test_a_pasted_formula_without_a_product_is_asked_about() -> None:
    answer = answer_check("쿠마린 5%\n에탄올 95%", bench=BENCH)

    assert answer.outcome == "asked"
    assert answer.pending is not None
    assert "제품" in spoken(answer)


def test_lines_that_cannot_be_read_are_asked_about() -> None:
    assert "쿠마린 조금" in spoken(answer_check("쿠마린 조금\n에탄올 95%", bench=BENCH))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("쿠마린 한도가 얼마야?", "카테고리 4: 완제품의 1.5%까지"),
        ("머스크 자일렌 써도 돼?", "금지"),
        ("패출리 오일 알려줘", "이름 붙은 기준이 없어요"),
        ("78-70-6", "추정값"),
    ],
)
def test_a_material_is_explained(text: str, said: str) -> None:
    assert said in spoken(answer_explain(text, bench=BENCH))


def test_an_unknown_material_is_asked_about() -> None:
    assert answer_explain("플라즈마", bench=BENCH).outcome == "asked"


def test_the_certificate_of_what_was_shown_is_a_page() -> None:
    memory: Any = composed().memory

    answer = answer_certificate(memory=memory, bench=BENCH, place=2)

    assert "적합" in spoken(answer)
    assert "대신하지 않아요" in spoken(answer)
    assert answer.items[0]["page"].startswith("<!doctype html>")
