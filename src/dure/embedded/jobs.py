"""Jobs of one process, whose state stands in its store."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Any, Final

import orjson

from dure.errors import DureError
from dure.kernel.clock import SEOUL, Clock
from dure.ports.jobs import Jobs, JobState, Work
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
        self._jobs: dict[str, tuple[time, Work]] = {}
        self._doing = asyncio.Lock()

    def daily(self, name: str, at: time, work: Work) -> None:
        """See Jobs."""
        self._jobs[name] = at, work
        if self._store.get(_SPACE, name) is None:
            self._keep(name, JobState(done=_newest_due(at, self._clock.now())))

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
            for name, (at, work) in self._jobs.items():
                due = _newest_due(at, self._clock.now())
                if self._next(name, at) <= self._clock.now():
                    await self._do(name, due, work)
        nexts = [self._next(name, at) for name, (at, _) in self._jobs.items()]
        wait = min(nexts, default=self._clock.now() + _DAY) - self._clock.now()
        return max(wait.total_seconds(), 0)

    async def run(self) -> None:
        """See Jobs."""
        while True:
            wait_s = await self.do_due()
            await asyncio.sleep(min(wait_s, _LONGEST_SLEEP_S))

    def _next(self, name: str, at: time) -> datetime:
        """Return when a job is to be done next; in the past if it is overdue."""
        state, due = self.state(name), _newest_due(at, self._clock.now())
        if state.done is not None and state.done >= due:
            return due + _DAY
        # What is due anew is not put off by a failure of the day before.
        return state.retry_at if state.missed == due and state.retry_at else due

    async def _do(self, name: str, due: datetime, work: Work) -> None:
        try:
            await work()
        except DureError as error:
            before = self.state(name)
            wait = min(_FIRST_RETRY * 2 ** min(before.failures, _DOUBLINGS), _LAST_RETRY)
            failed = JobState(
                done=before.done,
                failures=before.failures + 1,
                code=error.code,
                missed=due,
                retry_at=self._clock.now() + wait,
            )
            self._keep(name, failed)
        else:
            self._keep(name, JobState(done=due))

    def _keep(self, name: str, state: JobState) -> None:
        self._store.put(_SPACE, name, orjson.dumps(state))


def _newest_due(at: time, now: datetime) -> datetime:
    """Return the last time of day `at` in Seoul that is not after now."""
    local = now.astimezone(SEOUL)
    today = datetime.combine(local.date(), at, tzinfo=SEOUL)
    return today if today <= local else today - _DAY
