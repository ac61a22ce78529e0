"""What people declare is heeded in the conversation, and remembered beyond it as they agreed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from tests.engine.parrot import parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.engine.assistant import Answer, Assistant, Line, NoteKind, Scene
from dure.engine.turn import Turns
from dure.kernel.clock import StillClock
from dure.kernel.data import read_toml
from dure.kernel.turns import Place, TurnRequest, TurnResult
from dure.trust.consent import ConsentBook, ConsentSettings, Guardian
from dure.trust.mydata import MyData
from dure.trust.retention import HEALTH, PROFILE, RAW
from dure.trust.seal import Sealer

HERE: Final = Place(lat=37.5, lon=127.0)


async def where(scene: Scene) -> Answer:
    """Say whether the person's place is known."""
    said = "알아요" if scene.heard.here else "몰라요"
    return Answer(lines=(Line(phrase="said", facts={"what": said}),))


async def lasting(scene: Scene) -> Answer:
    """Say whether anything of the person outlives the conversation."""
    said = "남아요" if await scene.may_remember() else "안 남아요"
    return Answer(lines=(Line(phrase="said", facts={"what": said}),))


async def unnote(scene: Scene) -> Answer:
    """Take back a word about the person."""
    return Answer(lines=(Line(phrase="noted"),), remove={"word": [scene.slots["what"]]})


def careful() -> Assistant:
    """A parrot to which the words that it notes are health data."""
    made = parrot({"COUNT": where, "BYE": unnote, "SAY": lasting})
    own = read_toml("dure.engine", "privacy.ko.toml")["say"]
    return replace(
        made,
        notes={"word": NoteKind(label="알레르기", purpose="health", words={"kong": "콩"})},
        phrases={**made.phrases, **own, "noted_for_now": ["이 대화에서 지킬게요."]},
    )


class Talk:
    """Turns of people who are asked for consent, and the book of what they agreed to."""

    def __init__(self, turns: Turns, consents: ConsentBook) -> None:
        self.turns, self.consents = turns, consents

    async def say(
        self, text: str, *, user: str = "kim", session: str = "s", here: Place | None = None
    ) -> TurnResult:
        request = TurnRequest(text=text, user=user, session=f"{user}-{session}", here=here)
        return await self.turns.take("parrot", request)


MakeTalk = Callable[[bool], Talk]


@pytest.fixture
def make(log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock) -> MakeTalk:
    """Return what makes turns anew, as after a restart; told whether people are asked."""

    def made(ask: bool) -> Talk:
        mydata = MyData(log=log, keys=keys, sealer=sealer, house="main", clear=lambda: None)
        settings = ConsentSettings(ask=ask)
        consents = ConsentBook(
            log=log, sealer=sealer, clock=clock, mydata=mydata, settings=settings
        )
        turns = turns_of(careful(), log=log, sealer=sealer, clock=clock, consents=consents)
        return Talk(turns, consents)

    return made


@pytest.fixture
def talk(make: MakeTalk) -> Talk:
    return make(True)


async def test_without_consent_an_allergy_is_heeded_here_and_not_remembered(
    talk: Talk, keys: SqliteKeyStore
) -> None:
    told = await talk.say("기억해 콩")

    assert told.text.startswith("이 대화에서 지킬게요.")
    assert (await talk.say("무엇")).text == "콩이에요."
    assert (await talk.say("무엇", session="other")).text == "없음이에요."
    assert {key.rsplit("/", 2)[1] for key in keys.ids()} == {RAW, "consent"}


async def test_what_is_heeded_outlives_a_restart_and_an_idle_hour(
    make: MakeTalk, clock: StillClock
) -> None:
    await make(True).say("기억해 콩")
    clock.move(7200)

    assert (await make(True).say("무엇")).text == "콩이에요."


async def test_who_did_not_agree_is_asked_once(talk: Talk) -> None:
    first = await talk.say("기억해 kong")
    second = await talk.say("기억해 팥", session="other")

    assert "콩 알레르기를 다음에도 기억해 둘까요?" in first.text
    assert (first.question, "기억해 둘까요" in second.text) == ("consent", False)


