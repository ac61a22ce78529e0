"""Passwords: what may be one, and argon2id hashes of them."""

import asyncio
import unicodedata
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dure.errors import WeakPassword
from dure.kernel.ids import RandomBytes

_SALT_BYTES: Final = 16
"""Advised for password hashing in RFC 9106, section 3.1."""


@dataclass(frozen=True, kw_only=True)
class PasswordSettings:
    """What a password must be, and what guessing one shall cost."""

    least: int = 8
    """Code points (NIST SP 800-63B, section 5.1.1.2)."""
    most: int = 200
    """Code points; a bound, so that hashing one is never long work."""
    memory_kib: int = 19_456
    """KiB that one hash needs: 19 MiB (OWASP Password Storage Cheat Sheet, argon2id minimum)."""
    passes: int = 2
    """Passes over that memory (OWASP, beside 19 MiB)."""
    lanes: int = 1
    """Degree of parallelism (OWASP, beside 19 MiB)."""
    at_once: int = 2
    """Hashes worked out at the same time; the others wait, so that sign-ins leave cores free."""


class Passwords:
    """Hashes and compares passwords in threads, away from the event loop."""

    def __init__(self, random: RandomBytes, settings: PasswordSettings) -> None:
        self._random, self._settings = random, settings
        self._hasher = PasswordHasher(
            time_cost=settings.passes, memory_cost=settings.memory_kib, parallelism=settings.lanes
        )
        self._free = asyncio.Semaphore(settings.at_once)
        self._nobodys: str | None = None

    def read(self, password: str, *, user: str) -> str:
        """Return a password in the form that is hashed: NFC.

        Raises WeakPassword if it is too short, too long, the user's name, or no text.
        """
        settings = self._settings
        text = self.normal(password)
        is_name = text.casefold() == user.casefold()
        if not settings.least <= len(text) <= settings.most or is_name or not _is_text(text):
            raise WeakPassword(least=settings.least, most=settings.most)
        return text

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of a password that was read."""
        salt = self._random(_SALT_BYTES)
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, password, salt=salt)

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Compare a password as it was typed with a hash.

        hashed: None where there is no such account; that takes as long and is never right.
        """
        text = self.normal(password)
        if len(text) > self._settings.most or not _is_text(text):
            hashed, text = None, ""
        if self._nobodys is None:
            self._nobodys = await self.hash(self._random(_SALT_BYTES).hex())
        async with self._free:
            is_right = await asyncio.to_thread(self._is_right, hashed or self._nobodys, text)
        return is_right and hashed is not None

    def normal(self, password: str) -> str:
        """Return a password in NFC: keyboards differ in how they compose 한글."""
        return unicodedata.normalize("NFC", password)

    def is_outdated(self, hashed: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _is_right(self, hashed: str, text: str) -> bool:
        try:
            return self._hasher.verify(hashed, text)
        except (VerificationError, InvalidHashError):
            return False


def _is_text(text: str) -> bool:
    """Tell whether text can be written as UTF-8: no lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
