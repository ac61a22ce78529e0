"""A sync fails once, the first one or the hundredth: nothing is acked that is not there.

Every sync up to the hundredth fails under a VFS; a sample fails for a real process whose
system calls strace meets with EIO, and `bench/power.py` does so for all of them.
"""

import asyncio
import math
import shutil
from pathlib import Path
from typing import Final

import apsw
import pytest
from tests.embedded.disk import FaultyDisk
from tests.embedded.strace import WHERE, injected, reason_against

from dure.embedded.events import SqliteEventLog
from dure.errors import Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.watch.health import every_event

SYNCS: Final = range(1, 101)
SAMPLE: Final = (1, 2, 5, 8, 13, 34, 100)


async def kinds_in(path: Path, clock: StillClock) -> list[str]:
    log = SqliteEventLog(path, clock)
    found = [event.kind async for event in every_event(log)]
    await log.close()
    return found


def killed(path: Path, name: str) -> Path:
    """Return what another process would find if this one ended here."""
    folder = path.parent / name
    folder.mkdir()
    for file in path.parent.glob("events.db*"):
        shutil.copyfile(file, folder / file.name)
    return folder / path.name


async def refused_by(log: SqliteEventLog, count: int) -> list[str]:
    """Append so many one by one and return what was refused."""
    refused = []
    for number in range(count):
        event = NewEvent(kind=f"written.{number}")
        try:
            await log.append([Append(tenant="t", stream="s", events=(event,))])
        except Unavailable:
            refused.append(event.kind)
    return refused


@pytest.mark.parametrize("quick_s", [0.0, math.inf], ids=["thread", "loop"])
async def test_each_of_a_hundred_syncs_may_fail_and_what_was_refused_is_not_there(
    disk: FaultyDisk, clock: StillClock, tmp_path: Path, quick_s: float
) -> None:
    for n in SYNCS:
        path = tmp_path / str(n) / "events.db"
        path.parent.mkdir()
        log = SqliteEventLog(path, clock, vfs=disk.name, quick_s=quick_s)
        await log.append([Append(tenant="t", stream="s", events=(NewEvent(kind="first"),))])
        await log.read_all(limit=1)
        disk.fail("sync", "", apsw.IOError, times=1, after=n - 1)

        refused = await refused_by(log, n + 2)

        acked = ["first", *(k for k in (f"written.{i}" for i in range(n + 2)) if k not in refused)]
        assert len(refused) == 1
        assert await kinds_in(killed(path, "killed"), clock) == acked
        await log.close()
        assert await kinds_in(path, clock) == acked


@pytest.mark.skipif(reason_against() is not None, reason=str(reason_against()))
@pytest.mark.parametrize("stops", [False, True], ids=["goes-on", "killed"])
@pytest.mark.parametrize("where", WHERE)
async def test_a_process_whose_syncs_meet_eio_acks_nothing_that_is_lost(
    clock: StillClock, tmp_path: Path, where: str, stops: bool
) -> None:
    silent = []
    for n in SAMPLE:
        folder = tmp_path / str(n)
        told = await asyncio.to_thread(injected, folder, n, where=where, stops=stops)

        assert await kinds_in(folder / "events.db", clock) == told.acked, n
        assert told.codes <= {"unavailable"}, n
        assert stops or told.acked[-1] == told.last, n
        if not told.codes:
            silent.append(n)

    # SQLite does not mind a folder that was not synced, nor do we hear of it.
    assert len(silent) <= 2
