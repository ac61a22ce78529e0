"""The phrases of perfume, read once from data."""

from functools import cache
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.korean.particles import fill

_PACKAGE: Final = "dure.assistants.perfume"


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return fill(_parts()[key], facts)


@cache
def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    said: dict[str, list[str]] = read_toml(_PACKAGE, "phrases.ko.toml")["say"]
    return said


@cache
def presented() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    shown: dict[str, Any] = read_toml(_PACKAGE, "phrases.ko.toml")["page"]
    return shown


@cache
def _parts() -> dict[str, str]:
    parts: dict[str, str] = read_toml(_PACKAGE, "phrases.ko.toml")["part"]
    return parts
