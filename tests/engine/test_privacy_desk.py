"""A person sees, takes along, and ends what is kept of them by saying so, in any assistant."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from tests.engine.parrot import parrot

from dure.app.privacy import Privacy, Vault, open_privacy
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.assistant import Answer, Assistant, Line, NoteKind, Scene
from dure.engine.privacy import INTENT
from dure.engine.session import SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings
from dure.trust.mydata import Erasure
from dure.trust.retention import CONSENT, HEALTH, RAW
from dure.trust.seal import Sealer

ASKING: Final = {"DURE_CONSENT_ASK": "true"}


async def ask_for_more(scene: Scene) -> Answer:
    """Ask a question of the assistant's own, and look at the one before."""
    pending = (scene.session.pending or {}).get("own", "없음")
    return Answer(lines=(Line(phrase="said", facts={"what": pending}),), pending={"own": "있음"})


def noting() -> Assistant:
    """A parrot to which the words that it notes are health data."""
    kind = NoteKind(label="못 먹는 것", purpose="health", words={"kong": "콩"})
    return replace(parrot({"COUNT": ask_for_more}), notes={"word": kind}, shared="앵무새 집")


class Talk:
    """Turns of assistants that are aware of privacy."""

    def __init__(self, turns: Turns, privacy: Privacy) -> None:
        self.turns, self.privacy = turns, privacy

    async def say(
        self,
        *texts: str,
        user: str = "kim",
        tenant: str = "main",
        session: str = "s",
        assistant: str = "parrot",
    ) -> TurnResult:
        """Say things in order and return the last answer."""
        for text in texts:
            name = f"{tenant}-{user}-{session}-{assistant}"
            request = TurnRequest(text=text, user=user, tenant=tenant, session=name)
            result = await self.turns.take(assistant, request)
        return result


MakeTalk = Callable[..., Talk]


@pytest.fixture
def make(log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock) -> MakeTalk:
    """Return what makes turns anew; given settings from the environment."""

    def made(**environment: str) -> Talk:
        settings = Settings(environment)
        vault = Vault(log=log, keys=keys, sealer=sealer, clock=clock, settings=settings)
        assistants = {"parrot": noting(), "second": replace(noting(), name="second")}

        def clear() -> None:
            turns.forget_folded()

        privacy = open_privacy(vault, assistants, house="main", clear=clear)
        turns = Turns(
            log=log,
            sealer=sealer,
            clock=clock,
            assistants=privacy.assistants,
            consents=privacy.consents,
            settings=TurnSettings(),
            session_settings=SessionSettings(),
            telemetry=SilentTelemetry(),
        )
        return Talk(turns, privacy)

    return made


@pytest.fixture
def talk(make: MakeTalk) -> Talk:
    return make()


async def test_what_is_known_is_told_in_words_of_people(talk: Talk) -> None:
    told = await talk.say("기억해 kong", "나에 대해 뭐 알아?")

    assert told.intent == INTENT
    assert "못 먹는 것: 콩" in told.text
    assert told.items[0]["values"] == ["콩"]


async def test_it_is_told_in_every_assistant(talk: Talk) -> None:
    await talk.say("기억해 kong")

    assert "못 먹는 것: 콩" in (await talk.say("내 정보 보여줘", assistant="second")).text


async def test_forgetting_asks_first_and_forgets_nothing_by_that(
    talk: Talk, keys: SqliteKeyStore
) -> None:
    await talk.say("기억해 콩")
    before = keys.ids()

    asked = await talk.say("내가 한 말 다 지워줘")

    assert (asked.outcome, asked.question) == ("asked", "delete")
    assert "정말 지울까요?" in asked.text
    assert keys.ids() == before


@pytest.mark.parametrize("answer", ["아니", "기억해 팥", "무엇", "응?"])
async def test_whatever_is_no_plain_yes_forgets_nothing(talk: Talk, answer: str) -> None:
    await talk.say("기억해 콩", "나 잊어줘", answer)

    assert "콩" in (await talk.say("무엇", session="other")).text


async def test_a_yes_long_after_the_question_forgets_nothing(talk: Talk, clock: StillClock) -> None:
    await talk.say("기억해 콩", "나 잊어줘")
    clock.move(3600)
    await talk.say("네")

    assert (await talk.say("무엇", session="other")).text == "콩이에요."


async def test_a_yes_forgets_everything_in_every_assistant(
    talk: Talk, keys: SqliteKeyStore, log: SqliteEventLog
) -> None:
    await talk.say("기억해 콩")
    await talk.say("기억해 팥", assistant="second")
    before = set(keys.ids())

    told = await talk.say("나 잊어줘", "네")

    assert "다 지웠어요" in told.text
    assert not before & set(keys.ids())
    assert not before & set(await log.sealed_keys())
    assert (await talk.say("무엇", session="other")).text == "없음이에요."
    assert (await talk.say("무엇", session="other", assistant="second")).text == "없음이에요."


