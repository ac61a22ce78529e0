"""Rows of the demonstration on their way into tables, as SQL."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from dure.engine.assistant import Statement

_TYPES: Final = {"#": "INTEGER", "$": "NUMERIC", "~": "REAL"}


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """Rows in the order in which they were added; each table counts its own ids."""

    rows: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, table: str, **values: str | float | Decimal | date | None) -> int:
        """Add a row and return its id."""
        self.counts[table] += 1
        self.rows.append((table, {"id": self.counts[table], **values}))
        return self.counts[table]

    def statements(self) -> Iterator[Statement]:
        """Yield the rows as SQL, money as Tryton stores it in SQLite: the bytes of its digits."""
        for table, values in self.rows:
            names = ", ".join(f'"{name}"' for name in values)
            places = ", ".join("?" * len(values))
            sql = f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608 - names of ours
            yield sql, [_stored(value) for value in values.values()]


def table_statements(tables: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the tables as SQL.

    tables: name → its columns besides the id, each with the sign of its type: "#" a number,
        "$" money, "~" a quantity, none a text.
    """
    for table, columns in tables.items():
        told = ", ".join(
            f'"{column.rstrip("#$~")}" {_TYPES.get(column[-1], "TEXT")}'
            for column in columns.split()
        )
        yield f'CREATE TABLE "{table}" (id INTEGER PRIMARY KEY, {told})', ()


def _stored(value: str | float | Decimal | date | None) -> str | int | float | bytes | None:
    if isinstance(value, Decimal):
        return format(value, "f").encode("ascii")
    return value.isoformat() if isinstance(value, date) else value
