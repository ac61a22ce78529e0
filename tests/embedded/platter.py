"""What a disk keeps in its cache, and what is left of it after a power cut.

A write may be lost, kept or torn at sectors, whatever came after it; so may a new length. A
file's name may be lost, and a deleted one may come back, until the folder was synced. What
was synced stays. Of one sector old bytes or new ones stand, never half of a write
(`SQLITE_IOCAP_POWERSAFE_OVERWRITE`, which SQLite takes for granted on Unix).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

SECTOR: Final = 512


@dataclass(frozen=True, kw_only=True)
class Write:
    """Bytes at an offset."""

    offset: int
    data: bytes


@dataclass(eq=False, kw_only=True)
class Inode:
    """A file, whatever it is called. unsynced: writes and new lengths since its last sync."""

    durable: bytearray = field(default_factory=bytearray)
    unsynced: list[Write | int] = field(default_factory=list)

    def sync(self) -> None:
        """Let everything reach the platter."""
        for change in self.unsynced:
            _apply(self.durable, change)
        self.unsynced.clear()


Survival = Callable[[Inode, Random], bytes]


class DiskCache:
    """Files by name, as they are now and as a power cut would find them."""

    def __init__(self) -> None:
        self._names: dict[str, Inode] = {}
        self._durable: dict[str, Inode] = {}
        self._unsynced: list[tuple[str, Inode | None]] = []

    def named(self, path: str, found: Callable[[], bytes]) -> tuple[Inode, bool]:
        """Return the file of a name and whether it is new; found: what already stood there."""
        if path in self._names:
            return self._names[path], False
        held = found()
        made = self._names[path] = Inode(durable=bytearray(held))
        if held:
            self._durable[path] = made
        else:
            self._unsynced.append((path, made))
        return made, not held

    def delete(self, path: str) -> None:
        """Take a name away; it may come back until the folder is synced."""
        if self._names.pop(path, None) is not None:
            self._unsynced.append((path, None))

    def sync_folder(self) -> None:
        """Let all names reach the platter."""
        for path, inode in self._unsynced:
            _rename(self._durable, path, inode)
        self._unsynced.clear()

    def synced(self) -> dict[str, bytes]:
        """Return what a power cut leaves if it takes everything that was not synced.

        A name that was not synced still counts here: only bytes are taken.
        """
        return {path: bytes(inode.durable) for path, inode in self._names.items()}

    def cut(self, chance: Random) -> dict[str, bytes]:
        """Return the files that a power cut leaves behind, as chance has it."""
        names = dict(self._durable)
        kept = {path: chance.randint(0, self._count(path)) for path, _ in self._unsynced}
        for path, inode in self._unsynced:
            if kept[path]:
                kept[path] -= 1
                _rename(names, path, inode)
        return {path: chance.choice(_SURVIVALS)(names[path], chance) for path in sorted(names)}

    def _count(self, path: str) -> int:
        return sum(changed == path for changed, _ in self._unsynced)


def _rename(names: dict[str, Inode], path: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode


def _apply(data: bytearray, change: Write | int) -> None:
    if isinstance(change, int):
        _resize(data, change, lambda size: bytes(size))
        return
    if len(data) < change.offset:
        data.extend(bytes(change.offset - len(data)))
    data[change.offset : change.offset + len(change.data)] = change.data


def _resize(data: bytearray, size: int, filler: Callable[[int], bytes]) -> None:
    if size > len(data):
        data.extend(filler(size - len(data)))
    del data[size:]


def _sectors(write: Write) -> Iterator[Write]:
    """Yield the parts of a write that lie in one sector each."""
    end = write.offset + len(write.data)
    at = write.offset
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(offset=at, data=write.data[at - write.offset : until - write.offset])
        at = until


def _lengths(inode: Inode) -> list[int]:
    """Return the lengths that the file had since its last sync."""
    lengths = [len(inode.durable)]
    for change in inode.unsynced:
        if isinstance(change, int):
            lengths.append(change)
        else:
            lengths.append(max(lengths[-1], change.offset + len(change.data)))
    return lengths


def _nothing(inode: Inode, chance: Random) -> bytes:
    """All that was not synced is lost."""
    return bytes(inode.durable)


def _beginning(inode: Inode, chance: Random) -> bytes:
    """Changes reached the platter in order, the last one torn."""
    data, count = bytearray(inode.durable), chance.randint(0, len(inode.unsynced))
    for change in inode.unsynced[:count]:
        _apply(data, change)
    torn = inode.unsynced[count] if count < len(inode.unsynced) else None
    for part in _sectors(torn) if isinstance(torn, Write) else ():
        if chance.random() < 0.5:
            _apply(data, part)
    return bytes(data)


def _any_writes(inode: Inode, chance: Random) -> bytes:
    """Any writes and lengths reached the platter, some of them torn."""
    data = bytearray(inode.durable)
    for change in inode.unsynced:
        fate = chance.choice(("lost", "kept", "torn"))
        if fate == "kept" or (isinstance(change, int) and fate == "torn"):
            _apply(data, change)
        elif isinstance(change, Write) and fate == "torn":
            for part in _sectors(change):
                if chance.random() < 0.5:
                    _apply(data, part)
    return bytes(data)


def _each_sector(inode: Inode, chance: Random) -> bytes:
    """Each sector stands as it was at some time since the sync, and so does the length.

    Where the file grew but no bytes came, zeros stand, or what somebody deleted.
    """
    parts = [part for change in inode.unsynced if isinstance(change, Write)
             for part in _sectors(change)]  # fmt: skip
    left: dict[int, int] = {}
    for part in parts:
        left[part.offset // SECTOR] = left.get(part.offset // SECTOR, 0) + 1
    left = {sector: chance.randint(0, count) for sector, count in left.items()}
    data = bytearray(inode.durable)
    for part in parts:
        if left[part.offset // SECTOR]:
            left[part.offset // SECTOR] -= 1
            _apply(data, part)
    filler = chance.choice((bytes, chance.randbytes))
    _resize(data, chance.choice(_lengths(inode)), filler)
    return bytes(data)


_SURVIVALS: Final[tuple[Survival, ...]] = (_nothing, _beginning, _any_writes, _each_sector)
