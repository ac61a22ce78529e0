"""Follow the log for what concerns every process of a house: what sold out, what is popular."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from dure.errors import Unavailable
from dure.kernel.events import Event
from dure.ports.events import EventLog

_AGAIN_S: Final = 1.0
"""Seconds until the log is followed again after it could not be read."""


class LogFollower:
    """Hands each new event of some kinds to whoever hears them, while it is followed."""

    def __init__(self, log: EventLog, hearers: Mapping[str, Callable[[Event], None]]) -> None:
        """hearers: kind of event → called with it, in order; it may be called twice with one."""
        self._log, self._hearers = log, hearers
        self._following: asyncio.Task[None] | None = None

    async def follow(self) -> int:
        """Begin, and return the last event before what will be heard."""
        after = await self._log.append(())
        self._following = asyncio.create_task(self._follow(after))
        return after

    async def end(self) -> None:
        """Follow no longer."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
            self._following = None

    async def _follow(self, after: int) -> None:
        kinds = frozenset(self._hearers)
        while True:
            with suppress(Unavailable):
                async for event in self._log.subscribe(after=after, kinds=kinds):
                    after = event.seq
                    self._hearers[event.kind](event)
            await asyncio.sleep(_AGAIN_S)
