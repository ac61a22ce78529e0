"""A data folder with many events, written in one go, for tests and benches."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import orjson

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore, read_master
from dure.embedded.refill import fill_events, fill_keys
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import Clock
from dure.kernel.events import NewEvent, Sealed
from dure.ports.event_rows import Chain, Row
from dure.ports.events import Append
from dure.trust.seal import Sealer

_BATCH: Final = 1000
_TURNS: Final = 10
"""Turns of a conversation: two events each, of which one is sealed."""
_ANSWERED: Final = {"outcome": "answered", "intent": "BUDGET_INQUIRY", "tier": "edge", "ms": 3.1}


async def make_folder(folder: Path, events: int, clock: Clock) -> None:
    """Make a data folder of conversations: every second event is sealed, a key for each person."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    master = read_master(folder / "master.key")
    await SqliteEventLog(folder / "events.db", clock).close()
    SqliteStore(folder / "state.db").close()
    keys = SqliteKeyStore(folder / "keys.db", master)
    keys.close()
    people = events // (2 * _TURNS) + 1
    random = Random(1)
    living = {_key_id(number): random.randbytes(32) for number in range(people)}
    fill_keys(folder / "keys.db", master, living, ())
    keys = SqliteKeyStore(folder / "keys.db", master)
    fill_events(folder / "events.db", _batches(events, Sealer(keys, random.randbytes)))
    keys.close()


def _key_id(number: int) -> str:
    return f"main/person-{number:06d}/raw/2026-11-21"


def _batches(events: int, sealer: Sealer) -> Iterator[list[Row]]:
    chain, rows = Chain(0, bytes(32)), list[Row]()
    for number in range(events):
        turn = number // 2
        session = turn // _TURNS
        append = _append(number, turn, f"session:{session:026d}", _key_id(session), sealer)
        at_us = 1_790_000_000_000_000 + number * 1_000_003
        position = number - session * 2 * _TURNS
        opens = [orjson.dumps(event.open) for event in append.events]
        rows += chain.rows((append, opens), position=position, at_us=at_us)
        if len(rows) == _BATCH:
            yield rows
            rows = []
    yield rows


def _append(number: int, turn: int, stream: str, key_id: str, sealer: Sealer) -> Append:
    sealed: Sealed | None = None
    if number % 2 == 0:
        said = {"said": "홍대입구역에서 5천원으로 점심 먹을 만한 곳 추천해 줘", "turn": turn}
        sealed = sealer.seal(said, key_id=key_id, tenant="main", stream=stream)
        event = NewEvent(kind="turn.heard", open={"turn": f"t{turn:024d}"}, sealed=sealed)
    else:
        event = NewEvent(kind="turn.answered", open={"turn": f"t{turn:024d}", **_ANSWERED})
    return Append(tenant="main", stream=stream, events=(event,))
