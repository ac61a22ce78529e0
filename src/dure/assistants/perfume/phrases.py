"""The phrases of perfume."""

from typing import Any, Final

from dure.engine import phrasebook

_PACKAGE: Final = "dure.assistants.perfume"


def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    return phrasebook.section(_PACKAGE, "say")


def presented() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    return phrasebook.section(_PACKAGE, "page")


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return phrasebook.part(_PACKAGE, key, **facts)
