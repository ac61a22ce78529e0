"""Hear that the wish under way may cost more or lie farther: "형이 천원 보태줌", "멀어도 돼"."""

from typing import Any, Final

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.relaxed import WIDEST_M
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.engine.session import Session
from dure.korean.quantities import find_money

_ADDED_BY: Final = grammar("wish_loosened.added_by")
_ADDED: Final = grammar("wish_loosened.added")
_DEARER: Final = grammar("wish_loosened.dearer")
_FARTHER: Final = grammar("wish_loosened.farther")
_MOST: Final = ("budget_max", "budget_about", "balance_stated")
_KEPT: Final = ("budget_min",)


def wish_loosened(reading: Reading, session: Session) -> Followed | None:
    """Return the change of the wish under way; None where nothing is loosened, or none is."""
    before = (session.memory.get("wish") or {}).get("slots")
    if before is None:
        return None
    slots = _more(reading.text, before)
    if not slots and _DEARER.fullmatch(reading.text) and any(slot in before for slot in _MOST):
        slots = {"budget_max": None}
    if not slots and _FARTHER.fullmatch(reading.text):
        slots = {"distance_max_m": WIDEST_M}
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