async def test_what_stays_is_told(talk: Talk) -> None:
    told = await talk.say("기억해 콩", "나 잊어줘", "네")

    assert "앵무새 집은 함께 쓰는 것이라 그대로예요." in told.text
    assert "기록장에 남아요" in told.text
    assert "백업" not in told.text


async def test_what_a_backup_still_holds_is_told(talk: Talk) -> None:
    def status(person: str) -> Erasure:
        return "pending in backups"

    talk.privacy.mydata.ask_backups(status)
    told = await talk.say("나 잊어줘", "네")

    assert "백업에서 지우는 중" in told.text
    assert told.items[0]["backups"] == "pending in backups"


async def test_a_user_of_the_same_name_elsewhere_is_not_forgotten(talk: Talk) -> None:
    await talk.say("기억해 콩")
    await talk.say("기억해 팥", tenant="other")

    await talk.say("나 잊어줘", "네")

    assert (await talk.say("무엇", session="new", tenant="other")).text == "팥이에요."


async def test_the_conversation_goes_on_after_forgetting(talk: Talk) -> None:
    await talk.say("기억해 콩", "나 잊어줘", "네")

    told = await talk.say("기억해 팥", "무엇")

    assert told.text == "팥이에요."


async def test_a_question_of_ours_is_no_business_of_the_assistant(talk: Talk) -> None:
    told = await talk.say("세어", "나 잊어줘", "세어")

    assert told.text == "없음"


async def test_the_assistants_own_question_stays_its_own(talk: Talk) -> None:
    assert (await talk.say("세어", "세어")).text == "있음"


async def test_a_yes_to_being_remembered_is_a_consent(make: MakeTalk) -> None:
    talk = make(**ASKING)
    await talk.say("기억해 콩")

    told = await talk.say("응")

    consents = await talk.privacy.consents.of("main", "kim")
    assert told.text == "네, 기억해 둘게요."
    assert (consents.allow("health"), consents.said["health"].how) == (True, "sentence")
    assert (await talk.say("무엇", session="other")).text == "콩이에요."


async def test_a_no_to_being_remembered_is_heeded_and_not_asked_again(make: MakeTalk) -> None:
    talk = make(**ASKING)
    await talk.say("기억해 콩", "아니")

    again = await talk.say("기억해 팥", session="other")

    assert (await talk.privacy.consents.of("main", "kim")).is_withdrawn("health")
    assert again.question is None
    assert (await talk.say("무엇")).text == "콩이에요."


async def test_a_consent_is_given_and_taken_back_by_a_sentence(
    make: MakeTalk, keys: SqliteKeyStore
) -> None:
    talk = make(**ASKING)
    given = await talk.say("건강 정보 저장에 동의할게", "기억해 콩")
    held = await talk.say("무엇", session="other")
    told = await talk.say("동의 철회할래", "건강 정보요")

    assert (given.question, held.text) == (None, "콩이에요.")
    assert "거두고" in told.text
    assert (await talk.say("무엇", session="third")).text == "없음이에요."
    assert {key.rsplit("/", 2)[1] for key in keys.ids()} == {RAW, CONSENT}


async def test_which_consent_is_taken_back_is_asked_where_none_was_named(talk: Talk) -> None:
    asked = await talk.say("동의 철회할래")
    after = await talk.say("위치 근처 맛집")

    assert asked.question == "purposes"
    assert after.intent != INTENT
    assert not (await talk.privacy.consents.of("main", "kim")).said


async def test_a_guardians_consent_is_not_taken_by_a_sentence(talk: Talk) -> None:
    told = await talk.say("나 12살이야", "보호자 동의 받았어요")

    assert "확인한 뒤" in told.text
    assert not (await talk.privacy.consents.of("main", "kim")).may_remember


async def test_a_child_does_not_agree_alone_by_a_sentence(talk: Talk) -> None:
    told = await talk.say("나 12살이야", "건강 정보 저장에 동의할게")

    assert "확인한 뒤" in told.text
    assert "health" not in (await talk.privacy.consents.of("main", "kim")).said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("내 데이터 내보내줘", "JSON"),
        ("동의 내역 보여줘", "건강 정보"),
        ("이용약관 동의 철회할게", "나 잊어줘"),
        ("동의한 거 전부 취소해줘", "지웠어요"),
    ],
)
async def test_a_wish_is_answered(talk: Talk, text: str, said: str) -> None:
    told = await talk.say(text)

    assert (told.intent, said in told.text) == (INTENT, True)


async def test_health_data_from_before_stand_under_the_key_of_their_purpose(
    talk: Talk, keys: SqliteKeyStore
) -> None:
    await talk.say("기억해 콩")

    assert {key.rsplit("/", 2)[1] for key in keys.ids()} == {RAW, HEALTH}
