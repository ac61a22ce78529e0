import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.perfume.test_compose import BENCH

from dure.assistants.perfume.check import answer_check
from dure.assistants.perfume.reading import Meant, PerfumeReader
from dure.assistants.perfume.skills import answer_compose
from dure.engine.assistant import Heard, Understanding
from dure.engine.session import Session
from dure.kernel.turns import Attachment
from dure.korean.normal import normalise, utterance

SAID = Path(__file__).parent / "data" / "said.jsonl"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in SAID.read_text(encoding="utf-8").splitlines()
]
READER = PerfumeReader(BENCH)
EMPTY = Session(id="s")
INTENTS = {row["intent"] for row in ROWS}


@pytest.fixture(scope="module")
def shown() -> Session:
    """A session in which three formulas stand."""
    rng = np.random.default_rng(7)
    memory = answer_compose("바닐라와 장미 향수", bench=BENCH, rng=rng).memory
    assert memory
    return replace(EMPTY, memory=memory)


def read(text: str, session: Session = EMPTY, *files: Attachment) -> Understanding:
    return READER(Heard(text=utterance(text).text, attachments=files), session)


def meant(understood: Understanding) -> Meant:
    meaning = understood.meaning
    assert isinstance(meaning, Meant)
    return meaning


def test_of_what_people_say_95_in_100_are_understood(shown: Session) -> None:
    wrong = [
        (row["text"], row["intent"], found)
        for row in ROWS
        if (found := read(row["text"], shown if row.get("before") else EMPTY).intent)
        != row["intent"]
    ]

    assert len(ROWS) >= 300
    assert len(wrong) <= len(ROWS) * 0.05, wrong


def test_an_adjustment_is_one_only_where_formulas_stand(shown: Session) -> None:
    assert read("덜 달게", shown).intent == "ADJUST"
    assert read("덜 달게").intent == "COMPOSE"


def test_a_product_with_a_smell_is_a_new_wish_even_where_formulas_stand(shown: Session) -> None:
    assert read("바다 향 오드뚜왈렛 만들어줘", shown).intent == "COMPOSE"


def test_lines_are_handed_on_apart(shown: Session) -> None:
    understood = read("오드퍼퓸\n쿠마린 5%\n에탄올 95%", shown)

    assert meant(understood).text.splitlines() == ["오드퍼퓸", "쿠마린 5%", "에탄올 95%"]


def test_a_file_is_read_with_its_line_breaks_and_what_was_said_of_the_product() -> None:
    file = Attachment(name="a.csv", media_type="text/csv", text="원료,비율\n쿠마린,5\n에탄올,95")

    understood = read("이거 오드퍼퓸인데 부향률 20%야", EMPTY, file)

    assert understood.intent == "CHECK_FORMULA"
    assert meant(understood).text.splitlines() == [
        "부향률 20%", "오드퍼퓸", "원료,비율", "쿠마린,5", "에탄올,95"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [("두 번째 걸 덜 달게", 2), ("2번 계산서 줘", 2), ("마지막 걸로 해줘", -1), ("덜 달게", None)],
)
def test_which_one_is_meant_is_heard(shown: Session, text: str, place: int | None) -> None:
    understood = read(text, shown)

    assert meant(understood).place == place
    assert dict(understood.slots) == ({} if place is None else {"place": place})


def test_a_product_completes_a_formula_that_was_asked_about() -> None:
    pending = answer_check("쿠마린 5%\n에탄올 95%", bench=BENCH).pending
    session = replace(EMPTY, pending=pending)

    understood = read("바디로션 0.5%", session)

    assert understood.intent == "CHECK_FORMULA"
    assert meant(understood).text == "바디로션 0.5%\n쿠마린 5%\n에탄올 95%"


def test_a_smell_completes_a_wish_that_was_asked_about() -> None:
    session = replace(EMPTY, pending={"wish": "바디로션 만들어줘"})

    assert meant(read("장미랑 머스크", session)).text == "바디로션 만들어줘 장미랑 머스크"
    assert read("아무거나", session).intent == "COMPOSE"
    assert read("도움말", session).intent == "HELP"


def test_a_name_completes_a_question_about_a_material() -> None:
    session = replace(EMPTY, pending={"material": True})

    assert read("쿠마린이요", session).intent == "EXPLAIN_MATERIAL"


@pytest.mark.parametrize(
    "text",
    [
        "가격 20%, 부향률 15%",
        "장미 30% 바닐라 20% 느낌으로 만들어줘",
        "지속력 30% 올리고 가격 10% 낮춰",
    ],
)
def test_amounts_of_something_else_are_no_formula(text: str) -> None:
    assert read(text).intent != "CHECK_FORMULA"


def test_a_material_without_an_amount_at_the_end_is_not_dropped() -> None:
    text = meant(read("향수 리날로올 50% 에탄올 50% 쿠마린")).text

    assert answer_check(text, bench=BENCH).question == "ask_lines"


@given(st.text(min_size=1, max_size=80).filter(lambda text: bool(normalise(text).text)))
def test_whatever_is_said_is_read_as_something(text: str) -> None:
    understood = READER(Heard(text=normalise(text).text), EMPTY)

    assert understood.intent in INTENTS
