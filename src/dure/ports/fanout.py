"""Word that goes to everybody who listens now, in this process or another; nothing is kept.

Who is not connected misses it: whatever must not be missed stands in the event log.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Final

from dure.ports.listening import Listening

WAITING_LIMIT: Final = 1000
"""Messages that may wait for one listener; then the oldest go."""


class Hearing(Listening[bytes]):
    """What one listener hears of a channel, in order; a plug fills it."""

    def __init__(self, close: Callable[["Hearing"], Awaitable[None]]) -> None:
        super().__init__(WAITING_LIMIT)
        self._close = close

    async def _leave(self) -> None:
        await self._close(self)


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
