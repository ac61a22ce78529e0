"""The phrases of home, read once from data."""

from functools import cache
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.korean.particles import fill

_PACKAGE: Final = "dure.assistants.home"


@cache
def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    said: dict[str, list[str]] = read_toml(_PACKAGE, "phrases.ko.toml")["say"]
    return said


@cache
def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    shown: dict[str, Any] = read_toml(_PACKAGE, "phrases.ko.toml")["page"]
    return shown


@cache
def states() -> dict[str, dict[str, str]]:
    """Return device class or "any" → state → how it is told ("켜져")."""
    told: dict[str, dict[str, str]] = read_toml(_PACKAGE, "phrases.ko.toml")["states"]
    return told


@cache
def units() -> dict[str, str]:
    """Return unit → how it is said, where that differs."""
    said: dict[str, str] = read_toml(_PACKAGE, "phrases.ko.toml")["units"]
    return said


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    parts: dict[str, str] = read_toml(_PACKAGE, "phrases.ko.toml")["parts"]
    return fill(parts[key], facts)
