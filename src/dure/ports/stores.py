"""Small values by space and key: snapshots of projections, settings learned at run time."""

from abc import ABC, abstractmethod
from collections.abc import Iterator


class Store(ABC):
    """A durable dictionary of bytes."""

    @abstractmethod
    def get(self, space: str, key: str) -> bytes | None:
        """Return a value, None if there is none."""

    @abstractmethod
    def put(self, space: str, key: str, value: bytes) -> None:
        """Keep a value in place of the one before."""

    @abstractmethod
    def put_new(self, space: str, key: str, value: bytes) -> bool:
        """Keep a value where there is none yet; return whether this call did, of all processes."""

    @abstractmethod
    def delete(self, space: str, key: str) -> None:
        """Remove a value beyond recovery from the file; no matter if there is none."""

    @abstractmethod
    def items(self, space: str) -> Iterator[tuple[str, bytes]]:
        """Yield (key, value) of a space in key order."""

    @abstractmethod
    def spaces(self) -> list[str]:
        """Return the names of the spaces that hold something, sorted."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files."""
