"""An event log that tells how it goes, whichever plug keeps it."""

from collections.abc import AsyncIterator, Sequence

from dure.errors import DureError
from dure.kernel.clock import Clock
from dure.kernel.events import Event
from dure.ports.events import Append, EventLog
from dure.ports.telemetry import Telemetry
from dure.watch import metrics


class CountedLog(EventLog):
    """Hands everything on to a log, and counts and times what is appended."""

    def __init__(self, log: EventLog, *, telemetry: Telemetry, clock: Clock) -> None:
        self._log, self._telemetry, self._clock = log, telemetry, clock

    async def append(self, appends: Sequence[Append]) -> int:
        """See EventLog."""
        began = self._clock.elapsed_s()
        try:
            seq = await self._log.append(appends)
        except DureError as error:
            metrics.append_failed(self._telemetry, error)
            raise
        events = sum(len(append.events) for append in appends)
        seconds = self._clock.elapsed_s() - began
        metrics.appended(self._telemetry, events=events, seconds=seconds)
        return seq

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """See EventLog."""
        return await self._log.read_stream(tenant, stream, start=start)

    async def read_all(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """See EventLog."""
        return await self._log.read_all(after=after, limit=limit)

    def subscribe(
        self, *, after: int = 0, kinds: frozenset[str] | None = None
    ) -> AsyncIterator[Event]:
        """See EventLog."""
        return self._log.subscribe(after=after, kinds=kinds)

    async def drop_sealed(self, key_id: str) -> int:
        """See EventLog."""
        return await self._log.drop_sealed(key_id)

    async def sealed_keys(self) -> list[str]:
        """See EventLog."""
        return await self._log.sealed_keys()

    async def close(self) -> None:
        """See EventLog."""
        await self._log.close()
