"""Group commit: what many callers hand in is chained and written in one transaction.

While no other process writes, a batch is one statement and one round trip: it moves the head
of the log only if the head still is where this process left it. When it is not, the head is
locked and read first.

A connection that dies under a commit leaves a doubt. The head is locked then over a new one,
which waits for whatever the server was still doing, and the newest link tells whether the
batch stands.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dure.adapters.postgres.connection import Link, Session
from dure.errors import Conflict, Corrupt, DureError, Unavailable
from dure.kernel.clock import Clock
from dure.ports.event_rows import Chain, Prepared, Row

_BATCH: Final = 256
"""Writes in one commit at most."""
_LENGTHS_KEPT: Final = 100_000
"""Streams whose length is kept at hand."""
_LOOK_S: Final = 1.5
"""Seconds to find out what became of a commit; with its own 3 s it stays below 5."""

_ADD: Final = """
WITH moved AS (
    UPDATE head SET seq = $3, link = $4 WHERE seq = $1 AND link = $2 RETURNING 1
), added AS (
    INSERT INTO events SELECT each.* FROM moved, unnest(
        $5::bigint[], $6::text[], $7::text[], $8::integer[], $9::text[], $10::bigint[],
        $11::bytea[], $12::text[], $13::bytea[], $14::bytea[], $15::bytea[]
    ) AS each
)
SELECT pg_notify($16, $17) FROM moved
"""
_HEAD: Final = "SELECT seq, link FROM head"
_LOCKED_HEAD: Final = f"{_HEAD} FOR UPDATE"
_LENGTHS: Final = """
SELECT tenant, stream, coalesce((
    SELECT position + 1 FROM events
    WHERE events.tenant = asked.tenant AND events.stream = asked.stream
    ORDER BY position DESC LIMIT 1
), 0) FROM unnest($1::text[], $2::text[]) AS asked (tenant, stream)
"""

_Stream = tuple[str, str]


@dataclass(slots=True)
class _Write:
    """One caller's wish."""

    appends: Sequence[Prepared]
    future: asyncio.Future[int]
    loop: asyncio.AbstractEventLoop


@dataclass(slots=True)
class _Draft:
    """A batch worked out: what is written, and what each caller is told if it stands."""

    before: Chain
    after: Chain
    rows: list[Row] = field(default_factory=list)
    grown: dict[_Stream, int] = field(default_factory=dict)
    results: list[int | DureError] = field(default_factory=list)


