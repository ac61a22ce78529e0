import json
from typing import Any

import numpy as np
import pytest
from tests.assistants.perfume.test_compose import BENCH

from dure.assistants.perfume.check import answer_check
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.phrases import phrases
from dure.assistants.perfume.skills import (
    answer_adjust,
    answer_again,
    answer_certificate,
    answer_compose,
    answer_curve,
    answer_select,
)
from dure.engine.assistant import Answer, Facts
from dure.engine.reply import REPLY_LIMIT, say

FAILS = "오드퍼퓸\n베르가못 오일 30%\n에탄올 70%"


def spoken(answer: Answer) -> str:
    """The reply, checked for figures without a record, and whole."""
    text = say(answer, phrases(), turn="t")
    assert len(text) <= REPLY_LIMIT
    assert not text.endswith("…")
    return text


def composed(text: str = "비 온 뒤 숲, 차분한데 무겁지 않게") -> Answer:
    return answer_compose(text, bench=BENCH, rng=np.random.default_rng(7))


def formulas(answer: Answer) -> list[Any]:
    return [item for item in answer.items if item["kind"] == "formula"]


def adjusted(text: str, memory: Facts | None) -> Answer:
    rng = np.random.default_rng(8)
    return answer_adjust(text, memory=memory or {}, bench=BENCH, rng=rng)


def test_a_wish_is_answered_with_formulas_and_their_sheets() -> None:
    answer = composed()

    shown = formulas(answer)
    assert "3가지 처방" in spoken(answer)
    assert [item["verdict"] for item in shown] == ["pass"] * 3
    assert all(len(item["sheet"]["hash"]) == 64 for item in shown)
    assert all(item["curve"]["data"].startswith("<svg") for item in shown)
    assert json.loads(json.dumps(answer.memory)) == answer.memory


def test_a_wish_without_a_smell_is_asked_about() -> None:
    answer = composed("향수 만들어줘")

    assert (answer.outcome, answer.question) == ("asked", "ask_notes")
    assert answer.pending == {"wish": "향수 만들어줘"}


def test_a_category_that_is_not_loaded_is_refused_with_its_reason() -> None:
    answer = composed("시더 향초")

    assert (answer.outcome, answer.reason) == ("refused", "cannot_certify")
    assert "12" in spoken(answer)


def test_a_product_of_two_possible_categories_is_asked_about() -> None:
    answer = composed("코튼 향 섬유향수")

    assert (answer.outcome, answer.question) == ("asked", "category_open")
    assert spoken(answer)


def test_a_budget_without_prices_is_said_to_be_unchecked() -> None:
    assert "가격표가 없어" in spoken(composed("장미 향수, 40만 원/kg 안에서"))


def test_with_prices_the_cost_is_told_in_won_and_the_budget_checked() -> None:
    prices = {colour.material.id: 50_000 for colour in palette()}
    bench = Workbench(shelf=BENCH.shelf, rules=BENCH.rules, search=BENCH.search, prices=prices)

    answer = answer_compose("장미 향수, 4만 원/kg", bench=bench, rng=np.random.default_rng(7))

    assert "1kg에" in spoken(answer)
    over = [item["place"] for item in formulas(answer) if item["won_kg"] > 40_000]
    assert ("예산을 넘어요" in spoken(answer)) == bool(over)


def test_less_sweet_changes_what_was_shown_and_says_so() -> None:
    answer = adjusted("덜 달게", composed("바닐라와 장미 향수").memory)

    assert answer.outcome == "answered"
    assert spoken(answer).startswith("달콤 덜")


def test_cheaper_tells_what_it_came_to_and_is_not_asked_for_twice() -> None:
    answer = adjusted("가격 20 % 낮춰", composed("로맨틱한 장미 자스민 향수").memory)

    assert "원가 지수는" in spoken(answer)
    assert answer.memory
    assert answer.memory["brief"]["cheaper_by"] == 0


def test_a_formula_that_somebody_brought_can_be_changed_too() -> None:
    memory = answer_check(FAILS, bench=BENCH).memory

    answer = adjusted("장미 더", memory)

    assert [item["verdict"] for item in formulas(answer)] == ["pass"] * 3
    assert spoken(answer)


@pytest.mark.parametrize("memory", [{}, {"formulas": []}])
def test_without_a_formula_there_is_nothing_to_change_show_or_certify(
    memory: dict[str, Any],
) -> None:
    for answer in (
        adjusted("덜 달게", memory),
        answer_certificate(memory=memory, bench=BENCH),
        answer_curve(memory=memory, bench=BENCH),
        answer_select(memory=memory, bench=BENCH),
    ):
        assert (answer.outcome, answer.question) == ("asked", "ask_formula")
        assert spoken(answer)


def test_a_change_that_says_nothing_is_asked_about() -> None:
    assert adjusted("바꿔줘", composed().memory).question == "ask_change"


def test_other_formulas_of_the_same_wish() -> None:
    memory: Any = composed().memory

    answer = answer_again(memory=memory, bench=BENCH, rng=np.random.default_rng(9))

    assert answer.memory
    assert answer.memory["brief"] == memory["brief"]
    assert answer.memory["formulas"] != memory["formulas"]


def test_without_a_wish_there_are_no_others() -> None:
    answer = answer_again(memory={}, bench=BENCH, rng=np.random.default_rng(9))

    assert answer.question == "ask_notes"


def test_one_is_chosen_and_meant_from_then_on() -> None:
    memory: Any = composed().memory

    chosen = answer_select(memory=memory, bench=BENCH, place=2)
    sheet = answer_certificate(memory=chosen.memory or {}, bench=BENCH)

    assert "2번 처방" in spoken(chosen)
    assert [line["name"] for line in sheet.items[0]["sheet"]["formula"]] == [
        line["name"] for line in memory["formulas"][1]["recipe"]
    ]


def test_the_last_one_is_the_third() -> None:
    assert "3번 처방" in spoken(
        answer_select(memory=composed().memory or {}, bench=BENCH, place=-1)
    )


@pytest.mark.parametrize("place", [4, 7, -5])
def test_a_place_that_is_none_is_asked_about(place: int) -> None:
    answer = answer_select(memory=composed().memory or {}, bench=BENCH, place=place)

    assert answer.question == "ask_which"
    assert "3번까지" in spoken(answer)


def test_the_certificate_of_what_was_shown_is_a_page() -> None:
    answer = answer_certificate(memory=composed().memory or {}, bench=BENCH, place=2)

    assert "적합" in spoken(answer)
    assert "대신하지 않아요" in spoken(answer)
    assert answer.items[0]["certificate_page"].startswith("<!doctype html>")


def test_the_curve_alone_is_a_picture_with_words() -> None:
    answer = answer_curve(memory=composed().memory or {}, bench=BENCH)

    assert answer.pictures[0]["media_type"] == "image/svg+xml"
    assert answer.pictures[0]["data"].startswith("<svg")
    assert answer.pictures[0]["alt"] in spoken(answer)


def test_what_cannot_be_drawn_is_said_to_be_so() -> None:
    memory: Any = answer_check("패출리 오일 50%\n에탄올 50%\n향수", bench=BENCH).memory

    answer = answer_curve(memory=memory, bench=BENCH)

    assert (answer.outcome, answer.reason) == ("refused", "unknown")
    assert spoken(answer)
