"""Tables in an SQLite file, opened so that nothing can be written.

Two walls: the file is opened read-only, and an authorizer lets through nothing but SELECT
on the allowed tables with harmless functions. Threads may ask at once: each query has a
connection of its own while it runs, with its own deadline. A Decimal is stored by Tryton as a
BLOB of its digits; such a BLOB becomes a Decimal again, and the decimal functions give BLOBs too.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final
from urllib.parse import quote

import apsw

from dure.errors import Corrupt, Forbidden, LateAnswer, Unavailable
from dure.ports.tables import Cell, Rows, Tables

_FUNCTIONS: Final = frozenset(
    ("decimal_sum", "decimal_avg", "decimal_product", "decimal_difference", "decimal_max",
     "decimal_min", "count", "replace", "substring", "min", "max", "coalesce",
     "substr", "upper", "lower", "like", "total", "sum", "length", "round", "abs", "strftime")
)  # fmt: skip
_READS: Final = frozenset((apsw.SQLITE_SELECT, apsw.SQLITE_RECURSIVE))
_STEPS: Final = 2000
"""Steps of SQLite's machine between two looks at the deadline."""
_LONGEST_DECIMAL: Final = 64


@dataclass(frozen=True, kw_only=True)
class SqliteTablesSettings:
    """How much one question may cost."""

    deadline_s: float = 5.0
    """Seconds after which a query is stopped."""
    row_limit: int = 5000
    """Rows that are read at most; more are cut and said to be."""


