"""Logs at which a process dies: for good by SIGKILL, or as if, with all that it knew."""

import os
import signal
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event
from dure.ports.events import Append


class KilledLog(SqliteEventLog):
    """Its process dies by SIGKILL just before or just after the n-th append; 0: never."""

    def __init__(self, path: Path, *, kill_at: int, after: bool) -> None:
        super().__init__(path, StillClock(datetime(2026, 11, 21, tzinfo=SEOUL)))
        self._left, self._after = kill_at, after

    async def append(self, appends: Sequence[Append]) -> int:
        """Append, and die if it is time."""
        self._left -= 1
        if self._left == 0 and not self._after:
            self._die()
        seq = await super().append(appends)
        if self._left == 0:
            self._die()
        return seq

    def _die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Death(BaseException):
    """A process died here; what stands after it in its code never ran."""


class DyingLog(KilledLog):
    """Dies by `Death` instead; from then on it can neither be written nor read.

    appended: how many appends there were.
    """

    def __init__(self, path: Path, *, kill_at: int, after: bool) -> None:
        super().__init__(path, kill_at=kill_at, after=after)
        self.appended = 0
        self._is_dead = False

    async def append(self, appends: Sequence[Append]) -> int:
        """See KilledLog."""
        self._live()
        seq = await super().append(appends)
        self.appended += 1
        return seq

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """See EventLog."""
        self._live()
        return await super().read_stream(tenant, stream, start=start)

    def _live(self) -> None:
        if self._is_dead:
            raise Death

    def _die(self) -> None:
        self._is_dead = True
        raise Death
