"""Write lines to a file or to standard error without ever holding up who hands them in."""

import os
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Final

STDERR: Final = "stderr"
_HELD_AT_MOST: Final = 10_000
"""Lines that wait for a slow disk or reader; about 3 MB. More are dropped and counted."""
_BATCH: Final = 1024
_GATHER_S: Final = 0.05
"""Seconds in which lines gather: one write for many costs the turns least. A kill loses these."""
_CLOSING_S: Final = 3.0
_STDERR_NUMBER: Final = 2


class LineWriter:
    """Hands lines to a thread that writes them.

    target: "stderr" or a file's path; a file is made 0600, and made anew when it was moved away
    (logrotate). lost: lines that were not written.
    """

    def __init__(self, target: str, *, held_at_most: int = _HELD_AT_MOST) -> None:
        self.lost = 0
        self._path = None if target == STDERR else Path(target).expanduser()
        self._file: int | None = None
        self._held_at_most = held_at_most
        self._closing = threading.Event()
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="log", daemon=True)
        self._thread.start()

    def put(self, line: bytes) -> None:
        """Take a line, ending in a line feed, without waiting."""
        if self._queue.qsize() >= self._held_at_most:
            self.lost += 1
        else:
            self._queue.put(line)

    def close(self) -> None:
        """Write what is held; a reader that does not read is not waited for longer than 3 s."""
        self._queue.put(None)
        self._closing.set()
        self._thread.join(_CLOSING_S)

    def _write_forever(self) -> None:
        while True:
            batch = [self._queue.get()]
            self._closing.wait(_GATHER_S)
            while len(batch) < _BATCH and not self._queue.empty():
                batch.append(self._queue.get())
            lines = [line for line in batch if line is not None]
            try:
                _write_all(self._open(), b"".join(lines))
            except OSError:
                self.lost += len(lines)
            if len(lines) < len(batch):
                self._let_go()
                return

    def _open(self) -> int:
        if self._path is None:
            return _STDERR_NUMBER
        if self._file is not None and not _is_at(self._path, self._file):
            self._let_go()
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self._file = os.open(self._path, flags, 0o600)
        return self._file

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _is_at(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
