"""Who waits for the log to grow, here and through other processes."""

import asyncio
import contextlib
from typing import Final

from dure.adapters.postgres.connection import AWAY, Connection, Link
from dure.errors import DureError

_CHECK_S: Final = 5.0
"""Seconds between two looks whether the connection still lives; all who wait look then too."""
_RETRY_S: Final = 0.1

_Waiting = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class News:
    """Wakes those who follow the log; a lost connection wakes them once it is back."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: set[_Waiting] = set()
        self._newest = 0

    def join(self) -> asyncio.Event:
        """Return what is set, in the caller's loop, whenever there may be something new."""
        news = asyncio.Event()
        self._waiting.add((asyncio.get_running_loop(), news))
        return news

    def leave(self, news: asyncio.Event) -> None:
        """Wake somebody no more."""
        self._waiting = {each for each in self._waiting if each[1] is not news}

    def grew(self, seq: int) -> None:
        """Tell those who wait that the log has grown, unless they know."""
        if seq > self._newest:
            self._newest = seq
            self.wake()

    async def listen_forever(self) -> None:
        """Hear of what other processes append; on the link's loop, until it is cancelled."""
        while True:
            with contextlib.suppress(DureError, *AWAY):
                await self._listen()
            await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        db = await self._link.connect()
        gone = asyncio.Event()
        db.add_termination_listener(lambda _: gone.set())
        try:
            await db.add_listener(self._link.address.channel, self._heard)
            while not gone.is_set():
                # Whatever came while nobody listened is found now.
                self.wake()
                await self._look_after(db, gone)
        finally:
            db.terminate()

    async def _look_after(self, db: Connection, gone: asyncio.Event) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CHECK_S):
                await gone.wait()
        if not gone.is_set():
            # One that does not answer any more is given up.
            await db.execute("SELECT 1")

    def _heard(self, _db: object, _pid: int, _channel: str, payload: object) -> None:
        self.grew(int(str(payload)))

    def wake(self) -> None:
        """Let all who wait look."""
        for loop, news in list(self._waiting):
            # A loop that was closed meanwhile has nobody left to wake.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(news.set)
