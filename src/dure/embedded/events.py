"""The event log in one SQLite file.

What many callers hand in is committed together (group commit) with `synchronous=FULL`, and
they are answered after the sync. Several events may share one commit; none is answered
before it. With `NORMAL` a power cut loses acked events while the file looks intact.

A writer thread commits, so that a slow disk holds nobody up. While the disk syncs faster
than threads take turns, the callers' own loop commits instead (decision 0005).
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import apsw

from dure.errors import Conflict, Corrupt, DureError, StorageFull, Unavailable
from dure.kernel.clock import Clock
from dure.kernel.events import FIRST_LINK, Event
from dure.ports.event_rows import COLUMNS, Chain, Page, Prepared, Row, event_of, page_of, prepared
from dure.ports.events import Append, EventLog
from dure.ports.followers import Followers
from dure.ports.recent_rows import RecentRows

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, stream TEXT NOT NULL,
    position INTEGER NOT NULL, kind TEXT NOT NULL, at_us INTEGER NOT NULL, open BLOB NOT NULL,
    key_id TEXT, sealed BLOB, sealed_hash BLOB, link BLOB NOT NULL,
    UNIQUE (tenant, stream, position)
) STRICT;
CREATE INDEX IF NOT EXISTS events_by_key ON events (key_id) WHERE key_id IS NOT NULL;
"""
_INSERT: Final = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DROP: Final = "UPDATE events SET sealed = NULL WHERE key_id = ? AND sealed IS NOT NULL"
_COLUMNS: Final = f"SELECT {', '.join(COLUMNS)} FROM events "  # noqa: S608 - our own names
_OF_STREAM: Final = (
    "WHERE tenant = ? AND stream = ? AND position >= ? AND seq <= ? ORDER BY position"
)
_AFTER: Final = "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
_PRAGMAS: Final = (
    "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "wal_autocheckpoint=1000"
)  # fmt: skip
_PAGE: Final = 1000
_BATCH: Final = 64
"""Writes in one commit at most: the callers of one batch go on while the next one syncs."""
_PATIENCE_MS: Final = 5000
"""How long another process that reads may hold us up; a backup reads a moment at a time."""
_QUICK_S: Final = 2e-3
"""Longer than any commit on a disk that syncs faster than threads change over."""


@dataclass(slots=True)
class _Write:
    """One caller's wish: appends, or the removal of what a key sealed."""

    appends: Sequence[Prepared]
    drop_key: str | None
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


_Answered = tuple[_Write, Any]
"""A wish and what came of it: a number, or the error."""


