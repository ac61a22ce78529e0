"""Hear what is asked of what is inside food where no shop's dish is named: in words, not by a list.

"Is cheese milk, too?", "may I eat 떡볶이?", "is there wheat in soy sauce?", "shall I ask them to
leave the egg out?"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from dure.assistants.meals.contents import asks_if_free
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_INTENT: Final = "NUTRITION_INQUIRY"
_SAME: Final = grammar("inside_asked.same")
_BETWEEN: Final = grammar("inside_asked.between")
_MAY: Final = grammar("inside_asked.may")
_WITHIN: Final = grammar("inside_asked.within")
_ORDER: Final = grammar("inside_asked.order")
_OF: Final = grammar("inside_asked.of")
_PLACE: Final = grammar("inside_asked.place")
_ENGLISH: Final = grammars("inside_asked.english")
_SPICY: Final = grammar("inside_asked.spicy")
_WHICH: Final = grammar("inside_asked.which")
_SPICY_THERE: Final = grammar("inside_asked.spicy_there")
_SPICY_ASKED: Final = grammar("inside_asked.spicy_asked")
_MORE: Final = grammar("inside_asked.more")
_NAMED: Final = ("food", "exclude_food", "allergen", "asked_allergen")
_LIMITS: Final = ("allergen", "diet", "exclude_food")
_CHOSEN: Final = frozenset(("shop", "ordinal", "allergen_remove", "budget_max"))
_NO_FACT: Final = frozenset(("budget_max", "budget_about", "polarity", "location", "allergen"))
"""What makes a sentence with a word of spice a wish, an opinion or a warning."""


@dataclass(frozen=True, kw_only=True)
class InsideAsked:
    """What is asked: whether one is the "same" as the other, whether one "may" eat it, whether
    something is "within" it, how to "order" without it, or whether it is "spicy". foods, words:
    of what, and for what.
    """

    kind: Literal["same", "may", "within", "order", "spicy"]
    foods: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def inside_asked(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as a question of what is inside; None if it is about else."""
    if which := _which_is_free(reading, session):
        return Understanding(intent="FOOD_REQUEST", confidence=1.0, slots=which, ranked=read.ranked)
    if asks_if_free(reading.text, reading.said) or _asks_if_spicy(reading, session):
        kind = None if asks_if_free(reading.text, reading.said) else InsideAsked(kind="spicy")
        slots = reading.slots(_INTENT)
        return Understanding(
            intent=_INTENT, confidence=1.0, slots=slots, ranked=read.ranked, meaning=kind
        )
    if any(part.slot in _CHOSEN for part in reading.said):
        return None
    named = sorted((p for p in reading.said if p.slot in _NAMED), key=lambda part: part.start)
    said = [(p.value, p.start, p.end) for p in named]
    asked = _asked(reading.text, said) or _asked_in_english(reading.text, said, session)
    if asked is None:
        return None
    slots = dict[str, Any]()
    if asked.foods:
        slots["food"] = list(asked.foods)
    if asked.words:
        slots["asked_allergen"] = list(asked.words)
    return Understanding(
        intent=_INTENT, confidence=1.0, slots=slots, ranked=read.ranked, meaning=asked
    )


def _which_is_free(reading: Reading, session: Session) -> dict[str, Any]:
    """Return the wish where it is asked which food is free of something, and none was shown."""
    is_asked = asks_if_free(reading.text, reading.said) and _WHICH.search(reading.text)
    if not is_asked or session.memory.get("shown"):
        return {}
    slots = reading.slots(_INTENT)
    words = slots.pop("asked_allergen", [])
    return {} if slots else {"exclude_food": words}


def _asks_if_spicy(reading: Reading, session: Session) -> bool:
    """Whether it is asked how spicy something is that was shown, or that is named."""
    said = {part.slot for part in reading.said}
    is_pointed_at = bool(said & {"ordinal", "shop"})
    is_there = is_pointed_at and _SPICY_THERE.search(reading.text) is not None
    if said & _NO_FACT or not (is_there or _SPICY.search(reading.text)):
        return False
    if _MORE.search(reading.text):
        return False  # Places are compared.
    is_known = is_pointed_at or bool(said & {"food"}) or bool(session.memory.get("shown"))
    return is_known and (is_pointed_at or _SPICY_ASKED.search(reading.text) is not None)


def _asked(text: str, named: Sequence[tuple[str, int, int]]) -> InsideAsked | None:
    if _ORDER.search(text):
        foods = tuple(name for name, _, ends in named if _OF.match(text, ends))
        words = tuple(name for name, _, ends in named if not _OF.match(text, ends))
        return InsideAsked(kind="order", foods=foods, words=words)
    if not named or _PLACE.search(text):
        return None
    (first, _, ends), (last, starts, last_ends) = named[0], named[-1]
    if len(named) > 1 and _BETWEEN.fullmatch(text[ends:starts]) and _SAME.match(text, last_ends):
        return InsideAsked(kind="same", foods=(first,), words=(last,))
    if len(named) > 1 and _WITHIN.fullmatch(text[ends:starts] + "#" + text[last_ends:]):
        return InsideAsked(kind="within", foods=(first,), words=(last,))
    if len(named) == 1 and _MAY.match(text, ends):
        return InsideAsked(kind="may", foods=(first,))
    return None


def _asked_in_english(
    text: str, named: Sequence[tuple[str, int, int]], session: Session
) -> InsideAsked | None:
    masked, foods = text, tuple(name for name, _, _ in named)
    for _, starts, ends in reversed(named):
        masked = f"{masked[:starts]}#{masked[ends:]}"
    ways = {name for name, way in _ENGLISH.items() if way.fullmatch(masked)}
    if "within" in ways:
        return InsideAsked(kind="within", foods=foods[:1], words=foods[1:])
    if "turned" in ways:
        return InsideAsked(kind="within", foods=foods[1:], words=foods[:1])
    goes_on = bool(session.past) and session.past[-1].intent == _INTENT
    is_meant = "may" in ways or ("next" in ways and goes_on)
    if is_meant or ("may_if" in ways and _minds(session)):
        return InsideAsked(kind="may", foods=foods)
    return None


def _minds(session: Session) -> bool:
    """Whether something that is not eaten was told in this conversation."""
    told = [(turn.result or {}).get("slots", {}) for turn in session.past]
    return any(slots.get(limit) for slots in told for limit in _LIMITS)
