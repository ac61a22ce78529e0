"""The phrases of home."""

from typing import Any, Final

from dure.engine import phrasebook

_PACKAGE: Final = "dure.assistants.home"


def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    return phrasebook.section(_PACKAGE, "say")


def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    return phrasebook.section(_PACKAGE, "page")


def states() -> dict[str, dict[str, str]]:
    """Return device class or "any" → state → how it is told ("켜져")."""
    return phrasebook.section(_PACKAGE, "states")


def units() -> dict[str, str]:
    """Return unit → how it is said, where that differs."""
    return phrasebook.section(_PACKAGE, "units")


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return phrasebook.part(_PACKAGE, key, **facts)
