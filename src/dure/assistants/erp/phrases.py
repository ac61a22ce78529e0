"""The phrases of erp, read once from data."""

from functools import cache
from typing import Any

from dure.assistants.erp.model import PACKAGE
from dure.kernel.data import read_toml
from dure.korean.particles import fill


@cache
def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    said: dict[str, list[str]] = read_toml(PACKAGE, "phrases.ko.toml")["say"]
    return said


@cache
def asks() -> dict[str, str]:
    """Return intent → what to call it in a question."""
    named: dict[str, str] = read_toml(PACKAGE, "phrases.ko.toml")["asks"]
    return named


def part(key: str, **facts: str) -> str:
    """Return a piece of a sentence."""
    return fill(_parts()[key], facts)


@cache
def _parts() -> dict[str, str]:
    parts: dict[str, str] = read_toml(PACKAGE, "phrases.ko.toml")["part"]
    return parts


@cache
def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    shown: dict[str, Any] = read_toml(PACKAGE, "phrases.ko.toml")["page"]
    return shown


@cache
def talk() -> dict[str, str]:
    """Return intent → pattern of what is no question."""
    patterns: dict[str, str] = read_toml(PACKAGE, "phrases.ko.toml")["talk"]
    return patterns
