"""What an assistant says, read once from the `phrases.ko.toml` of its package.

A package may have the same file in another language. Which one is spoken is set around a turn, as
with gettext: pieces of sentences are put together in many places that need not know it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.korean.particles import fill

KOREAN: Final = "ko"
ENGLISH: Final = "en"
_SPOKEN: Final = ContextVar("spoken", default=KOREAN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say pieces of sentences in a language as long as this lasts."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken_now() -> str:
    """Return the language that is spoken."""
    return _SPOKEN.get()


@cache
def section(package: str, name: str, language: str = KOREAN) -> dict[str, Any]:
    """Return a table of a package's phrases: say, part, page, asks and its own."""
    found: dict[str, Any] = read_toml(package, f"phrases.{language}.toml")[name]
    return found


def part(package: str, key: str, **facts: str | int) -> str:
    """Return a piece of a sentence in the language spoken, in Korean where it has none."""
    spoken = section(package, "part", spoken_now())
    return fill(spoken.get(key) or section(package, "part")[key], facts)
