"""Where data keys stand: one per person, retention class and day."""

from abc import ABC, abstractmethod


class KeyStore(ABC):
    """Keeps data keys; destroying one forgets all that was sealed with it."""

    @abstractmethod
    def get(self, key_id: str) -> bytes | None:
        """Return the 32 bytes of a key; None if it never was or was destroyed."""

    @abstractmethod
    def get_or_make(self, key_id: str, fresh: bytes) -> bytes:
        """Return the key, making it of the 32 fresh bytes if there is none yet.

        Raises Forbidden if it was destroyed: a destroyed key does not come back.
        """

    @abstractmethod
    def destroy(self, key_id: str) -> bool:
        """Destroy a key beyond recovery; False if there was none."""

    @abstractmethod
    def ids(self) -> list[str]:
        """Return the ids of the living keys, sorted."""

    @abstractmethod
    def destroyed(self) -> list[str]:
        """Return the ids of the destroyed keys, sorted: the ledger of erasures."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files."""
