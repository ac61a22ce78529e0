"""Data keys in a SQLite file of their own, each wrapped with the master key.

A file apart from the event log, so that ordinary backups do not hold personal keys.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import apsw

from dure.errors import BadFile, Corrupt, Forbidden, StorageFull, Unavailable
from dure.ports.keys import KeyStore, unwrapped, wrapped

_MASTER_BYTES: Final = 32
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS keys (
    key_id TEXT PRIMARY KEY, wrapped BLOB, destroyed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID, STRICT
"""
_DESTROY: Final = (
    "UPDATE keys SET wrapped = NULL, destroyed = 1 WHERE key_id = ? AND wrapped IS NOT NULL"
)


_WRAPPED: Final = "SELECT key_id, wrapped FROM keys WHERE wrapped IS NOT NULL"


def read_master(path: Path) -> bytes:
    """Return the master key in a file, making it (0600) if there is none.

    Raises BadFile if the file does not hold 32 bytes or cannot be used, StorageFull.
    """
    try:
        if not path.exists():
            _make_master(path)
        master = path.read_bytes()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("no room for the master key") from error
        raise BadFile(file=path.name, why="열쇠 파일을 만들거나 읽을 수 없어요.") from error
    if len(master) != _MASTER_BYTES:
        raise BadFile(file=path.name, why=f"열쇠는 {_MASTER_BYTES}바이트여야 해요.")
    return master


def _make_master(path: Path) -> None:
    """Make the file at once with all its bytes: half a key would keep every later start out."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(_MASTER_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # Of several processes that make it at once the first one wins.
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # The file's name must survive a power cut like its bytes.
    finally:
        os.close(folder)


class SqliteKeyStore(KeyStore):
    """Keys in SQLite; `secure_delete` overwrites what is destroyed."""

    def __init__(self, path: Path, master: bytes) -> None:
        with _using():
            self._open(path)
        self._master = master
        self._known: dict[str, bytes] = {}

    def _open(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        # A backup reads beside us, a moment at a time.
        self._db.set_busy_timeout(5000)
        # A rollback journal, not a WAL: destroyed bytes must not live on in a log file.
        # EXTRA syncs the folder too: else the journal may come back and undo what was kept.
        for pragma in (
            "journal_mode=DELETE",
            "synchronous=EXTRA",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute(_SCHEMA)

    def get(self, key_id: str) -> bytes | None:
        """See KeyStore."""
        if key_id not in self._known:
            row = self._row(key_id)
            if row is None or row[0] is None:
                return None
            self._known[key_id] = unwrapped(self._master, row[0])
        return self._known[key_id]

    def get_or_make(self, key_id: str, fresh: bytes) -> bytes:
        """See KeyStore."""
        key = self.get(key_id)
        if key is not None:
            return key
        if self._row(key_id) is not None:
            raise Forbidden("the key was destroyed", why="지워진 기록이에요.")
        row = key_id, wrapped(self._master, fresh)
        with _using():
            self._db.execute("INSERT INTO keys (key_id, wrapped) VALUES (?, ?)", row)
        self._known[key_id] = fresh
        return fresh

    def destroy(self, key_id: str) -> bool:
        """See KeyStore."""
        row = self._row(key_id)
        self.destroy_all([key_id])
        return row is not None and row[0] is not None

    def destroy_all(self, key_ids: Iterable[str]) -> None:
        """See KeyStore."""
        rows = [(key_id,) for key_id in key_ids]
        for row in rows:
            self._known.pop(row[0], None)
        with _using():
            with self._db:
                self._db.executemany(_DESTROY, rows)
            # Pages that were split keep copies which secure_delete does not see; a process that
            # died right here leaves them to whoever destroys the keys once more.
            self._db.execute("VACUUM")

    def rewrap(self, master: bytes) -> int:
        """See KeyStore."""
        with _using():
            rows: list[Any] = self._db.execute(_WRAPPED).fetchall()
            again = [
                (wrapped(master, unwrapped(self._master, stored)), key_id)
                for key_id, stored in rows
            ]
            with self._db:
                self._db.executemany("UPDATE keys SET wrapped = ? WHERE key_id = ?", again)
            self._db.execute("VACUUM")
        self._master = master
        return len(again)

    def drop_known(self, key_id: str) -> None:
        """See KeyStore."""
        self._known.pop(key_id, None)

    def ids(self) -> list[str]:
        """See KeyStore."""
        return self._select("SELECT key_id FROM keys WHERE NOT destroyed ORDER BY key_id")

    def destroyed(self) -> list[str]:
        """See KeyStore."""
        return self._select("SELECT key_id FROM keys WHERE destroyed ORDER BY key_id")

    def close(self) -> None:
        """See KeyStore."""
        self._db.close()

    def _select(self, query: str) -> list[str]:
        with _using():
            return [str(row[0]) for row in self._db.execute(query)]

    def _row(self, key_id: str) -> tuple[bytes | None] | None:
        query = "SELECT wrapped FROM keys WHERE key_id = ?"
        with _using():
            return self._db.execute(query, (key_id,)).fetchone()


@contextmanager
def _using() -> Iterator[None]:
    try:
        yield
    except apsw.FullError as error:
        raise StorageFull from error
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise Corrupt(where="keys") from error
    except apsw.Error as error:
        raise Unavailable("the keys cannot be read or written", what="열쇠함") from error
