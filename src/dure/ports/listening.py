"""What waits for a listener: in order, bounded, the oldest lost first."""

import asyncio
from abc import ABC, abstractmethod
from typing import Generic, Self, TypeVar

Heard = TypeVar("Heard")


class Listening(ABC, Generic[Heard]):
    """Iterates over what a plug hands in. dropped: lost so far, as too many waited."""

    def __init__(self, most: int) -> None:
        """most: how many may wait; then the oldest go."""
        self._most = most
        self._waiting: asyncio.Queue[Heard | None] = asyncio.Queue()
        self.dropped = 0

    def put(self, heard: Heard | None) -> None:
        """Hand in one more (the plug does); None ends the iteration."""
        if self._waiting.qsize() >= self._most:
            self._waiting.get_nowait()
            self.dropped += 1
        self._waiting.put_nowait(heard)

    async def close(self) -> None:
        """Listen no longer; who still iterates comes to the end."""
        await self._leave()
        self.put(None)

    def __aiter__(self) -> Self:
        """Return itself."""
        return self

    async def __anext__(self) -> Heard:
        """Return the next, waiting for it."""
        heard = await self._waiting.get()
        if heard is None:
            raise StopAsyncIteration
        return heard

    @abstractmethod
    async def _leave(self) -> None:
        """Tell the plug that nobody listens here any more."""
