"""Hear what is asked or told of a single food, or of a place, under a diet or an allergy.

"거기 할랄 맞아?" asks and declares nothing; after "동생이 우유 못 먹어", "피자는 안되겠지?" asks of
milk; after "나 채식해", "계란은 먹어" tells how far it goes, and of no liking.
"""

from dataclasses import dataclass
from typing import Final, Literal

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.whose import OTHERS
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_SURE: Final = grammar("diet_asked.sure")
_MAY_NOT: Final = grammar("diet_asked.may_not")
_EATS: Final = grammar("diet_asked.eats")
_NAMED: Final = ("food", "exclude_food", "asked_allergen")
_MINDED: Final = ("allergen", "exclude_food", "diet")
_RECENT: Final = 2
"""Turns after what was told in which a question is still about it."""


@dataclass(frozen=True, kw_only=True)
class DietAsked:
    """What is meant: whether places are "sure" to keep a diet, whether a food may "not" be
    eaten, or that it is one that is "eaten" all the same. word: the diet, or the food.
    """

    kind: Literal["sure", "not", "eaten"]
    word: str


def diet_asked(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as one about a diet or an allergy under way; None if it is about else."""
    asked = _sure(reading) or _of_food(reading, session)
    if asked is None:
        return None
    intent = "DIETARY_RESTRICTION" if asked.kind == "eaten" else "NUTRITION_INQUIRY"
    slots = {} if asked.kind == "sure" else {"food": [asked.word]}
    return Understanding(
        intent=intent, confidence=1.0, slots=slots, ranked=read.ranked, meaning=asked
    )


def _sure(reading: Reading) -> DietAsked | None:
    told = (part for part in reading.said if part.slot == "diet")
    asked = (part for part in told if _SURE.match(reading.text, part.end))
    return next((DietAsked(kind="sure", word=part.value) for part in asked), None)


def _of_food(reading: Reading, session: Session) -> DietAsked | None:
    named = [part for part in reading.said if part.slot in _NAMED]
    minded = _minded(session)
    if len(named) != 1 or not minded or any(part.slot == "allergen" for part in reading.said):
        return None
    food = named[0]
    if _MAY_NOT.match(reading.text, food.end):
        return DietAsked(kind="not", word=food.value)
    if "diet" in minded and _EATS.match(reading.text, food.end):
        return DietAsked(kind="eaten", word=food.value)
    return None


def _minded(session: Session) -> set[str]:
    """Return of what kind of limits was told lately, or holds for those who eat along."""
    others = session.memory.get(OTHERS) or {}
    lately = [(turn.result or {}).get("slots", {}) for turn in session.past[-_RECENT:]]
    return {slot for slot in _MINDED for told in (others, *lately) if told.get(slot)}
