"""Write down what happened at the devices, in the order it happened, at most once each.

What happened stays in memory until the log has it: a log that is full or away does not stop the
home. How the devices were is about people who live there, so it is sealed with the household's
key and forgotten like what was said (`RAW`); which device it was stands open.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from dure.assistants.home.book import Happened
from dure.errors import Forbidden, Unavailable
from dure.kernel.events import NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.seal import Sealer

STREAM: Final = "home:events"
_BATCH: Final = 500
"""Events of one append."""


@dataclass(frozen=True, kw_only=True)
class RecordSettings:
    """How what happened is kept until it is written."""

    waiting: int = 10_000
    """Events that wait while the log is away; then the oldest go, and are counted."""


class Recorder:
    """Takes what happened from a book to the log.

    drain: returns what happened since it was last called. key_id: returns the key to seal with
    today. lost: events that had to be dropped.
    """

    def __init__(
        self,
        log: EventLog,
        sealer: Sealer,
        *,
        tenant: str,
        key_id: Callable[[], str],
        drain: Callable[[], Iterable[Happened]],
        settings: RecordSettings | None = None,
    ) -> None:
        self._log, self._sealer = log, sealer
        self._tenant, self._key_id, self._drain = tenant, key_id, drain
        self._limit = (settings or RecordSettings()).waiting
        self._waiting: deque[Happened] = deque()
        self._writing = asyncio.Lock()
        self.lost = 0

    async def flush(self) -> bool:
        """Write down what has happened up to now; return whether nothing is left waiting.

        What could not be written waits for the next call. A flush that has begun is finished,
        even where whoever asked for it is gone: half of it would be written twice.
        """
        return await asyncio.shield(asyncio.ensure_future(self._flush()))

    async def _flush(self) -> bool:
        async with self._writing:
            self._take_in()
            while self._waiting:
                batch = [self._waiting[at] for at in range(min(_BATCH, len(self._waiting)))]
                try:
                    await self._append(batch)
                except (Unavailable, Forbidden):
                    # Forbidden: the key was destroyed just now; the next call finds another.
                    return False
                for _ in batch:
                    self._waiting.popleft()
                self._take_in()
            return True

    def _take_in(self) -> None:
        self._waiting.extend(self._drain())
        while len(self._waiting) > self._limit:
            self._waiting.popleft()
            self.lost += 1

    async def _append(self, batch: Iterable[Happened]) -> None:
        key_id = self._key_id()
        events = tuple(self._sealed(one, key_id) for one in batch)
        await self._log.append([Append(tenant=self._tenant, stream=STREAM, events=events)])

    def _sealed(self, one: Happened, key_id: str) -> NewEvent:
        sealed = None
        if one.private:
            sealed = self._sealer.seal(
                dict(one.private), key_id=key_id, tenant=self._tenant, stream=STREAM
            )
        return NewEvent(
            kind=one.kind, open={"device": one.device, "at": one.at.isoformat()}, sealed=sealed
        )
