"""Two processes on one event log: one writes, the other reads beside it and disturbs nobody.

That a second one cannot write is held by the data folder's lock: see test_folder, and for
whole servers `tests/gateway/test_server.py`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent, Sealed
from dure.ports.events import Append

TURNS: Final = 60
WRITERS: Final = 8
PATIENCE_S: Final = 30
SECRET: Final = bytes(range(64))

# Reads the whole file again and again; prints how many events there were, or what was wrong.
READER: Final = """
import sys
import apsw

db = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
db.set_busy_timeout(5000)
looks = newest = 0
print("reading", flush=True)
while True:
    over = newest >= int(sys.argv[2])
    seqs = [seq for seq, in db.execute("SELECT seq FROM events ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1)), seqs
    assert len(seqs) >= newest, "events went away"
    # What was appended in one go is seen whole or not at all.
    odd = "SELECT stream FROM events GROUP BY tenant, stream HAVING count(*) % 2"
    assert db.execute(odd).fetchall() == []
    looks, newest = looks + 1, len(seqs)
    if over:
        break
print(f"{looks} {newest}", flush=True)
"""


# Holds on to what it read until it is ended, as a shell that somebody left open does.
HOLDER: Final = """
import sys
import apsw

db = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM events").fetchall()
print("holding", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def log(tmp_path: Path, clock: StillClock) -> AsyncIterator[SqliteEventLog]:
    """A log with a few events."""
    made = SqliteEventLog(tmp_path / "events.db", clock)
    await made.append([pair("start")])
    yield made
    await made.close()


@pytest.fixture
async def holder(log: SqliteEventLog, tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that does not let go of what it read of a log with a sealed event."""
    await log.append([pair("sealed", sealed=Sealed(key_id="k", data=SECRET))])
    pipe = asyncio.subprocess.PIPE
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(tmp_path / "events.db"), stdin=pipe, stdout=pipe
    )
    assert made.stdout is not None
    assert await made.stdout.readline() == b"holding\n"
    yield made
    if made.returncode is None:
        made.kill()
    await made.communicate()


def pair(stream: str, *, sealed: Sealed | None = None) -> Append:
    event = NewEvent(kind="written", open={"text": "x" * 300}, sealed=sealed)
    return Append(tenant="t", stream=stream, events=(event, event))


async def test_another_process_reads_whole_commits_while_one_writes(
    log: SqliteEventLog, tmp_path: Path
) -> None:
    events = 2 + 2 * WRITERS * TURNS
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-c", READER, str(tmp_path / "events.db"), str(events),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert reader.stdout is not None
    assert await reader.stdout.readline() == b"reading\n"

    async def write(writer: int) -> None:
        for turn in range(TURNS):
            sealed = Sealed(key_id=f"k{writer}", data=b"secret" * 10)
            await log.append([pair(f"s{writer}", sealed=sealed)])
            if turn == TURNS // 2:
                await log.drop_sealed(f"k{writer}")

    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))

    said, wrong = await asyncio.wait_for(reader.communicate(), PATIENCE_S)
    assert (wrong, reader.returncode) == (b"", 0)
    looks, newest = map(int, said.split())
    assert newest == events
    assert looks > 2


async def test_a_process_that_holds_on_to_what_it_read_keeps_nobody_from_writing(
    log: SqliteEventLog, holder: asyncio.subprocess.Process
) -> None:
    dropped = await log.drop_sealed("k")

    async with asyncio.timeout(PATIENCE_S):
        seqs = [await log.append([pair("more")]) for _ in range(50)]

    assert dropped == 2
    assert seqs == list(range(6, 106, 2))


async def test_removed_bytes_leave_the_files_once_nobody_reads_them(
    log: SqliteEventLog, holder: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    await log.drop_sealed("k")
    holder.kill()
    await holder.wait()

    await log.append([pair("next")])

    assert not any(SECRET in file.read_bytes() for file in tmp_path.iterdir())
    assert {e.sealed.data for e in await log.read_all() if e.sealed} == {None}
