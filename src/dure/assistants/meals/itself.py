"""Hear what is said of the assistant itself: what it is, how it speaks, that it answers badly.

Also what needs a kind word and no hotline: to be bored or sad, to be shy of
eating alone.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_KINDS: Final = grammars("itself.kind")
_HOME: Final = grammar("itself.home")
_SAME: Final = "same"
_SAD: Final = "sad"
_MISLED: Final = "misled"
_COMPLAINTS: Final = (_SAME, _MISLED, "wrong", "fact", "useless")
_MILD: Final = frozenset(("pardon", "birthday", "understood"))
"""Said in passing: only where no better sense was found in it."""
_PASSED_OVER: Final = ("FEEDBACK", "CHITCHAT", "NONSENSE", "OUT_OF_SCOPE", "HELP", "MODIFY_REQUEST")
_CARD: Final = grammar("itself.card")
_OF_ELSE: Final = frozenset(
    ("food", "exclude_food", "shop", "ordinal", "budget_max", "budget_min", "budget_about",
     "location", "allergen", "diet", "day", "time", "rating", "coupon", "balance_stated", "handoff")
)  # fmt: skip
_WHEN: Final = frozenset(("day", "time"))
_OF_A_DAY: Final = (_SAD, "birthday")
_INSULT: Final = "ABUSE"
_IN_NEED: Final = "EMERGENCY_SUPPORT"


@dataclass(frozen=True, kw_only=True)
class Itself:
    """What is meant. kind: person, buys, name, age, speech, casual, bored, sad, shy, child, pardon,
    birthday, understood; or a complaint: same, misled, wrong, fact, useless.
    """

    kind: str


def said_of_itself(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as one about the assistant itself; None if it is about else."""
    kind = kind_of(reading)
    if kind is None or read.intent == _INSULT or (kind == _SAD and read.intent == _IN_NEED):
        return None
    if kind in _MILD and read.intent not in _PASSED_OVER:
        return None
    has_list = session.memory.get("wish") or session.memory.get("shown")
    if kind in (_SAME, _MISLED) and has_list:
        # Other places are shown, with a word of regret before them.
        is_of_card = kind == _MISLED and _CARD.search(reading.text) is not None
        slots = _surely_paid(session) if is_of_card else {}
        return replace(read, intent="MODIFY_REQUEST", confidence=1.0, slots=slots)
    intent = "FEEDBACK" if kind in _COMPLAINTS else "CHITCHAT"
    return Understanding(
        intent=intent,
        confidence=1.0,
        slots=reading.slots(intent),
        ranked=read.ranked,
        meaning=Itself(kind=kind),
    )


def _surely_paid(session: Session) -> dict[str, Any]:
    """Return a wish for places that surely take the card, and none of those that were shown."""
    shown = len(session.memory.get("shown", ()))
    return {"card_ok": True, "exclude_ordinal": list(range(1, shown + 1))}


def kind_of(reading: Reading) -> str | None:
    """Return what is said of the assistant itself, None where nothing is."""
    kind = next((kind for kind, way in _KINDS.items() if way.search(reading.text)), None)
    of_else = _OF_ELSE - _WHEN if kind in _OF_A_DAY else _OF_ELSE
    if any(said.slot in of_else for said in reading.said):
        return None
    return None if kind == "shy" and _HOME.search(reading.text) else kind


def complaint_of_list(text: str) -> str | None:
    """Return what is complained of a list: always the "same", or "misled" to a place; else None."""
    return next((kind for kind in (_MISLED, _SAME) if _KINDS[kind].search(text)), None)
