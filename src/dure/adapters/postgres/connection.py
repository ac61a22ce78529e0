"""A PostgreSQL database as one plug sees it: a thread that talks to it, connections that return.

asyncpg runs on a loop of its own in that thread: ports that are not async can wait for it, and
a house that is busy thinking does not hold up a commit. While the server is away a call fails
at once, after a short grace; one task tries to reach it, and when it is back, all goes on.
"""

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg

from dure.errors import BadFile, DureError, StorageFull, Unavailable

SETTING: Final = "DURE_DATABASE"
"""What names the database, for those who are told that it does not fit."""
_SCHEMA: Final = "dure"
"""Where the tables stand if the URL names no `schema`."""
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SETTINGS: Final = {
    "synchronous_commit": "on",
    "lock_timeout": "2500ms",
    # A process that stopped in the middle must not hold the head of the log for the others.
    "idle_in_transaction_session_timeout": "2000ms",
    "statement_timeout": "30s",
    "client_min_messages": "warning",
    "jit": "off",
}
_CONNECT_S: Final = 1.5
_COMMAND_S: Final = 3.0
"""Seconds for one statement; a whole log page takes milliseconds."""
_PATIENCE_S: Final = 4.8
"""Seconds that a caller waits at most, whatever happens."""
_GRACE_S: Final = 0.25
"""Seconds after a loss in which calls wait for the connection; longer than making one."""
_RETRY_S: Final = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Seconds between attempts to reach a server that is away; the last is repeated."""

AWAY: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
)
"""What asyncpg raises when there is no server, or no connection any more."""
_WRONG: Final = (asyncpg.InvalidCatalogNameError, asyncpg.InvalidAuthorizationSpecificationError)
"""There is a server, but no such database, or not for this user."""

Result = TypeVar("Result")
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Session: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
"""A connection that is lent for a while."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a database is. schema: where its tables stand."""

    dsn: str
    schema: str

    @property
    def channel(self) -> str:
        """What is notified when the log has grown; a database may hold several schemas."""
        return f"{self.schema[:50]}_events"


def address_of(url: str) -> Address:
    """Return what `postgres://user:password@host:5432/database?schema=dure` names.

    Raises BadFile if the schema's name is none.
    """
    parts = urlsplit(url)
    named = dict(parse_qsl(parts.query))
    schema = named.pop("schema", _SCHEMA)
    if not _NAME.fullmatch(schema):
        raise BadFile(file=SETTING, why="schema는 영문 소문자, 숫자, 밑줄로 적어 주세요.")
    return Address(dsn=parts._replace(query=urlencode(named)).geturl(), schema=schema)


