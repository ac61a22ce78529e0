"""What every plug for jobs promises: due times are met once, over restarts and failures."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.embedded.jobs import StoredJobs
from dure.embedded.stores import SqliteStore
from dure.errors import Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.jobs import Daily, Every, Job, Jobs, Monthly, Weekly, When, Work
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


def month(number: int, day: int, hour: int = 3, *, year: int = 2026) -> datetime:
    return datetime(year, number, day, hour, 30, tzinfo=SEOUL)


async def test_a_job_waits_for_its_first_time(start: Start, name: str, clock: StillClock) -> None:
    jobs, work = start(), Counter()
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))

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
    start().plan(Job(name=name, when=Daily(NIGHT), work=work))
    clock.move(16 * HOUR)

    for _ in range(3):
        jobs = start()
        jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
        await jobs.do_due()
        await jobs.do_due()

    assert work.done == 1


async def test_missed_times_are_caught_up_with_one_run(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter()
    start().plan(Job(name=name, when=Daily(NIGHT), work=work))
    clock.move(5 * 24 * HOUR)

    jobs = start()
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
    wait = await jobs.do_due()

    assert (work.done, wait) == (1, 15.5 * HOUR)


async def test_a_failure_is_kept_and_tried_again_later_and_later(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter(failures=2)
    jobs = start()
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
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
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
    clock.move(15.5 * HOUR)
    await jobs.do_due()

    again = start()
    again.plan(Job(name=name, when=Daily(NIGHT), work=work))

    assert await again.do_due() == 0.25 * HOUR
    assert work.done == 1


async def test_a_new_day_is_not_put_off_by_an_old_failure(
    start: Start, name: str, clock: StillClock
) -> None:
    work = Counter(failures=99)
    jobs = start()
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
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
        jobs.plan(Job(name=f"{name}-{number}", when=Daily(NIGHT), work=work))
    clock.move(16 * HOUR)
    await asyncio.gather(*(jobs.do_due() for _ in range(4)))

    assert most == 1


async def test_one_that_fails_does_not_hold_up_the_others(
    start: Start, name: str, clock: StillClock
) -> None:
    jobs, bad, good = start(), Counter(failures=9), Counter()
    jobs.plan(Job(name=f"{name}-bad", when=Daily(NIGHT), work=bad))
    jobs.plan(Job(name=f"{name}-good", when=Daily(NIGHT), work=good))
    clock.move(16 * HOUR)

    await jobs.do_due()

    assert (bad.done, good.done) == (1, 1)


async def test_what_was_cut_off_is_begun_anew(start: Start, name: str, clock: StillClock) -> None:
    async def cut_off() -> None:
        raise asyncio.CancelledError

    work: Work = cut_off
    jobs = start()
    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
    clock.move(16 * HOUR)
    with pytest.raises(asyncio.CancelledError):
        await jobs.do_due()

    again, counter = start(), Counter()
    again.plan(Job(name=name, when=Daily(NIGHT), work=counter))
    await again.do_due()

    assert counter.done == 1


async def test_running_does_what_is_due_until_it_is_cancelled(
    start: Start, name: str, clock: StillClock
) -> None:
    jobs, done = start(), asyncio.Event()

    async def work() -> None:
        done.set()

    jobs.plan(Job(name=name, when=Daily(NIGHT), work=work))
    clock.move(16 * HOUR)
    task = asyncio.create_task(jobs.run())
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_job_that_never_was_has_no_past(start: Start, name: str) -> None:
    assert start().state(name).done is None


@pytest.mark.parametrize(
    ("when", "now", "newest", "after"),
    [
        (Daily(NIGHT), at(21, 3, 29), at(20, 3, 30), at(21, 3, 30)),
        (Weekly(0, NIGHT), at(21, 12), at(16, 3, 30), at(23, 3, 30)),
        (Weekly(0, NIGHT), at(23, 3, 29), at(16, 3, 30), at(23, 3, 30)),
        (Weekly(5, NIGHT), at(21, 12), at(21, 3, 30), at(28, 3, 30)),
        (Monthly(21, NIGHT), at(21, 3, 30), at(21, 3, 30), month(12, 21)),
        (Monthly(28, NIGHT), month(3, 1), month(2, 28), month(3, 28)),
        (Monthly(1, NIGHT), month(1, 1, 2), month(12, 1, year=2025), month(1, 1)),
        (Every(5), at(21, 12, 4), at(21, 12), at(21, 12, 5)),
        (Every(5), at(21, 23, 59), at(21, 23, 55), at(22, 0)),
        (Every(1440), at(21, 23, 59), at(21, 0), at(22, 0)),
    ],
)
def test_due_times_are_those_of_seoul(
    when: When, now: datetime, newest: datetime, after: datetime
) -> None:
    assert when.newest(now.astimezone(UTC)) == newest
    assert when.after(newest) == after


@given(
    st.integers(0, 10 * 366 * 24 * 60),
    st.one_of(
        st.builds(Daily, st.times()),
        st.builds(Weekly, st.integers(0, 6), st.times()),
        st.builds(Monthly, st.integers(1, 28), st.times()),
        st.builds(Every, st.sampled_from([1, 5, 15, 60, 720, 1440])),
    ),
)
def test_now_lies_between_a_due_time_and_the_next(minutes: int, when: When) -> None:
    moment = datetime(2020, 1, 1, tzinfo=SEOUL) + timedelta(minutes=minutes)

    assert when.newest(moment) <= moment < when.after(when.newest(moment))
    assert when.newest(when.after(when.newest(moment))) == when.after(when.newest(moment))


@pytest.mark.parametrize("wrong", [lambda: Monthly(29, NIGHT), lambda: Every(7), lambda: Every(0)])
def test_times_that_not_every_day_or_month_has_are_refused(wrong: Callable[[], When]) -> None:
    with pytest.raises(ValueError, match="day"):
        wrong()
