"""Data keys in PostgreSQL, wrapped with a master key that the server never sees."""

from collections.abc import Iterable
from typing import Final

from dure.adapters.postgres.connection import Link
from dure.adapters.postgres.schema import prepare
from dure.errors import BadFile, Corrupt, Forbidden
from dure.ports.keys import KeyStore, unwrapped, wrapped

_ROW: Final = "SELECT wrapped FROM keys WHERE key_id = $1"
_MAKE: Final = "INSERT INTO keys (key_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_LIVE: Final = "SELECT count(*) FROM keys WHERE key_id = ANY($1::text[]) AND wrapped IS NOT NULL"
_KEPT: Final = """
SELECT key_id, CASE WHEN key_id = ANY($1::text[]) THEN NULL ELSE wrapped END,
    is_destroyed OR key_id = ANY($1::text[])
FROM keys
"""
_ANY: Final = "SELECT wrapped FROM keys WHERE wrapped IS NOT NULL LIMIT 1"
_WRAPPED: Final = "SELECT key_id, wrapped FROM keys WHERE wrapped IS NOT NULL"
_REWRAPPED: Final = """
SELECT keys.key_id, coalesce(fresh.wrapped, keys.wrapped), keys.is_destroyed
FROM keys LEFT JOIN unnest($1::text[], $2::bytea[]) AS fresh (key_id, wrapped)
    ON fresh.key_id = keys.key_id AND keys.wrapped IS NOT NULL
"""
_LIVING: Final = "SELECT key_id FROM keys WHERE NOT is_destroyed ORDER BY key_id"
_DESTROYED: Final = "SELECT key_id FROM keys WHERE is_destroyed ORDER BY key_id"


class PostgresKeyStore(KeyStore):
    """Keys in a table; what was read once is kept at hand until it is destroyed.

    A destroyed key leaves the table's file at once. The server's write-ahead log and its own
    backups keep the wrapped bytes until they are recycled.
    """

    def __init__(self, url: str, master: bytes) -> None:
        """Raises BadFile if the keys that are there were wrapped with another master key."""
        self._link = Link(url, what="열쇠함")
        self._master = master
        self._known: dict[str, bytes] = {}
        try:
            self._link.call(prepare(self._link))
            self._check_master()
        except BaseException:
            self._link.close()
            raise

    def get(self, key_id: str) -> bytes | None:
        """See KeyStore."""
        known = self._known.get(key_id)
        if known is not None:
            return known
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
        made = self._link.execute(_MAKE, key_id, wrapped(self._master, fresh))
        if self._link.call(made):
            self._known[key_id] = fresh
            return fresh
        # It stands there already: another process was first, or it was destroyed.
        key = self.get(key_id)
        if key is None:
            raise Forbidden("the key was destroyed", why="지워진 기록이에요.")
        return key

    def destroy(self, key_id: str) -> bool:
        """See KeyStore."""
        return self._destroyed([key_id]) > 0

    def destroy_all(self, key_ids: Iterable[str]) -> None:
        """See KeyStore."""
        self._destroyed(list(key_ids))

    def rewrap(self, master: bytes) -> int:
        """See KeyStore."""
        rows = self._link.call(self._link.fetch(_WRAPPED))
        ids = [str(row[0]) for row in rows]
        again = [wrapped(master, unwrapped(self._master, row[1])) for row in rows]
        self._link.call(self._link.rewrite("keys", _REWRAPPED, ids, again))
        self._master = master
        return len(ids)

    def drop_known(self, key_id: str) -> None:
        """See KeyStore."""
        self._known.pop(key_id, None)

    def ids(self) -> list[str]:
        """See KeyStore."""
        return self._select(_LIVING)

    def destroyed(self) -> list[str]:
        """See KeyStore."""
        return self._select(_DESTROYED)

    def close(self) -> None:
        """See KeyStore."""
        self._link.close()

    def _destroyed(self, key_ids: list[str]) -> int:
        """Destroy keys and return how many there were."""
        for key_id in key_ids:
            self._known.pop(key_id, None)
        count = int(self._link.call(self._link.fetch(_LIVE, key_ids))[0][0])
        if count:
            self._link.call(self._link.rewrite("keys", _KEPT, key_ids))
        return count

    def _check_master(self) -> None:
        found = self._link.call(self._link.fetch(_ANY))
        try:
            for row in found:
                unwrapped(self._master, row[0])
        except Corrupt as error:
            why = "이 데이터베이스의 열쇠를 잠근 파일이 아니에요."
            raise BadFile(file="DURE_MASTER_KEY_FILE", why=why) from error

    def _select(self, query: str) -> list[str]:
        return [str(row[0]) for row in self._link.call(self._link.fetch(query))]

    def _row(self, key_id: str) -> tuple[bytes | None] | None:
        rows = self._link.call(self._link.fetch(_ROW, key_id))
        return (rows[0][0],) if rows else None
