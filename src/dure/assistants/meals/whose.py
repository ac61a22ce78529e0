"""Tell whose allergy or dislike is spoken of: the speaker's own, or that of who eats along.

What somebody else cannot eat holds for the wish of the conversation and is not written down. In
doubt it is the speaker's own, which is the safe side.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dure.assistants.meals.words import grammar

OTHERS: Final = "others"
"""Under which name a conversation remembers what those who eat along cannot eat."""
KEPT: Final = ("allergen", "diet", "exclude_food", "taste")
_OTHER: Final = grammar("whose.other")
_PUPIL: Final = grammar("whose.pupil")
_ONE: Final = grammar("whose.one")
_SELF: Final = grammar("whose.self")
_TOLD_BY: Final = grammar("whose.told_by")
_NOT_MINE: Final = grammar("whose.not_mine")
_ALONE: Final = ["alone"]


def is_of_others(text: str) -> bool:
    """Whether what cannot be eaten is said of somebody else alone."""
    is_named = _OTHER.search(text) or _ONE.search(text) or _PUPIL.search(text)
    if is_named is None or _TOLD_BY.search(text):
        return False
    return is_not_mine(text) or _SELF.search(text) is None


def is_not_mine(text: str) -> bool:
    """Whether it is said that an allergy, or what is not eaten, is not one's own."""
    return _NOT_MINE.search(text) is not None


def said_of_others(slots: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the slots of an utterance that tell what is not eaten."""
    told = {slot: list(slots[slot]) for slot in KEPT if slots.get(slot)}
    if "taste" in told:
        told["taste"] = [taste for taste in told["taste"] if taste == "not_spicy"]
    return {slot: words for slot, words in told.items() if words}


def with_more(
    kept: Mapping[str, Sequence[str]] | None, more: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return what those who eat along cannot eat, after more was said of it."""
    before = kept or {}
    slots = (slot for slot in KEPT if before.get(slot) or more.get(slot))
    return {
        slot: list(dict.fromkeys([*before.get(slot, ()), *more.get(slot, ())])) for slot in slots
    }


def of_others(memory: Mapping[str, Any], slot: str) -> tuple[str, ...]:
    """Return what those who eat along cannot eat, by the memory of a conversation."""
    return tuple((memory.get(OTHERS) or {}).get(slot, ()))


def is_alone(slots: Mapping[str, Any]) -> bool:
    """Whether somebody now eats by themselves."""
    return slots.get("companion") == _ALONE
