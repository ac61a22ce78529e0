"""Hear a question about a place that is named by its number or its name, whatever else is open.

"2번 주차 돼?" asks; it picks nothing, and it answers no question of ours. "2번이요" does.
"""

from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import attributes_of, cues, grammar, grammars

_ONLY: Final = grammar("place_asked.only")
_SETTLED: Final = grammar("picking.settled")
_NO_QUESTION: Final = grammar("place_asked.no_question")
_ASKED: Final = grammars("place_asked.asked")
_SELECT: Final = "SELECT_RECOMMENDATION"
_COMPARE: Final = "COMPARISON"
_NAMED: Final = frozenset(("ordinal", "shop"))
_TAKEN_FOR: Final = frozenset((_SELECT, "PREFERENCE_UPDATE", "AFFIRM", "GREETING"))
"""What a question about a place is taken for where no question of ours is open."""
_ATTRIBUTES: Final = (
    "TIME_INQUIRY",
    "SHOP_INQUIRY",
    "REVIEW_INQUIRY",
    "DELIVERY_INQUIRY",
    "RESERVATION_REQUEST",
    "LOCATION_INQUIRY",
    "NUTRITION_INQUIRY",
)
_PLACES: Final = frozenset((*_ATTRIBUTES, *_ASKED, _COMPARE, "CARD_PROBLEM"))


def asked_of_place(
    reading: Reading, intent: str, pending: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Return what is asked of a place that is named, and its slots; None if nothing is.

    pending: the question of ours that is open, if any.
    """
    slots = {part.slot for part in reading.said}
    if not slots & _NAMED or _ONLY.fullmatch(reading.masked()):
        return None
    if _SETTLED.search(reading.text):
        return _alone(reading, _SELECT) if "choices" in pending else None
    if not pending and intent not in _TAKEN_FOR:
        return None
    asked = _question(reading, intent)
    return _alone(reading, asked) if asked else None


def _question(reading: Reading, intent: str) -> str | None:
    """Return the intent of a question: as it was read if that is one, else by what is asked."""
    if intent in _PLACES:
        return intent
    if _NO_QUESTION.search(reading.text):
        return None
    several = sum(part.slot == "ordinal" for part in reading.said) > 1
    if several and any(part.slot == "aspect" for part in reading.said):
        return _COMPARE
    found = (name for name, pattern in _ASKED.items() if pattern.search(reading.text))
    return next(found, None) or next(
        (name for name in _ATTRIBUTES if _has_attribute(reading.text, name)), None
    )


def _has_attribute(text: str, intent: str) -> bool:
    return any(cues()["attribute"][name].search(text) for name in attributes_of()[intent])


def _alone(reading: Reading, intent: str) -> tuple[str, dict[str, Any]]:
    slots = reading.slots(intent)
    if isinstance(slots.get("ordinal"), int):
        # A number alone would choose between the meanings that were offered.
        slots["ordinal"] = [slots["ordinal"]]
    return intent, slots
