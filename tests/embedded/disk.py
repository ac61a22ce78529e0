"""A disk for tests that fills up, fails and loses its power."""

import threading
from collections import Counter
from pathlib import Path

import apsw


class FaultyDisk(apsw.VFS):
    """Stands between SQLite and the file system, its home, as the VFS of its name.

    syncs: how often a file, by the end of its name, was synced. room: bytes that may still be
    written, None for plenty. faults: (deed, end of a file's name) → the error it meets, and
    how many times; deeds are open, read, write and sync. moments: what would be there after a
    power cut at each sync, None while nobody wants to know. thread: the one that synced last.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.home = apsw.vfs_names()[0]
        self.syncs = Counter[str]()
        self.room: int | None = None
        self.faults: dict[tuple[str, str], tuple[type[apsw.Error], int]] = {}
        self.moments: list[dict[str, bytes]] | None = None
        self.thread: int | None = None
        self._durable: dict[str, bytes] = {}
        super().__init__(name, self.home)

    def fail(self, deed: str, ending: str, error: type[apsw.Error], *, times: int = 10**9) -> None:
        """Meet a deed with an error from now on, so many times."""
        self.faults[deed, ending] = error, times

    def mend(self) -> None:
        """Take all faults away and make room."""
        self.faults.clear()
        self.room = None

    def holds(self, data: bytes) -> bool:
        """Whether the bytes would be there after a power cut."""
        return any(data in durable for durable in self._durable.values())

    def cut_power(self, folder: Path, moment: dict[str, bytes] | None = None) -> None:
        """Write into a new folder what would be there after a power cut now, or at a moment."""
        folder.mkdir()
        for path, durable in (self._durable if moment is None else moment).items():
            (folder / Path(path).name).write_bytes(durable)

    def meet(self, deed: str, path: str) -> None:
        """Raise the error that a deed meets."""
        for (failing, ending), (error, times) in list(self.faults.items()):
            if failing == deed and path.endswith(ending) and times:
                self.faults[failing, ending] = error, times - 1
                raise error(f"{deed} {path}")

    def take_room(self, size: int) -> None:
        """Raise FullError if there is no room for so many bytes."""
        if self.room is None:
            return
        if size > self.room:
            raise apsw.FullError(f"{size} bytes where {self.room} are free")
        self.room -= size

    def synced(self, path: str) -> None:
        """Remember what a file held at this sync."""
        self.thread = threading.get_ident()
        self.syncs[path.rpartition(".")[2]] += 1
        self._durable[path] = Path(path).read_bytes()
        if self.moments is not None:
            self.moments.append(dict(self._durable))

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        """Open a file of this disk."""
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete a file for good."""
        super().xDelete(filename, syncdir)
        self._durable.pop(filename, None)


class _File(apsw.VFSFile):
    def __init__(
        self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self._disk = disk
        self._path = (name.filename() if isinstance(name, apsw.URIFilename) else name) or ""
        disk.meet("open", self._path)
        super().__init__(disk.home, name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.meet("read", self._path)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.meet("write", self._path)
        self._disk.take_room(len(data))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.meet("sync", self._path)
        super().xSync(flags)
        self._disk.synced(self._path)
