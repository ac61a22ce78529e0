"""A durable dictionary in a SQLite file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import apsw

from dure.ports.stores import Store

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS store (
    space TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (space, key)
) WITHOUT ROWID, STRICT
"""


class SqliteStore(Store):
    """One table; deleted values are overwritten."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        self._db.execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.execute(_SCHEMA)

    def get(self, space: str, key: str) -> bytes | None:
        """See Store."""
        query = "SELECT value FROM store WHERE space = ? AND key = ?"
        row = self._db.execute(query, (space, key)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, space: str, key: str, value: bytes) -> None:
        """See Store."""
        self._db.execute("INSERT OR REPLACE INTO store VALUES (?, ?, ?)", (space, key, value))

    def delete(self, space: str, key: str) -> None:
        """See Store."""
        self._db.execute("DELETE FROM store WHERE space = ? AND key = ?", (space, key))
        # Pages that were split keep copies which secure_delete does not see.
        self._db.execute("VACUUM")

    def items(self, space: str) -> Iterator[tuple[str, bytes]]:
        """See Store."""
        query = "SELECT key, value FROM store WHERE space = ? ORDER BY key"
        rows: list[Any] = self._db.execute(query, (space,)).fetchall()
        yield from rows

    def close(self) -> None:
        """See Store."""
        self._db.close()
