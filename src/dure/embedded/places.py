"""Located records in SQLite with an R*Tree over their places."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import apsw

from dure.kernel.earth import DEGREE_M, metres_between
from dure.ports.places import Located, Places

_SHAPE: Final = 2
"""Raised whenever the tables change."""
_DROP: Final = """
DROP TABLE IF EXISTS versions; DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS spots;
"""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS versions (space TEXT PRIMARY KEY, version TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS records (
    row INTEGER PRIMARY KEY, space TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    lat REAL, lon REAL, record BLOB NOT NULL, UNIQUE (space, id)
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS spots USING rtree(
    row, south, north, west, east, +space TEXT, +id TEXT, +lat REAL, +lon REAL
);
"""
# The exact place and the id stand in the tree itself: a join would double the time.
_NEAR: Final = """
SELECT id, lat, lon FROM spots
WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND space = ?
"""
_PAGE: Final = 500


def _longitudes(lat: float, lon: float, high: float) -> tuple[float, float]:
    """Return the longitudes within reach: all of them by a pole or across the date line.

    high: the radius in degrees of latitude.
    """
    if abs(lat) + high >= 90:
        return -180.0, 180.0
    reach = math.sin(math.radians(high)) / math.cos(math.radians(lat))
    wide = math.degrees(math.asin(min(1.0, reach)))
    west, east = lon - wide, lon + wide
    return (west, east) if west >= -180 and east <= 180 else (-180.0, 180.0)


class SqlitePlaces(Places):
    """One SQLite file; what is in it can be loaded again from its source at any time."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        if self._db.execute("PRAGMA user_version").get != _SHAPE:
            # Of another shape: all that is in it can be loaded again.
            self._db.execute(_DROP)
        self._db.execute(_SCHEMA)
        self._db.execute(f"PRAGMA user_version={_SHAPE}")

    def load(self, space: str, records: Iterable[Located], *, version: str) -> int:
        """See Places."""
        with self._db:
            self._db.execute(
                "DELETE FROM spots WHERE row IN (SELECT row FROM records WHERE space = ?)",
                (space,),
            )
            self._db.execute("DELETE FROM records WHERE space = ?", (space,))
            # Later records win, so read all before the first insert.
            for located in {located.id: located for located in records}.values():
                self._insert(space, located)
            self._db.execute("INSERT OR REPLACE INTO versions VALUES (?, ?)", (space, version))
        return self.count(space)

    def version_of(self, space: str) -> str | None:
        """See Places."""
        row = self._db.execute("SELECT version FROM versions WHERE space = ?", (space,)).fetchone()
        return None if row is None else str(row[0])

    def count(self, space: str) -> int:
        """See Places."""
        query = "SELECT count(*) FROM records WHERE space = ?"
        return int(self._db.execute(query, (space,)).get)

    def near(
        self, space: str, *, lat: float, lon: float, radius_m: float
    ) -> list[tuple[str, float]]:
        """See Places."""
        high = radius_m / DEGREE_M
        west, east = _longitudes(lat, lon, high)
        rows = self._db.execute(_NEAR, (lat - high, lat + high, west, east, space))
        found = [(str(i), metres_between(lat, lon, a, o)) for i, a, o in rows]
        return sorted(
            (hit for hit in found if hit[1] <= radius_m), key=lambda hit: (hit[1], hit[0])
        )

    def records(self, space: str, ids: Sequence[str]) -> dict[str, bytes]:
        """See Places."""
        found: dict[str, bytes] = {}
        for start in range(0, len(ids), _PAGE):
            page = ids[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            query = f"SELECT id, record FROM records WHERE space = ? AND id IN ({marks})"  # noqa: S608 - only marks
            rows: list[Any] = self._db.execute(query, (space, *page)).fetchall()
            found.update(rows)
        return found

    def names(self, space: str) -> list[tuple[str, str]]:
        """See Places."""
        query = "SELECT id, name FROM records WHERE space = ? ORDER BY id"
        return [(str(i), str(name)) for i, name in self._db.execute(query, (space,))]

    def close(self) -> None:
        """See Places."""
        self._db.close()

    def _insert(self, space: str, located: Located) -> None:
        self._db.execute(
            "INSERT INTO records (space, id, name, lat, lon, record) VALUES (?, ?, ?, ?, ?, ?)",
            (space, located.id, located.name, located.lat, located.lon, located.record),
        )
        if located.lat is None or located.lon is None:
            return
        self._db.execute(
            "INSERT INTO spots VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?5, ?2, ?3)",
            (self._db.last_insert_rowid(), located.lat, located.lon, space, located.id),
        )
