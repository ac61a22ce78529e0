"""Things with a place on the map: found by distance, by id and by name."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Located:
    """A record with a place. lat, lon: WGS84 degrees; None if the place is unknown."""

    id: str
    name: str
    lat: float | None
    lon: float | None
    record: bytes


class Places(ABC):
    """Collections ("spaces") of located records."""

    @abstractmethod
    def load(self, space: str, records: Iterable[Located], *, version: str) -> int:
        """Replace a space by these records, all or nothing, and return how many they are.

        version: what `version_of` answers from then on. A later record with the same id
        takes the earlier one's place.
        """

    @abstractmethod
    def version_of(self, space: str) -> str | None:
        """Return the version loaded last, None if never."""

    @abstractmethod
    def count(self, space: str) -> int:
        """Return the number of records."""

    @abstractmethod
    def near(
        self, space: str, *, lat: float, lon: float, radius_m: float
    ) -> list[tuple[str, float]]:
        """Return (id, metres) within the radius, nearest first, ties by id."""

    @abstractmethod
    def records(self, space: str, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the records of these ids; unknown ids are left out."""

    @abstractmethod
    def names(self, space: str) -> list[tuple[str, str]]:
        """Return (id, name) of all records in id order."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files."""
