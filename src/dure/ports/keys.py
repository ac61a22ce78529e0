"""Where data keys stand: one per person, retention class and day."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from dure.errors import Corrupt


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
    def destroy_all(self, key_ids: Iterable[str]) -> None:
        """Destroy keys beyond recovery, all together."""

    @abstractmethod
    def rewrap(self, master: bytes) -> int:
        """Wrap every living key with another master key, all or nothing; return how many.

        From then on the store opens with that one only.
        """

    @abstractmethod
    def drop_known(self, key_id: str) -> None:
        """Forget what is kept at hand of a key: another process destroyed it."""

    @abstractmethod
    def ids(self) -> list[str]:
        """Return the ids of the living keys, sorted."""

    @abstractmethod
    def destroyed(self) -> list[str]:
        """Return the ids of the destroyed keys, sorted: the ledger of erasures."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files."""


def wrapped(master: bytes, key: bytes) -> bytes:
    """Return a key as it may stand in a database (RFC 3394). master: 32 bytes."""
    return aes_key_wrap(master, key)


def unwrapped(master: bytes, stored: bytes) -> bytes:
    """Return the key that was wrapped.

    Raises Corrupt if the master key does not fit.
    """
    try:
        return aes_key_unwrap(master, stored)
    except InvalidUnwrap as error:
        raise Corrupt("the master key does not fit", where="keys") from error
