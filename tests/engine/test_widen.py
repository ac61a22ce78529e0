"""A model only says other words: what is done, and with which numbers, is never its choice."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.scripted_model import rewritten, said_in
from tests.engine.advised import Saying, adviser_of
from tests.engine.parrot import PHRASES, parrot

from dure.engine.advice import Payer
from dure.engine.assistant import Answer, Assistant, Heard, Understanding
from dure.engine.faithful import keeps
from dure.engine.reply import REPLY_LIMIT, say
from dure.engine.session import Session
from dure.engine.understand import Decision
from dure.engine.widen import (
    PENDING,
    Offer,
    Widener,
    read_offer,
    spoken,
    told_first,
    undeclared,
)
from dure.kernel.clock import StillClock

PAYER = Payer(tenant="main", user="kim")
SESSION = Session(id="s")


def read(heard: Heard, session: Session) -> Understanding:
    """Read plain words only: "켜 X" and "보여 X"; a number is a slot; of the rest it is unsure."""
    verb, _, rest = heard.text.partition(" ")
    slots = {"number": int(rest)} if rest.isdigit() else {"name": rest} if rest else {}
    known = {"켜": "TURN_ON", "보여": "SHOW", "네": "AFFIRM"}
    if verb in known:
        return Understanding(intent=known[verb], confidence=0.9, slots=slots)
    return Understanding(intent="SHOW", confidence=0.2, ranked=(("SHOW", 0.2), ("COUNT", 0.1)))


ASSISTANT: Assistant = replace(
    parrot(),
    reader=read,
    skills={**parrot().skills, "TURN_ON": parrot().skills["SAY"], "SHOW": parrot().skills["SAY"]},
    asks={"SHOW": "보여 주기", "COUNT": "세기"},
    harmless=frozenset(("SHOW",)),
)


@pytest.fixture
def model() -> Saying:
    return Saying(lambda prompt: rewritten(""))


@pytest.fixture
async def widener(model: Saying, tmp_path: Path, clock: StillClock) -> Widener:
    adviser = adviser_of(model, folder=tmp_path, clock=clock)
    await adviser.look()
    return Widener(adviser)


async def decided(
    widener: Widener, text: str, *, session: Session = SESSION, assistant: Assistant = ASSISTANT
) -> Decision:
    return await widener.decide(Heard(text=text), session, assistant, payer=PAYER)


# --- when the model is asked ---------------------------------------------------------


async def test_what_is_understood_is_never_shown_to_a_model(
    model: Saying, widener: Widener
) -> None:
    assert (await decided(widener, "켜 거실")).intent == "TURN_ON"
    assert model.prompts == []


async def test_without_a_model_an_odd_wording_is_asked_about_as_before() -> None:
    decision = await decided(Widener(None), "비춰봐 거실")

    assert decision.answer is not None
    assert decision.answer.lines[0].phrase == "which_of_2"


async def test_a_model_reads_what_was_said_masked_and_no_name_of_the_house(
    model: Saying, widener: Widener
) -> None:
    await decided(widener, "010-2345-6789 요래 비춰봐")

    assert said_in(model.prompts[0]) == "[PHONE] 요래 비춰봐"
    assert "2345" not in model.prompts[0]
    assert "보여 주기, 세기" in model.prompts[0]


async def test_a_reading_that_says_it_understood_nothing_is_widened_too(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("보여 거실")
    lost = replace(
        ASSISTANT,
        threshold=0.1,
        is_lost=lambda understood: understood.confidence < 0.5,
    )

    assert (await decided(widener, "비춰봐 거실", assistant=lost)).words == "보여 거실"


# --- what may be done with its words -------------------------------------------------


async def test_what_only_looks_something_up_is_done_and_told(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("보여 거실")

    decision = await decided(widener, "비춰봐 거실")

    assert decision == Decision(intent="SHOW", slots={"name": "거실"}, words="보여 거실", told=True)


async def test_anything_else_is_asked_and_done_only_after_a_yes(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("켜 거실")

    asked = (await decided(widener, "비춰봐 거실")).answer
    assert asked is not None
    assert (asked.outcome, asked.pending) == ("asked", {PENDING: "켜 거실"})
    assert say(asked, spoken(PHRASES), turn="t") == "혹시 ‘켜 거실’이라고 하신 건가요?"

    waiting = replace(SESSION, pending=asked.pending)
    agreed = await decided(widener, "네 맞아요!", session=waiting)
    assert (agreed.intent, agreed.slots, agreed.words) == ("TURN_ON", {"name": "거실"}, "켜 거실")
    assert not agreed.told


@pytest.mark.parametrize("said", ["아니요", "아뇨", "ㄴㄴ"])
async def test_a_no_does_nothing(widener: Widener, said: str) -> None:
    waiting = replace(SESSION, pending={PENDING: "켜 거실"})

    answer = (await decided(widener, said, session=waiting)).answer

    assert answer is not None
    assert (answer.outcome, answer.pending) == ("asked", None)


async def test_something_else_said_instead_of_yes_or_no_is_read_by_itself(
    widener: Widener,
) -> None:
    waiting = replace(SESSION, pending={PENDING: "켜 거실"})

    decision = await decided(widener, "보여 안방", session=waiting)

    assert (decision.intent, decision.slots) == ("SHOW", {"name": "안방"})


@pytest.mark.parametrize("answer", ["네", "응!", "아니요"])
async def test_a_model_cannot_say_yes_for_the_person(
    model: Saying, widener: Widener, answer: str
) -> None:
    model.answer = lambda prompt: rewritten(answer)
    waiting = replace(SESSION, pending={"confirm": ["unlock"]})

    decision = await decided(widener, "글쎄 뭐", session=waiting)

    assert model.prompts
    assert decision.answer is not None
    assert decision.answer.lines[0].phrase == "which_of_2"


async def test_other_words_are_no_answer_to_a_question_under_way(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("켜 거실")
    waiting = replace(SESSION, pending={"confirm": ["unlock"]})
    seen: list[object] = []

    def reading(heard: Heard, session: Session) -> Understanding:
        seen.append((heard.text, session.pending))
        return read(heard, session)

    await decided(
        widener, "글쎄 거실", session=waiting, assistant=replace(ASSISTANT, reader=reading)
    )

    assert seen == [("글쎄 거실", {"confirm": ["unlock"]}), ("켜 거실", None)]


async def test_a_harmless_reading_about_another_name_is_asked(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("보여 안방")

    assert (await decided(widener, "비춰봐 거실")).answer is not None


async def test_names_beyond_the_slots_must_have_been_said_too(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("보여 거실")
    named = replace(ASSISTANT, names=lambda understood: ["리모넨"])

    assert (await decided(widener, "비춰봐 거실", assistant=named)).answer is not None


async def test_what_was_understood_at_first_must_not_get_lost(
    model: Saying, widener: Widener
) -> None:
    def allergic(heard: Heard, session: Session) -> Understanding:
        found = read(heard, session)
        return replace(found, slots={"allergen": ["땅콩"]}) if "땅콩" in heard.text else found

    model.answer = lambda prompt: rewritten("보여 거실")
    decision = await decided(
        widener, "땅콩 없는 비춰봐", assistant=replace(ASSISTANT, reader=allergic)
    )

    assert decision.words is None
    assert decision.answer is not None
    assert decision.answer.lines[0].phrase == "which_of_2"


async def test_words_that_are_not_understood_either_change_nothing(
    model: Saying, widener: Widener
) -> None:
    model.answer = lambda prompt: rewritten("몰라요 거실")

    answer = (await decided(widener, "비춰봐 거실")).answer

    assert answer is not None
    assert answer.lines[0].phrase == "which_of_2"


async def test_after_two_questions_no_third_is_asked(model: Saying, widener: Widener) -> None:
    model.answer = lambda prompt: rewritten("켜 거실")

    answer = (await decided(widener, "비춰봐 거실", session=replace(SESSION, asked=2))).answer

    assert answer is not None
    assert answer.outcome == "refused"


@given(
    number=st.integers(1, 10**6),
    lie=st.integers(1, 10**6),
    form=st.sampled_from(["{n}", "{n:,}", "{n}원", "{n}개"]),
)
def test_no_number_of_the_models_own_gets_through(number: int, lie: int, form: str) -> None:
    said = f"요래 {number}원 비춰봐"
    words = f"보여 {form.format(n=lie)}"

    from_model = read_offer(rewritten(words))

    assert from_model == Offer(words=words, sure=0.9)
    assert keeps(words, said) == (lie == number and form == "{n}원")


# --- reading its answer --------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "거실 불 켜 줘",
        '{"rewrite": "거실 불',
        '{"rewrite": 7, "sure": 1}',
        '{"rewrite": "켜", "sure": "1"}',
        '{"rewrite": "켜", "sure": true}',
        '{"rewrite": "켜", "sure": 1.5}',
        '{"rewrite": "켜", "sure": 0.2}',
        '{"rewrite": "켜", "sure": NaN}',
        '{"rewrite": "켜"}',
        '{"rewrite": "", "sure": 1}',
        '{"rewrite": "\\u0000\\u200b", "sure": 1}',
        '["켜", 1]',
        '{"intent": "HassUnlock", "sure": 1}',
        rewritten("켜" * 201),
        '{"rewrite": ["켜"], "sure": 1}',
    ],
)
def test_an_answer_out_of_form_is_none(answer: str) -> None:
    assert read_offer(answer) is None


@pytest.mark.parametrize("answer", ["```json\n{}\n```", "그럼요! {}", "{}"])
def test_an_answer_with_something_around_it_is_read(answer: str) -> None:
    said = '{"rewrite": "켜  거실", "sure": 0.8}'

    assert read_offer(answer.replace("{}", said)) == Offer(words="켜 거실", sure=0.8)


@given(st.text())
def test_any_text_is_read_or_none(answer: str) -> None:
    assert read_offer(answer) is None


# --- telling it ----------------------------------------------------------------------


def test_the_person_hears_how_the_words_were_understood() -> None:
    decision = Decision(intent="SHOW", slots={}, words="보여 거실", told=True)

    assert told_first("여기요.", decision, {}) == "‘보여 거실’이라고 이해했어요.\n여기요."


def test_nothing_is_told_where_the_person_chose_the_words() -> None:
    decision = Decision(intent="SHOW", slots={}, words="보여 거실")

    assert told_first("여기요.", decision, {}) == "여기요."


def test_the_reply_stays_within_its_limit() -> None:
    decision = Decision(intent="SHOW", slots={}, words="보여 거실", told=True)

    assert len(told_first("가" * REPLY_LIMIT, decision, {})) == REPLY_LIMIT


def test_nothing_about_the_person_is_remembered_from_a_models_words() -> None:
    answer = Answer(lines=(), add={"allergen": ["콩"]}, put={"diet": "vegan"})
    chosen = Decision(intent="SHOW", slots={}, words="보여", told=True)

    assert undeclared(answer, chosen) == Answer(lines=())
    assert undeclared(answer, replace(chosen, told=False)) == answer
