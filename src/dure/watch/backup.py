"""Write a backup: only what is new, the list last, so that the one before stays whole.

What is carried is a consistent prefix: the log as far as it was durable when it was read,
then the keys and the store, which are at least as new. People's keys are a piece apart that
every backup writes anew and whose forerunners it deletes; so a destroyed key lives in no
backup once the next one stands, and at most `key_backup_days` otherwise.
"""

import zlib
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dure.errors import Corrupt, StaleBackup, WrongRecoveryKey
from dure.kernel.clock import Clock
from dure.kernel.events import FIRST_LINK, Event
from dure.kernel.ids import RandomBytes
from dure.ports.blobs import Blobs
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.stores import Store
from dure.trust.recovery import BackupKeys, seal_box
from dure.trust.retention import owned_by
from dure.watch.ledger import Ledger
from dure.watch.manifest import (
    HELD,
    KEYS,
    PARTS,
    SEGMENTS,
    Manifest,
    held_name,
    name_of,
    read_manifest,
    seal_list,
    write_manifest,
)
from dure.watch.segments import Stretch, pack

HOUSE: Final = "house"
"""The owner of keys that belong to nobody: they stand in the ordinary part of a backup."""
LEFT_OUT: Final = frozenset(("projections", "backup"))
"""Spaces of the store that are worked out from the log and may hold what was sealed there, or
belong to the machine."""
_LONGEST_KEY_DAYS: Final = 30
_PAGE: Final = 1000

Told = Callable[[int], None]
"""Told how many events are written so far."""


@dataclass(frozen=True, kw_only=True)
class BackupSettings:
    """Where backups go, and when (law 9 of the house)."""

    to: str = ""
    """Folder of the nightly backup; empty makes none."""
    at: str = "03:30"
    """Time of day in Seoul of the nightly backup."""
    key_backup_days: int = 30
    """Days that a backup of people's keys may live, at most 30."""
    segment_events: int = 10_000
    """Events in one piece of the log; another number writes all pieces anew."""

    def key_life(self) -> timedelta:
        """Return how long a backup of people's keys may live."""
        return timedelta(days=min(self.key_backup_days, _LONGEST_KEY_DAYS))


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is backed up. Nothing of it is written to."""

    log: EventLog
    keys: KeyStore
    store: Store


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Whose backup it is. generation: the newest that it wrote there, 0 for none."""

    installation: str
    keys: BackupKeys
    generation: int = 0


