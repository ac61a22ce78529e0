"""The lead among processes on one schema: an advisory lock of a connection that stays open."""

import asyncio
import contextlib
from typing import Final

import asyncpg

from dure.adapters.postgres.connection import AWAY, Connection, Link
from dure.errors import DureError
from dure.ports.lead import Lead

_TAKE: Final = "SELECT pg_try_advisory_lock(hashtextextended($1, 1))"


class PostgresLead(Lead):
    """See Lead. Nothing is connected before it is asked for."""

    def __init__(self, url: str) -> None:
        """Raises BadFile for an URL that is none."""
        self._link = Link(url, what="데이터베이스")
        self._asking = asyncio.Lock()
        self._db: Connection | None = None
        self._is_held = False

    async def holds(self) -> bool:
        """See Lead; False while the server is away."""
        try:
            return await self._link.aside(self._holds())
        except DureError:
            return False

    def close(self) -> None:
        """See Lead."""
        with contextlib.suppress(DureError):
            self._link.call(self._leave())
        self._link.close()

    async def _leave(self) -> None:
        self._let_go()

    async def _holds(self) -> bool:
        async with self._asking:
            try:
                if self._db is None or self._db.is_closed():
                    self._is_held = False
                    self._db = await self._link.connect()
                if self._is_held:
                    await self._db.execute("SELECT 1")
                else:
                    name = f"dure {self._link.address.schema}"
                    self._is_held = bool(await self._db.fetchval(_TAKE, name))
            except (*AWAY, asyncpg.PostgresError):
                self._let_go()
            return self._is_held

    def _let_go(self) -> None:
        self._is_held = False
        if self._db is not None:
            self._db.terminate()
            self._db = None
