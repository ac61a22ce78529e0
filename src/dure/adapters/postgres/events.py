"""The event log in PostgreSQL: several processes append to one chain without gaps."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Final

from dure.adapters.postgres.connection import Link
from dure.adapters.postgres.news import News
from dure.adapters.postgres.schema import prepare
from dure.adapters.postgres.writing import Writer
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.kernel.events import Event
from dure.ports.event_rows import COLUMNS, Page, Row, event_of, page_of, prepared
from dure.ports.events import Append, EventLog

_CONNECTIONS: Final = 4
"""One to write, the others to read; the listener has its own."""
_PAGE: Final = 1000
_AFTER: Final = "WHERE seq > $1 ORDER BY seq LIMIT $2"
_SELECT: Final = f"SELECT {', '.join(COLUMNS)} FROM events "  # noqa: S608 - our own names
_DROP: Final = "UPDATE events SET sealed = NULL WHERE key_id = $1 AND sealed IS NOT NULL"
_SEALED: Final = "SELECT DISTINCT key_id FROM events WHERE sealed IS NOT NULL ORDER BY key_id"


class PostgresEventLog(EventLog):
    """See EventLog. What was answered stands on the server's disk.

    If the server stays away for longer than 5 s in the moment of a commit, the caller is told
    Unavailable though the events may stand: who expects a length finds them.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        """Raises BadFile, Unavailable, Corrupt."""
        self._link = Link(url, what="기록장", size=_CONNECTIONS)
        self._news = News(self._link)
        self._writer = Writer(self._link, clock, self._news.grew)
        self._tasks: list[asyncio.Task[None]] = []
        self._is_listening = False
        self._is_closed = False
        try:
            self._link.call(self._open())
        except BaseException:
            self._link.close()
            raise

    async def append(self, appends: Sequence[Append]) -> int:
        """See EventLog."""
        if self._is_closed:
            raise self._link.unavailable("closed")
        return await self._writer.submit([prepared(append) for append in appends])

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """See EventLog."""
        where = "WHERE tenant = $1 AND stream = $2 AND position >= $3 ORDER BY position"
        return await self._read(where, tenant, stream, start)

    async def read_all(self, *, after: int = 0, limit: int = _PAGE) -> list[Event]:
        """See EventLog."""
        return await self._read(_AFTER, after, limit)

    async def subscribe(
        self, *, after: int = 0, kinds: frozenset[str] | None = None
    ) -> AsyncIterator[Event]:
        """See EventLog; while the server is away it waits."""
        news = self._news.join()
        try:
            if not self._is_listening:
                self._is_listening = True
                await self._link.aside(self._listen())
            while True:
                news.clear()
                before = after
                events, after = await self._page(before, kinds)
                for event in events:
                    yield event
                if after == before:
                    await news.wait()
        finally:
            self._news.leave(news)

    async def drop_sealed(self, key_id: str) -> int:
        """See EventLog; the server's vacuum removes the old bytes from its files later."""
        return await self._link.aside(self._link.execute(_DROP, key_id))

    async def sealed_keys(self) -> list[str]:
        """See EventLog."""
        return [str(row[0]) for row in await self._link.aside(self._link.fetch(_SEALED))]

    async def close(self) -> None:
        """See EventLog."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._link.aside(self._finish())
        await asyncio.to_thread(self._link.close)
        self._news.wake()

    async def _page(self, after: int, kinds: frozenset[str] | None) -> Page:
        try:
            return page_of(await self._rows(_AFTER, after, _PAGE), after, kinds)
        except Unavailable:
            if self._is_closed:
                raise
            return [], after

    async def _read(self, where: str, *values: str | int) -> list[Event]:
        return [event_of(row) for row in await self._rows(where, *values)]

    async def _rows(self, where: str, *values: str | int) -> list[Row]:
        rows = await self._link.aside(self._link.fetch(_SELECT + where, *values))
        return [tuple(row) for row in rows]

    async def _open(self) -> None:
        await prepare(self._link)
        await self._writer.check()
        self._tasks.append(asyncio.create_task(self._writer.write_forever()))

    async def _listen(self) -> None:
        self._tasks.append(asyncio.create_task(self._news.listen_forever()))

    async def _finish(self) -> None:
        writing, *others = self._tasks
        await self._writer.finish(writing)
        for task in others:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
