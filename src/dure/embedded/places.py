"""Located records in SQLite, and a grid of their places in memory.

Each load makes tables of its own, so that replacing three hundred thousand records is dropping
two tables. The grid is worked out once, at loading, and read as it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import apsw
import numpy as np

from dure.kernel.grid import Floats, Grid, grid_of
from dure.ports.places import Located, Nearby, Order, Places, no_sheet

_SHAPE: Final = 4
"""Raised whenever the tables change."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS spaces (
    space TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, version TEXT NOT NULL,
    grid BLOB NOT NULL, sheet BLOB NOT NULL
) STRICT;
"""
_TABLES: Final = """
CREATE TABLE records_{0} (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, record BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words_{0} USING fts5(
    words, content='', columnsize=0, detail=none, tokenize='ascii'
);
"""
_STAGED: Final = """
CREATE TEMP TABLE staged (
    at INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, record BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE TEMP TABLE ordered (row INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
"""
_FILL: Final = """
INSERT INTO records_{0} SELECT row, id, name, record
FROM ordered CROSS JOIN staged USING (at) ORDER BY row;
INSERT INTO words_{0} (rowid, words) SELECT row, words
FROM ordered CROSS JOIN staged USING (at) ORDER BY row;
DROP TABLE ordered;
DROP TABLE staged;
CREATE INDEX names_{0} ON records_{0} (name);
"""
_OPTIMIZE: Final = "INSERT INTO words_{0} (words_{0}) VALUES ('optimize')"
_SEARCH: Final = """
SELECT rowid FROM words_{0} WHERE words_{0} MATCH ? AND rowid BETWEEN ? AND ?
"""
_PAGE: Final = 500
_BATCH: Final = 2000


class SqlitePlaces(Places):
    """One SQLite file; what is in it can be loaded again from its source at any time."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        if self._db.execute("PRAGMA user_version").get != _SHAPE:
            # Of another shape: all that is in it can be loaded again.
            self._empty()
        self._db.execute(_SCHEMA)
        self._db.execute(f"PRAGMA user_version={_SHAPE}")
        self._grids: dict[str, Grid] = {}
        self._seen = -1

    def load(
        self,
        space: str,
        records: Iterable[Located],
        *,
        version: str,
        sheet: Callable[[Order], bytes] = no_sheet,
    ) -> int:
        """See Places."""
        with self._db:
            number = 1 + int(self._db.execute("SELECT coalesce(max(number), 0) FROM spaces").get)
            self._db.execute(_TABLES.format(number))
            grid, order = self._fill(number, iter(records))
            self._drop(self._number(space))
            self._db.execute(
                "INSERT OR REPLACE INTO spaces VALUES (?, ?, ?, ?, ?)",
                (space, number, version, grid, sheet(order)),
            )
        self._grids.clear()
        return self.count(space)

    def version_of(self, space: str) -> str | None:
        """See Places."""
        row = self._db.execute("SELECT version FROM spaces WHERE space = ?", (space,)).fetchone()
        return None if row is None else str(row[0])

    def sheet(self, space: str) -> bytes:
        """See Places."""
        row = self._db.execute("SELECT sheet FROM spaces WHERE space = ?", (space,)).fetchone()
        return b"" if row is None else bytes(row[0])

    def count(self, space: str) -> int:
        """See Places."""
        number = self._number(space)
        if number is None:
            return 0
        return int(self._db.execute(f"SELECT count(*) FROM records_{number}").get)  # noqa: S608 - a number

    def around(self, space: str, *, lat: float, lon: float, radius_m: float) -> Nearby:
        """See Places."""
        return Nearby(*self._grid(space).around(lat, lon, radius_m))

    def near(
        self, space: str, *, lat: float, lon: float, radius_m: float
    ) -> list[tuple[str, float]]:
        """See Places."""
        found = self.around(space, lat=lat, lon=lon, radius_m=radius_m)
        metres = dict(zip(found.rows.tolist(), found.metres.tolist(), strict=True))
        ids = {row: place for row, (place, _) in self.at_rows(space, list(metres)).items()}
        return sorted(((ids[row], far) for row, far in metres.items()), key=lambda h: (h[1], h[0]))

    def search(
        self, space: str, words: Sequence[str], *, lat: float, lon: float, radius_m: float
    ) -> Nearby:
        """See Places."""
        number, asked = self._number(space), _asked(words)
        if number is None or not asked:
            return Nearby(np.empty(0, dtype=np.int64), np.empty(0))
        grid, query = self._grid(space), _SEARCH.format(number)
        # Rows are in the order of the grid: a circle is a few stretches of the index.
        hits = [
            hit
            for start, end in grid.stretches(lat, lon, radius_m)
            for (hit,) in self._db.execute(query, (asked, start, end - 1))
        ]
        at = np.array(hits, dtype=np.int64)
        return Nearby(*grid.among(at, lat=lat, lon=lon, radius_m=radius_m))

    def records(self, space: str, ids: Sequence[str]) -> dict[str, bytes]:
        """See Places."""
        rows = self._pages("SELECT id, record FROM records_{0} WHERE id IN ({1})", space, ids)
        return {str(place): bytes(record) for place, record in rows}

    def at_rows(self, space: str, rows: Sequence[int]) -> dict[int, tuple[str, bytes]]:
        """See Places."""
        query = "SELECT row, id, record FROM records_{0} WHERE row IN ({1})"
        return {row: (place, record) for row, place, record in self._pages(query, space, rows)}

    def rows_of(self, space: str, ids: Sequence[str]) -> dict[str, int]:
        """See Places."""
        return dict(self._pages("SELECT id, row FROM records_{0} WHERE id IN ({1})", space, ids))

    def named(self, space: str, name: str) -> list[str]:
        """See Places."""
        number = self._number(space)
        if number is None:
            return []
        query = f"SELECT id FROM records_{number} WHERE name = ? ORDER BY id"  # noqa: S608 - a number
        return [str(place) for (place,) in self._db.execute(query, (_plain(name),))]

    def close(self) -> None:
        """See Places."""
        self._db.close()

    def _number(self, space: str) -> int | None:
        row = self._db.execute("SELECT number FROM spaces WHERE space = ?", (space,)).fetchone()
        return None if row is None else int(row[0])

    def _grid(self, space: str) -> Grid:
        # Another process may have loaded anew: its commits change this number.
        seen = int(self._db.execute("PRAGMA data_version").get)
        if seen != self._seen:
            self._grids.clear()
            self._seen = seen
        if space not in self._grids:
            row = self._db.execute("SELECT grid FROM spaces WHERE space = ?", (space,)).fetchone()
            self._grids[space] = Grid(b"" if row is None else row[0])
        return self._grids[space]

    def _fill(self, number: int, records: Iterator[Located]) -> tuple[bytes, Order]:
        """Write the records in the order of their grid; return both."""
        lat, lon = list[float](), list[float]()
        self._db.execute(_STAGED)
        while batch := list(islice(records, _BATCH)):
            at = range(len(lat), len(lat) + len(batch))
            lat += [_degrees(one.lat) for one in batch]
            lon += [_degrees(one.lon) for one in batch]
            plain = ((one.id, _plain(one.name), one.record, _told(one)) for one in batch)
            told = ((number, *rest) for number, rest in zip(at, plain, strict=True))
            self._db.executemany("INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?)", told)
        alive = self._db.execute("SELECT at FROM staged ORDER BY at")
        kept = np.fromiter((at for (at,) in alive), dtype=np.int64)
        order, grid = _in_order(kept, np.array(lat), np.array(lon))
        self._db.executemany("INSERT INTO ordered VALUES (?, ?)", enumerate(order.tolist()))
        self._db.execute(_FILL.format(number))
        # In one piece, a stretch is found by a few steps instead of some in each of many pieces.
        self._db.execute(_OPTIMIZE.format(number))
        return grid, order

    def _pages(self, query: str, space: str, keys: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        number = self._number(space)
        if number is None:
            return
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            yield from self._db.execute(query.format(number, marks), tuple(page))

    def _drop(self, number: int | None) -> None:
        if number is not None:
            self._db.execute(f"DROP TABLE records_{number}; DROP TABLE words_{number};")

    def _empty(self) -> None:
        tables = self._db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        for (name,) in tables:
            # Dropping a virtual table takes its shadows along.
            self._db.execute(f'DROP TABLE IF EXISTS "{name}"')


def _in_order(kept: Order, lat: Floats, lon: Floats) -> tuple[Order, bytes]:
    """Return what was handed in by its rows, what has no place last, and the grid of the rows."""
    placed = Grid(grid_of(kept, lat[kept], lon[kept])).rows
    order = np.concatenate((placed, np.setdiff1d(kept, placed)))
    return order, grid_of(np.arange(len(order)), lat[order], lon[order])


def _degrees(of: float | None) -> float:
    return float("nan") if of is None else of


def _plain(name: str) -> str:
    return "".join(name.split()).lower()


def _told(located: Located) -> str:
    """Return what the word index holds of a record: the pairs of letters in it, each once."""
    words = (located.name, *located.words)
    return " ".join(dict.fromkeys(pair for word in words for pair in _pairs(word)))


def _asked(words: Iterable[str]) -> str:
    """Return the question for one of some words; empty if none has two letters."""
    # Quoted: a pair may be spelt like an operator (OR).
    each = (" AND ".join(f'"{pair}"' for pair in _pairs(word)) for word in words)
    return " OR ".join(f"({pairs})" for pairs in each if pairs)


@lru_cache(maxsize=65_536)
def _pairs(word: str) -> tuple[str, ...]:
    letters = "".join(letter for letter in word.lower() if letter.isalnum())
    return tuple(letters[at : at + 2] for at in range(len(letters) - 1))
