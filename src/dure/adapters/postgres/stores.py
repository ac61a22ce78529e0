"""A durable dictionary in PostgreSQL."""

from collections.abc import Iterator
from typing import Final

from dure.adapters.postgres.connection import Link
from dure.adapters.postgres.schema import prepare
from dure.ports.stores import Store

# Spaces and keys stand as bytes: text of PostgreSQL holds no NUL, and their order is by letters.
_GET: Final = "SELECT value FROM store WHERE space = $1 AND key = $2"
_PUT: Final = (
    "INSERT INTO store VALUES ($1, $2, $3) "
    "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value"
)
_PUT_NEW: Final = "INSERT INTO store VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
_KEPT: Final = "SELECT * FROM store WHERE NOT (space = $1::bytea AND key = $2::bytea)"
_ITEMS: Final = "SELECT key, value FROM store WHERE space = $1 ORDER BY key"
_SPACES: Final = "SELECT DISTINCT space FROM store ORDER BY space"


class PostgresStore(Store):
    """One table; a deleted value leaves its file at once, the server's own log later."""

    def __init__(self, url: str) -> None:
        """Raises BadFile, Unavailable."""
        self._link = Link(url, what="저장소")
        try:
            self._link.call(prepare(self._link))
        except BaseException:
            self._link.close()
            raise

    def get(self, space: str, key: str) -> bytes | None:
        """See Store."""
        rows = self._link.call(self._link.fetch(_GET, space.encode(), key.encode()))
        return bytes(rows[0][0]) if rows else None

    def put(self, space: str, key: str, value: bytes) -> None:
        """See Store."""
        self._link.call(self._link.execute(_PUT, space.encode(), key.encode(), value))

    def put_new(self, space: str, key: str, value: bytes) -> bool:
        """See Store."""
        put = self._link.execute(_PUT_NEW, space.encode(), key.encode(), value)
        return self._link.call(put) > 0

    def delete(self, space: str, key: str) -> None:
        """See Store."""
        name = space.encode(), key.encode()
        if self._link.call(self._link.fetch(_GET, *name)):
            self._link.call(self._link.rewrite("store", _KEPT, *name))

    def items(self, space: str) -> Iterator[tuple[str, bytes]]:
        """See Store."""
        for key, value in self._link.call(self._link.fetch(_ITEMS, space.encode())):
            yield key.decode(), bytes(value)

    def spaces(self) -> list[str]:
        """See Store."""
        return [row[0].decode() for row in self._link.call(self._link.fetch(_SPACES))]

    def close(self) -> None:
        """See Store."""
        self._link.close()