class SqliteEventLog(EventLog):
    """See EventLog.

    vfs: names another apsw VFS, for tests of power cuts. quick_s: while commits take less, they
    run where the callers run, and their loop is held up for as long.
    """

    def __init__(
        self, path: Path, clock: Clock, *, vfs: str | None = None, quick_s: float = _QUICK_S
    ) -> None:
        self._path, self._vfs, self._clock = str(path), vfs, clock
        self._queue: SimpleQueue[_Write | None] = SimpleQueue()
        self._gathered: list[_Write] = []
        self._writing = threading.Lock()
        self._quick_s, self._is_quick = quick_s, False
        self._home = threading.get_ident()
        self._followers = Followers()
        self._closed = False
        self._is_broken = False
        self._is_unclean = False
        """Whether removed bytes still stand in the write-ahead log: somebody reads it."""
        try:
            self._open_writer()
            self._reader = self._connect()
        except apsw.Error as error:
            if isinstance(error, apsw.NotADBError | apsw.CorruptError):
                raise Corrupt(where=path.name) from error
            raise _refusal(error) from error
        # Readers see what was synced, not what is being written or was refused.
        self._durable = self._seq
        self._recent = RecentRows()
        self._thread = threading.Thread(target=self._write_forever, name="events", daemon=True)
        self._thread.start()

    async def append(self, appends: Sequence[Append]) -> int:
        """See EventLog."""
        return int(await self._submit([prepared(append) for append in appends], None))

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        """See EventLog."""
        known = self._recent.of_stream(tenant, stream, start)
        if known is None:
            known = self._read(_OF_STREAM, (tenant, stream, start, self._durable))
            if not (known or start):
                self._recent.add_empty(tenant, stream)
        return known

    async def read_all(self, *, after: int = 0, limit: int = _PAGE) -> list[Event]:
        """See EventLog."""
        return self._read(_AFTER, (after, self._durable, limit))

    async def subscribe(
        self, *, after: int = 0, kinds: frozenset[str] | None = None
    ) -> AsyncIterator[Event]:
        """See EventLog."""
        with self._followers.one(after, kinds) as follower:
            while True:
                follower.news.clear()
                before = follower.seen
                events, follower.seen = self._page(before, kinds)
                for event in events:
                    yield event
                if follower.seen == before:
                    await follower.news.wait()

    def _page(self, after: int, kinds: frozenset[str] | None) -> Page:
        """Return what comes next behind a position."""
        after_it = after, self._durable, _PAGE
        known = self._recent.after(after, kinds)
        return known or page_of(self._select(_COLUMNS + _AFTER, after_it), after, kinds)

    async def drop_sealed(self, key_id: str) -> int:
        """See EventLog."""
        key_id.encode()  # A slip of the caller, told to the caller.
        return int(await self._submit((), key_id))

    async def sealed_keys(self) -> list[str]:
        """See EventLog."""
        query = "SELECT DISTINCT key_id FROM events WHERE sealed IS NOT NULL ORDER BY key_id"
        return [str(row[0]) for row in self._select(query, ())]

    async def close(self) -> None:
        """See EventLog."""
        if self._closed:
            return
        self._closed = True
        self._hand_over()
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._recent.clear()
        # All that was answered is safe already, even if the disk is gone by now.
        _let_go(self._reader)
        _let_go(self._db)

    def _read(self, where: str, values: tuple[Any, ...]) -> list[Event]:
        return [event_of(row) for row in self._select(_COLUMNS + where, values)]

    def _select(self, query: str, values: tuple[Any, ...]) -> list[Row]:
        try:
            return self._reader.execute(query, values).fetchall()
        except apsw.Error as error:
            raise Unavailable("the event log cannot be read", what="기록장") from error

    # --- the writer's side -------------------------------------------------------------

    def _submit(self, appends: Sequence[Prepared], drop_key: str | None) -> asyncio.Future[Any]:
        if self._closed:
            raise Unavailable("the event log is closed", what="기록장")
        loop = asyncio.get_running_loop()
        write = _Write(appends, drop_key, loop.create_future(), loop)
        if self._is_quick and drop_key is None and threading.get_ident() == self._home:
            self._gather(write)
        else:
            self._queue.put(write)
        return write.future

    def _gather(self, write: _Write) -> None:
        """Let what the loop's tasks hand in before its next lap share a commit."""
        if self._gathered and self._gathered[0].loop is not write.loop:
            # Left behind by a loop that was closed before its next lap: it comes first.
            self._hand_over()
            self._queue.put(write)
            return
        self._gathered.append(write)
        if len(self._gathered) == 1:
            write.loop.call_soon(self._commit_gathered)

    def _hand_over(self) -> None:
        """Leave what was gathered to the writer thread."""
        gathered, self._gathered = self._gathered, []
        for write in gathered:
            self._queue.put(write)

    def _commit_gathered(self) -> None:
        if not self._writing.acquire(blocking=False):
            self._hand_over()
            return
        try:
            gathered, self._gathered = self._gathered, []
            for start in range(0, len(gathered), _BATCH):
                self._settle(self._commit(gathered[start : start + _BATCH]))
        finally:
            self._writing.release()

    def _connect(self) -> apsw.Connection:
        db = apsw.Connection(self._path, vfs=self._vfs)
        db.set_busy_timeout(_PATIENCE_MS)
        return db

    def _open_writer(self) -> None:
        self._db = self._connect()
        try:
            self._read_end()
        except apsw.Error:
            _let_go(self._db)
            raise

    def _read_end(self) -> None:
        for pragma in _PRAGMAS:
            # Each by itself: a statement that answers with a row stops those behind it.
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute(_SCHEMA)
        newest = "SELECT seq, link FROM events ORDER BY seq DESC LIMIT 1"
        last: Any = self._db.execute(newest).fetchone()
        self._seq: int = last[0] if last else 0
        self._link: bytes = last[1] if last else FIRST_LINK
        self._lengths: dict[tuple[str, str], int] = {}

    def _write_forever(self) -> None:
        while True:
            batch = self._next_batch()
            writes = [write for write in batch if write is not None]
            if writes:
                with self._writing:
                    answers = self._commit(writes)
                self._answer(answers)
            if len(writes) < len(batch):
                return

    def _next_batch(self) -> list[_Write | None]:
        batch = [self._queue.get()]
        while len(batch) < _BATCH and not self._queue.empty():
            batch.append(self._queue.get())
        return batch

    def _commit(self, writes: list[_Write]) -> list[_Answered]:
        """Write a batch in one transaction and return what each caller may be told."""
        began = time.perf_counter()
        try:
            if self._is_broken:
                self._reopen()
            results, rows = self._write(writes)
            self._durable = self._seq
            self._recent.add(rows)
        except apsw.Error as error:
            self._is_broken = True
            with contextlib.suppress(apsw.Error):
                self._reopen()
            failure = _refusal(error)
            failure.__cause__ = error
            results = [failure] * len(writes)
        self._is_quick = time.perf_counter() - began < self._quick_s
        return list(zip(writes, results, strict=True))

    def _write(self, writes: list[_Write]) -> tuple[list[Any], list[Row]]:
        before = self._seq, self._link
        at_us = round(self._clock.now().timestamp() * 1_000_000)
        results: list[Any] = []
        rows: list[Row] = []
        try:
            dropped = any(write.drop_key for write in writes)
            if dropped:
                self._db.execute("BEGIN IMMEDIATE")
            results = [self._take(write, rows, at_us) for write in writes]
            if not dropped and len(rows) > 1:
                self._db.execute("BEGIN IMMEDIATE")
            # A single row commits itself, which saves two statements.
            self._db.executemany(_INSERT, rows)
            if dropped or len(rows) > 1:
                self._db.execute("COMMIT")
        except apsw.Error:
            self._seq, self._link = before
            self._lengths.clear()
            raise
        if dropped:
            self._recent.clear()
            rows = []
        if dropped or self._is_unclean:
            # Removed bytes must leave the write-ahead log too, not only the table.
            self._is_unclean = not self._clear_ahead(_PATIENCE_MS if dropped else 0)
        return results, rows

    def _take(self, write: _Write, rows: list[Row], at_us: int) -> int | Conflict:
        if write.drop_key is not None:
            self._db.executemany(_INSERT, rows)
            rows.clear()
            self._db.execute(_DROP, (write.drop_key,))
            return int(self._db.changes())
        for append, _ in write.appends:
            if append.expect is None:
                continue
            length = self._length(append.tenant, append.stream)
            if append.expect != length:
                return Conflict(f"{append.stream!r} has length {length}, not {append.expect}")
        for wish in write.appends:
            self._add_rows(wish, at_us, rows)
        return self._seq

    def _add_rows(self, wish: Prepared, at_us: int, rows: list[Row]) -> None:
        append = wish[0]
        position = self._length(append.tenant, append.stream)
        chain = Chain(self._seq, self._link)
        rows += chain.rows(wish, position=position, at_us=at_us)
        self._seq, self._link = chain.seq, chain.link
        self._lengths[append.tenant, append.stream] = position + len(append.events)

    def _length(self, tenant: str, stream: str) -> int:
        key = tenant, stream
        if key not in self._lengths:
            query = "SELECT max(position) + 1 FROM events WHERE tenant = ? AND stream = ?"
            longest: Any = self._db.execute(query, key).get
            self._lengths[key] = longest or 0
        return self._lengths[key]

    def _answer(self, answers: list[_Answered]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[_Answered]] = {}
        for answer in answers:
            by_loop.setdefault(answer[0].loop, []).append(answer)
        for loop, its_answers in by_loop.items():
            # A loop that was closed meanwhile has nobody left to answer.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._settle, its_answers)

    def _settle(self, answers: list[_Answered]) -> None:
        """Answer the callers of one loop, and wake those who follow the log."""
        for write, result in answers:
            if write.future.done():
                continue
            if isinstance(result, DureError):
                write.future.set_exception(result)
            else:
                write.future.set_result(result)
        self._followers.wake((a for write, _ in answers for a, _ in write.appends), self._durable)

    def _reopen(self) -> None:
        """Read the file anew: after a failed sync nobody knows what the pages hold.

        What was refused may stand in the file all the same; it must not come back later.
        """
        _let_go(self._db)
        self._recent.clear()
        self._open_writer()
        if self._seq > self._durable:
            self._db.execute("DELETE FROM events WHERE seq > ?", (self._durable,))
            self._db.close()
            self._open_writer()
        # Its frames leave the write-ahead log too, or a killed process would find them there.
        self._clear_ahead()
        self._is_broken = False

    def _clear_ahead(self, patience_ms: int = _PATIENCE_MS) -> bool:
        """Empty the write-ahead log for good; return False where another process reads it.

        SQLite cuts it short without a sync, so a power cut may bring back all that stood there;
        a commit that changes nothing begins it anew and is synced. Where it cannot be cut, that
        commit stands on the first of the frames that were refused, and breaks their chain.
        """
        is_empty = False
        self._db.set_busy_timeout(patience_ms)
        with contextlib.suppress(apsw.BusyError):
            self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            is_empty = True
        self._db.set_busy_timeout(_PATIENCE_MS)
        self._db.execute("PRAGMA user_version=0")
        return is_empty


def _let_go(db: apsw.Connection) -> None:
    """Close a connection, whatever its disk says to that."""
    with contextlib.suppress(apsw.Error):
        db.close(True)


def _refusal(error: apsw.Error) -> Unavailable:
    """Return what callers are told of an error of the disk."""
    if isinstance(error, apsw.FullError):
        return StorageFull("no room for the event log")
    return Unavailable("the event log cannot be written", what="기록장")
