"""The event log: what happened, in order, for good.

A plug answers `append` only after the events would survive a power cut.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from dure.kernel.events import Event, NewEvent


@dataclass(frozen=True, kw_only=True)
class Append:
    """Events for one stream. expect: the length the stream must have; None does not care."""

    tenant: str
    stream: str
    events: tuple[NewEvent, ...]
    expect: int | None = None


class EventLog(ABC):
    """Streams of events in one global order without gaps."""

    @abstractmethod
    async def append(self, appends: Sequence[Append]) -> int:
        """Append to one or several streams, all or nothing; return the last event's seq.

        Nothing at all may be appended, to ask whether the log still takes events.
        Raises Conflict if a stream has not the expected length, StorageFull or Unavailable
        if it could not be written; then nothing was.
        """

    @abstractmethod
    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """Return a stream's events from a position on; an unknown stream is empty."""

    @abstractmethod
    async def read_all(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Return events of all tenants with seq > after, in order; for projections and checks."""

    @abstractmethod
    def subscribe(
        self, *, after: int = 0, kinds: frozenset[str] | None = None
    ) -> AsyncIterator[Event]:
        """Yield events with seq > after as they become durable; never ends by itself.

        kinds: only these; None for all.
        """

    @abstractmethod
    async def drop_sealed(self, key_id: str) -> int:
        """Remove the bytes sealed with a key and return how many events held them.

        The hashes stay, so the chain still holds.
        While another process reads the files, the last copies there go a little later.
        """

    @abstractmethod
    async def sealed_keys(self) -> list[str]:
        """Return the ids of the keys whose sealed bytes still stand in the log, sorted."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way and let go of the files."""
