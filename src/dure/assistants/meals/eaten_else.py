"""Hear a wish for something else than was eaten before, and questions of what was eaten."""

from dataclasses import dataclass
from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Understanding

_ELSE: Final = grammar("history.else")
_ASKED: Final = grammar("history.asked")
_UNHEARD: Final = frozenset(
    ("CHITCHAT", "NONSENSE", "OUT_OF_SCOPE", "HELP", "MODIFY_REQUEST", "FEEDBACK", "TIME_INQUIRY",
     "SHOP_INQUIRY", "REVIEW_INQUIRY", "RECOMMENDATION_HISTORY")
)  # fmt: skip
"""What the model takes a question of what was eaten for."""


@dataclass(frozen=True, kw_only=True)
class ElseThanEaten:
    """Something else is wanted than what was eaten before."""


def eaten_else(reading: Reading, read: Understanding) -> Understanding | None:
    """Return such a wish, or a question of what was eaten; None if it is about else."""
    text = reading.text
    if _ELSE.search(text):
        slots = dict(reading.slots("MODIFY_REQUEST"))
        for of_the_past in ("day", "meal_time", "time"):
            slots.pop(of_the_past, None)  # When that was, and not when one wants to eat.
        return Understanding(
            intent="MODIFY_REQUEST",
            confidence=1.0,
            slots=slots,
            ranked=read.ranked,
            meaning=ElseThanEaten(),
        )
    if read.intent in _UNHEARD and _ASKED.search(text):
        intent = "RECOMMENDATION_HISTORY"
        slots = reading.slots(intent)
        return Understanding(intent=intent, confidence=1.0, slots=slots, ranked=read.ranked)
    return None
