"""Hear what is said of the assistant itself: what it is, how it speaks, that it answers badly.

Also what needs a kind word and no hotline: to be bored or sad, to be shy of
eating alone.
"""

from dataclasses import dataclass, replace
from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_KINDS: Final = grammars("itself.kind")
_HOME: Final = grammar("itself.home")
_SAME: Final = "same"
_SAD: Final = "sad"
_COMPLAINTS: Final = (_SAME, "wrong", "fact", "useless")
_OF_ELSE: Final = frozenset(
    ("food", "exclude_food", "shop", "ordinal", "budget_max", "budget_min", "budget_about",
     "location", "allergen", "diet", "day", "time", "rating", "coupon", "balance_stated")
)  # fmt: skip
_WHEN: Final = frozenset(("day", "time"))
_INSULT: Final = "ABUSE"
_IN_NEED: Final = "EMERGENCY_SUPPORT"


@dataclass(frozen=True, kw_only=True)
class Itself:
    """What is meant. kind: person, buys, name, age, speech, casual, bored, sad, shy; or a
    complaint: same, wrong, fact, useless.
    """

    kind: str


def said_of_itself(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as one about the assistant itself; None if it is about else."""
    kind = kind_of(reading)
    if kind is None or read.intent == _INSULT or (kind == _SAD and read.intent == _IN_NEED):
        return None
    if kind == _SAME and session.memory.get("wish"):
        # Other places are shown, with a word of regret before them.
        return replace(read, intent="MODIFY_REQUEST", confidence=1.0, slots={})
    return Understanding(
        intent="FEEDBACK" if kind in _COMPLAINTS else "CHITCHAT",
        confidence=1.0,
        ranked=read.ranked,
        meaning=Itself(kind=kind),
    )


def kind_of(reading: Reading) -> str | None:
    """Return what is said of the assistant itself, None where nothing is."""
    kind = next((kind for kind, way in _KINDS.items() if way.search(reading.text)), None)
    of_else = _OF_ELSE - _WHEN if kind == _SAD else _OF_ELSE
    if any(said.slot in of_else for said in reading.said):
        return None
    return None if kind == "shy" and _HOME.search(reading.text) else kind


def complains_of_the_same(text: str) -> bool:
    """Whether it is complained that the same is shown again and again."""
    return _KINDS[_SAME].search(text) is not None