class BackupWriter:
    """Writes generations of one installation's backup into one target."""

    def __init__(
        self,
        target: Blobs,
        owner: Installation,
        *,
        clock: Clock,
        random: RandomBytes,
        settings: BackupSettings,
    ) -> None:
        self._target, self._owner = target, owner
        self._clock, self._random, self._settings = clock, random, settings
        self._ledger = Ledger(target, owner.keys, random)

    async def create(self, source: Source, *, told: Told = lambda _: None) -> Manifest:
        """Write the next generation and return it.

        Raises StaleBackup if an older manifest than this installation wrote stands there,
        WrongRecoveryKey if somebody else's does, Corrupt if the log is broken; Unavailable,
        StorageFull if the target is. Then the generation before is still whole.
        """
        before = self._before()
        segments = [entry async for entry in self._segments(source.log, before, told)]
        # After the log: whatever it holds has its key here, unless that was destroyed.
        house, personal = _keys(source.keys)
        until = self._clock.now() + self._settings.key_life()
        keys = self._put_keys(personal, until)
        part = self._put_box(PARTS, _house_part(source.store, house))
        self._ledger.erase(source.keys.destroyed(), self._clock.now())
        manifest = Manifest(
            installation=self._owner.installation,
            generation=max(self._owner.generation, before.generation if before else 0) + 1,
            at=self._clock.now(),
            segments=tuple(segments),
            house=part,
            keys=keys,
            until=until,
            ledger=self._ledger.read().records,
        )
        manifest.check_gaps()
        write_manifest(manifest, self._target, keys=self._owner.keys, random=self._random)
        self._sweep(manifest.names())
        self._ledger.mark(manifest.generation, manifest.at)
        return manifest

    def _before(self) -> Manifest | None:
        before = read_manifest(self._target, self._owner.keys)
        if before is None:
            return None
        if before.installation != self._owner.installation:
            raise WrongRecoveryKey
        newest = max(self._owner.generation, self._ledger.read().generation)
        if before.generation < newest:
            raise StaleBackup(generation=before.generation, newest=newest)
        return before

    async def _segments(
        self, log: EventLog, before: Manifest | None, told: Told
    ) -> AsyncIterator[tuple[str, Stretch]]:
        """Yield the whole log's segments, writing those that do not stand there yet."""
        known = {s.first: (name, s) for name, s in before.segments} if before else {}
        seq, link, size = 0, FIRST_LINK, self._settings.segment_events
        while True:
            kept = known.get(seq + 1)
            if kept and await _is_whole(log, kept[1], link, size) and self._stands(kept[0]):
                entry = kept
            else:
                events = await _read(log, after=seq, count=size)
                if not events:
                    return
                entry = self._put_segment(events, link, kept)
            yield entry
            seq, link = entry[1].last, entry[1].after
            told(seq)
            if seq % size:
                return

    def _stands(self, name: str) -> bool:
        """Whether a piece is still what was written: what rots is written again from the log."""
        data = self._target.get(name)
        return data is not None and name_of(SEGMENTS, data) == name

    def _put_segment(
        self, events: list[Event], link: bytes, kept: tuple[str, Stretch] | None
    ) -> tuple[str, Stretch]:
        stretch, packed = pack(events, link)
        if kept and kept[1] == stretch and self._stands(kept[0]):
            return kept  # An unfinished segment to which nothing was added.
        bound_to = stretch.binding(self._owner.installation)
        box = seal_box(packed, keys=self._owner.keys, bound_to=bound_to)
        name = name_of(SEGMENTS, box)
        self._target.put(name, box)
        return name, stretch

    def _put_keys(self, personal: dict[str, bytes], until: datetime) -> str:
        box = self._box(KEYS, {"keys": _plain(personal)})
        name = name_of(KEYS, box)
        held = {"until": until, "ids": sorted(personal)}
        # First what it holds, then the keys: no keys stand anywhere without being told of.
        self._target.put(held_name(name), self._list(held, held_name(name)))
        self._target.put(name, box)
        return name

    def _put_box(self, folder: str, plain: dict[str, Any]) -> str:
        box = self._box(folder, plain)
        name = name_of(folder, box)
        self._target.put(name, box)
        return name

    def _box(self, folder: str, plain: dict[str, Any]) -> bytes:
        bound_to = part_binding(folder, self._owner.installation)
        packed = zlib.compress(orjson.dumps(plain))
        return seal_box(packed, keys=self._owner.keys, bound_to=bound_to)

    def _list(self, plain: dict[str, Any], name: str) -> bytes:
        return seal_list(plain, name=name, keys=self._owner.keys, random=self._random)

    def _sweep(self, wanted: set[str]) -> None:
        """Delete what the generation before needed, and what a killed one left behind."""
        for folder in (KEYS, HELD, PARTS, SEGMENTS):
            for name in self._target.names(folder):
                if name not in wanted:
                    self._target.delete(name)


def part_binding(folder: str, installation: str) -> bytes:
    """Return what a piece that is no segment is bound to."""
    return orjson.dumps((folder, installation))


async def _is_whole(log: EventLog, stretch: Stretch, before: bytes, size: int) -> bool:
    """Whether a segment is full and ends as the log does there."""
    if stretch.before != before or stretch.last - stretch.first + 1 != size:
        return False
    ends = await log.read_all(after=stretch.last - 1, limit=1)
    if not ends or ends[0].link != stretch.after:
        raise Corrupt("the log is not the one that was backed up", where=f"event {stretch.last}")
    return True


async def _read(log: EventLog, *, after: int, count: int) -> list[Event]:
    events: list[Event] = []
    while len(events) < count:
        limit = min(_PAGE, count - len(events))
        page = await log.read_all(after=after + len(events), limit=limit)
        events += page
        if len(page) < limit:
            break
    return events


def _keys(keys: KeyStore) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the living keys of the house and those of people."""
    ids = keys.ids()
    living = {key_id: key for key_id in ids if (key := keys.get(key_id)) is not None}
    of_house = set(owned_by(ids, HOUSE))
    return (
        {key_id: key for key_id, key in living.items() if key_id in of_house},
        {key_id: key for key_id, key in living.items() if key_id not in of_house},
    )


def _house_part(store: Store, keys: dict[str, bytes]) -> dict[str, Any]:
    rows = [
        (space, key, b64encode(value).decode())
        for space in store.spaces()
        if space not in LEFT_OUT
        for key, value in store.items(space)
    ]
    return {"store": rows, "keys": _plain(keys)}


def _plain(keys: dict[str, bytes]) -> dict[str, str]:
    return {key_id: b64encode(key).decode() for key_id, key in keys.items()}
