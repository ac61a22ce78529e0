"""Complete half a sentence from the wish under way: "순대도", "이인분", "파스타 가능?"."""

from typing import Final

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import grammar
from dure.engine.session import Session
from dure.korean.numbers import read_number

_TOO: Final = grammar("half_said.too")
_POSSIBLE: Final = grammar("half_said.possible")
_SERVINGS: Final = grammar("half_said.servings")
_CHANGED: Final = "MODIFY_REQUEST"
_WISHES: Final = ("FOOD_REQUEST", "BUDGET_INQUIRY", _CHANGED)
_FOODS: Final = frozenset(("food",))


def half_said(reading: Reading, session: Session) -> Followed | None:
    """Return the change of the wish that half a sentence is; None where no wish is just made."""
    if not session.past or session.past[-1].intent not in _WISHES:
        return None
    if servings := _SERVINGS.fullmatch(reading.text):
        count = read_number(servings["count"])
        return Followed(intent=_CHANGED, slots={"party_size": count}) if count else None
    foods = [part.value for part in reading.said if part.slot in _FOODS]
    if not foods or any(part.slot == "shop" for part in reading.said):
        return None
    if _POSSIBLE.fullmatch(reading.masked()):
        return Followed(intent=_CHANGED, slots={"food": foods})
    wanted = wish_of(session.memory.get("wish")).foods
    if not wanted or not _TOO.fullmatch(reading.masked()):
        return None
    return Followed(intent=_CHANGED, slots={"food": list(dict.fromkeys([*wanted, *foods]))})
