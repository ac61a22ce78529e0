from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.conftest import SHARED

from dure.assistants.meals.suites import score_hours, score_intents, session_of
from dure.kernel.clock import StillClock

Row = Mapping[str, Any]

DATA = Path(__file__).parent / "data"
SETS = ("intents_tuning.jsonl", "intents_blind.jsonl", "intents_fresh.jsonl")
WISH = {"id": "a", "text": "강남역에서 5천원으로 떡볶이 먹고 싶어", "intent": "FOOD_REQUEST",
        "entities": {"location": "강남역", "budget_max": 5000, "food": ["떡볶이"]}}  # fmt: skip
HELLO = {"id": "b", "text": "안녕하세요", "intent": "GREETING", "entities": {}}
ALLERGY = {"id": "c", "text": "새우 알레르기 있어요", "intent": "DIETARY_RESTRICTION",
           "entities": {"allergen": ["새우"]}}  # fmt: skip


@cache
def rows_of(path: Path) -> tuple[Row, ...]:
    return tuple(orjson.loads(line) for line in path.read_bytes().splitlines())


def intents(clock: StillClock, *rows: Row) -> Row:
    figures, _ = score_intents([rows], clock)
    return figures


def hours(clock: StillClock, *rows: Row) -> Row:
    figures, _ = score_hours([rows], clock)
    return figures


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("figure", "least"), [("lenient", 0.90), ("strict", 0.85), ("slot_f1", 0.85)]
)
def test_everyday_korean_is_understood(
    clock: StillClock, name: str, figure: str, least: float
) -> None:
    found = intents(clock, *rows_of(DATA / name))

    assert found[figure] >= least


@pytest.mark.parametrize("name", SETS)
def test_an_amount_is_hardly_ever_read_wrong(clock: StillClock, name: str) -> None:
    found = intents(clock, *rows_of(DATA / name))

    assert found["money_wrong"] <= 1
    assert found["money_right"] >= 0.85 * found["money_said"]


def test_no_amount_of_the_shared_rows_is_read_wrong(clock: StillClock) -> None:
    path = SHARED / "meals_dev.jsonl"
    if not path.is_file():
        pytest.skip("meals_dev.jsonl is not on this machine")

    found = intents(clock, *rows_of(path))

    assert (found["money_wrong"], found["money_right"]) == (0, found["money_said"])


def test_rows_that_are_understood_score_one(clock: StillClock) -> None:
    found = intents(clock, WISH, HELLO, ALLERGY)

    names = ("strict", "lenient", "macro_f1", "coverage", "answered_accuracy", "slot_precision",
             "slot_recall", "slot_f1", "allergen_recall")  # fmt: skip
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1.0)
    assert (found["n"], found["money_right"], found["money_wrong"]) == (3, 1, 0)


def test_a_wrong_intent_counts_against_strict_and_lenient(clock: StillClock) -> None:
    found = intents(clock, WISH, {**HELLO, "intent": "GOODBYE"})

    assert (found["strict"], found["lenient"]) == (0.5, 0.5)


def test_an_accepted_intent_counts_only_for_lenient(clock: StillClock) -> None:
    found = intents(clock, WISH, {**HELLO, "intent": "CHITCHAT", "accept": ["GREETING"]})

    assert (found["strict"], found["lenient"]) == (0.5, 1.0)


def test_macro_f1_gives_every_intent_the_same_say(clock: StillClock) -> None:
    # Wanted and given: GREETING 1 of 1 but given twice (F1 2/3), CHITCHAT never given (F1 0).
    found = intents(clock, HELLO, {**HELLO, "id": "d", "intent": "CHITCHAT"})

    assert found["macro_f1"] == pytest.approx((2 / 3 + 0) / 2, abs=1e-4)


def test_slots_are_counted_value_by_value(clock: StillClock) -> None:
    # Given: location, budget_max, 떡볶이. Wanted: 떡볶이, 김밥, budget_max 6000.
    row = {**WISH, "entities": {"food": ["떡볶이", "김밥"], "budget_max": 6000}}

    found = intents(clock, row)

    assert (found["slot_precision"], found["slot_recall"]) == (0.3333, 0.3333)
    assert found["slot_f1"] == 0.3333


def test_another_amount_is_wrong_and_a_missing_one_is_neither(clock: StillClock) -> None:
    wrong = {**WISH, "entities": {"budget_max": 6000}}
    missing = {**HELLO, "entities": {"budget_max": 6000}}

    found = intents(clock, WISH, wrong, missing)

    assert (found["money_right"], found["money_wrong"], found["money_said"]) == (1, 1, 3)


def test_slots_of_rows_that_mean_no_request_are_left_out(clock: StillClock) -> None:
    found = intents(clock, WISH, {**HELLO, "intent": "CHITCHAT", "entities": {"food": ["없는 것"]}})

    assert found["slot_f1"] == 1.0


