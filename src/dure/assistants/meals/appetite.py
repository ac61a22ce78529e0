"""Tell who is hungry as everybody is before a meal from who has nothing to eat.

A hungry word alone is a wish for food. Beside a word of want (no money, nothing at home, for days,
alone) it is none, and people are named first.
"""

from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar

_AS_LIKED: Final = grammar("appetite.as_liked")
_TREAT: Final = grammar("appetite.treat")
_BARELY: Final = grammar("appetite.barely")
_HUNGER: Final = grammar("appetite.hunger")
_NOT_HUNGRY: Final = grammar("appetite.not_hungry")
_WANT: Final = grammar("appetite.want")
_PENNILESS: Final = grammar("appetite.penniless")
_PASSED_BY: Final = grammar("appetite.passed_by")
_WEIGHT: Final = grammar("appetite.weight")
_MISTAKEN: Final = frozenset(
    (
        "EMERGENCY_SUPPORT",
        "CHITCHAT",
        "FEEDBACK",
        "GOODBYE",
        "NONSENSE",
        "OUT_OF_SCOPE",
        "RESERVATION_REQUEST",
    )
)
"""What a plain word of hunger, of weight or of shops is taken for."""
_OF_TASTES: Final = frozenset(
    ("PRIVACY_REQUEST", "PREFERENCE_UPDATE", "OUT_OF_SCOPE", "NONSENSE", "FEEDBACK", "HELP")
)
"""What a wish for what one likes is taken for."""
_UNREAD: Final = frozenset(("NONSENSE", "OUT_OF_SCOPE", "HELP"))
"""What a bare taste is taken for where the rest of a sentence is not understood."""
_TO_PAY: Final = frozenset(("budget_max", "budget_about", "budget_min", "budget_from"))


def is_plainly_hungry(text: str) -> bool:
    """Whether somebody says that they are hungry, and nothing of want."""
    is_hungry = _HUNGER.search(text) is not None and _NOT_HUNGRY.search(text) is None
    return is_hungry and _WANT.search(text) is None


def asks_barely(text: str) -> bool:
    """Whether somebody asks to be shown a place, and says nothing of it: "추천좀"."""
    return _BARELY.fullmatch(text) is not None


def is_about_weight(text: str) -> bool:
    """Whether somebody speaks of their weight or of a diet to lose some, and nothing of want."""
    return _WEIGHT.search(text) is not None and _WANT.search(text) is None


def intent_of_appetite(reading: Reading, intent: str) -> str | None:
    """Return the wish behind a plain word of hunger; None where the intent stands.

    Whoever speaks of their weight is told what is not known of food, and nothing else.
    """
    if asks_barely(reading.text) or (intent in _OF_TASTES and _AS_LIKED.search(reading.text)):
        return "FOOD_REQUEST"
    if intent == "BALANCE_CHECK" and _PENNILESS.search(reading.text):
        return "EMERGENCY_SUPPORT" if _HUNGER.search(reading.text) else None
    if intent not in _MISTAKEN and intent not in _UNREAD:
        return None
    said = {part.slot for part in reading.said}
    if intent == "EMERGENCY_SUPPORT" and _is_not_hungry(reading.text):
        return "DENY"
    if is_plainly_hungry(reading.text) or _passed_by_a_lunch(reading.text):
        is_of_money = bool(said & _TO_PAY) and not said & {"food", "taste"}
        return "BUDGET_INQUIRY" if is_of_money else "FOOD_REQUEST"
    if "food" in said and _TREAT.search(reading.text):
        return "FOOD_REQUEST"
    if intent in _UNREAD and said == {"taste"}:
        return "FOOD_REQUEST"
    if "good_shop" in said and intent != "FEEDBACK" and not _WANT.search(reading.text):
        return "FOOD_REQUEST"
    return "NUTRITION_INQUIRY" if is_about_weight(reading.text) and "food" not in said else None


def _passed_by_a_lunch(text: str) -> bool:
    """Whether who asks where to eat left a school lunch for its taste, and not in want."""
    return _PASSED_BY.search(text) is not None and _WANT.search(text) is None


def _is_not_hungry(text: str) -> bool:
    return _NOT_HUNGRY.search(text) is not None and _WANT.search(text) is None
