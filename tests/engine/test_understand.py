"""What is sure is acted on; what is not is asked, twice at most."""

from dataclasses import replace

import pytest
from tests.engine.parrot import parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Understanding
from dure.engine.session import Session
from dure.engine.turn import Turns
from dure.engine.understand import ASKED_AT_MOST, Decision, decide
from dure.kernel.clock import StillClock
from dure.kernel.events import Json
from dure.kernel.turns import TurnRequest, TurnResult
from dure.trust.seal import Sealer

ASSISTANT = parrot()
RANKED = (("SAY", 0.4), ("COUNT", 0.3), ("BYE", 0.1))
CHOICES = {"choices": ["SAY", "COUNT"], "slots": {"what": "안녕"}}


def understood(intent: str, confidence: float, slots: Json | None = None) -> Understanding:
    return Understanding(intent=intent, confidence=confidence, slots=slots or {}, ranked=RANKED)


def decided(
    understanding: Understanding, *, pending: Json | None = None, asked: int = 0
) -> Decision:
    return decide(understanding, Session(id="s", pending=pending, asked=asked), ASSISTANT)


def test_what_is_sure_is_acted_on() -> None:
    assert decided(understood("SAY", 0.5, {"what": "안녕"})) == Decision(
        intent="SAY", slots={"what": "안녕"}
    )


def test_below_the_threshold_one_question_names_two_choices() -> None:
    answer = decided(understood("SAY", 0.49, {"what": "안녕"})).answer

    assert answer is not None
    assert (answer.outcome, answer.question, answer.pending) == ("asked", "intent", CHOICES)
    assert [line.phrase for line in answer.lines] == ["which_of_2"]


def test_the_choices_are_the_most_likely_that_can_be_named() -> None:
    answer = decided(replace(understood("BYE", 0.3), ranked=(("BYE", 0.3), ("COUNT", 0.2)))).answer

    assert answer is not None
    assert [item["intent"] for item in answer.items] == ["COUNT"]


def test_nothing_that_can_be_named_asks_to_say_it_again() -> None:
    answer = decided(replace(understood("BYE", 0.3), ranked=(("BYE", 0.3),))).answer

    assert answer is not None
    assert ([line.phrase for line in answer.lines], answer.pending) == (["say_again"], None)


def test_a_sure_intent_without_a_skill_is_asked_about() -> None:
    answer = decided(understood("FLY", 0.99)).answer

    assert answer is not None
    assert answer.outcome == "asked"


def test_some_intents_are_acted_on_however_unsure() -> None:
    brave = replace(ASSISTANT, always=frozenset(["SAY"]))

    assert decide(understood("SAY", 0.01), Session(id="s"), brave).answer is None


def test_after_two_questions_it_says_what_it_can_do() -> None:
    answer = decided(understood("SAY", 0.1), asked=ASKED_AT_MOST).answer

    assert answer is not None
    assert (answer.outcome, answer.reason) == ("refused", "not_understood")


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        (understood("SAY", 0.1, {"ordinal": 1}), "SAY"),
        (understood("SAY", 0.1, {"ordinal": 2}), "COUNT"),
        (understood("AFFIRM", 0.9), "SAY"),
        (understood("DENY", 0.9), "COUNT"),
    ],
    ids=["1번", "2번", "yes", "no"],
)
def test_an_answer_picks_one_of_the_choices(said: Understanding, intent: str) -> None:
    decision = decided(said, pending=CHOICES)

    assert decision == Decision(intent=intent, slots={"what": "안녕"})


def test_what_is_said_with_the_pick_counts() -> None:
    decision = decided(understood("SAY", 0.1, {"ordinal": 2, "what": "또"}), pending=CHOICES)

    assert decision.slots == {"what": "또"}


@pytest.mark.parametrize("ordinal", [0, 3, -1, None, [1]])
def test_a_number_that_was_not_offered_picks_nothing(ordinal: object) -> None:
    decision = decided(understood("SAY", 0.1, {"ordinal": ordinal}), pending=CHOICES)

    assert decision.answer is not None


def test_a_no_to_the_only_choice_picks_nothing() -> None:
    decision = decided(understood("DENY", 0.1), pending={"choices": ["SAY"], "slots": {}})

    assert decision.intent == "DENY"


def test_a_sure_utterance_goes_before_the_question() -> None:
    assert decided(understood("BYE", 0.9), pending=CHOICES).intent == "BYE"


def test_another_kind_of_question_is_not_ours_to_answer() -> None:
    assert decided(understood("BYE", 0.9), pending={"need": "place"}).intent == "BYE"


# --- in a conversation ---------------------------------------------------------------


@pytest.fixture
def turns(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Turns:
    return turns_of(ASSISTANT, log=log, sealer=sealer, clock=clock)


async def talk(turns: Turns, *said: str) -> list[TurnResult]:
    return [await turns.take("parrot", TurnRequest(text=text, session="s")) for text in said]


@pytest.mark.parametrize(
    ("pick", "text"),
    [("1번", "뭐라고"), ("네", "뭐라고"), ("2번", "1번째예요."), ("아니", "1번째예요.")],
)
async def test_a_question_is_answered_in_the_next_turn(turns: Turns, pick: str, text: str) -> None:
    question, answer = await talk(turns, "뭐라고", pick)

    assert question.text == "따라 말하기를 말씀하시는 건가요, 아니면 세기를 말씀하시는 건가요?"
    assert answer.text == text


async def test_it_asks_twice_in_a_row_and_not_three_times(turns: Turns) -> None:
    results = await talk(turns, "뭐라고", "글쎄", "음", "어")

    assert [result.outcome for result in results] == ["asked", "asked", "refused", "asked"]


async def test_a_question_is_forgotten_once_something_else_was_said(turns: Turns) -> None:
    results = await talk(turns, "뭐라고", "세어", "1번")

    assert [result.outcome for result in results] == ["asked", "answered", "asked"]
