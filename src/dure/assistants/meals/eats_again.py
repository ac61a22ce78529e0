"""Hear that somebody may eat something again, or never could not; nothing is taken off unasked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from dure.assistants.meals.contents import speaks_of_allergy
from dure.assistants.meals.contents_known import (
    is_registered_allergen,
    names_ingredient,
    plain_name,
)
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.whose import OTHERS, is_not_mine, is_of_others
from dure.assistants.meals.words import foods, grammar
from dure.engine.assistant import Understanding
from dure.engine.privacy import is_plain_no, is_yes
from dure.engine.session import Session

NEED: Final = "take_off"
"""What a session waits for after it was asked whether something may be eaten again."""
_INTENT: Final = "DIETARY_RESTRICTION"
_AFTER: Final = grammar("eats_again.after")
_NOW: Final = grammar("eats_again.now")
_ASKED: Final = grammar("eats_again.asked")
_ALL: Final = grammar("eats_again.all")
_NEVER: Final = grammar("eats_again.never")
_TAKE_OFF: Final = grammar("eats_again.take_off")
_KEEP: Final = grammar("eats_again.keep")
_GONE: Final = grammar("whose.gone")
_FINE: Final = grammar("whose.fine")
_OWN: Final = grammar("whose.own_fine")
_NOT_LEFT_OUT: Final = grammar("whose.asked")
_NAMED: Final = ("food", "exclude_food", "allergen", "asked_allergen", "allergen_remove")


@dataclass(frozen=True, kw_only=True)
class Eating:
    """What is said of what could not be eaten. words: which foods; () is all that is noted.

    kind: "again" it may be eaten, "never" it could be all the time, "others": somebody else
    cannot; "gone": who cannot eats along no more; "own": oneself always could; "yes" and "no"
    answer whether it shall be taken off.
    """

    kind: Literal["again", "never", "others", "gone", "own", "yes", "no"]
    words: tuple[str, ...] = ()


def eating_told(reading: Reading, read: Understanding, session: Session) -> Understanding | None:
    """Return an utterance as one about what may be eaten again; None if it is about else."""
    pending = session.pending or {}
    if pending.get("need") == NEED:
        words = tuple(pending["slots"]["allergen_remove"])
        if answer := _answered(reading.text, words):
            return _told(read, answer, {"allergen_remove": list(words)})
    eating = _of_others_gone(reading, session) or _eating(reading, read)
    if eating is None:
        return None
    slots: dict[str, Any] = {}
    is_of_company = eating.kind in ("gone", "own")
    if not is_of_company and (eating.kind != "never" or eating.words) and read.intent == _INTENT:
        slots = {slot: _without(said, eating) for slot, said in read.slots.items()}
    if eating.kind not in ("others", "gone", "own") and eating.words:
        slots["allergen_remove"] = list(eating.words)
    return _told(read, eating, {slot: said for slot, said in slots.items() if said})


def _of_others_gone(reading: Reading, session: Session) -> Eating | None:
    """Return what is told of what is left out for those who eat along, and for them alone."""
    others = session.memory.get(OTHERS) or {}
    held = tuple(word for words in others.values() for word in words)
    if not held or _NOT_LEFT_OUT.search(reading.text):
        return None
    if _GONE.search(reading.text):
        return Eating(kind="gone", words=held)
    meant = {plain_name(word) for word in held}
    named = [p for p in reading.said if p.slot in _NAMED and plain_name(p.value) in meant]
    fine = tuple(part.value for part in named if _FINE.match(reading.text, part.end))
    if not fine:
        return None
    return Eating(kind="own" if _OWN.search(reading.text) else "gone", words=fine)


def _without(said: Any, eating: Eating) -> Any:  # noqa: ANN401 - a slot's value
    if not isinstance(said, list) or eating.kind == "others":
        return said
    return [word for word in said if word not in eating.words]


def _told(read: Understanding, eating: Eating, slots: Mapping[str, Any]) -> Understanding:
    return Understanding(
        intent=_INTENT, confidence=1.0, slots=slots, ranked=read.ranked, meaning=eating
    )


def _answered(text: str, words: tuple[str, ...]) -> Eating | None:
    if _KEEP.search(text) or is_plain_no(text):
        return Eating(kind="no", words=words)
    if is_yes(text) or _TAKE_OFF.fullmatch(text):
        return Eating(kind="yes", words=words)
    return None


def _eating(reading: Reading, read: Understanding) -> Eating | None:
    text = reading.text
    named = dict.fromkeys(part.value for part in reading.said if part.slot in _NAMED)
    words = tuple(word for word in named if plain_name(word) in foods())
    if is_not_mine(text) and (is_of_others(text) or words):
        return Eating(kind="others" if is_of_others(text) else "never", words=words)
    if is_of_others(text):
        return None
    is_never = _NEVER.search(text) is not None and _ASKED.search(text) is None
    if again := tuple(dict.fromkeys([*read.slots.get("allergen_remove", ()), *_again(reading)])):
        return Eating(kind="never" if is_never else "again", words=again)
    if words or _ASKED.search(text):
        return None
    if is_never or is_not_mine(text):
        return Eating(kind="never") if speaks_of_allergy(text) or is_never else None
    return Eating(kind="again") if _ALL.search(text) else None


def _again(reading: Reading) -> Iterator[str]:
    text = reading.text
    if _ASKED.search(text) or _NOW.search(text) is None:
        return
    for part in reading.said:
        # What was heard as an allergy that is there, or is back, is one.
        if part.slot not in _NAMED or part.slot == "allergen" or not _AFTER.match(text, part.end):
            continue
        if is_registered_allergen(part.value) or names_ingredient(part.value):
            yield part.value
