"""Hear what is asked of the free meals just told of: until when, at what price, by whom, where."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from dure.assistants.meals.card_asked import asks_free_needs
from dure.assistants.meals.free_meals import asks_free_meal
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.session import PastTurn, Session

_IN_NEED: Final = "EMERGENCY_SUPPORT"
_KINDS: Final = grammars("free_asked.kind")
_OF_ELSE: Final = frozenset(
    ("food", "exclude_food", "shop", "budget_max", "budget_min", "budget_about", "coupon",
     "balance_stated", "allergen", "taste")
)  # fmt: skip
"""What is no part of such a question: a wish of its own, or another matter."""
_OF_MONEY: Final = grammar("free_asked.of_money")
_LATELY: Final = 5
"""Turns after free meals were asked for in which they are still meant, though none were told of."""


@dataclass(frozen=True, kw_only=True)
class FreeAsked:
    """What is asked. kind: hours, cost, needs, who, phone, address; place where one only says where
    one is. meals: items of the places that are meant, as they were shown.
    """

    kind: str
    meals: tuple[dict[str, Any], ...] = ()


def free_asked(reading: Reading, session: Session) -> FreeAsked | None:
    """Return what is asked of the free meals of the turns before; None if it is about else."""
    turns = list(takewhile(lambda turn: turn.intent == _IN_NEED, reversed(session.past)))
    slots = {said.slot for said in reading.said}
    if not turns or slots & _OF_ELSE:
        return None
    if asks_free_meal(reading.text) or _OF_MONEY.search(reading.text):
        return None
    meals = _meals(turns[0])
    if not meals and not any(asks_free_meal(turn.said or "") for turn in turns[:_LATELY]):
        return None
    if "location" in slots:
        return None if meals else FreeAsked(kind="place")
    kind = next((kind for kind, way in _KINDS.items() if way.search(reading.text)), None)
    if kind is None or (not meals and asks_free_needs(reading.text, session.past)):
        return None
    return FreeAsked(kind=kind, meals=_meant(reading, meals))


def _meals(turn: PastTurn) -> tuple[dict[str, Any], ...]:
    items = (turn.result or {}).get("items", ())
    return tuple(dict(item) for item in items if item.get("kind") == "free_meal")


def _meant(reading: Reading, meals: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Return the meal of a number that was said, all where none was."""
    said = next((said.value for said in reading.said if said.slot == "ordinal"), None)
    if isinstance(said, int) and 0 < said <= len(meals):
        return meals[said - 1 : said]
    return meals