def test_what_one_cannot_bear_has_a_recall_of_its_own(clock: StillClock) -> None:
    missed = {**HELLO, "entities": {"exclude_food": ["치킨"]}}

    found = intents(clock, WISH, ALLERGY, missed)

    assert found["allergen_recall"] == 0.5


def test_confidence_far_from_being_right_is_a_calibration_error(clock: StillClock) -> None:
    sure = {"id": "e", "text": "죽고 싶어", "intent": "EMERGENCY_SUPPORT", "entities": {}}

    right = intents(clock, sure)
    wrong = intents(clock, {**sure, "intent": "HELP"})

    assert (right["ece"], wrong["ece"]) == (0.0, 1.0)


def test_no_rows_give_zeros(clock: StillClock) -> None:
    found = intents(clock)

    assert {value for value in found.values()} == {0}


def test_rows_of_several_files_are_scored_together(clock: StillClock) -> None:
    figures, _ = score_intents([[WISH], [HELLO, ALLERGY]], clock)

    assert figures["n"] == 3


def test_every_row_has_one_prediction_in_its_place(clock: StillClock) -> None:
    _, predictions = score_intents([[WISH, HELLO], [ALLERGY]], clock)

    assert [p["row"] for p in predictions] == ["a", "b", "c"]
    assert predictions[0]["result"]["slots"] == WISH["entities"]


def test_the_time_of_an_utterance_is_measured(clock: StillClock) -> None:
    found = intents(clock, WISH)

    assert (found["p50_ms"], found["p99_ms"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("1. 달무리 분식 2. 별똥별 국수 3. 느티나무", ["달무리 분식", "별똥별 국수", "느티나무"]),
        ("이런 곳은 어떠세요? 1. 달무리", ["달무리"]),
    ],
)
def test_a_list_before_an_utterance_is_a_list_shown(said: str, names: Sequence[str]) -> None:
    session = session_of([{"role": "user", "text": "점심"}, {"role": "bot", "text": said}])

    assert [entry["name"] for entry in session.memory["shown"]] == names


def test_a_question_before_an_utterance_is_a_question_open() -> None:
    session = session_of([{"role": "bot", "text": "얼마로 드시고 싶으세요?"}])

    assert session.pending == {"question": "얼마로 드시고 싶으세요?"}


def test_nothing_before_an_utterance_is_a_fresh_session() -> None:
    session = session_of([])

    assert (session.pending, session.memory) == (None, {})


OPEN = {"id": "a", "field": "open_time", "raw": "10:00~22:00", "flag": None,
        "expect": {"default": [["10:00", "22:00"]]}}  # fmt: skip
NO_END = {**OPEN, "id": "b", "raw": "11:30~", "expect": {"default": [["11:30", None]]}}
CLOSES = {"id": "c", "field": "holiday", "raw": "둘째,넷째 일요일, 명절", "flag": None,
          "expect": {"nth": [[4, "sun"], [2, "sun"]], "festival": True}}  # fmt: skip
NEVER: Row = {**CLOSES, "id": "d", "raw": "연중무휴", "expect": {}}
NOTE = {**CLOSES, "id": "e", "raw": "일요일은 16시까지 영업", "expect": {"note": "closes at 16"}}


@pytest.mark.parametrize("row", [OPEN, NO_END, CLOSES, NEVER, NOTE], ids=lambda row: row["id"])
def test_hours_that_equal_the_answer_are_right(clock: StillClock, row: Row) -> None:
    assert hours(clock, row) == {"n": 1, "right": 1, "wrong": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({**OPEN, "expect": {"default": [["10:00", "23:00"]]}}, "wrong"),
        ({**OPEN, "expect": {}}, "wrong"),
        ({**OPEN, "raw": "문의"}, "unknown"),
        ({**CLOSES, "raw": "미정"}, "unknown"),
        ({**CLOSES, "raw": "일요일"}, "wrong"),
        ({**NEVER, "raw": "일요일"}, "wrong"),
    ],
)
def test_hours_that_differ_are_wrong_and_none_are_unknown(
    clock: StillClock, row: Row, verdict: str
) -> None:
    assert hours(clock, row)[verdict] == 1


def test_a_row_with_a_flag_is_read_but_not_scored(clock: StillClock) -> None:
    figures, predictions = score_hours([[OPEN, {**OPEN, "flag": "ambiguous"}]], clock)

    assert (figures["n"], len(predictions)) == (1, 2)


def test_hours_have_one_prediction_per_row(clock: StillClock) -> None:
    _, predictions = score_hours([[OPEN], [CLOSES]], clock)

    assert predictions == [
        {"row": "a", "result": {"parsed": {"default": [["10:00", "22:00"]]}}},
        {"row": "c", "result": {"parsed": {"nth": [[2, "sun"], [4, "sun"]], "festival": True}}},
    ]