class Link:
    """One plug's way to its database; `what` is how people call what stands there."""

    def __init__(self, url: str, *, what: str, size: int = 1) -> None:
        """Start the thread; nothing is connected yet. size: connections at most.

        Raises BadFile for an URL that is none.
        """
        self.address, self._what = address_of(url), what
        self.loop = asyncio.new_event_loop()
        self._places = asyncio.Semaphore(size)
        self._up = asyncio.Event()
        self._up.set()
        self._lost_at = 0.0
        self._returning: asyncio.Task[None] | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self.loop.run_forever, name="postgres", daemon=True)
        self._thread.start()
        try:
            self._pool = self.call(self._new_pool(size))
        except BaseException:
            self._end()
            raise

    async def aside(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something on the thread's loop and await it from any other loop.

        Raises Unavailable, StorageFull.
        """
        if self._is_closed:
            work.close()
            raise self.unavailable("closed")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something on the thread's loop and wait for it, never longer than 5 s.

        Raises Unavailable, StorageFull.
        """
        if self._is_closed:
            work.close()
            raise self.unavailable("closed")
        waiting = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return waiting.result(_PATIENCE_S)
        except TimeoutError as error:
            waiting.cancel()
            raise self.unavailable("no answer") from error

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Lend a connection; on the thread's loop only.

        Raises Unavailable if the server cannot be reached or does not answer, StorageFull.
        """
        await self._until_up()
        async with self._place():
            with self._translating():
                async with self._pool.acquire(timeout=_CONNECT_S) as db:
                    try:
                        yield db
                    except (TimeoutError, asyncio.CancelledError):
                        # Nobody waits for what is still under way on this connection.
                        db.terminate()
                        raise

    async def connect(self) -> Connection:
        """Return a connection outside the pool, for listening; on the thread's loop only.

        Raises Unavailable.
        """
        with self._translating():
            return await asyncpg.connect(
                self.address.dsn,
                timeout=_CONNECT_S,
                command_timeout=_COMMAND_S,
                server_settings=self._settings(),
            )

    async def fetch(self, query: str, *values: Any) -> list[asyncpg.Record]:  # noqa: ANN401
        """Return the rows of a query; on the thread's loop only."""
        async with self.session() as db:
            return await db.fetch(query, *values)

    async def execute(self, query: str, *values: Any) -> int:  # noqa: ANN401
        """Run a statement and return how many rows it touched; on the thread's loop only."""
        async with self.session() as db:
            done = (await db.execute(query, *values)).rpartition(" ")[2]
        return int(done) if done.isdecimal() else 0

    async def rewrite(self, table: str, kept: str, *values: Any) -> None:  # noqa: ANN401
        """Put what a query keeps of a table in its place, in a new file; on the loop only.

        What is left out is gone with the old file once this is committed. A vacuum would leave
        it there for as long as anybody's older transaction is open.
        """
        async with self.session() as db, db.transaction():
            await db.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            await db.execute(f"CREATE TEMPORARY TABLE kept ON COMMIT DROP AS {kept}", *values)
            await db.execute(f"TRUNCATE {table}")
            await db.execute(f"INSERT INTO {table} SELECT * FROM kept")  # noqa: S608 - our own

    async def until_up(self, within_s: float) -> bool:
        """Return whether the server can be reached, waiting for it for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._up.wait()
        return self._up.is_set()

    def close(self) -> None:
        """Let go of the connections and end the thread."""
        if self._is_closed:
            return
        with contextlib.suppress(DureError):
            self.call(self._leave())
        self._end()

    async def _leave(self) -> None:
        if self._returning is not None:
            self._returning.cancel()
        try:
            async with asyncio.timeout(_CONNECT_S):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    def _end(self) -> None:
        self._is_closed = True
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _new_pool(self, size: int) -> "asyncpg.Pool[asyncpg.Record]":
        with self._translating():
            return await asyncpg.create_pool(
                self.address.dsn,
                min_size=0,
                max_size=size,
                max_inactive_connection_lifetime=0,
                timeout=_CONNECT_S,
                command_timeout=_COMMAND_S,
                server_settings=self._settings(),
                # What is lent leaves nothing behind: no session state, no cursors, no locks.
                reset=_leave_as_it_is,
            )

    def _settings(self) -> dict[str, str]:
        return {**_SETTINGS, "search_path": self.address.schema}

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Wait for a connection that is free: where all are busy, the server is not away."""
        try:
            async with asyncio.timeout(_COMMAND_S):
                await self._places.acquire()
        except TimeoutError as error:
            raise self.unavailable("busy") from error
        try:
            yield
        finally:
            self._places.release()

    async def _until_up(self) -> None:
        left_s = self._lost_at + _GRACE_S - self.loop.time()
        if not self._up.is_set() and not await self.until_up(max(left_s, 0.0)):
            raise self.unavailable("away")

    @contextlib.contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except asyncpg.DiskFullError as error:
            raise StorageFull from error
        except _WRONG as error:
            raise BadFile(
                file=SETTING, why="PostgreSQL에 그런 데이터베이스나 사용자가 없어요."
            ) from error
        except AWAY as error:
            if isinstance(error, ValueError):
                raise  # What cannot be sent at all: a slip of the caller.
            self._lose()
            raise self.unavailable("lost") from error
        except asyncpg.DataError as error:
            raise ValueError(f"no text: {error}") from error
        except asyncpg.PostgresError as error:
            raise self.unavailable("refused") from error

    def _lose(self) -> None:
        """The connection is gone; look for the server until it is back."""
        if self._returning is None or self._returning.done():
            self._up.clear()
            self._lost_at = self.loop.time()
            self._returning = self.loop.create_task(self._come_back())

    async def _come_back(self) -> None:
        for attempt in range(2**31):
            with contextlib.suppress(*AWAY, asyncpg.PostgresError):
                db = await asyncpg.connect(self.address.dsn, timeout=_CONNECT_S)
                db.terminate()
                break
            await asyncio.sleep(_RETRY_S[min(attempt, len(_RETRY_S) - 1)])
        self._up.set()

    def unavailable(self, why: str) -> Unavailable:
        """Return what is raised while the database cannot be used."""
        return Unavailable(f"{self._what}: {why}", what=self._what)


async def _leave_as_it_is(_: Connection) -> None:
    """Spare the round trip that would reset what is never set."""
