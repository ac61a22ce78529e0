"""One round: many write to an event log, the power goes, and what is left is looked at.

What chance decides in a round comes from its seed; with a writer thread, who shares a commit
with whom does not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final, Literal

import apsw
from tests.embedded.disk import FaultyDisk, put_down

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import Conflict, DureError, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.health import check_log, every_event

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
WRITERS: Final = 6
KEYS: Final = ("kim", "lee", "park")
SIZES: Final = (*(10, 60, 200) * 5, 900, 5000, 20_000)
WRONG_LENGTH: Final = 10**6
FAULTS: Final = (("sync", apsw.IOError), ("write", apsw.IOError), ("write", apsw.FullError))
"""What may go wrong once before the power goes."""
_FEW: Final = 3
"""Acks before the power may go, so that there is something to lose."""

Fate = Literal["asked", "acked", "refused"]


CARELESS: Final = ("synchronous=NORMAL",)
"""Commits without a sync."""


class TunedEventLog(SqliteEventLog):
    """The log of the house with other pragmas; without any, the log of the house itself."""

    def __init__(
        self, path: Path, *, vfs: str, quick_s: float = 0, pragmas: tuple[str, ...] = ()
    ) -> None:
        self._more = pragmas
        super().__init__(path, StillClock(NOON), vfs=vfs, quick_s=quick_s)

    def _open_writer(self) -> None:
        super()._open_writer()
        for pragma in self._more:
            self._db.execute(f"PRAGMA {pragma}").fetchall()


@dataclass(kw_only=True)
class Wish:
    """Appends that were asked for in one call, and what their caller was told by the cut."""

    appends: list[Append]
    fate: Fate = "asked"
    seq: int = 0


@dataclass(kw_only=True)
class Round:
    """What a round did and found; problems: none means that the log kept its promise."""

    seed: int
    acked: int = 0
    refused: int = 0
    dropped: int = 0
    problems: list[str] = field(default_factory=list)


Work = Callable[["_Desk"], Awaitable[None]]


async def cut_round(seed: int, *, quick_s: float, pragmas: tuple[str, ...] = ()) -> Round:
    """Write until the power goes at any moment, and return what was found then.

    pragmas: how the log under test differs from that of the house.
    """
    return await _round(seed, lambda desk: desk.work_until_cut(quick_s, pragmas))


async def first_start_round(seed: int, *, quick_s: float) -> Round:
    """Let the power go while a log is made, or soon after, and return what was found then."""
    return await _round(seed, lambda desk: desk.start_until_cut(quick_s))


async def soon_round(
    seed: int, *, quick_s: float, kind: type["TunedEventLog"] | None = None
) -> Round:
    """Refuse an append or remove what a key sealed, let the power go soon after, and look."""
    log = kind or TunedEventLog
    return await _round(seed, lambda desk: desk.tell_and_cut(log, quick_s))


async def _round(seed: int, work: Work) -> Round:
    with TemporaryDirectory() as name:
        desk = _Desk(Path(name), Random(seed))
        try:
            await work(desk)
            return await desk.look(Round(seed=seed))
        finally:
            desk.clear()


class HastyEventLog(TunedEventLog):
    """Empties the write-ahead log without seeing to it that it stays empty."""

    def _clear_ahead(self, patience_ms: int = 0) -> bool:
        self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return True


class _Desk:
    """Where one round takes place."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder, self.chance = folder, chance
        self.path = folder / "events.db"
        self.disk = FaultyDisk(f"power-{id(self)}")
        self.keys = SqliteKeyStore(Path(":memory:"), b"m" * 32)
        self.sealer = Sealer(self.keys, chance.randbytes)
        for key in KEYS:
            self.keys.get_or_make(key, chance.randbytes(32))
        self.wishes: list[Wish] = []
        self.drops: dict[str, list[Wish]] = {}
        """Key → what had been acked when its removal was asked for; only if that was acked."""
        self._marks = 0
        self._cuts_soon = False
        """Whether the power goes soon after the next refusal or removal was told."""

    def clear(self) -> None:
        self.disk.unregister()
        self.keys.close()

    async def work_until_cut(self, quick_s: float, pragmas: tuple[str, ...]) -> None:
        if self.chance.random() < 0.1:
            pragmas = (*pragmas, f"wal_autocheckpoint={self.chance.randint(100, 400)}")
        log = await self._begun(TunedEventLog, quick_s, pragmas)
        if self.chance.random() < 0.3:
            deed, error = self.chance.choice(FAULTS)
            self.disk.fail(deed, "", error, times=1, after=self.chance.randint(0, 30))
        self.disk.lose_power(self.chance, deeds=self.chance.randint(100, 800))
        await self._work(log, self.chance.choice((0, 0, 0, 0, 1, 2)))

    async def start_until_cut(self, quick_s: float) -> None:
        self.disk.lose_power(self.chance, deeds=self.chance.randint(0, 60))
        try:
            log = TunedEventLog(self.path, vfs=self.disk.name, quick_s=quick_s)
        except Unavailable:
            return
        await self._write(log)
        await log.close()

    async def tell_and_cut(self, kind: type[TunedEventLog], quick_s: float) -> None:
        log = await self._begun(kind, quick_s, ())
        self._cuts_soon = True
        drops = self.chance.choice((0, 1))
        if not drops:
            self.disk.fail("sync", "", apsw.IOError, times=1, after=self.chance.randint(0, 10))
        await self._work(log, drops)

    async def _begun(
        self, kind: type[TunedEventLog], quick_s: float, pragmas: tuple[str, ...]
    ) -> TunedEventLog:
        """Return a log that holds a few events, and is read too."""
        log = kind(self.path, vfs=self.disk.name, quick_s=quick_s, pragmas=pragmas)
        for _ in range(_FEW):
            await self._append(log)
        await log.read_all(limit=1)
        return log

    async def _work(self, log: SqliteEventLog, drops: int) -> None:
        await asyncio.gather(*(self._write(log) for _ in range(WRITERS)), self._drop(log, drops))
        await log.close()

    async def _write(self, log: SqliteEventLog) -> None:
        while self.disk.left is None:
            await self._append(log)

    async def _append(self, log: SqliteEventLog) -> None:
        wish = self._wish()
        self.wishes.append(wish)
        try:
            wish.seq = await log.append(wish.appends)
            wish.fate = "acked"
        except Conflict:
            wish.fate = "refused"
        except DureError:
            # Of what the cut itself broke off nobody was told anything.
            if self.disk.left is None:
                wish.fate = "refused"
                self._told()

    def _told(self) -> None:
        if self._cuts_soon and self.disk.left is None:
            self._cuts_soon = False
            self.disk.lose_power(self.chance, deeds=self.chance.choice((0, 1, 2, 3, 6, 12)))

    def _wish(self) -> Wish:
        appends = [self._one() for _ in range(self.chance.choice((1, 1, 1, 2)))]
        if self.chance.random() < 0.05:
            appends.append(Append(tenant="t", stream="s0", events=(), expect=WRONG_LENGTH))
        return Wish(appends=appends)

    def _one(self) -> Append:
        stream = f"s{self.chance.randrange(8)}"
        count = self.chance.choice((1, 1, 2, 5))
        return Append(
            tenant="t", stream=stream, events=tuple(self._event(stream) for _ in range(count))
        )

    def _event(self, stream: str) -> NewEvent:
        self._marks += 1
        text = "x" * self.chance.choice(SIZES)
        living = [key for key in KEYS if key not in self.keys.destroyed()]
        sealed = None
        if living and self.chance.random() < 0.4:
            key = self.chance.choice(living)
            sealed = self.sealer.seal({"text": text}, key_id=key, tenant="t", stream=stream)
        return NewEvent(kind=f"mark.{self._marks}", open={"text": text[::2]}, sealed=sealed)

    async def _drop(self, log: SqliteEventLog, count: int) -> None:
        """Forget a person or two while the others write."""
        for key in KEYS[:count]:
            before = [wish for wish in self.wishes if wish.fate == "acked"]
            self.keys.destroy(key)
            with suppress(DureError):
                await log.drop_sealed(key)
                self.drops[key] = before
            self._told()

    # --- after the cut -----------------------------------------------------------------

    async def look(self, found: Round) -> Round:
        """Open what is left as the next start would, and tell what is wrong with it."""
        for wish in self.wishes:
            found.acked += wish.fate == "acked"
            found.refused += wish.fate == "refused"
        found.dropped = len(self.drops)
        left = self.folder / "left"
        assert self.disk.left is not None
        put_down(left, self.disk.left)
        try:
            log = SqliteEventLog(left / "events.db", StillClock(NOON))
        except DureError as error:
            found.problems.append(f"cannot be opened: {error.__cause__ or error}")
            return found
        try:
            found.problems += await self._wrongs(log)
            found.problems += await self._goes_on(log)
        except DureError as error:
            found.problems.append(f"cannot be read or written: {error.__cause__ or error}")
        finally:
            await log.close()
        return found

    async def _wrongs(self, log: SqliteEventLog) -> list[str]:
        events = {event.kind: event async for event in every_event(log)}
        wrongs = [wrong for wish in self.wishes for wrong in _wrongs_of(wish, events)]
        for key, before in self.drops.items():
            held = [event.kind for event in _found(before, events) if _holds(event, key)]
            wrongs += [f"{kind} holds the bytes of {key} again" for kind in held]
        wrongs += [f"bytes of {key} stand in the files" for key in self._left_over()]
        return wrongs + (await check_log(log, self.keys, self.sealer)).problems

    def _left_over(self) -> list[str]:
        """Return the keys that were dropped and some of whose sealed bytes still stand there."""
        assert self.disk.left is not None
        files = list(self.disk.left.values())
        return [
            key
            for key, before in self.drops.items()
            if any(piece in file for piece in _sealed_pieces(before, key) for file in files)
        ]

    async def _goes_on(self, log: SqliteEventLog) -> list[str]:
        count = len([event async for event in every_event(log)])
        more = [await log.append([self._one()]) for _ in range(3)]
        report = await check_log(log, self.keys, self.sealer)
        grown = [] if more[0] > count else [f"goes on at {more[0]} after {count} events"]
        return grown + report.problems


