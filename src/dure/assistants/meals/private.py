"""Hear questions about other people's cards, and about who sees what one says and buys here."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, listed
from dure.engine.assistant import Understanding

_WARD: Final = grammar("private.ward")
_KIN: Final = grammar("private.kin")
_NAMED: Final = grammar("private.named")
_OF_MONEY: Final = grammar("private.of_money")
_SEEN: Final = grammar("private.seen")
_SEEN_WHAT: Final = grammar("private.seen_what")
_INTRODUCED: Final = grammar("private.introduced")
_OWN_NAME: Final = grammar("private.own_name")
_OWN_PLACE: Final = grammar("private.own_place")
_FOLLOWED: Final = grammar("private.followed")
_NO_NAMES: Final = listed("private.no_names")
_INQUIRE: Final = {"action": "inquire"}
_WISHES: Final = ("FOOD_REQUEST", "BUDGET_INQUIRY", "MODIFY_REQUEST", "EMERGENCY_SUPPORT")


@dataclass(frozen=True, kw_only=True)
class Private:
    """What is asked: of somebody "else", of a child in one's care ("ward"), "who" sees what is
    said and bought, whether one's "name" or one's "place" is known.
    """

    kind: Literal["else", "ward", "who", "name", "place"]


def private_asked(reading: Reading, read: Understanding) -> Understanding | None:
    """Return an utterance as one about what is private; None if it is about else."""
    text = reading.text
    if read.intent not in _WISHES and _asks_money(text):
        if _WARD.search(text):
            return _asked(read, "BALANCE_CHECK", "ward", {})
        if _KIN.search(text) or _names_somebody(text):
            return _asked(read, "PROMPT_ATTACK", "else", {})
    if _OWN_NAME.search(text):
        return _asked(read, "PRIVACY_REQUEST", "name", _INQUIRE)
    if _OWN_PLACE.search(text):
        return _asked(read, "PRIVACY_REQUEST", "place", _INQUIRE)
    if _FOLLOWED.search(text):
        return _asked(read, "PRIVACY_REQUEST", "place", {"action": "location_off"})
    if _SEEN.search(text) and _SEEN_WHAT.search(text):
        return _asked(read, "PRIVACY_REQUEST", "who", _INQUIRE)
    return None


def _asked(
    read: Understanding,
    intent: str,
    kind: Literal["else", "ward", "who", "name", "place"],
    slots: dict[str, Any],
) -> Understanding:
    return Understanding(
        intent=intent, confidence=1.0, slots=slots, ranked=read.ranked, meaning=Private(kind=kind)
    )


def _asks_money(text: str) -> bool:
    return _OF_MONEY.search(text) is not None


def _names_somebody(text: str) -> bool:
    """Whether a balance is asked for by a name of a person."""
    if _INTRODUCED.search(text):
        return False
    return any(found["name"] not in _NO_NAMES for found in _NAMED.finditer(text))
