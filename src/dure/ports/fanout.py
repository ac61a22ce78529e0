"""Word that goes to everybody who listens now, in this process or another; nothing is kept.

Who is not connected misses it: whatever must not be missed stands in the event log.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Final

WAITING_LIMIT: Final = 1000
"""Messages that may wait for one listener; then the oldest go."""


class Hearing:
    """What one listener hears of a channel, in order; a plug fills it. dropped: lost so far."""

    def __init__(self, close: Callable[["Hearing"], Awaitable[None]]) -> None:
        self._close = close
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.dropped = 0

    def put(self, message: bytes | None) -> None:
        """Hand in a message (the plug does); None ends the iteration."""
        if self._waiting.qsize() >= WAITING_LIMIT:
            self._waiting.get_nowait()
            self.dropped += 1
        self._waiting.put_nowait(message)

    async def close(self) -> None:
        """Listen no longer; who still iterates comes to the end."""
        await self._close(self)
        self.put(None)

    def __aiter__(self) -> "Hearing":
        """Return itself."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next message, waiting for it."""
        message = await self._waiting.get()
        if message is None:
            raise StopAsyncIteration
        return message


class Fanout(ABC):
    """Channels by name."""

    @abstractmethod
    async def publish(self, channel: str, message: bytes) -> None:
        """Send a message to those who listen now.

        Raises Unavailable if it could not be sent.
        """

    @abstractmethod
    async def subscribe(self, channel: str) -> Hearing:
        """Listen to a channel; in force when it returns. It ends when the connection is lost.

        Raises Unavailable.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections; who still iterates comes to the end."""