def _sealed_pieces(wishes: Iterable[Wish], key: str) -> list[bytes]:
    """Return a piece of each part that a key sealed."""
    news = (new for wish in wishes for append in wish.appends for new in append.events)
    sealed = [new.sealed for new in news if new.sealed and new.sealed.key_id == key]
    return [one.data[16:32] for one in sealed if one.data is not None]


def _found(wishes: Iterable[Wish], events: dict[str, Event]) -> list[Event]:
    """Return what is there of wishes."""
    kinds = (new.kind for wish in wishes for append in wish.appends for new in append.events)
    return [events[kind] for kind in kinds if kind in events]


def _holds(event: Event, key: str) -> bool:
    sealed = event.sealed
    return sealed is not None and sealed.key_id == key and sealed.data is not None


def _wrongs_of(wish: Wish, events: dict[str, Event]) -> list[str]:
    pairs = [(append, new) for append in wish.appends for new in append.events]
    there = [(append, new, events[new.kind]) for append, new in pairs if new.kind in events]
    first = pairs[0][1].kind
    if wish.fate == "refused" and there:
        return [f"{first} was refused and came back"]
    if wish.fate == "acked" and len(there) < len(pairs):
        return [f"{first} was acked and is lost"]
    if there and len(there) < len(pairs):
        return [f"{first} was written by half"]
    wrongs = [f"{new.kind} is not what was written" for a, new, e in there if not _same(a, new, e)]
    if wish.fate == "acked" and there[-1][2].seq != wish.seq:
        wrongs.append(f"{first} was acked as {wish.seq} and is {there[-1][2].seq}")
    return wrongs


def _same(append: Append, new: NewEvent, event: Event) -> bool:
    if (event.tenant, event.stream, event.open) != (append.tenant, append.stream, new.open):
        return False
    if new.sealed is None or event.sealed is None:
        return new.sealed is event.sealed
    return event.sealed.key_id == new.sealed.key_id and event.sealed.data in (
        new.sealed.data,
        None,
    )
