"""A person is answered in the language they speak, a name or an ok in that of the talk so far."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.parrot import parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Answer, Line, Scene, Tongue
from dure.engine.phrasebook import spoken_now
from dure.engine.session import PastTurn
from dure.engine.tongue import language_of, speaking_in
from dure.errors import Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.trust.seal import Sealer

ENGLISH = Tongue(phrases={"said": ["said: {what}"]}, asks={"SAY": "saying it again"})


def past(*texts: str | None) -> list[PastTurn]:
    return [PastTurn(turn="t", said=text, intent="SAY", result=None) for text in texts]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("pizza 먹고 싶어", "ko"), ("KFC 어디야", "ko"), ("BBQ chicken 먹을래", "ko"),
        ("ㅋㅋ ok", "ko"), ("5천원", "ko"), ("lunch 5천원", "ko"), ("I want pizza", "en"),
        ("near 홍대 under 5000 won please", "en"), ("where is 느티나무식당?", "en"),
        ("spicy chicken soup", "en"), ("Thanks!", "en"), ("i’m hungry", "en"),
    ],
)  # fmt: skip
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["ok", "KFC", "pizza!", "1", "??", "BHC 2", "thanks!", "hello", "bye bye", "no"]
)
@pytest.mark.parametrize(("said", "language"), [("떡볶이 먹을래", "ko"), ("I want pizza", "en")])
def test_what_could_be_either_is_in_the_language_so_far(
    text: str, said: str, language: str
) -> None:
    assert language_of(text, past(said)) == language
    assert language_of(text, past(said, "ok", None, "7")) == language


def test_the_language_follows_the_last_sentence() -> None:
    assert language_of("ok", past("I want pizza", "떡볶이 먹을래")) == "ko"
    assert language_of("ok", past("떡볶이 먹을래", "I want pizza")) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [("ok", "en"), ("pizza", "en"), ("Pizza", "en"), ("5000", "ko"),
     ("KFC", "ko"), ("CU", "ko"), ("GS25", "ko")],
)  # fmt: skip
def test_at_the_beginning_words_are_english_and_names_and_numbers_are_not(
    text: str, language: str
) -> None:
    assert language_of(text) == language


def test_what_was_masked_is_no_english() -> None:
    assert language_of("ok", past("[PHONE] [NAME] [ADDRESS]", "떡볶이")) == "ko"


@given(st.text("가나다라마바사아자차카타파하 ,.?!0123456789", min_size=1))
def test_hangul_alone_is_korean(text: str) -> None:
    assert language_of(text) == "ko"


def test_what_it_cannot_say_it_says_in_korean_and_tells_so() -> None:
    spoken = speaking_in(replace(parrot(), tongues={"en": ENGLISH}), "en")

    assert spoken.phrases["said"] == ["said: {what}"]
    assert spoken.phrases["noted"] == ["Sorry, I can say this only in Korean:\n기억했어요."]
    assert (spoken.asks["SAY"], spoken.asks["COUNT"]) == ("saying it again", "세기")


@pytest.mark.parametrize("language", ["ko", "en", "fr"])
def test_an_assistant_of_one_tongue_stays_what_it_is(language: str) -> None:
    assistant = parrot()

    assert speaking_in(assistant, language) is assistant


async def test_a_turn_is_answered_in_the_language_it_was_said_in(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    async def tell(scene: Scene) -> Answer:
        return Answer(lines=(Line(phrase="said", facts={"what": spoken_now()}),))

    made = replace(parrot({"SAY": tell}), tongues={"en": ENGLISH}, always=frozenset(("SAY",)))
    turns = turns_of(made, log=log, sealer=sealer, clock=clock)
    texts = [
        (await turns.take("parrot", TurnRequest(text=text, session="s"))).text
        for text in ("say it to me", "ok", "말해 가", "ok")
    ]

    assert texts == ["said: en", "said: en", "ko", "ko"]
    assert spoken_now() == "ko"


async def test_two_turns_at_once_each_speak_their_own_language(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    met = asyncio.Barrier(2)

    async def tell(scene: Scene) -> Answer:
        await met.wait()
        return Answer(lines=(Line(phrase="said", facts={"what": spoken_now()}),))

    made = replace(parrot({"SAY": tell}), tongues={"en": ENGLISH}, always=frozenset(("SAY",)))
    turns = turns_of(made, log=log, sealer=sealer, clock=clock)
    said = [TurnRequest(text="say it to me", session="a"), TurnRequest(text="말해 가", session="b")]
    answers = await asyncio.gather(*(turns.take("parrot", one) for one in said))

    assert [answer.text for answer in answers] == ["said: en", "ko"]


async def test_a_turn_that_fails_leaves_no_language_behind(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    async def fail(scene: Scene) -> Answer:
        raise Unavailable(what="시험")

    made = replace(parrot({"SAY": fail}), tongues={"en": ENGLISH}, always=frozenset(("SAY",)))
    turns = turns_of(made, log=log, sealer=sealer, clock=clock)

    with pytest.raises(Unavailable):
        await turns.take("parrot", TurnRequest(text="say it to me", session="a"))
    assert spoken_now() == "ko"
