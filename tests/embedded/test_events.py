"""The event log on SQLite: power cuts, kills, full and broken disks, and what is left behind."""

import asyncio
import math
import random
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Final

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.embedded.disk import FaultyDisk
from tests.embedded.rounds import CARELESS, NOON, TunedEventLog

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import Corrupt, DureError, StorageFull, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event, NewEvent, Sealed
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.health import check_log

PATIENCE_S: Final = 1
CHUNK: Final = 16

WRITERS: Final = """
import asyncio, sys
from pathlib import Path
from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import SystemClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append

async def write(log, writer):
    turn = 0
    while True:
        event = NewEvent(kind="written", open={"turn": turn})
        stream = Append(tenant="main", stream=f"w{writer}", events=(event,), expect=turn)
        seq = await log.append([stream])
        print(f"{seq} {writer} {turn}", flush=True)
        turn += 1

async def main():
    log = SqliteEventLog(Path(sys.argv[1]), SystemClock())
    await asyncio.gather(*(write(log, writer) for writer in range(64)))

asyncio.run(main())
"""


class HeldClock(StillClock):
    """Holds whoever asks for the time until it is let go."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.asked, self.let_go = threading.Event(), threading.Event()

    def now(self) -> datetime:
        """Return noon, once the clock was let go."""
        self.asked.set()
        self.let_go.wait(PATIENCE_S)
        return super().now()


@pytest.fixture(params=[0.0, math.inf], ids=["slow", "quick"])
async def log(
    disk: FaultyDisk, clock: StillClock, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[SqliteEventLog]:
    """An empty log on the faulty disk, taken for a slow one and for a quick one."""
    made = SqliteEventLog(tmp_path / "events.db", clock, vfs=disk.name, quick_s=request.param)
    yield made
    disk.mend()
    await made.close()


@pytest.fixture
async def careless(disk: FaultyDisk, tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    """An empty log on the same disk that answers without a sync."""
    made = TunedEventLog(tmp_path / "careless.db", vfs=disk.name, pragmas=CARELESS)
    yield made
    await made.close()


def one(kind: str, *, stream: str = "a", sealed: Sealed | None = None) -> list[Append]:
    event = NewEvent(kind=kind, sealed=sealed)
    return [Append(tenant="main", stream=stream, events=(event,))]


async def kinds(log: SqliteEventLog) -> list[str]:
    return [event.kind for event in await log.read_all()]


async def write_many(log: SqliteEventLog, count: int) -> list[str]:
    """Append at once and return the kinds of those that were acked."""
    names = [f"event-{n:03}" for n in range(count)]
    answers = await asyncio.gather(
        *(log.append(one(name, stream=name)) for name in names), return_exceptions=True
    )
    strange = [a for a in answers if not isinstance(a, int | DureError)]
    assert strange == []
    return [name for name, answer in zip(names, answers, strict=True) if isinstance(answer, int)]


def left_of(sealed: Iterable[bytes], folder: Path) -> list[bytes]:
    """Return those of which a beginning, a middle or an end stands in a folder's files."""
    files = [path.read_bytes() for path in folder.iterdir()]
    return [data for data in sealed if any(piece in file for piece in cut(data) for file in files)]


