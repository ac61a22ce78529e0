"""What was answered stands once, whoever else writes and whatever dies in between."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.adapters import postgresql
from tests.adapters.cutting import Wire
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.events import PostgresEventLog
from dure.adapters.postgres.keys import PostgresKeyStore
from dure.errors import Conflict, Corrupt, Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.kernel.ids import system_random
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.health import check_log

WRITER = Path(__file__).with_name("writer.py")
LONGEST_S = 5.0
"""Seconds that a caller waits at most."""


@pytest.fixture
async def log(url: str, clock: StillClock) -> AsyncIterator[PostgresEventLog]:
    made = PostgresEventLog(url, clock)
    yield made
    await made.close()


def said(stream: str, *kinds: str, expect: int | None = None) -> Append:
    events = tuple(NewEvent(kind=kind) for kind in kinds)
    return Append(tenant="t", stream=stream, events=events, expect=expect)


async def kinds(log: PostgresEventLog, stream: str) -> list[str]:
    return [event.kind for event in await log.read_stream("t", stream)]


async def problems(log: PostgresEventLog, url: str) -> list[str]:
    """Return what is wrong with the chain."""
    keys = PostgresKeyStore(url, b"m" * 32)
    report = await check_log(log, keys, Sealer(keys, system_random))
    keys.close()
    return report.problems


def begin_writing(url: str, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WRITER), url, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def acked(out: str) -> list[tuple[str, int, int]]:
    """Return (stream, position, seq) of whole lines."""
    lines = [line.split() for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [(stream, int(position), int(seq)) for stream, position, seq in lines]


async def test_two_processes_at_once_leave_no_gap_and_one_chain(
    url: str, log: PostgresEventLog
) -> None:
    writers = [begin_writing(url, name, 40) for name in "ab"]

    said_done = [await asyncio.to_thread(one.communicate, timeout=60) for one in writers]

    answers = [answer for out, _ in said_done for answer in acked(out)]
    events = await log.read_all(limit=10_000)
    assert [e.seq for e in events] == list(range(1, 641))
    assert sorted(answers) == sorted((e.stream, e.position, e.seq) for e in events)
    assert await problems(log, url) == []


async def test_two_logs_that_take_turns_write_one_chain(
    url: str, log: PostgresEventLog, clock: StillClock
) -> None:
    other = PostgresEventLog(url, clock)

    for number in range(20):
        await (log, other)[number % 3 == 0].append([said("s", str(number), expect=number)])

    assert await kinds(other, "s") == [str(number) for number in range(20)]
    assert await problems(log, url) == []
    await other.close()


async def test_what_another_process_wrote_counts_for_the_expected_length(
    url: str, log: PostgresEventLog, clock: StillClock
) -> None:
    other = PostgresEventLog(url, clock)
    await log.append([said("s", "one")])
    await log.append([said("s", "two")])
    await other.append([said("s", "three", expect=2)])

    with pytest.raises(Conflict):
        await log.append([said("s", "late", expect=2)])
    await log.append([said("s", expect=3)])

    assert await kinds(log, "s") == ["one", "two", "three"]
    await other.close()


async def test_a_killed_writer_leaves_all_that_was_answered(
    url: str, log: PostgresEventLog
) -> None:
    writer = begin_writing(url, "w", 100_000)
    assert writer.stdout is not None
    heard = [await asyncio.to_thread(writer.stdout.readline) for _ in range(200)]

    writer.kill()
    rest, _ = await asyncio.to_thread(writer.communicate)

    stand = {(e.stream, e.position, e.seq) for e in await log.read_all(limit=1_000_000)}
    assert set(acked("".join(heard) + rest)) <= stand
    assert await problems(log, url) == []
    await log.append([said("after", "it goes on")])


async def test_a_commit_whose_answer_was_lost_stands_once(url: str, clock: StillClock) -> None:
    with Wire(url) as wire:
        log = PostgresEventLog(wire.url, clock)
        for kind in ("one", "two"):
            await log.append([said("s", kind)])
        wire.cut_after(b"doubtful")

        seq = await log.append([said("s", "doubtful", expect=2)])

        assert wire.cuts == 1
        await log.append([said("s", "after", expect=3)])
        events = await log.read_stream("t", "s")
        assert [(e.kind, e.seq) for e in events[2:]] == [("doubtful", seq), ("after", seq + 1)]
        assert await problems(log, url) == []
        await log.close()


async def test_a_commit_in_a_transaction_whose_answer_was_lost_stands_once(
    url: str, clock: StillClock
) -> None:
    with Wire(url) as wire:
        log = PostgresEventLog(wire.url, clock)
        wire.cut_after(b"COMMIT;")

        await log.append([said("s", "first", expect=0)])

        assert wire.cuts == 1
        assert await kinds(log, "s") == ["first"]
        await log.close()


async def test_a_doubt_that_cannot_be_cleared_up_is_told_and_the_log_goes_on(
    url: str, clock: StillClock
) -> None:
    with Wire(url) as wire:
        log = PostgresEventLog(wire.url, clock)
        for kind in ("one", "two"):
            await log.append([said("s", kind)])
        holder = await postgresql.connect(url)
        hold = holder.transaction()
        await hold.start()
        await holder.fetch("SELECT * FROM head FOR UPDATE")
        began = time.monotonic()
        writing = asyncio.create_task(log.append([said("s", "doubtful")]))
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while (await asyncio.to_thread(postgresql.ask, url, waits)) == [(0,)]:
            assert time.monotonic() - began < LONGEST_S
        await asyncio.to_thread(wire.cut_now)

        with pytest.raises(Unavailable):
            await writing

        assert time.monotonic() - began < LONGEST_S
        await hold.rollback()
        await holder.close()
        await again(log, said("s", "after"))
        assert (await kinds(log, "s"))[-1] == "after"
        assert await problems(log, url) == []
        await log.close()


async def test_what_the_server_never_heard_is_told_and_not_written(
    url: str, clock: StillClock
) -> None:
    with Wire(url) as wire:
        log = PostgresEventLog(wire.url, clock)
        await log.append([said("s", "before")])
        wire.cut_before(b"unheard")

        with pytest.raises(Unavailable):
            await log.append([said("s", "unheard")])

        await log.append([said("s", "after", expect=1)])
        assert await kinds(log, "s") == ["before", "after"]
        await log.close()


async def test_a_head_that_somebody_holds_stops_nobody_for_longer_than_five_seconds(
    url: str, log: PostgresEventLog
) -> None:
    holder = await postgresql.connect(url)
    hold = holder.transaction()
    await hold.start()
    await holder.fetch("SELECT * FROM head FOR UPDATE")
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await log.append([said("s", "waits")])

    assert time.monotonic() - began < LONGEST_S
    await hold.rollback()
    await holder.close()
    await log.append([said("s", "goes on", expect=0)])


async def test_a_server_that_was_restarted_is_found_again(
    server: Postgres, clock: StillClock
) -> None:
    url = postgresql.with_fresh_schema(server.url)
    log = PostgresEventLog(url, clock)
    stop = asyncio.Event()
    answered: list[str] = []

    async def write(writer: int) -> None:
        number = 0
        while not stop.is_set():
            try:
                await log.append([said(f"w{writer}", str(number), expect=number)])
            except Unavailable:
                await asyncio.sleep(0.01)
                continue
            answered.append(f"w{writer}/{number}")
            number += 1

    writing = [asyncio.create_task(write(at)) for at in range(8)]
    for away in (server.stop, server.kill):
        await until_longer(answered, 100)
        await asyncio.to_thread(away)
        await asyncio.to_thread(server.start)
    await until_longer(answered, 100)
    stop.set()
    await asyncio.gather(*writing)

    stand = [f"{e.stream}/{e.kind}" for e in await log.read_all(limit=1_000_000)]
    assert sorted(stand) == sorted(answered)
    assert await problems(log, url) == []
    await log.close()


async def test_a_server_that_is_away_is_told_at_once(server: Postgres, clock: StillClock) -> None:
    log = PostgresEventLog(postgresql.with_fresh_schema(server.url), clock)
    await log.append([said("s", "before")])
    await asyncio.to_thread(server.stop)
    with contextlib.suppress(Unavailable):
        await log.read_all()

    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(Unavailable):
            await log.append([said("s", "nobody there")])
        with pytest.raises(Unavailable):
            await log.read_stream("t", "s")

    assert time.monotonic() - began < LONGEST_S
    await asyncio.to_thread(server.start)
    await again(log, said("s", "after", expect=1))
    assert await kinds(log, "s") == ["before", "after"]
    await log.close()


async def test_a_server_that_answers_no_more_is_given_up_within_five_seconds(
    server: Postgres, clock: StillClock
) -> None:
    log = PostgresEventLog(postgresql.with_fresh_schema(server.url), clock)
    await log.append([said("s", "before")])
    await asyncio.to_thread(server.hold)

    for ask in (lambda: log.append([said("s", "held")]), log.read_all):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await ask()
        assert time.monotonic() - began < LONGEST_S

    await asyncio.to_thread(server.let_go)
    await again(log, said("s", "after"))
    assert (await kinds(log, "s"))[-1] == "after"
    await log.close()


async def test_a_head_that_is_not_where_the_events_end_is_corrupt(
    url: str, log: PostgresEventLog, clock: StillClock
) -> None:
    await log.append([said("s", "one", "two")])
    postgresql.ask(url, "DELETE FROM events WHERE seq = 2")

    with pytest.raises(Corrupt):
        PostgresEventLog(url, clock)


async def until_longer(answered: list[str], by: int) -> None:
    """Wait until so many more were answered."""
    enough = len(answered) + by
    async with asyncio.timeout(20):
        while len(answered) < enough:  # noqa: ASYNC110 - the server is polled
            await asyncio.sleep(0.01)


async def again(log: PostgresEventLog, append: Append) -> None:
    """Append as soon as the server is back."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(Unavailable):
                await log.append([append])
                return
            await asyncio.sleep(0.02)
