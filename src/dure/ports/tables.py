"""Tables of somebody's system, read only: bound parameters in, rows with exact decimals out.

Every plug offers these functions in its SQL, so that money is exact whatever the database does:
the aggregates `decimal_sum`, `decimal_avg`, `decimal_max` and `decimal_min` (nulls are left out,
no value gives null), and `decimal_product(a, b)` and `decimal_difference(a, b)`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | float | Decimal | None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a query gave. cut: there were more rows than the limit; the first ones are here."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cut: bool = False


class Tables(ABC):
    """A database that can be asked and never changed."""

    @property
    @abstractmethod
    def dialect(self) -> str:
        """Return the name of its SQL dialect as sqlglot knows it."""

    @abstractmethod
    def query(self, sql: str, parameters: Mapping[str, Cell]) -> Rows:
        """Return the rows of one SELECT.

        parameters: name → value for each ":name" in the SQL.
        Raises Forbidden if it would touch anything but the allowed tables, or write; LateAnswer
        past the deadline; Unavailable if the database does not answer; ValueError for SQL that
        is none.
        """

    @abstractmethod
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Return table → its columns, for the tables that may be read."""

    @abstractmethod
    def as_of(self) -> str:
        """Return the moment up to which the rows are known (ISO 8601, UTC)."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""
