"""Hear what is said of the conversation itself: to stop, to say it again, why, for what money."""

from typing import Any, Final

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.pick_words import takes_back
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.engine.session import Session

_LEAD: Final = grammar("conversation.lead")
_CANCEL: Final = grammar("conversation.cancel")
_UNDONE: Final = grammar("conversation.undone")
_BY_ONESELF: Final = grammar("conversation.by_oneself")
_RECALL: Final = grammar("conversation.recall")
_WHY: Final = grammar("conversation.why")
_NOT_WHY: Final = grammar("conversation.not_why")
_ADVERT: Final = grammar("conversation.advert")
_NOT_ADVERT: Final = grammar("conversation.not_advert")
_HELP: Final = grammar("conversation.help")
_AT_LEAST: Final = grammar("conversation.at_least")
_EACH: Final = grammar("conversation.each")
_DEAR: Final = grammar("conversation.dear")
_ONE_DEAR: Final = grammar("conversation.one_dear")
_LEFT_BEHIND: Final = grammar("conversation.left_behind")
_TO_PAY: Final = ("budget_max", "budget_about", "budget_min")
_REPEAT: Final = grammar("conversation.repeat")
_NO_ALCOHOL: Final = grammar("conversation.no_alcohol")
_PRICED: Final = frozenset(("food", "shop", "ordinal"))
_TAKEN_BACK: Final = "SELECT_RECOMMENDATION"
_LATELY: Final = 3
"""Turns after a choice in which "안 갈래" is said of it."""


def of_conversation(reading: Reading, session: Session) -> Followed | None:
    """Return what a sentence about the conversation means, None where it is of something else."""
    text, said = reading.text, {part.slot for part in reading.said}
    rest = text[_end_of_lead(text) :]
    if of_list := _of_what_was_said(reading, session):
        return of_list
    if _CANCEL.match(rest) and not said & _PRICED:
        return _cancelled(text, session)
    if takes_back(reading):
        return Followed(intent=_TAKEN_BACK, slots=_naming(reading))
    if _BY_ONESELF.match(rest):
        return Followed(intent="DENY", slots={})
    if _RECALL.match(rest):
        return Followed(intent="RECOMMENDATION_HISTORY", slots={})
    if asks_why(text) or asks_advert(text):
        return Followed(intent="HELP", slots=_naming(reading))
    if _HELP.match(rest):
        return Followed(intent="HELP", slots={})
    if _AT_LEAST.search(text) and not said & _PRICED:
        slots = {**reading.slots("BUDGET_INQUIRY"), "sort": "cheap"}
        return Followed(intent="BUDGET_INQUIRY", slots=slots)
    if asks_each(text) and not said & _PRICED and session.memory.get("wish"):
        return Followed(intent="PRICE_INQUIRY", slots={})
    return None


def _of_what_was_said(reading: Reading, session: Session) -> Followed | None:
    """Return a wish for what costs less, to hear it again, or for a drink after one was refused."""
    text, shown = reading.text, session.memory.get("shown")
    if shown and _DEAR.fullmatch(text):
        return Followed(intent="MODIFY_REQUEST", slots={"sort": "cheap"})
    if shown and _ONE_DEAR.search(reading.masked()):
        named = _naming(reading).get("ordinal")
        without = {"exclude_ordinal": [named] if isinstance(named, int) else named}
        slots = {"sort": "cheap", **(without if named else {})}
        return Followed(intent="MODIFY_REQUEST", slots=slots)
    said = {part.slot for part in reading.said}
    if _LEFT_BEHIND.search(text) and said.intersection(_TO_PAY):
        intent = "FOOD_REQUEST" if "food" in said else "BUDGET_INQUIRY"
        return Followed(intent=intent, slots=reading.slots(intent))
    if asks_repeat(text):
        return Followed(intent="HELP", slots={})
    if names_no_alcohol(text):
        return Followed(intent="HELP", slots={})
    return None


def asks_repeat(text: str) -> bool:
    """Whether it is asked to say once more what was just said."""
    return _REPEAT.fullmatch(text) is not None


def names_no_alcohol(text: str) -> bool:
    """Whether a drink without alcohol is named, and nothing else."""
    return _NO_ALCOHOL.fullmatch(text) is not None


def asks_why(text: str) -> bool:
    """Whether it is asked why places were recommended, without a complaint."""
    return _WHY.search(text) is not None and _NOT_WHY.search(text) is None


def asks_advert(text: str) -> bool:
    """Whether it is asked if a recommendation is paid for."""
    return _ADVERT.search(text) is not None and _NOT_ADVERT.search(text) is None


def asks_each(text: str) -> bool:
    """Whether it is asked what each of several pays."""
    return _EACH.search(text) is not None


def _end_of_lead(text: str) -> int:
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def _cancelled(text: str, session: Session) -> Followed:
    """Return that a choice is taken back, or that nothing is wanted where none was made."""
    lately = [turn.intent for turn in session.past[-_LATELY:]]
    was_chosen = _TAKEN_BACK in lately or session.memory.get("chosen")
    is_undone = _UNDONE.search(text) and session.memory.get("shown")
    return Followed(intent=_TAKEN_BACK if was_chosen or is_undone else "DENY", slots={})


def _naming(reading: Reading) -> dict[str, Any]:
    named = reading.slots("SHOP_INQUIRY")
    return {slot: value for slot, value in named.items() if slot in ("ordinal", "shop")}
