"""Hear a diet that the rest of a sentence would lose: a place for it is wished, or it is told."""

from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import allowed_slots, grammar

_WAY: Final = grammar("diet_wished.way")
_TOLD: Final = frozenset(("allergen", "exclude_food", "asked_allergen"))
_PLACE: Final = grammar("diet_wished.place")


def intent_of_diet(reading: Reading, intent: str) -> str | None:
    """Return the intent where a diet is said that the intent could not carry; None if it stands.

    Who asks for a place or a dish wishes for one; anybody else tells how they eat.
    """
    if not any(part.slot == "diet" for part in reading.said):
        return "DIETARY_RESTRICTION" if _tells_of_a_way(reading) else None
    if _PLACE.search(reading.text):
        return "FOOD_REQUEST" if intent not in ("BUDGET_INQUIRY", "MODIFY_REQUEST") else None
    is_carried = "diet" in allowed_slots().get(intent, frozenset())
    return None if is_carried else "DIETARY_RESTRICTION"


def _tells_of_a_way(reading: Reading) -> bool:
    """Whether food of some kind is told not to be eaten that no label tells of: raw, hard, cold."""
    is_told = any(part.slot in _TOLD for part in reading.said)
    return not is_told and _WAY.search(reading.text) is not None
