"""The data folder: made private, locked by one process."""

import fcntl
from pathlib import Path

from dure.errors import BadFile, FolderInUse


class DataFolder:
    """A folder that this process alone may write to, until `close`."""

    def __init__(self, path: Path) -> None:
        """Make the folder (0700) if needed and lock it.

        Raises FolderInUse if another process has it, BadFile if it cannot be made.
        """
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = (path / "lock").open("w", encoding="utf-8")
        except OSError as error:
            raise BadFile(file=path.name, why="데이터 폴더를 만들 수 없어요.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise FolderInUse(folder=str(path)) from error

    def close(self) -> None:
        """Let go of the lock; the system does so too when the process dies."""
        self._lock.close()
