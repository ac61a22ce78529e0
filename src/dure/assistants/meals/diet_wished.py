"""Hear a diet that the rest of a sentence would lose: a place for it is wished, or it is told."""

from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import allowed_slots, grammar

_PLACE: Final = grammar("diet_wished.place")


def intent_of_diet(reading: Reading, intent: str) -> str | None:
    """Return the intent where a diet is said that the intent could not carry; None if it stands.

    Who asks for a place or a dish wishes for one; anybody else tells how they eat.
    """
    if not any(part.slot == "diet" for part in reading.said):
        return None
    if _PLACE.search(reading.text):
        return "FOOD_REQUEST" if intent not in ("BUDGET_INQUIRY", "MODIFY_REQUEST") else None
    is_carried = "diet" in allowed_slots().get(intent, frozenset())
    return None if is_carried else "DIETARY_RESTRICTION"
