"""Whole pieces of data by name, in a place that may be slow, full or away.

A plug answers `put`, `append` and `delete` only after they would survive a power cut.
"""

from abc import ABC, abstractmethod


class Blobs(ABC):
    """Pieces of data by name.

    A name is one or two parts of ASCII letters, digits, dots, dashes ("keys/ab12"). Every method
    raises Unavailable if the place cannot be reached, StorageFull if there is no room.
    """

    @abstractmethod
    def get(self, name: str) -> bytes | None:
        """Return a piece, None if there is none."""

    @abstractmethod
    def put(self, name: str, data: bytes) -> None:
        """Keep a piece in place of the one before: whoever looks sees either, never a half."""

    @abstractmethod
    def append(self, name: str, data: bytes) -> None:
        """Add to the end of a piece, making it if needed.

        A crash may leave the beginning of the data there.
        """

    @abstractmethod
    def delete(self, name: str) -> None:
        """Remove a piece; no matter if there is none."""

    @abstractmethod
    def names(self, folder: str = "") -> list[str]:
        """Return the names of the pieces in a folder ("" for those in none), sorted."""
