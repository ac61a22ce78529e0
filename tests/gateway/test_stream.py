"""An answer that arrives piece by piece."""

import asyncio

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.parrot import parrot, turns_of
from tests.gateway.conftest import MakeDoor
from tests.gateway.doors import client

from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Answer, Line
from dure.engine.assistant import Scene as Seen
from dure.gateway.door import Door
from dure.gateway.stream import pieces
from dure.kernel.clock import StillClock
from dure.trust.seal import Sealer

STREAM = {"Accept": "text/event-stream"}
TURNS = "/v1/assistants/parrot/turns"


def events_of(text: str) -> list[tuple[str, dict[str, object]]]:
    """Return (name, data) of the events of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if lines:
            found.append((lines["event"], orjson.loads(lines["data"])))
    return found


@given(st.text())
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


async def test_the_pieces_come_first_and_the_whole_result_last(talking: Door) -> None:
    async with client(talking) as http:
        response = await http.post(TURNS, json={"text": "말해 참 좋은 날"}, headers=STREAM)

    events = events_of(response.text)
    said = "".join(str(data["delta"]) for name, data in events if name == "text")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert (events[-1][0], events[-1][1]["text"], said) == ("result", "참 좋은 날", "참 좋은 날")


async def test_what_is_refused_at_once_keeps_its_status(talking: Door) -> None:
    async with client(talking) as http:
        response = await http.post(TURNS, json={"text": " "}, headers=STREAM)

    assert (response.status_code, response.json()["code"]) == (422, "empty_utterance")


async def test_what_is_refused_late_is_an_event(
    log: SqliteEventLog,
    sealer: Sealer,
    clock: StillClock,
    door: MakeDoor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dure.gateway.stream._EARLY_S", 0.01)

    async def never(scene: Seen) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    turns = turns_of(parrot({"SAY": never}), log=log, sealer=sealer, clock=clock, deadline_s=0.1)
    async with client(await door(turns)) as http:
        response = await http.post(TURNS, json={"text": "말해"}, headers=STREAM)

    assert response.text.startswith(": ")
    assert [(name, data["code"]) for name, data in events_of(response.text)] == [
        ("problem", "late_answer")
    ]


async def test_a_turn_whose_listener_left_is_answered_all_the_same(
    log: SqliteEventLog,
    sealer: Sealer,
    clock: StillClock,
    door: MakeDoor,
) -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(scene: Seen) -> Answer:
        begun.set()
        await go_on.wait()
        done.set()
        return Answer(lines=(Line(phrase="said", facts={"what": "늦은 말"}),))

    turns = turns_of(parrot({"SAY": slow}), log=log, sealer=sealer, clock=clock)
    async with client(await door(turns)) as http:
        asking = asyncio.create_task(
            http.post(TURNS, json={"text": "말해", "session": "s"}, headers=STREAM)
        )
        await begun.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        go_on.set()
        async with asyncio.timeout(2):
            await done.wait()
        again = await http.post(TURNS, json={"text": "세어", "session": "s"})
        past = (await http.get("/v1/sessions/s")).json()["turns"]

    assert again.status_code == 200
    assert past[0]["result"]["text"] == "늦은 말"
