"""Pieces of data as files of a folder; each lands by a rename after its bytes are synced."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dure.errors import StorageFull, Unavailable
from dure.ports.blobs import Blobs

_LANDING: Final = ".landing"
"""The file of a folder that is not there yet: what a crash left, the next one writes over."""
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))


class FolderBlobs(Blobs):
    """Files in a folder (0700, files 0600) that one process at a time writes to.

    make: whether a missing folder is made; without, nothing of it can be reached.
    """

    def __init__(self, path: Path, *, make: bool = True) -> None:
        self._path = path
        if make:
            with _reaching():
                path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, name: str) -> bytes | None:
        """See Blobs."""
        with _reaching():
            self._check_there()
            try:
                return (self._path / name).read_bytes()
            except FileNotFoundError:
                return None

    def put(self, name: str, data: bytes) -> None:
        """See Blobs."""
        path = self._path / name
        landing = path.with_name(_LANDING)
        with _reaching():
            self._check_there()
            path.parent.mkdir(exist_ok=True, mode=0o700)
            try:
                _write(landing, data, os.O_TRUNC)
            except OSError:
                landing.unlink(missing_ok=True)
                raise
            landing.replace(path)
            _sync_folder(path.parent)
            _sync_folder(self._path)

    def append(self, name: str, data: bytes) -> None:
        """See Blobs."""
        path = self._path / name
        with _reaching():
            self._check_there()
            path.parent.mkdir(exist_ok=True, mode=0o700)
            _write(path, data, os.O_APPEND)
            _sync_folder(path.parent)
            _sync_folder(self._path)

    def delete(self, name: str) -> None:
        """See Blobs."""
        path = self._path / name
        with _reaching():
            self._check_there()
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)

    def names(self, folder: str = "") -> list[str]:
        """See Blobs."""
        place = self._path / folder
        lead = f"{folder}/" if folder else ""
        with _reaching():
            self._check_there()
            if not place.is_dir():
                return []
            found = [path.name for path in place.iterdir() if path.is_file()]
        return sorted(lead + name for name in found if name != _LANDING)

    def _check_there(self) -> None:
        # An unplugged disk leaves no folder, or an empty mount point: never make it anew there.
        if not self._path.is_dir():
            raise FileNotFoundError(self._path)


def _write(path: Path, data: bytes, how: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("no room for the backup") from error
        raise Unavailable("the place of the backup", what="백업을 두는 곳") from error
