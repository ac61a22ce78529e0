"""Values that may be worked out again, kept for a while to spare the work.

No raw words of people are put here: what is kept stands in the clear.
"""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

from dure.errors import Unavailable


class Cache(ABC):
    """A dictionary of bytes that forgets."""

    def __init__(self) -> None:
        self._making: dict[str, asyncio.Task[bytes]] = {}

    @abstractmethod
    async def get(self, key: str) -> bytes | None:
        """Return a value; None if there is none, or its time is over.

        Raises Unavailable.
        """

    @abstractmethod
    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep a value for so many seconds (more than 0) at most; it may go earlier.

        Raises Unavailable.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""

    async def get_or_make(
        self, key: str, make: Callable[[], Awaitable[bytes]], *, ttl_s: float
    ) -> bytes:
        """Return a value, making it if there is none; of many who ask at once one makes it.

        A cache that cannot be reached holds nothing. Raises what `make` raises, to all who
        asked; it is not kept.
        """
        making = self._making.get(key)
        if making is None:
            making = asyncio.ensure_future(self._found_or_made(key, make, ttl_s))
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key, None))
        # Whoever gives up does not stop it for the others.
        return await asyncio.shield(making)

    async def _found_or_made(
        self, key: str, make: Callable[[], Awaitable[bytes]], ttl_s: float
    ) -> bytes:
        with contextlib.suppress(Unavailable):
            found = await self.get(key)
            if found is not None:
                return found
        made = await make()
        with contextlib.suppress(Unavailable):
            await self.put(key, made, ttl_s=ttl_s)
        return made
