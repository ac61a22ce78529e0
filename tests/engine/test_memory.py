"""What is kept at hand is what the log says, read once, and gone when a key goes."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from dure.embedded.events import SqliteEventLog
from dure.engine.memory import Memory
from dure.engine.person import NOTED, stream_of
from dure.engine.session import SessionSettings
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append
from dure.trust.seal import Sealer

TODAY: Final = datetime(2026, 11, 21, tzinfo=SEOUL).date().isoformat()


class CountingLog(SqliteEventLog):
    """Counts the events that were read."""

    read = 0

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """See EventLog."""
        events = await super().read_stream(tenant, stream, start=start)
        self.read += len(events)
        return events


async def tell(log: SqliteEventLog, sealer: Sealer, word: str) -> None:
    stream = stream_of("meals", "kim")
    key_id = sealer.current_key("kim", "profile", TODAY)
    sealed = sealer.seal({"add": {"allergen": [word]}}, key_id=key_id, tenant="main", stream=stream)
    event = NewEvent(kind=NOTED, open={"turn": word}, sealed=sealed)
    await log.append([Append(tenant="main", stream=stream, events=(event,))])


@pytest.fixture
def memory(log: SqliteEventLog, sealer: Sealer) -> Memory:
    """A memory that has read nothing."""
    return Memory(log, sealer, SessionSettings())


async def test_what_was_told_since_is_added(
    memory: Memory, log: SqliteEventLog, sealer: Sealer
) -> None:
    await tell(log, sealer, "새우")
    before = (await memory.person("main", "meals", "kim")).notes
    await tell(log, sealer, "땅콩")
    after = (await memory.person("main", "meals", "kim")).notes

    assert before.all_of("allergen") == ("새우",)
    assert after.all_of("allergen") == ("새우", "땅콩")


async def test_each_event_about_a_person_is_read_once(
    tmp_path: Path, clock: StillClock, sealer: Sealer
) -> None:
    log = CountingLog(tmp_path / "counted.db", clock)
    memory = Memory(log, sealer, SessionSettings())
    for word in ("새우", "땅콩", "우유"):
        await tell(log, sealer, word)
        await memory.person("main", "meals", "kim")

    assert log.read == 3
    await log.close()


async def test_what_a_destroyed_key_sealed_is_gone_after_clearing(
    memory: Memory, log: SqliteEventLog, sealer: Sealer
) -> None:
    await tell(log, sealer, "새우")
    await memory.person("main", "meals", "kim")

    memory.clear()
    await log.drop_sealed(sealer.current_key("kim", "profile", TODAY))

    assert (await memory.person("main", "meals", "kim")).notes.all_of("allergen") == ()


async def test_notes_on_one_person_are_not_another_s(
    memory: Memory, log: SqliteEventLog, sealer: Sealer
) -> None:
    await tell(log, sealer, "새우")

    assert (await memory.person("main", "meals", "lee")).notes.all_of("allergen") == ()
    assert (await memory.person("main", "home", "kim")).notes.all_of("allergen") == ()
    assert (await memory.person("other", "meals", "kim")).notes.all_of("allergen") == ()
