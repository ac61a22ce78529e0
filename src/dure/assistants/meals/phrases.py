"""The phrases of meals."""

from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.meals.english_names import called_in_english, place_in_english
from dure.engine import phrasebook
from dure.engine.assistant import NoteKind, Tongue
from dure.engine.phrasebook import ENGLISH, KOREAN

_PACKAGE: Final = "dure.assistants.meals"
_FOODS: Final = frozenset(("words", "word", "food"))
"""Facts of a line that name foods, one or several with commas between."""
_HEALTH: Final = frozenset(("allergen", "diet"))


def phrases(language: str = KOREAN) -> dict[str, list[str]]:
    """Return key → ways of saying it."""
    return phrasebook.section(_PACKAGE, "say", language)


def page() -> dict[str, Any]:
    """Return how the assistant presents itself: its title, and what one may say first."""
    return phrasebook.section(_PACKAGE, "page")


def asks(language: str = KOREAN) -> dict[str, str]:
    """Return intent → what to call it in a question."""
    return phrasebook.section(_PACKAGE, "asks", language)


def tongues() -> dict[str, Tongue]:
    """Return how meals speaks beside Korean."""
    return {ENGLISH: Tongue(phrases=phrases(ENGLISH), asks=asks(ENGLISH))}


def translated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with the foods and the place among them as the language spoken calls them."""
    if phrasebook.spoken_now() != ENGLISH:
        return dict(facts)
    return {name: _in_english(name, value) for name, value in facts.items()}


def _in_english(name: str, value: Any) -> Any:  # noqa: ANN401 - a fact
    if name == "place":
        return place_in_english(str(value))
    if name in _FOODS and isinstance(value, str):
        return ", ".join(called_in_english(word) for word in value.split(", "))
    return value


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
    return phrasebook.part(_PACKAGE, key, **translated(facts))


def part_or(key: str, korean: str) -> str:
    """Return a piece that a record holds in Korean, in the language spoken if it stands there."""
    if phrasebook.spoken_now() == KOREAN:
        return korean
    said: str = phrasebook.section(_PACKAGE, "part", phrasebook.spoken_now()).get(key, korean)
    return said


def has_part(key: str) -> bool:
    """Whether there is a piece of that key."""
    return key in phrasebook.section(_PACKAGE, "part")
