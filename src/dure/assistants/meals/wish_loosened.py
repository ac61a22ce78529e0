"""Hear what of the wish under way may be otherwise: "천원 보태줌", "10분도 괜찮아", "강남역은?".

Where nothing was found, whatever is said of money, way, time or place changes that wish.
"""

from typing import Any, Final

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.relaxed import WIDEST_M
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.engine.session import Session
from dure.korean.numbers import read_number
from dure.korean.quantities import find_money

_ADDED_BY: Final = grammar("wish_loosened.added_by")
_ADDED: Final = grammar("wish_loosened.added")
_DEARER: Final = grammar("wish_loosened.dearer")
_FARTHER: Final = grammar("wish_loosened.farther")
_MINUTES: Final = grammar("wish_loosened.minutes")
_PLACE: Final = grammar("wish_loosened.place")
_PLACE_WANTED: Final = grammar("wish_loosened.place_wanted")
_ANY: Final = grammar("wish_loosened.any")
_ANEW: Final = grammar("wish_loosened.anew")
_MOST: Final = ("budget_max", "budget_about", "balance_stated")
_KEPT: Final = ("budget_min",)
_WISHES: Final = ("FOOD_REQUEST", "BUDGET_INQUIRY", "MODIFY_REQUEST", "LOCATION_INQUIRY")
_ALTERED: Final = frozenset(
    ("budget_max", "budget_min", "budget_about", "per_person", "party_size", "time", "day",
     "meal_time", "open_now", "location", "near", "distance_max_m", "walk_min", "sort", "coupon")
)  # fmt: skip
_OF_ELSE: Final = frozenset(
    ("CHITCHAT", "OUT_OF_SCOPE", "BALANCE_CHECK", "BALANCE_CHARGE", "CARD_USE_INQUIRY",
     "CARD_PROBLEM", "EMERGENCY_SUPPORT", "PRIVACY_REQUEST", "FEEDBACK", "RECOMMENDATION_HISTORY",
     "RESERVATION_REQUEST", "ABUSE", "PROMPT_ATTACK", "THANKS", "GOODBYE")
)  # fmt: skip
_OTHERWISE: Final = frozenset(
    ("food", "exclude_food", "shop", "ordinal", "allergen", "allergen_remove", "asked_allergen",
     "diet", "problem", "action", "coupon_code", "coupon_amount")
)  # fmt: skip
"""What makes a sentence a wish, a question or a report of its own."""


def wish_loosened(reading: Reading, intent: str, session: Session) -> Followed | None:
    """Return the change of the wish under way; None where nothing is loosened, or none is."""
    before = (session.memory.get("wish") or {}).get("slots")
    if before is None:
        is_asked = _PLACE_WANTED.fullmatch(reading.masked()) is not None
        asked = reading.slots(_WISHES[0]) if is_asked else {}
        return Followed(intent=_WISHES[0], slots=asked) if "location" in asked else None
    slots = _more(reading.text, before)
    if not slots and _DEARER.fullmatch(reading.text) and any(slot in before for slot in _MOST):
        slots = {"budget_max": None}
    if not slots and _FARTHER.fullmatch(reading.text):
        slots = {"distance_max_m": WIDEST_M}
    if not slots and intent not in _OF_ELSE:
        slots = _otherwise(reading, session, before)
    return Followed(intent="MODIFY_REQUEST", slots=slots) if slots else None


def _more(text: str, before: dict[str, Any]) -> dict[str, Any]:
    """Return the sum of the wish with what somebody else adds to it, {} if nobody does."""
    most = next((before[slot] for slot in _MOST if before.get(slot) is not None), None)
    if most is None:
        return {}
    for amount in find_money(text):
        is_added = _ADDED_BY.search(text[: amount.start]) and _ADDED.match(text, amount.end)
        if is_added and amount.low == amount.high > 0:
            kept = {slot: before[slot] for slot in _KEPT if slot in before}
            return {**kept, "budget_max": most + amount.low}
    return {}


def found_nothing(session: Session) -> bool:
    """Whether nothing was found for the wish under way, just before or ever."""
    last = session.past[-1].result if session.past else None
    is_unmet = session.memory.get("wish") is not None and not session.memory.get("shown")
    return is_unmet or (last or {}).get("reason") == "nothing_fits"


def _otherwise(reading: Reading, session: Session, before: dict[str, Any]) -> dict[str, Any]:
    """Return what is altered of the wish by a way, by a place, or after nothing was found."""
    last = session.past[-1] if session.past else None
    if last is None or {part.slot for part in reading.said} & _OTHERWISE:
        return {}
    is_none = found_nothing(session)
    walk = _MINUTES.fullmatch(reading.text)
    if walk is not None and (is_none or last.intent in _WISHES):
        minutes = read_number(walk["minutes"])
        return {"walk_min": minutes} if minutes else {}
    slots = reading.slots("MODIFY_REQUEST")
    if last.intent in _WISHES and "location" in slots and _PLACE.fullmatch(reading.masked()):
        return {"location": slots["location"]}
    altered = {slot: value for slot, value in slots.items() if slot in _ALTERED}
    if is_none and before.get("food") and _ANY.search(reading.text):
        return {**altered, "food": []}
    return altered if is_none and not _ANEW.search(reading.text) else {}
