"""A disk for tests that fills up, fails and loses its power."""

import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import apsw
from tests.embedded.platter import DiskCache, Write

_JOURNALS: Final = (
    apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL
)
"""Files with whose first sync SQLite syncs their folder too, if it made them."""


@dataclass(kw_only=True)
class Fault:
    """An error that a deed meets. after: so many deeds go well first; then times meet it."""

    error: type[apsw.Error]
    after: int
    times: int


class FaultyDisk(apsw.VFS):
    """Stands between SQLite and the file system, its home, as the VFS of its name.

    syncs: how often a file, by the end of its name, was synced. room: bytes that may still be
    written, None for plenty. moments: what would be there after a power cut at each sync, None
    while nobody wants to know. left: what a power cut left, None while there is power. deeds:
    writes, new lengths, syncs, new and deleted names so far. thread: the one that synced last.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.home = apsw.vfs_names()[0]
        self.syncs = Counter[str]()
        self.room: int | None = None
        self.moments: list[dict[str, bytes]] | None = None
        self.left: dict[str, bytes] | None = None
        self.deeds = 0
        self.thread: int | None = None
        self.cache = DiskCache()
        self._faults: dict[tuple[str, str], Fault] = {}
        self._cut_at: tuple[int, Random] | None = None
        self._lock = threading.Lock()
        super().__init__(name, self.home)

    def fail(
        self,
        deed: str,
        ending: str,
        error: type[apsw.Error],
        *,
        times: int = 10**9,
        after: int = 0,
    ) -> None:
        """Meet a deed (open, read, write or sync) on files with an ending with an error."""
        self._faults[deed, ending] = Fault(error=error, after=after, times=times)

    def mend(self) -> None:
        """Take all faults away and make room."""
        self._faults.clear()
        self.room = None

    def holds(self, data: bytes) -> bool:
        """Whether the bytes would be there after a power cut."""
        return any(data in durable for durable in self.cache.synced().values())

    def cut_power(self, folder: Path, moment: dict[str, bytes] | None = None) -> None:
        """Write into a new folder what a power cut leaves at worst, now or at a moment."""
        put_down(folder, self.cache.synced() if moment is None else moment)

    def lose_power(self, chance: Random, *, deeds: int) -> None:
        """Cut the power in the middle of the deed after so many; see `left`.

        From then on every deed meets an error, as in a process that is no more.
        """
        self._cut_at = self.deeds + deeds, chance

    def meet(self, deed: str, path: str) -> None:
        """Raise the error that a deed meets."""
        if self.left is not None:
            raise apsw.IOError("the power is off")
        for (failing, ending), fault in list(self._faults.items()):
            if failing != deed or not path.endswith(ending):
                continue
            if fault.after:
                fault.after -= 1
            elif fault.times:
                fault.times -= 1
                raise fault.error(f"{deed} {path}")

    def do(self) -> None:
        """Count a deed that is under way; the power may go now."""
        with self._lock:
            if self.left is not None:
                raise apsw.IOError("the power is off")
            self.deeds += 1
            if self._cut_at and self.deeds > self._cut_at[0]:
                self.left = self.cache.cut(self._cut_at[1])
                raise apsw.IOError("the power goes off")

    def take_room(self, size: int) -> None:
        """Raise FullError if there is no room for so many bytes."""
        if self.room is None:
            return
        if size > self.room:
            raise apsw.FullError(f"{size} bytes where {self.room} are free")
        self.room -= size

    def synced(self, path: str) -> None:
        """Count a sync, and remember what is safe now."""
        self.thread = threading.get_ident()
        self.syncs[path.rpartition(".")[2]] += 1
        if self.moments is not None:
            self.moments.append(self.cache.synced())

    def excepthook(self, *error: object) -> bool:
        """Say nothing of what went wrong while a connection was closed, as SQLite does."""
        return True

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        """Open a file of this disk."""
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete a file; its name is gone for good once the folder is synced."""
        super().xDelete(filename, syncdir)
        self.cache.delete(filename)
        self.do()
        if syncdir:
            self.cache.sync_folder()


def put_down(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a new folder, under the last part of their names."""
    folder.mkdir()
    for path, data in files.items():
        (folder / Path(path).name).write_bytes(data)


class _File(apsw.VFSFile):
    def __init__(
        self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self._disk = disk
        self._path = (name.filename() if isinstance(name, apsw.URIFilename) else name) or ""
        disk.meet("open", self._path)
        wanted = flags[0]
        super().__init__(disk.home, name, flags)
        self._inode, is_new = disk.cache.named(self._path, Path(self._path).read_bytes)
        self._syncs_folder = is_new and bool(wanted & _JOURNALS)
        if is_new:
            disk.do()

    def excepthook(self, *error: object) -> bool:
        """See FaultyDisk."""
        return True

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.meet("read", self._path)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.meet("write", self._path)
        self._disk.take_room(len(data))
        self._inode.unsynced.append(Write(offset=offset, data=bytes(data)))
        self._disk.do()
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._inode.unsynced.append(newsize)
        self._disk.do()
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.meet("sync", self._path)
        self._disk.do()
        # The machine that runs the tests keeps its power: nothing is really synced.
        self._inode.sync()
        self._disk.synced(self._path)
        if self._syncs_folder:
            self._disk.do()
            self._disk.cache.sync_folder()
            self._syncs_folder = False
