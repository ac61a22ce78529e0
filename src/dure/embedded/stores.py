"""A durable dictionary in a SQLite file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from dure.errors import Corrupt, StorageFull, Unavailable
from dure.ports.stores import Store

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS store (
    space TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (space, key)
) WITHOUT ROWID, STRICT
"""


class SqliteStore(Store):
    """One table; deleted values are overwritten."""

    def __init__(self, path: Path) -> None:
        with _using():
            self._open(path)

    def _open(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        # A backup reads beside us, a moment at a time.
        self._db.set_busy_timeout(5000)
        # EXTRA syncs the folder too: else the journal may come back and undo what was kept.
        for pragma in (
            "journal_mode=DELETE",
            "synchronous=EXTRA",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute(_SCHEMA)

    def get(self, space: str, key: str) -> bytes | None:
        """See Store."""
        query = "SELECT value FROM store WHERE space = ? AND key = ?"
        with _using():
            row = self._db.execute(query, (space, key)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, space: str, key: str, value: bytes) -> None:
        """See Store."""
        with _using():
            self._db.execute("INSERT OR REPLACE INTO store VALUES (?, ?, ?)", (space, key, value))

    def put_new(self, space: str, key: str, value: bytes) -> bool:
        """See Store."""
        with _using():
            self._db.execute("INSERT OR IGNORE INTO store VALUES (?, ?, ?)", (space, key, value))
            return self._db.changes() > 0

    def delete(self, space: str, key: str) -> None:
        """See Store."""
        with _using():
            self._db.execute("DELETE FROM store WHERE space = ? AND key = ?", (space, key))
            # Pages that were split keep copies which secure_delete does not see.
            self._db.execute("VACUUM")

    def items(self, space: str) -> Iterator[tuple[str, bytes]]:
        """See Store."""
        query = "SELECT key, value FROM store WHERE space = ? ORDER BY key"
        with _using():
            rows: list[Any] = self._db.execute(query, (space,)).fetchall()
        yield from rows

    def spaces(self) -> list[str]:
        """See Store."""
        with _using():
            rows = self._db.execute("SELECT DISTINCT space FROM store ORDER BY space")
            return [str(row[0]) for row in rows]

    def close(self) -> None:
        """See Store."""
        self._db.close()


@contextmanager
def _using() -> Iterator[None]:
    try:
        yield
    except apsw.FullError as error:
        raise StorageFull from error
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise Corrupt(where="state") from error
    except apsw.Error as error:
        raise Unavailable("the store cannot be read or written", what="저장소") from error