async def test_with_consent_it_is_remembered_under_a_key_for_that_alone(
    talk: Talk, keys: SqliteKeyStore
) -> None:
    await talk.consents.give("main", "kim", "health", how="api")

    told = await talk.say("기억해 콩")

    assert told.text == "기억했어요."
    assert (await talk.say("무엇", session="other")).text == "콩이에요."
    assert HEALTH in {key.rsplit("/", 2)[1] for key in keys.ids()}


async def test_taking_the_consent_back_forgets_the_allergy_everywhere(
    talk: Talk, make: MakeTalk, log: SqliteEventLog
) -> None:
    await talk.consents.give("main", "kim", "health", how="api")
    await talk.say("기억해 콩")
    await talk.consents.withdraw("main", "kim", "health", how="api")
    later = make(True)

    assert (await later.say("무엇", session="other")).text == "없음이에요."
    assert not [key for key in await log.sealed_keys() if HEALTH in key]


async def test_what_is_taken_back_is_taken_back_from_the_conversation_too(talk: Talk) -> None:
    await talk.say("기억해 콩")
    await talk.say("끝 콩")

    assert (await talk.say("무엇")).text == "없음이에요."


async def test_who_runs_it_for_themselves_is_remembered_without_a_question(
    make: MakeTalk, keys: SqliteKeyStore
) -> None:
    talk = make(False)

    assert (await talk.say("기억해 콩")).text == "기억했어요."
    assert (await talk.say("무엇", session="other")).text == "콩이에요."
    assert {key.rsplit("/", 2)[1] for key in keys.ids()} == {RAW, HEALTH}


@pytest.mark.parametrize("ask", [True, False])
async def test_nothing_of_a_child_is_remembered_before_a_guardian_agreed(
    make: MakeTalk, keys: SqliteKeyStore, ask: bool
) -> None:
    talk = make(ask)
    told = await talk.say("나 12살이야")
    await talk.say("기억해 콩")
    alone = await talk.say("무엇", session="other")
    mother = Guardian(name="김보호", checked="phone")
    await talk.consents.give("main", "kim", "guardian", how="command", guardian=mother)
    await talk.consents.give("main", "kim", "health", how="command")
    await talk.say("기억해 팥")

    assert "보호자" in told.text
    assert (await talk.say("무엇")).text == "팥, 콩이에요."
    assert (alone.text, PROFILE in str(keys.ids())) == ("없음이에요.", False)
    assert (await talk.say("무엇", session="other")).text == "팥이에요."


async def test_a_childs_age_itself_is_not_written_down(talk: Talk, log: SqliteEventLog) -> None:
    await talk.say("나 12살이야")

    [age] = [e for e in await log.read_all() if e.kind == "consent.age_told"]
    assert age.open == {}
    assert (await talk.consents.of("main", "kim")).under_14 is True


async def test_an_age_told_again_is_told_once(talk: Talk, log: SqliteEventLog) -> None:
    for _ in range(3):
        await talk.say("나 12살이야")
    await talk.say("나 25살이야", user="lee")

    assert [e.kind for e in await log.read_all()].count("consent.age_told") == 1


async def test_a_place_is_used_unless_that_was_refused(talk: Talk) -> None:
    before = await talk.say("세어", here=HERE)
    await talk.consents.withdraw("main", "kim", "location", how="api")
    after = await talk.say("세어", here=HERE)

    assert (before.text, after.text) == ("알아요", "몰라요")


@pytest.mark.parametrize("ask", [True, False])
async def test_a_skill_can_know_before_it_asks_whether_an_answer_would_be_lost(
    make: MakeTalk, ask: bool
) -> None:
    talk = make(ask)

    assert (await talk.say("말해")).text == "남아요"
    await talk.say("나 12살이야")
    assert (await talk.say("말해")).text == "안 남아요"