class SqliteTables(Tables):
    """An SQLite file, such as the one that Tryton writes."""

    def __init__(
        self,
        path: Path,
        *,
        allowed: Iterable[str] | None = None,
        immutable: bool = False,
        settings: SqliteTablesSettings | None = None,
    ) -> None:
        """Open the file.

        allowed: the tables that may be read; None allows all.
        immutable: nobody changes the file while it is open (a snapshot); then no lock is taken.
        Raises Unavailable if there is no such file or it is no database.
        """
        self._path, self._immutable = path, immutable
        self._settings = settings or SqliteTablesSettings()
        first = _open(path, immutable=immutable)
        self._columns = _columns(first, allowed)
        self._idle: SimpleQueue[_Reader] = SimpleQueue()
        self._idle.put(_Reader(first, self._columns))

    @property
    def dialect(self) -> str:
        """Return "sqlite"."""
        return "sqlite"

    def query(self, sql: str, parameters: Mapping[str, Cell]) -> Rows:
        """Return the rows of one SELECT."""
        reader = self._taken()
        try:
            return self._asked(reader, sql, parameters)
        finally:
            self._idle.put(reader)

    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Return table → columns as they were when the file was opened."""
        return self._columns

    def as_of(self) -> str:
        """Return when the file was last written."""
        stamp = max(os.stat(part).st_mtime for part in self._parts() if part.exists())
        return datetime.fromtimestamp(stamp, UTC).isoformat(timespec="seconds")

    def close(self) -> None:
        """Close the connections that nobody is using."""
        with contextlib.suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _parts(self) -> tuple[Path, Path]:
        return self._path, self._path.with_name(self._path.name + "-wal")

    def _taken(self) -> "_Reader":
        """Return a connection that nobody else uses; as many as ever ask at once are opened."""
        try:
            return self._idle.get_nowait()
        except Empty:
            return _Reader(_open(self._path, immutable=self._immutable), self._columns)

    def _asked(self, reader: "_Reader", sql: str, parameters: Mapping[str, Cell]) -> Rows:
        stored = {name: _stored(value) for name, value in parameters.items()}
        try:
            return reader.read(sql, stored, self._settings)
        except apsw.AuthError as error:
            raise Forbidden(why=reader.refused or "not a read") from error
        except apsw.InterruptError as error:
            raise LateAnswer(str(self._path.name)) from error
        except apsw.ReadOnlyError as error:
            raise Forbidden(why="not a read") from error
        except (apsw.SQLError, apsw.BindingsError) as error:
            if reader.refused:
                raise Forbidden(why=reader.refused) from error
            raise ValueError(str(error)) from error
        except (apsw.BusyError, apsw.IOError, apsw.NotADBError, apsw.CorruptError) as error:
            raise Unavailable(what=self._path.name) from error


class _Reader:
    """A fenced connection, used by one thread at a time."""

    def __init__(self, db: apsw.Connection, columns: Mapping[str, tuple[str, ...]]) -> None:
        self._db, self._columns = db, columns
        self._late_at = float("inf")
        self.refused = ""
        self._fence()

    def read(self, sql: str, parameters: dict[str, Any], settings: SqliteTablesSettings) -> Rows:
        self.refused = ""
        self._late_at = time.monotonic() + settings.deadline_s
        cursor = self._db.cursor()
        try:
            cursor.execute(sql, parameters)
            names = tuple(n for n, *_ in cursor.get_description()) if _has_rows(cursor) else ()
            found = list(islice(cursor, settings.row_limit + 1))
        finally:
            cursor.close(True)
            self._late_at = float("inf")
        kept = found[: settings.row_limit]
        return Rows(
            columns=names,
            rows=tuple(tuple(_cell(value) for value in row) for row in kept),
            cut=len(found) > len(kept),
        )

    def close(self) -> None:
        self._db.close()

    def _fence(self) -> None:
        self._db.execute("PRAGMA query_only=ON; PRAGMA case_sensitive_like=ON")
        self._db.create_aggregate_function("decimal_sum", _summing)
        self._db.create_aggregate_function("decimal_avg", _averaging)
        self._db.create_aggregate_function("decimal_max", _greatest)
        self._db.create_aggregate_function("decimal_min", _smallest)
        self._db.create_scalar_function("decimal_product", _product, 2, deterministic=True)
        self._db.create_scalar_function("decimal_difference", _difference, 2, deterministic=True)
        self._db.set_progress_handler(lambda: time.monotonic() > self._late_at, _STEPS)
        self._db.authorizer = self._judge

    def _judge(
        self, action: int, first: str | None, second: str | None, base: str | None, by: str | None
    ) -> int:
        if action in _READS:
            return apsw.SQLITE_OK
        if action == apsw.SQLITE_READ and first in self._columns:
            return apsw.SQLITE_OK
        if action == apsw.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
            return apsw.SQLITE_OK
        self.refused = str(second if action == apsw.SQLITE_FUNCTION else first)
        return apsw.SQLITE_DENY


def make_database(
    path: Path, statements: Iterable[tuple[str, Sequence[str | int | float | bytes | None]]]
) -> None:
    """Write a database from statements (SQL, its values), whole or not at all."""
    making = path.with_name(f"{path.name}.part")
    making.unlink(missing_ok=True)
    with contextlib.closing(apsw.Connection(str(making))) as db, db:
        for sql, values in statements:
            db.execute(sql, tuple(values))
    making.replace(path)


def _open(path: Path, *, immutable: bool) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    name = f"file:{quote(str(path.resolve()))}?mode=ro{'&immutable=1' if immutable else ''}"
    try:
        db = apsw.Connection(name, flags=flags)
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except (apsw.CantOpenError, apsw.IOError, apsw.NotADBError) as error:
        raise Unavailable(what=path.name) from error
    return db


def _columns(db: apsw.Connection, allowed: Iterable[str] | None) -> Mapping[str, tuple[str, ...]]:
    wanted = None if allowed is None else set(allowed)
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    return {
        name: tuple(row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,)))
        for name in names
        if wanted is None or name in wanted
    }


def _has_rows(cursor: apsw.Cursor) -> bool:
    try:
        return bool(cursor.get_description())
    except apsw.ExecutionCompleteError:
        return False


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever SQLite holds
    if isinstance(value, bytes):
        text = value.decode("ascii", errors="replace")
        if len(text) > _LONGEST_DECIMAL or not _is_decimal(text):
            raise Corrupt(where="a column of bytes that are no decimal")
        return Decimal(text)
    return value  # type: ignore[no-any-return]


def _is_decimal(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("+-").replace("E+", "").replace("E-", "").isdigit()


def _stored(value: Cell) -> str | int | float | None:
    """Return a value as SQLite compares it; a decimal as the nearest real."""
    return float(value) if isinstance(value, Decimal) else value


def _exact(value: Any) -> Decimal | None:  # noqa: ANN401 - whatever SQLite holds
    if value is None:
        return None
    if isinstance(value, bytes):
        return Decimal(value.decode("ascii"))
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _bytes(value: Decimal | None) -> bytes | None:
    return None if value is None else format(value, "f").encode("ascii")


def _product(*pair: Any) -> Any:  # noqa: ANN401 - whatever SQLite holds
    left, right = map(_exact, pair)
    return None if left is None or right is None else _bytes(left * right)


def _difference(*pair: Any) -> Any:  # noqa: ANN401 - whatever SQLite holds
    left, right = map(_exact, pair)
    return None if left is None or right is None else _bytes(left - right)


Bag = list[Decimal]
Aggregate = tuple[Bag, Callable[..., None], Callable[[Bag], bytes | None]]


def _put(bag: Bag, value: Any) -> None:  # noqa: ANN401 - whatever SQLite holds
    exact = _exact(value)
    if exact is not None:
        bag.append(exact)


def _summing() -> Aggregate:
    return [], _put, lambda bag: _bytes(sum(bag, Decimal(0))) if bag else None


def _averaging() -> Aggregate:
    return [], _put, lambda bag: _bytes(sum(bag, Decimal(0)) / len(bag)) if bag else None


def _greatest() -> Aggregate:
    return [], _put, lambda bag: _bytes(max(bag, default=None))


def _smallest() -> Aggregate:
    return [], _put, lambda bag: _bytes(min(bag, default=None))
