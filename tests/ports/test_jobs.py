"""What every plug for jobs promises: due times are met once, over restarts and failures."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from dure.embedded.jobs import StoredJobs
from dure.embedded.stores import SqliteStore
from dure.errors import Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.jobs import Jobs, Work
from dure.ports.stores import Store

PLUGS: Final[dict[str, Callable[[Store, StillClock], Jobs]]] = {"stored": StoredJobs}
HOUR: Final = 3600
NIGHT: Final = time(3, 30)
Start = Callable[[], Jobs]


@pytest.fixture(params=list(PLUGS.values()), ids=list(PLUGS))
def start(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> Iterator[Start]:
    """Start a process of each plug on the same store; it is a Saturday noon."""
    store = SqliteStore(tmp_path / "state.db")
    yield lambda: request.param(store, clock)
    store.close()


@pytest.fixture
def name() -> str:
    """A job that nobody else has."""
    return f"job-{uuid4()}"


class Counter:
    """Work that is counted and fails so many times first."""

    def __init__(self, failures: int = 0) -> None:
        self.done, self.failures = 0, failures

    async def __call__(self) -> None:
        self.done += 1
        if self.done <= self.failures:
            raise Unavailable(what="백업")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)


async def test_a_job_waits_for_its_first_time(start: Start, name: str, clock: StillClock) -> None:
    jobs, work = start(), Counter()
    jobs.daily(name, NIGHT, work)

    assert await jobs.do_due() == 15.5 * HOUR
    clock.move(15.5 * HOUR - 1)
    assert await jobs.do_due() == 1
    assert work.done == 0
    clock.move(1)
    await jobs.do_due()

    assert (work.done, jobs.state(name).done) == (1, at(22, 3, 30))


async def test_a_due_time_is_met_once_over_restarts(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter()
    start().daily(name, NIGHT, work)
    clock.move(16 * HOUR)

    for _ in range(3):
        jobs = start()
        jobs.daily(name, NIGHT, work)
        await jobs.do_due()
        await jobs.do_due()

    assert work.done == 1


async def test_missed_times_are_caught_up_with_one_run(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter()
    start().daily(name, NIGHT, work)
    clock.move(5 * 24 * HOUR)

    jobs = start()
    jobs.daily(name, NIGHT, work)
    wait = await jobs.do_due()

    assert (work.done, wait) == (1, 15.5 * HOUR)


async def test_a_failure_is_kept_and_tried_again_later_and_later(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter(failures=2)
    jobs = start()
    jobs.daily(name, NIGHT, work)
    clock.move(15.5 * HOUR)

    assert await jobs.do_due() == 0.25 * HOUR
    state = jobs.state(name)
    assert (state.failures, state.code, state.retry_at) == (1, "unavailable", at(22, 3, 45))
    clock.move(0.25 * HOUR - 1)
    await jobs.do_due()
    assert work.done == 1
    clock.move(1)
    assert await jobs.do_due() == 0.5 * HOUR
    clock.move(0.5 * HOUR)
    await jobs.do_due()

    state = jobs.state(name)
    assert (work.done, state.failures, state.code) == (3, 0, "")


async def test_a_retry_waits_over_a_restart(start: Start, name: str, clock: StillClock) -> None:
    work = Counter(failures=1)
    jobs = start()
    jobs.daily(name, NIGHT, work)
    clock.move(15.5 * HOUR)
    await jobs.do_due()

    again = start()
    again.daily(name, NIGHT, work)

    assert await again.do_due() == 0.25 * HOUR
    assert work.done == 1


async def test_a_new_day_is_not_put_off_by_an_old_failure(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter(failures=99)
    jobs = start()
    jobs.daily(name, NIGHT, work)
    clock.move(39.25 * HOUR)
    assert await jobs.do_due() == 0.25 * HOUR  # 03:15 of Monday: Sunday's failed.

    clock.move(0.25 * HOUR)
    await jobs.do_due()

    assert (work.done, jobs.state(name).missed) == (2, at(23, 3, 30))


async def test_jobs_never_run_two_at_a_time(start: Start, name: str, clock: StillClock) -> None:
    jobs, running, most = start(), 0, 0

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    for number in range(3):
        jobs.daily(f"{name}-{number}", NIGHT, work)
    clock.move(16 * HOUR)
    await asyncio.gather(*(jobs.do_due() for _ in range(4)))

    assert most == 1


async def test_one_that_fails_does_not_hold_up_the_others(
    start: Start, name: str, clock: StillClock
) -> None:
    jobs, bad, good = start(), Counter(failures=9), Counter()
    jobs.daily(f"{name}-bad", NIGHT, bad)
    jobs.daily(f"{name}-good", NIGHT, good)
    clock.move(16 * HOUR)

    await jobs.do_due()

    assert (bad.done, good.done) == (1, 1)


async def test_what_was_cut_off_is_begun_anew(start: Start, name: str, clock: StillClock) -> None:
    async def cut_off() -> None:
        raise asyncio.CancelledError

    work: Work = cut_off
    jobs = start()
    jobs.daily(name, NIGHT, work)
    clock.move(16 * HOUR)
    with pytest.raises(asyncio.CancelledError):
        await jobs.do_due()

    again, counter = start(), Counter()
    again.daily(name, NIGHT, counter)
    await again.do_due()

    assert counter.done == 1


async def test_running_does_what_is_due_until_it_is_cancelled(
    start: Start, name: str, clock: StillClock
) -> None:
    jobs, done = start(), asyncio.Event()

    async def work() -> None:
        done.set()

    jobs.daily(name, NIGHT, work)
    clock.move(16 * HOUR)
    task = asyncio.create_task(jobs.run())
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_job_that_never_was_has_no_past(start: Start, name: str) -> None:
    assert start().state(name).done is None
