"""Get to know somebody: three questions, one at a time, each asked once, never before the food.

What is said next is an answer only if it looks like one; any other wish is simply served. Not to
want to tell is an answer, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from dure.assistants.meals.contents_known import is_registered_allergen
from dure.assistants.meals.profile import QUESTIONS, Profile
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar

PENDING: Final = "onboarding"
"""Under which name a question waits in a session."""
_SIGN: Final = "#"
_TELLING: Final = frozenset(
    ("food", "exclude_food", "allergen", "diet", "taste", "budget_max", "budget_min",
     "budget_about")
)  # fmt: skip
"""Slots that an answer may be made of."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to a question. slots: what it told; empty if the person would rather not say."""

    question: str
    intent: str = "PREFERENCE_UPDATE"
    slots: Mapping[str, Any] = field(default_factory=dict)


def next_question(profile: Profile) -> str | None:
    """Return what to ask now, None if there is nothing (more) to ask."""
    if profile.onboarded:
        return None
    return next((name for name in QUESTIONS if name not in profile.asked), None)


def read_reply(question: str, reading: Reading) -> Reply | None:
    """Return what an utterance answers to a question; None if it is about something else.

    The whole of it must be an answer: whoever wants food, or is in distress, is not held up.
    """
    if question not in _READERS:
        return None
    if _answers(question).fullmatch(_signed(reading)):
        slots = _READERS[question](reading)
        if slots:
            is_health = question == "cannot_eat" and set(slots) - {"taste"}
            intent = "DIETARY_RESTRICTION" if is_health else "PREFERENCE_UPDATE"
            return Reply(question=question, intent=intent, slots=slots)
    return Reply(question=question) if _answers("pass").fullmatch(reading.text) else None


@cache
def _answers(name: str) -> re.Pattern[str]:
    lead, body, tail = (grammar(f"onboarding.{part}").pattern for part in ("lead", name, "tail"))
    ignores_case = "(?i)" if body.startswith("(?i)") else ""
    return re.compile(f"{ignores_case}{lead}(?:{body.removeprefix('(?i)')}){tail}")


def _signed(reading: Reading) -> str:
    """Return the text with a sign in the place of everything that an answer may be made of."""
    out, at = [], 0
    for said in sorted(reading.said, key=lambda s: (s.start, -s.end)):
        if said.slot in _TELLING and said.start >= at:
            out += [reading.text[at : said.start], _SIGN]
            at = said.end
    return "".join([*out, reading.text[at:]])


def _likes(reading: Reading) -> dict[str, Any]:
    slots = reading.slots("PREFERENCE_UPDATE")
    if not {"food", "taste"} & set(slots):
        return {}  # "치즈는 빼고" changes the list shown.
    return {slot: slots[slot] for slot in ("food", "taste", "exclude_food") if slots.get(slot)}


def _budget(reading: Reading) -> dict[str, Any]:
    slots = reading.slots("PREFERENCE_UPDATE")
    won = slots.get("budget_about") or slots.get("budget_max") or slots.get("budget_min")
    return {"budget_about": won} if won else {}


def _cannot_eat(reading: Reading) -> dict[str, Any]:
    """Return what a person cannot eat; a bare word is one, too: it was asked for.

    What the law has labelled on food is taken for an allergy, which is the safe side.
    """
    slots = reading.slots("DIETARY_RESTRICTION")
    told: dict[str, list[Any]] = {
        slot: list(slots[slot]) for slot in ("allergen", "exclude_food", "diet") if slot in slots
    }
    for word in reading.slots("PREFERENCE_UPDATE").get("food", ()):
        slot = "allergen" if is_registered_allergen(word) else "exclude_food"
        if word not in told.setdefault(slot, []):
            told[slot].append(word)
    tastes = {part.value for part in reading.said if part.slot == "taste"}
    if tastes & {"spicy", "not_spicy"}:
        told["taste"] = ["not_spicy"]
    return {slot: values for slot, values in told.items() if values}


_READERS: Final = {"likes": _likes, "budget": _budget, "cannot_eat": _cannot_eat}
