"""Hear questions about other people's cards, and about who sees what one says and buys here."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, listed
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_WARD: Final = grammar("private.ward")
_KIN: Final = grammar("private.kin")
_NAMED: Final = grammar("private.named")
_OF_MONEY: Final = grammar("private.of_money")
_SEEN: Final = grammar("private.seen")
_SEEN_WHAT: Final = grammar("private.seen_what")
_TOLD: Final = grammar("private.told")
_TALK: Final = grammar("private.talk")
_SECRET: Final = grammar("private.secret")
_PLACE_KEPT: Final = grammar("private.place_kept")
_KEPT: Final = grammar("private.kept")
_UNTIL: Final = grammar("private.until")
_INTRODUCED: Final = grammar("private.introduced")
_OWN_NAME: Final = grammar("private.own_name")
_OWN_PLACE: Final = grammar("private.own_place")
_FOLLOWED: Final = grammar("private.followed")
_PLACE_OFF: Final = grammar("private.place_off")
_WATCHED: Final = grammar("private.watched")
_SENSES: Final = grammar("private.senses")
_WHERE: Final = grammar("private.where")
_PLACES: Final = ("location", "shop", "ordinal")
_NO_NAMES: Final = listed("private.no_names")
_INQUIRE: Final = {"action": "inquire"}
_OFF: Final = "location_off"
_DELETE: Final = "delete"
_OF_FOOD: Final = ("food", "shop", "ordinal", "budget_max", "budget_about", "allergen")
_WISHES: Final = ("FOOD_REQUEST", "BUDGET_INQUIRY", "MODIFY_REQUEST", "EMERGENCY_SUPPORT")


Kind = Literal["else", "ward", "who", "talk", "name", "place", "watched", "senses", "where"]


@dataclass(frozen=True, kw_only=True)
class Private:
    """What is asked: of somebody "else", of a child in one's care ("ward"), "who" sees what is
    said and bought, who hears of the "talk" alone, whether one's "name" or one's "place" is known,
    whether one is "watched" or heard ("senses"), "where" one is.
    """

    kind: Kind


def private_asked(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as one about what is private; None if it is about else."""
    text = reading.text
    if read.intent not in _WISHES and _asks_money(text):
        if _WARD.search(text):
            return _asked(read, "BALANCE_CHECK", "ward", {})
        if _KIN.search(text) or _names_somebody(text):
            return _asked(read, "PROMPT_ATTACK", "else", {})
    if _OWN_NAME.search(text):
        return _asked(read, "PRIVACY_REQUEST", "name", _INQUIRE)
    wanted = reading.slots("PRIVACY_REQUEST").get("action")
    if wanted != _DELETE and (kind := _of_place(reading)):
        is_off = wanted == _OFF or _PLACE_OFF.search(text) or _FOLLOWED.search(text)
        slots = {"action": _OFF} if kind == "place" and is_off else _INQUIRE
        return _asked(read, "PRIVACY_REQUEST", kind, slots)
    if _SEEN.search(text) and _SEEN_WHAT.search(text):
        return _asked(read, "PRIVACY_REQUEST", "who", _INQUIRE)
    if _asks_of_talk(reading, session):
        return _asked(read, "PRIVACY_REQUEST", "talk", _INQUIRE)
    if _KEPT.search(text) or (_goes_on(session) and _UNTIL.search(text)):
        # What is kept, and how long, is told by the house itself.
        return replace(read, intent="PRIVACY_REQUEST", confidence=1.0, slots=_INQUIRE)
    return None


def _of_place(reading: Reading) -> Kind | None:
    """Return what is asked of where one is and of being looked at; None if nothing is."""
    text = reading.text
    of_place = (_PLACE_OFF, _FOLLOWED, _OWN_PLACE, _PLACE_KEPT)
    if any(pattern.search(text) for pattern in of_place):
        return "place"
    if _WATCHED.search(text):
        return "watched"
    if _SENSES.search(text):
        return "senses"
    named = any(part.slot in _PLACES for part in reading.said)
    return "where" if _WHERE.search(text) and not named else None


def _goes_on(session: Session) -> bool:
    return bool(session.past) and session.past[-1].intent == "PRIVACY_REQUEST"


def _asks_of_talk(reading: Reading, session: Session) -> bool:
    """Whether it is asked who hears of what is said here, or wished that nobody does."""
    if any(part.slot in _OF_FOOD for part in reading.said):
        return False
    if _SECRET.search(reading.text):
        return True
    is_meant = _goes_on(session) or _TALK.search(reading.text) is not None
    return is_meant and _TOLD.search(reading.text) is not None


def _asked(
    read: Understanding,
    intent: str,
    kind: Kind,
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