class Writer:
    """Commits on the link's loop what is handed in from any loop.

    grew: called with the newest seq after each commit.
    """

    def __init__(self, link: Link, clock: Clock, grew: Callable[[int], None]) -> None:
        self._link, self._clock, self._grew = link, clock, grew
        self._queue: deque[_Write] = deque()
        self._handed_in = asyncio.Event()
        self._is_called = False
        self._is_closing = False
        self._head = Chain(-1, b"")
        self._is_alone = False
        self._lengths: dict[_Stream, int] = {}
        self._doubtful: _Draft | None = None

    def submit(self, appends: Sequence[Prepared]) -> asyncio.Future[int]:
        """Hand in appends; the future belongs to the caller's loop."""
        loop = asyncio.get_running_loop()
        write = _Write(appends, loop.create_future(), loop)
        self._queue.append(write)
        if not self._is_called:
            self._is_called = True
            self._link.loop.call_soon_threadsafe(self._handed_in.set)
        return write.future

    async def write_forever(self) -> None:
        """Commit what comes, until `finish`."""
        while self._queue or not self._is_closing:
            await self._handed_in.wait()
            self._handed_in.clear()
            self._is_called = False
            while self._queue:
                size = min(len(self._queue), _BATCH)
                writes = [self._queue.popleft() for _ in range(size)]
                _answer(writes, await self._commit(writes))

    async def finish(self, writing: asyncio.Task[None]) -> None:
        """Commit what was handed in, and end."""
        self._is_closing = True
        self._handed_in.set()
        await writing

    async def check(self) -> None:
        """Raise Corrupt if the head does not stand where the events end."""
        async with self._link.session() as db, db.transaction(isolation="repeatable_read"):
            head = await db.fetchrow(_HEAD)
            newest = await db.fetchrow("SELECT seq, link FROM events ORDER BY seq DESC LIMIT 1")
        if head is None or tuple(newest or (0, head["link"])) != tuple(head):
            raise Corrupt(where="head")

    async def _commit(self, writes: list[_Write]) -> Sequence[int | DureError]:
        """Write a batch and return what each caller may be told."""
        try:
            results = await self._written(writes)
        except (DureError, ValueError) as error:
            self._is_alone = False
            doubtful, self._doubtful = self._doubtful, None
            if doubtful is None or not await self._stands(doubtful):
                return [_told(error)] * len(writes)
            results = doubtful.results
            self._grew(doubtful.after.seq)
        return results

    async def _written(self, writes: list[_Write]) -> list[int | DureError]:
        async with self._link.session() as db:
            draft = None
            if self._is_alone:
                draft = await self._draft(db, writes)
                draft = draft if await self._add(db, draft) else None
            if draft is None:
                async with db.transaction():
                    await self._take_head(db)
                    draft = await self._draft(db, writes)
                    await self._add(db, draft)
        self._doubtful = None
        self._take_over(draft)
        return draft.results

    async def _take_head(self, db: Session) -> None:
        """Lock the head, and forget what others have made untrue."""
        row = await db.fetchrow(_LOCKED_HEAD)
        if row is None:
            raise Corrupt(where="head")
        self._is_alone = (self._head.seq, self._head.link) == tuple(row)
        if not self._is_alone:
            self._head = Chain(*row)
            self._lengths.clear()

    def _take_over(self, draft: _Draft) -> None:
        self._head = draft.after
        self._lengths.update(draft.grown)
        if draft.rows:
            self._grew(draft.after.seq)

    async def _add(self, db: Session, draft: _Draft) -> bool:
        """Write a draft; False if the head was moved by somebody else, then nothing was."""
        before, after = draft.before, draft.after
        if not draft.rows:
            now = await db.fetchrow(_HEAD)
            return now is not None and tuple(now) == (before.seq, before.link)
        self._doubtful = draft
        columns = [list(column) for column in zip(*draft.rows, strict=True)]
        moved = await db.fetch(
            _ADD, before.seq, before.link, after.seq, after.link, *columns,
            self._link.address.channel, str(after.seq),
        )  # fmt: skip
        if not moved:
            self._doubtful = None
        return bool(moved)

    async def _stands(self, draft: _Draft) -> bool:
        """Find out whether a batch stands whose commit was not answered."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _LOOK_S
        while loop.time() < until and await self._link.until_up(until - loop.time()):
            with contextlib.suppress(Unavailable, TimeoutError):
                async with asyncio.timeout_at(until), self._link.session() as db, db.transaction():
                    # The lock is given when the lost transaction is over, one way or the other.
                    await db.fetchrow(_LOCKED_HEAD)
                    query = "SELECT link FROM events WHERE seq = $1"
                    return bool(await db.fetchval(query, draft.after.seq) == draft.after.link)
        return False

    async def _draft(self, db: Session, writes: list[_Write]) -> _Draft:
        await self._learn_lengths(db, writes)
        head = self._head
        draft = _Draft(before=head, after=Chain(head.seq, head.link))
        at_us = round(self._clock.now().timestamp() * 1_000_000)
        for write in writes:
            draft.results.append(self._take(write, draft, at_us))
        return draft

    def _take(self, write: _Write, draft: _Draft, at_us: int) -> int | DureError:
        for append, _ in write.appends:
            length = self._length(append.tenant, append.stream, draft)
            if append.expect is not None and append.expect != length:
                return Conflict(f"{append.stream!r} has length {length}, not {append.expect}")
        for prepared in write.appends:
            append = prepared[0]
            position = self._length(append.tenant, append.stream, draft)
            draft.rows += draft.after.rows(prepared, position=position, at_us=at_us)
            draft.grown[append.tenant, append.stream] = position + len(append.events)
        return draft.after.seq

    def _length(self, tenant: str, stream: str, draft: _Draft) -> int:
        grown = draft.grown.get((tenant, stream))
        return self._lengths[tenant, stream] if grown is None else grown

    async def _learn_lengths(self, db: Session, writes: list[_Write]) -> None:
        if len(self._lengths) > _LENGTHS_KEPT:
            self._lengths.clear()
        named = {(a.tenant, a.stream) for write in writes for a, _ in write.appends}
        unknown = sorted(named - self._lengths.keys())
        if unknown:
            tenants, streams = zip(*unknown, strict=True)
            rows: list[Any] = await db.fetch(_LENGTHS, list(tenants), list(streams))
            self._lengths.update({(tenant, stream): length for tenant, stream, length in rows})


def _told(error: DureError | ValueError) -> DureError:
    """Return what callers are told; a value that PostgreSQL cannot hold must not end the writer."""
    if isinstance(error, DureError):
        return error
    return Unavailable(f"the event log cannot hold it: {error}", what="기록장")


def _answer(writes: Sequence[_Write], results: Sequence[int | DureError]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Write, int | DureError]]] = {}
    for write, result in zip(writes, results, strict=True):
        by_loop.setdefault(write.loop, []).append((write, result))
    for loop, answers in by_loop.items():
        # A loop that was closed meanwhile has nobody left to answer.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, answers)


def _settle(answers: Sequence[tuple[_Write, int | DureError]]) -> None:
    for write, result in answers:
        if write.future.done():
            continue
        if isinstance(result, DureError):
            write.future.set_exception(result)
        else:
            write.future.set_result(result)
