"""A counted log is the log, and tells how appends go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.watch.told import Told

from dure.embedded.events import SqliteEventLog
from dure.errors import Conflict
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.counted import CountedLog

TWO = Append(tenant="t", stream="s", events=(NewEvent(kind="a"), NewEvent(kind="b")), expect=0)


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry with held lines."""
    return Told(clock)


@pytest.fixture
async def counted(tmp_path: Path, clock: StillClock, told: Told) -> AsyncIterator[CountedLog]:
    """An empty log that is counted."""
    log = SqliteEventLog(tmp_path / "events.db", clock)
    made = CountedLog(log, telemetry=told.plug, clock=clock)
    yield made
    await made.close()


async def test_what_became_durable_is_counted_and_timed(counted: CountedLog, told: Told) -> None:
    seq = await counted.append([TWO])

    assert seq == 2
    assert told.value("dure_log_appends_total", outcome="done") == 1
    assert told.value("dure_log_events_total") == 2
    assert told.value("dure_log_append_seconds_count") == 1


async def test_what_was_refused_is_counted_apart_and_raised(
    counted: CountedLog, told: Told
) -> None:
    await counted.append([TWO])

    with pytest.raises(Conflict):
        await counted.append([TWO])

    assert told.value("dure_log_appends_total", outcome="conflict") == 1
    assert told.value("dure_log_events_total") == 2


async def test_everything_else_is_the_logs_own(counted: CountedLog, sealer: Sealer) -> None:
    sealed = sealer.seal({"a": 1}, key_id="t/p/raw/2026-11-21", tenant="t", stream="s")
    event = NewEvent(kind="a", sealed=sealed)
    await counted.append([Append(tenant="t", stream="s", events=(event,))])

    first = await anext(counted.subscribe())
    assert [e.seq for e in await counted.read_all()] == [first.seq]
    assert [e.seq for e in await counted.read_stream("t", "s")] == [first.seq]
    assert await counted.sealed_keys() == ["t/p/raw/2026-11-21"]
    assert await counted.drop_sealed("t/p/raw/2026-11-21") == 1
