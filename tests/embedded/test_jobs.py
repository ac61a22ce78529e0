"""Jobs of one process: the time of day is Seoul's, whatever the machine's is."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from dure.embedded.jobs import StoredJobs
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.jobs import Daily, Job


@pytest.mark.parametrize(
    ("now", "wait_h"),
    [
        (datetime(2026, 11, 20, 18, 30, tzinfo=UTC), 24),
        (datetime(2026, 11, 20, 18, 29, tzinfo=UTC), 1 / 60),
        (datetime(2026, 11, 21, 15, 0, tzinfo=UTC), 3.5),
        (datetime(2026, 12, 31, 23, 30, tzinfo=SEOUL), 4),
    ],
)
async def test_the_time_of_day_is_seoul_s(tmp_path: Path, now: datetime, wait_h: float) -> None:
    store = SqliteStore(tmp_path / "state.db")
    jobs = StoredJobs(store, StillClock(now))

    async def work() -> None:
        """Do nothing."""

    jobs.plan(Job(name="job", when=Daily(time(3, 30)), work=work))

    assert await jobs.do_due() == pytest.approx(wait_h * 3600)
    store.close()


async def test_no_jobs_wait_a_day(tmp_path: Path, clock: StillClock) -> None:
    store = SqliteStore(tmp_path / "state.db")

    assert await StoredJobs(store, clock).do_due() == 24 * 3600
    store.close()