def cut(data: bytes) -> list[bytes]:
    return [data[at : at + CHUNK] for at in (0, len(data) // 2, len(data) - CHUNK)]


async def problems(folder: Path) -> list[str]:
    """Return what is wrong with the log in a folder."""
    log = SqliteEventLog(folder / "events.db", StillClock(NOON))
    keys = SqliteKeyStore(folder / "keys.db", b"m" * 32)
    report = await check_log(log, keys, Sealer(keys, random.Random(7).randbytes))
    await log.close()
    keys.close()
    return report.problems


# --- power cuts ----------------------------------------------------------------------------


async def test_each_append_is_answered_after_a_sync(log: SqliteEventLog, disk: FaultyDisk) -> None:
    counts = [disk.syncs["db-wal"]]
    for n in range(10):
        await log.append(one(str(n)))
        counts.append(disk.syncs["db-wal"])

    assert all(before < after for before, after in pairwise(counts))


@pytest.mark.usefixtures("lax_sqlite")
async def test_each_append_is_answered_after_a_sync_however_sqlite_was_built(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    await log.append(one("first"))

    before = disk.syncs["db-wal"]
    await log.append(one("second"))

    assert disk.syncs["db-wal"] > before


async def test_a_log_without_full_sync_would_answer_before(
    careless: SqliteEventLog, disk: FaultyDisk
) -> None:
    await careless.append(one("first"))  # begins the write-ahead log, which is synced once

    before = disk.syncs.total()
    await careless.append(one("second"))

    assert disk.syncs.total() == before


async def test_no_event_of_many_writers_is_answered_before_its_bytes_are_synced(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    async def write(writer: int) -> list[bool]:
        held = []
        for turn in range(5):
            mark = f"mark-{writer:02}-{turn}-"
            await log.append(one(mark, stream=str(writer)))
            held.append(disk.holds(mark.encode()))
        return held

    held = await asyncio.gather(*(write(writer) for writer in range(64)))

    assert held == [[True] * 5] * 64


async def test_a_log_without_full_sync_would_answer_before_its_bytes_are_synced(
    careless: SqliteEventLog, disk: FaultyDisk
) -> None:
    await careless.append(one("first"))
    await careless.append(one("mark-00-0-"))

    assert not disk.holds(b"mark-00-0-")


async def test_many_writers_share_a_sync(log: SqliteEventLog, disk: FaultyDisk) -> None:
    before = disk.syncs["db-wal"]

    await write_many(log, 256)

    assert disk.syncs["db-wal"] - before < 128


@pytest.mark.parametrize("count", [1, 2, 30, 150])
async def test_a_power_cut_loses_no_acked_event(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path, count: int
) -> None:
    acked = [kind for _ in range(count) for kind in await write_many(log, 1)]
    found = tmp_path / "found"

    disk.cut_power(found)

    again = SqliteEventLog(found / "events.db", StillClock(NOON))
    assert await kinds(again) == acked
    await again.close()
    assert await problems(found) == []


async def test_a_power_cut_at_any_sync_loses_no_event_acked_before(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    disk.moments = []
    acked: list[int] = []  # for each event, how many syncs there had been when it was acked
    for _ in range(5):
        for _ in range(3):
            await log.append(one("written"))
            acked.append(len(disk.moments))
        await log.drop_sealed("none")  # empties the write-ahead log into the table

    for syncs, moment in enumerate(disk.moments, start=1):
        disk.cut_power(tmp_path / f"cut-{syncs}", moment)
        again = SqliteEventLog(tmp_path / f"cut-{syncs}" / "events.db", StillClock(NOON))
        assert len(await again.read_all()) >= sum(count <= syncs for count in acked)
        await again.close()


async def test_a_log_without_full_sync_would_lose_acked_events(
    careless: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    for n in range(10):
        await careless.append(one(str(n)))
    found = tmp_path / "found"

    disk.cut_power(found)

    again = SqliteEventLog(found / "careless.db", StillClock(NOON))
    assert len(await kinds(again)) < 10
    await again.close()


@pytest.mark.parametrize("lines", [1, 500, 2000])
async def test_a_kill_loses_no_acked_event(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "events.db"
    writers = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITERS, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert writers.stdout is not None
    printed = [await writers.stdout.readline() for _ in range(lines)]

    writers.kill()
    printed += (await writers.stdout.read()).splitlines(keepends=True)
    await writers.wait()

    # The last line may be cut off; what it acked is not known.
    acked = {tuple(map(int, line.split())) for line in printed if line.endswith(b"\n")}
    log = SqliteEventLog(path, StillClock(NOON))
    found = {(e.seq, int(e.stream[1:]), e.open["turn"]) async for e in _all(log)}
    await log.close()
    assert len(acked) >= lines
    assert acked - found == set()
    assert await problems(tmp_path) == []


async def _all(log: SqliteEventLog) -> AsyncIterator[Event]:
    after = 0
    while page := await log.read_all(after=after):
        for event in page:
            after = event.seq
            yield event


async def test_a_log_goes_on_where_it_was_closed(
    log: SqliteEventLog, clock: StillClock, tmp_path: Path
) -> None:
    await write_many(log, 3)
    await log.close()

    again = SqliteEventLog(tmp_path / "events.db", clock)
    seq = await again.append([Append(tenant="main", stream="event-000", events=(), expect=1)])
    after = await again.append(one("next"))
    await again.close()

    assert (seq, after) == (3, 4)
    assert await problems(tmp_path) == []


# --- full and broken disks ------------------------------------------------------------------


async def test_a_full_disk_is_said_and_nothing_is_written(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    await log.append(one("before"))
    disk.room = 0

    with pytest.raises(StorageFull):
        await log.append(one("refused"))

    assert await kinds(log) == ["before"]


async def test_a_log_goes_on_once_there_is_room(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    await log.append(one("before"))
    disk.room = 0
    for _ in range(3):
        with pytest.raises(StorageFull):
            await log.append(one("refused"))

    disk.mend()
    seq = await log.append(one("after"))

    assert seq == 2
    assert await kinds(log) == ["before", "after"]
    await log.close()
    assert await problems(tmp_path) == []


async def test_a_log_that_cannot_be_written_to_refuses_even_nothing_until_it_can(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    await log.append(one("before"))
    disk.room = 0
    with pytest.raises(StorageFull):
        await log.append(one("refused"))

    with pytest.raises(StorageFull):
        await log.append(())

    disk.mend()
    await log.append(())
    assert await kinds(log) == ["before"]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(room=st.integers(0, 300_000))
async def test_a_disk_that_fills_up_keeps_what_was_acked_and_nothing_else(
    disk: FaultyDisk, room: int
) -> None:
    with TemporaryDirectory() as folder:
        log = SqliteEventLog(Path(folder) / "events.db", StillClock(NOON), vfs=disk.name)
        before = await write_many(log, 1)

        disk.room = room
        acked = before + [kind for _ in range(4) for kind in await write_many(log, 40)]
        disk.mend()
        acked += await write_many(log, 1)

        assert sorted(await kinds(log)) == sorted(acked)
        assert acked[-1] == "event-000"
        await log.close()
        assert await problems(Path(folder)) == []


async def test_a_failed_sync_is_said_and_nothing_is_written(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    await log.append(one("before"))
    disk.fail("sync", "db-wal", apsw.IOError, times=1)

    with pytest.raises(Unavailable):
        await log.append(one("refused"))

    assert await kinds(log) == ["before"]


async def test_a_log_goes_on_after_a_failed_sync(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    await log.append(one("before"))
    disk.fail("sync", "db-wal", apsw.IOError, times=1)
    with pytest.raises(Unavailable):
        await log.append(one("refused"))

    await log.append(one("after"))

    assert await kinds(log) == ["before", "after"]
    await log.close()
    assert await problems(tmp_path) == []


async def test_a_refused_event_does_not_come_back_also_after_a_kill(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    await log.append(one("before"))
    await log.read_all()  # so that the writer is not the last to hold the file
    disk.fail("sync", "db-wal", apsw.IOError, times=1)
    with pytest.raises(Unavailable):
        await log.append(one("refused"))

    killed = tmp_path / "killed"  # what another process would find if this one ended here
    killed.mkdir()
    for path in tmp_path.glob("events.db*"):
        copyfile(path, killed / path.name)

    again = SqliteEventLog(killed / "events.db", StillClock(NOON))
    assert await kinds(again) == ["before"]
    await again.close()


async def test_nothing_is_written_while_syncs_go_on_failing(
    log: SqliteEventLog, disk: FaultyDisk
) -> None:
    await log.append(one("before"))
    disk.fail("sync", "", apsw.IOError)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await log.append(one("refused"))

    disk.mend()

    assert await kinds(log) == ["before"]


@pytest.mark.parametrize("first", ["write", "sync"])
@pytest.mark.parametrize("then", ["read", "write", "open", "sync"])
async def test_a_log_goes_on_after_a_disk_that_was_away(
    log: SqliteEventLog, disk: FaultyDisk, first: str, then: str
) -> None:
    await log.append(one("before"))
    disk.fail(first, "", apsw.IOError)
    disk.fail(then, "", apsw.IOError)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await log.append(one("refused"))

    disk.mend()
    await log.append(one("after"))

    assert await kinds(log) == ["before", "after"]


async def test_a_dropped_key_takes_its_bytes_along_also_after_a_failed_reopening(
    log: SqliteEventLog, disk: FaultyDisk, tmp_path: Path
) -> None:
    data = random.Random(7).randbytes(600)
    await log.append(one("before"))
    disk.fail("write", "db-wal", apsw.IOError)
    disk.fail("open", "db-wal", apsw.CantOpenError)
    with pytest.raises(Unavailable):
        await log.append(one("refused"))
    disk.mend()
    with suppress(Unavailable):
        await log.append(one("after"))
    await log.append(one("sealed", sealed=Sealed(key_id="k", data=data)))

    await log.drop_sealed("k")

    assert left_of([data], tmp_path) == []


READS: Final[dict[str, Callable[[SqliteEventLog], Awaitable[object]]]] = {
    "read_all": lambda log: log.read_all(),
    "read_stream": lambda log: log.read_stream("main", "b"),
    "sealed_keys": lambda log: log.sealed_keys(),
}


@pytest.mark.parametrize("read", list(READS.values()), ids=list(READS))
async def test_what_the_disk_cannot_read_is_unavailable(
    log: SqliteEventLog, disk: FaultyDisk, read: Callable[[SqliteEventLog], Awaitable[object]]
) -> None:
    await log.append(one("before"))
    disk.fail("read", "", apsw.IOError)

    with pytest.raises(Unavailable):
        await read(log)


@pytest.mark.parametrize("read", list(READS.values()), ids=list(READS))
async def test_a_closed_log_cannot_be_read(
    log: SqliteEventLog, read: Callable[[SqliteEventLog], Awaitable[object]]
) -> None:
    await log.append(one("before"))
    await log.close()

    with pytest.raises(Unavailable):
        await read(log)
    with pytest.raises(Unavailable):
        await log.read_stream("main", "a")


# --- several callers in one commit ----------------------------------------------------------


@pytest.fixture
def held_clock() -> HeldClock:
    """A clock that holds the writer between two batches."""
    return HeldClock()


@pytest.fixture
async def held(
    held_clock: HeldClock, disk: FaultyDisk, tmp_path: Path
) -> AsyncIterator[SqliteEventLog]:
    """A log whose writer waits with a first event, so that all that follows is one batch."""
    made = SqliteEventLog(tmp_path / "held.db", held_clock, vfs=disk.name, quick_s=0)
    first = asyncio.create_task(made.append(one("first")))
    await asyncio.to_thread(held_clock.asked.wait, PATIENCE_S)
    yield made
    held_clock.let_go.set()
    disk.mend()
    await first
    await made.close()


async def let_go(clock: HeldClock) -> None:
    clock.let_go.set()


async def test_an_event_sealed_in_the_same_commit_is_dropped_too(
    held: SqliteEventLog, held_clock: HeldClock
) -> None:
    sealed = Sealed(key_id="k", data=b"secret")

    _, dropped, _, _ = await asyncio.gather(
        held.append(one("sealed", sealed=sealed)),
        held.drop_sealed("k"),
        held.append(one("after")),
        let_go(held_clock),
    )

    assert dropped == 1
    assert await kinds(held) == ["first", "sealed", "after"]
    assert (await held.read_all())[1].sealed == Sealed(key_id="k", data=None)


async def test_an_append_that_was_refused_with_a_failed_drop_is_not_written(
    held: SqliteEventLog, held_clock: HeldClock, disk: FaultyDisk
) -> None:
    disk.fail("sync", "held.db", apsw.IOError)

    answer, dropped, _ = await asyncio.gather(
        held.append(one("second")),
        held.drop_sealed("k"),
        let_go(held_clock),
        return_exceptions=True,
    )

    refused = isinstance(answer, Unavailable)
    assert isinstance(dropped, Unavailable)
    assert await kinds(held) == (["first"] if refused else ["first", "second"])


async def test_an_append_that_was_refused_with_a_failed_drop_does_not_come_back(
    held: SqliteEventLog, held_clock: HeldClock, disk: FaultyDisk
) -> None:
    disk.fail("sync", "held.db", apsw.IOError)
    disk.fail("open", "held.db", apsw.CantOpenError)
    answer, _, _ = await asyncio.gather(
        held.append(one("second")),
        held.drop_sealed("k"),
        let_go(held_clock),
        return_exceptions=True,
    )
    refused = isinstance(answer, Unavailable)

    disk.mend()
    await held.append(one("third"))

    assert await kinds(held) == (["first", "third"] if refused else ["first", "second", "third"])


async def test_a_caller_that_gave_up_holds_nobody_up(
    held: SqliteEventLog, held_clock: HeldClock
) -> None:
    impatient = asyncio.create_task(held.append(one("impatient")))

    async def give_up() -> None:
        impatient.cancel()

    seq, _, _ = await asyncio.gather(held.append(one("patient")), give_up(), let_go(held_clock))

    assert impatient.cancelled()
    assert seq == 3


async def test_an_event_whose_caller_gave_up_reaches_subscribers(
    held: SqliteEventLog, held_clock: HeldClock
) -> None:
    news = held.subscribe(after=1)
    reading = asyncio.create_task(_next(news))
    impatient = asyncio.create_task(held.append(one("impatient")))

    async def give_up() -> None:
        impatient.cancel()

    # The answer to the drop tells that everything before it is durable.
    await asyncio.gather(held.drop_sealed("none"), give_up(), let_go(held_clock))

    assert await reading == "impatient"


async def _next(news: AsyncIterator[Event]) -> str:
    async with asyncio.timeout(PATIENCE_S):
        return (await anext(news)).kind


async def test_a_caller_whose_loop_is_gone_holds_nobody_up(
    held: SqliteEventLog, held_clock: HeldClock
) -> None:
    async def leave() -> None:
        task = asyncio.create_task(held.append(one("gone")))
        await asyncio.wait([task], timeout=0)

    await asyncio.to_thread(asyncio.run, leave())
    seq, _ = await asyncio.gather(held.append(one("stays")), let_go(held_clock))

    assert seq == 3
    assert await kinds(held) == ["first", "gone", "stays"]


@pytest.mark.parametrize(("quick_s", "is_here"), [(0.0, False), (math.inf, True)])
async def test_only_a_quick_disk_is_committed_to_where_the_callers_run(
    disk: FaultyDisk, clock: StillClock, tmp_path: Path, quick_s: float, is_here: bool
) -> None:
    made = SqliteEventLog(tmp_path / "events.db", clock, vfs=disk.name, quick_s=quick_s)

    await made.append(one("first"))
    await made.append(one("second"))

    assert (disk.thread == threading.get_ident()) is is_here
    await made.close()


async def test_while_the_thread_removes_bytes_appends_wait_for_it(log: SqliteEventLog) -> None:
    await log.append(one("first", sealed=Sealed(key_id="k", data=b"1" * 64)))

    dropped, seq = await asyncio.gather(log.drop_sealed("k"), log.append(one("second")))

    assert (dropped, seq) == (1, 2)
    assert await kinds(log) == ["first", "second"]


def test_what_a_loop_left_behind_is_written_before_what_the_next_one_hands_in(
    clock: StillClock, tmp_path: Path
) -> None:
    made = SqliteEventLog(tmp_path / "events.db", clock, quick_s=math.inf)

    async def leave() -> None:
        await made.append(one("first"))
        leaving = made.append(one("left"))
        with suppress(StopIteration):
            leaving.send(None)

    async def go_on() -> list[str]:
        await made.append(one("next"))
        found = await kinds(made)
        await made.close()
        return found

    asyncio.run(leave())

    assert asyncio.run(go_on()) == ["first", "left", "next"]


# --- what is left behind --------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
async def test_dropping_keys_leaves_no_sealed_byte_on_the_disk(
    log: SqliteEventLog, tmp_path: Path, seed: int
) -> None:
    seeded = random.Random(seed)
    by_key: dict[str, list[bytes]] = {}
    for n in range(200):
        data = seeded.randbytes(seeded.choice([40, 60, 200, 900, 3000, 9000]))
        key_id = f"k{seeded.randrange(20)}"
        by_key.setdefault(key_id, []).append(data)
        await log.append(one(str(n), stream=f"s{n % 7}", sealed=Sealed(key_id=key_id, data=data)))
    gone = seeded.sample(sorted(by_key), 12)

    for key_id in gone:
        await log.drop_sealed(key_id)

    dropped = [data for key_id in gone for data in by_key[key_id]]
    assert left_of(dropped, tmp_path) == []
    kept = [data for key_id, sealed in by_key.items() if key_id not in gone for data in sealed]
    assert {e.sealed.data for e in await log.read_all() if e.sealed} == {*kept, None}


def test_a_log_that_cannot_be_begun_for_want_of_room_is_said(
    disk: FaultyDisk, tmp_path: Path
) -> None:
    disk.room = 0

    with pytest.raises(StorageFull):
        SqliteEventLog(tmp_path / "new.db", StillClock(NOON), vfs=disk.name)


@pytest.mark.parametrize("deed", ["open", "write", "sync"])
def test_a_log_that_the_disk_does_not_open_is_unavailable(
    disk: FaultyDisk, tmp_path: Path, deed: str
) -> None:
    disk.fail(deed, "", apsw.IOError)

    with pytest.raises(Unavailable):
        SqliteEventLog(tmp_path / "new.db", StillClock(NOON), vfs=disk.name)


async def test_a_log_is_closed_though_its_disk_is_gone(
    disk: FaultyDisk, clock: StillClock, tmp_path: Path
) -> None:
    made = SqliteEventLog(tmp_path / "gone.db", clock, vfs=disk.name)
    await made.append(one("kept"))
    await made.read_all()
    disk.fail("sync", "", apsw.IOError)
    disk.fail("write", "", apsw.IOError)

    await made.close()

    disk.mend()
    again = SqliteEventLog(tmp_path / "gone.db", clock)
    assert await kinds(again) == ["kept"]
    await again.close()


def test_a_file_that_is_no_log_is_corrupt_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.write_bytes(b"no database" * 500)

    with pytest.raises(Corrupt):
        SqliteEventLog(path, StillClock(NOON))

    assert path.read_bytes() == b"no database" * 500


async def test_an_open_part_that_is_no_json_is_corrupt(log: SqliteEventLog, tmp_path: Path) -> None:
    await log.append(one("one"))
    rewrite(tmp_path / "events.db", "UPDATE events SET open = x'7b'")

    with pytest.raises(Corrupt):
        await log.read_all()


def rewrite(path: Path, statement: str) -> None:
    """Change a file behind the log's back."""
    db = apsw.Connection(str(path))
    db.execute(statement)
    db.close()


@settings(max_examples=25, deadline=None)
@given(at=st.datetimes(datetime(2020, 1, 1), datetime(2038, 1, 1), timezones=st.just(SEOUL)))  # noqa: DTZ001
async def test_an_event_bears_the_time_of_the_clock(at: datetime) -> None:
    with TemporaryDirectory() as folder:
        log = SqliteEventLog(Path(folder) / "events.db", StillClock(at))
        await log.append(one("one"))

        [event] = await log.read_all()

        assert event.at == at
        await log.close()
