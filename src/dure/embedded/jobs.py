"""Jobs of one process, whose state stands in its store."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dure.errors import DureError
from dure.kernel.clock import Clock
from dure.ports.jobs import Job, Jobs, JobState
from dure.ports.stores import Store

_SPACE: Final = "jobs"
_DAY: Final = timedelta(days=1)
_FIRST_RETRY: Final = timedelta(minutes=15)
_LAST_RETRY: Final = timedelta(hours=4)
_DOUBLINGS: Final = 4
_LONGEST_SLEEP_S: Final = 60.0
"""A laptop that slept, or a clock that was set, is noticed within this time."""


class StoredJobs(Jobs):
    """See Jobs. A run that a kill cut off counts as not done and is begun anew.

    may_run: asked before; of several processes on one store one at a time may say yes.
    """

    def __init__(
        self, store: Store, clock: Clock, *, may_run: Callable[[], Awaitable[bool]] | None = None
    ) -> None:
        self._store, self._clock, self._may_run = store, clock, may_run
        self._jobs: dict[str, Job] = {}
        self._doing = asyncio.Lock()

    def plan(self, job: Job) -> None:
        """See Jobs."""
        self._jobs[job.name] = job
        if self._store.get(_SPACE, job.name) is None:
            self._keep(job.name, JobState(done=job.when.newest(self._clock.now())))

    def state(self, name: str) -> JobState:
        """See Jobs."""
        kept = self._store.get(_SPACE, name)
        if kept is None:
            return JobState()
        plain: dict[str, Any] = orjson.loads(kept)
        times = {
            field: datetime.fromisoformat(plain[field]) if plain[field] else None
            for field in ("done", "missed", "retry_at")
        }
        return JobState(failures=plain["failures"], code=plain["code"], **times)

    async def do_due(self) -> float:
        """See Jobs."""
        if self._may_run is not None and not await self._may_run():
            return _LONGEST_SLEEP_S
        async with self._doing:
            for job in self._jobs.values():
                due = job.when.newest(self._clock.now())
                if self._next(job) <= self._clock.now():
                    await self._do(job, due)
        nexts = [self._next(job) for job in self._jobs.values()]
        wait = min(nexts, default=self._clock.now() + _DAY) - self._clock.now()
        return max(wait.total_seconds(), 0)

    async def run(self) -> None:
        """See Jobs."""
        while True:
            wait_s = await self.do_due()
            await asyncio.sleep(min(wait_s, _LONGEST_SLEEP_S))

    def _next(self, job: Job) -> datetime:
        """Return when a job is to be done next; in the past if it is overdue."""
        state, due = self.state(job.name), job.when.newest(self._clock.now())
        if state.done is not None and state.done >= due:
            return job.when.after(due)
        # What is due anew is not put off by a failure of the time before.
        return state.retry_at if state.missed == due and state.retry_at else due

    async def _do(self, job: Job, due: datetime) -> None:
        try:
            await job.work()
        except DureError as error:
            before = self.state(job.name)
            wait = min(_FIRST_RETRY * 2 ** min(before.failures, _DOUBLINGS), _LAST_RETRY)
            failed = JobState(
                done=before.done,
                failures=before.failures + 1,
                code=error.code,
                missed=due,
                retry_at=self._clock.now() + wait,
            )
            self._keep(job.name, failed)
        else:
            self._keep(job.name, JobState(done=due))

    def _keep(self, name: str, state: JobState) -> None:
        self._store.put(_SPACE, name, orjson.dumps(state))
