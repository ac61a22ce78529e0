"""What happened to a person is written down with the answer, once, and theirs to forget."""

import asyncio
from dataclasses import replace
from typing import Final

import pytest
from tests.engine.parrot import parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.engine.assistant import Answer, Assistant, Line, Scene
from dure.engine.person import Folding, Happening, stream_of
from dure.engine.session import ANSWERED, BEGUN, HEARD, PastTurn
from dure.engine.session import stream_of as session_stream
from dure.engine.turn import Turns
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, Json
from dure.kernel.turns import TurnRequest, TurnResult
from dure.learning.feedback import FeedbackBook, Opinion
from dure.trust.consent import ConsentBook, ConsentSettings
from dure.trust.mydata import MyData
from dure.trust.retention import HISTORY, RetentionSettings, expired, owned_by
from dure.trust.seal import Sealer

EATEN: Final = "parrot.eaten"


def step(state: Json, event: Event, payload: Json | None) -> Json:
    """Keep what was eaten, in order."""
    if event.kind == EATEN and payload is not None:
        state["eaten"].append(payload["what"])
    return state


async def eat(scene: Scene) -> Answer:
    """Eat the first thing that has not been eaten yet: once each, whoever asks at once."""
    history = scene.history or {"eaten": []}
    what = str(len(history["eaten"]))
    await asyncio.sleep(0)
    happening = Happening(kind=EATEN, said={"what": what}, only_now=True)
    line = Line(phrase="said", facts={"what": f"{'+'.join([*history['eaten'], what])}"})
    return Answer(lines=(line,), happened=(happening,), items=({"n": line.facts["what"]},))


def by_feedback(opinion: Json, past: PastTurn, history: Json | None) -> list[Happening]:
    """Eat what was chosen."""
    if opinion["kind"] != "chosen" or past.result is None:
        return []
    return [Happening(kind=EATEN, said={"what": f"chosen {opinion['chosen']}"})]


def hungry() -> Assistant:
    """A parrot that eats."""
    history = Folding(empty=lambda: {"eaten": []}, step=step)
    return replace(parrot({"SAY": eat}), history=history, on_feedback=by_feedback)


@pytest.fixture
def consents(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> ConsentBook:
    mydata = MyData(log=log, keys=keys, sealer=sealer, house="main", clear=lambda: None)
    settings = ConsentSettings(ask=True)
    return ConsentBook(log=log, sealer=sealer, clock=clock, mydata=mydata, settings=settings)


@pytest.fixture
def turns(log: SqliteEventLog, sealer: Sealer, clock: StillClock, consents: ConsentBook) -> Turns:
    return turns_of(hungry(), log=log, sealer=sealer, clock=clock, consents=consents)


async def take(turns: Turns, text: str, *, session: str = "s", turn: str | None = None) -> str:
    request = TurnRequest(text=text, user="kim", session=session, turn=turn)
    result: TurnResult = await turns.take("parrot", request)
    return result.text


async def eaten(log: SqliteEventLog, sealer: Sealer) -> list[str]:
    events = await log.read_stream("main", stream_of("parrot", "kim"))
    opened = [sealer.open(event) for event in events if event.kind == EATEN]
    return [said["what"] for said in opened if said is not None]


async def test_what_happened_is_known_to_the_next_turn(turns: Turns) -> None:
    assert [await take(turns, "말해") for _ in range(3)] == ["0", "0+1", "0+1+2"]


async def test_what_happened_is_sealed_with_a_key_of_its_own_class(
    turns: Turns, log: SqliteEventLog, keys: SqliteKeyStore
) -> None:
    await take(turns, "말해")

    (event,) = await log.read_stream("main", stream_of("parrot", "kim"))
    assert event.sealed is not None
    assert event.sealed.key_id in owned_by(keys.ids(), "main/kim")
    assert f"/{HISTORY}/" in event.sealed.key_id


async def test_a_turn_that_is_sent_again_happens_once(
    turns: Turns, log: SqliteEventLog, sealer: Sealer
) -> None:
    for _ in range(3):
        await take(turns, "말해", turn="t1")

    assert await eaten(log, sealer) == ["0"]


async def test_of_turns_at_once_each_is_judged_on_what_is_newest(
    turns: Turns, log: SqliteEventLog, sealer: Sealer
) -> None:
    await asyncio.gather(*(take(turns, "말해", session=f"s{n}") for n in range(3)))

    assert await eaten(log, sealer) == ["0", "1", "2"]
    for number in range(3):
        # Whoever was overtaken was heard once and answered once; it failed for nobody.
        events = await log.read_stream("main", session_stream(f"s{number}"))
        kinds = [event.kind for event in events]
        assert kinds == [BEGUN, HEARD, ANSWERED]


async def test_of_a_child_without_a_guardian_nothing_is_written_down(
    turns: Turns, consents: ConsentBook, log: SqliteEventLog, sealer: Sealer
) -> None:
    await consents.tell_age("main", "kim", under_14=True)

    assert await take(turns, "말해") == "0"
    assert await eaten(log, sealer) == []


async def test_an_opinion_happens_once_with_its_feedback(
    turns: Turns, consents: ConsentBook, log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    book = FeedbackBook(log=log, sealer=sealer, clock=clock, consents=consents)
    book.tell(turns.by_feedback)
    await take(turns, "세어", turn="t1")
    session = await turns.session("main", "s", "kim")

    for _ in range(2):
        await book.give("main", session, Opinion(turn="t1", rating="up", chosen=1))

    assert await eaten(log, sealer) == ["chosen 1"]


def test_history_expires_after_its_days(clock: StillClock) -> None:
    settings = RetentionSettings(history_days=365)
    today = clock.now().date()
    keys = [f"main/kim/{HISTORY}/{today.replace(year=today.year - n).isoformat()}" for n in (1, 2)]

    assert expired(keys, today, settings) == keys[1:]
