"""The phrases of erp."""

from typing import Any, Final

from dure.engine import phrasebook

_PACKAGE: Final = "dure.assistants.erp"


def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    return phrasebook.section(_PACKAGE, "say")


def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    return phrasebook.section(_PACKAGE, "page")


def asks() -> dict[str, str]:
    """Return intent → what to call it in a question."""
    return phrasebook.section(_PACKAGE, "asks")


def talk() -> dict[str, str]:
    """Return intent → pattern of what is no question."""
    return phrasebook.section(_PACKAGE, "talk")


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return phrasebook.part(_PACKAGE, key, **facts)
