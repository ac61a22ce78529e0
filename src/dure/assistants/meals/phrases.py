"""The phrases of meals."""

from typing import Any, Final

from dure.engine import phrasebook
from dure.engine.assistant import NoteKind

_PACKAGE: Final = "dure.assistants.meals"
_HEALTH: Final = frozenset(("allergen", "diet"))


def phrases() -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    return phrasebook.section(_PACKAGE, "say")


def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    return phrasebook.section(_PACKAGE, "page")


def asks() -> dict[str, str]:
    """Return intent → what to call it in a question."""
    return phrasebook.section(_PACKAGE, "asks")


def notes() -> dict[str, NoteKind]:
    """Return what is remembered of people: allergies and diets tell of their health."""
    labels = phrasebook.section(_PACKAGE, "notes")
    words = phrasebook.section(_PACKAGE, "note_words")
    return {
        note: NoteKind(label=label, purpose="health" if note in _HEALTH else None, words=words)
        for note, label in labels.items()
    }


def part(key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return phrasebook.part(_PACKAGE, key, **facts)
