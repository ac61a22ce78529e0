"""Things with a place on the map: found by distance, by id, by name and by words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Located:
    """A record with a place. lat, lon: WGS84 degrees; None if the place is unknown.

    words: what it is found by beside its name.
    """

    id: str
    name: str
    lat: float | None
    lon: float | None
    record: bytes
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nearby:
    """What lies within a radius, in no order. rows: (n,). metres: (n,).

    Rows count the records of a space from 0; what is near to each other has rows near to each
    other, so that columns of rows are read in stretches.
    """

    rows: NDArray[np.int64]
    metres: NDArray[np.float64]


Order = NDArray[np.int64]
"""(rows,) the how-manieth of the records that were handed in stands in each row."""


def no_sheet(order: Order) -> bytes:
    """Return an empty sheet."""
    return b""


class Places(ABC):
    """Collections ("spaces") of located records."""

    @abstractmethod
    def load(
        self,
        space: str,
        records: Iterable[Located],
        *,
        version: str,
        sheet: Callable[[Order], bytes] = no_sheet,
    ) -> int:
        """Replace a space by these records, all or nothing, and return how many they are.

        version: what `version_of` answers from then on. A later record with the same id
        takes the earlier one's place. sheet: asked once all records are read and have their
        rows; what `sheet` answers from then on.
        """

    @abstractmethod
    def version_of(self, space: str) -> str | None:
        """Return the version loaded last, None if never."""

    @abstractmethod
    def sheet(self, space: str) -> bytes:
        """Return what was handed in beside the records; empty if nothing was."""

    @abstractmethod
    def count(self, space: str) -> int:
        """Return the number of records."""

    @abstractmethod
    def around(self, space: str, *, lat: float, lon: float, radius_m: float) -> Nearby:
        """Return what lies within the radius."""

    @abstractmethod
    def near(
        self, space: str, *, lat: float, lon: float, radius_m: float
    ) -> list[tuple[str, float]]:
        """Return (id, metres) within the radius, nearest first, ties by id."""

    @abstractmethod
    def search(
        self, space: str, words: Sequence[str], *, lat: float, lon: float, radius_m: float
    ) -> Nearby:
        """Return what lies within the radius and may hold one of some words, in its name or words.

        Spaces and case do not matter. All that holds a word of two letters or more is found, and
        perhaps some that hold only its parts; words of one letter find nothing.
        """

    @abstractmethod
    def records(self, space: str, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the records of these ids; unknown ids are left out."""

    @abstractmethod
    def at_rows(self, space: str, rows: Sequence[int]) -> dict[int, tuple[str, bytes]]:
        """Return (id, record) by row; rows without a record are left out."""

    @abstractmethod
    def rows_of(self, space: str, ids: Sequence[str]) -> dict[str, int]:
        """Return the rows of these ids; unknown ids are left out."""

    @abstractmethod
    def named(self, space: str, name: str) -> list[str]:
        """Return the ids of what bears a name, whatever its spacing and case, in id order."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files."""
