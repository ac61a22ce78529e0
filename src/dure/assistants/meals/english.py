"""Understand English: slots by grammar and lexicon, the intent by rules.

Foreign children and parents say simple things; a few hundred patterns reach them without training
text. What fits no pattern is left to a question, or to the reader of Korean, which knows names.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from dure.assistants.meals.english_names import english
from dure.assistants.meals.english_slots import asked_attribute, read_english_slots
from dure.assistants.meals.slots import Reading
from dure.engine.assistant import Understanding
from dure.kernel.data import read_toml

_SURE: Final = 0.95
_LIKELY: Final = 0.8
NOT_UNDERSTOOD: Final = 0.01
"""The confidence where no pattern and no name was found."""
_SHORT: Final = 6
"""Words of a thanks or a goodbye that says nothing else."""
_MONEY: Final = frozenset(
    ("budget_max", "budget_min", "budget_about", "balance_stated", "currency")
)
_WISHED: Final = frozenset(("food", "taste", "companion"))
_SEARCHED: Final = frozenset(
    (*_MONEY, *_WISHED, "meal_time", "near", "sort", "location", "open_now", "card_ok", "urgent",
     "distance_max_m", "walk_min", "good_shop", "party_size", "coupon", "rating_min", "time")
)  # fmt: skip
_DIET: Final = frozenset(("allergen", "diet"))
_WORD: Final = re.compile(r"[a-z]+")


def certain_in_english(text: str) -> str | None:
    """Return the intent that is acted on whatever else is said: an attack, distress, abuse."""
    low = text.lower().replace("’", "'")
    return next((intent for intent, pattern, _ in _rules("certain") if pattern.search(low)), None)


def is_hurt_in_english(text: str) -> bool:
    """Whether somebody in distress is in danger, or wishes to die, rather than hungry."""
    return _table("distress", "hurt").search(text.lower().replace("’", "'")) is not None


def read_english(text: str, shown: Sequence[str], context: str) -> tuple[Reading, Understanding]:
    """Return what could be slots, and what is meant by an utterance.

    shown: names of the shops in the list shown. context: "list", "ask" or "none", as for Korean.
    The confidence is NOT_UNDERSTOOD where nothing was.
    """
    reading = read_english_slots(text, shown)
    intent, confidence = _intent(text, reading, context)
    slots = reading.slots(intent)
    attribute = asked_attribute(reading.text, intent)
    slots.pop("attribute", None)
    if attribute:
        slots["attribute"] = attribute
    if intent == "PRIVACY_REQUEST" and _table("privacy", "export").search(reading.text):
        slots["action"] = "export"
    if intent == "HELP" and _table("request", "person").search(reading.text):
        slots["handoff"] = True
    ranked = ((intent, confidence),)
    return reading, Understanding(intent=intent, confidence=confidence, slots=slots, ranked=ranked)


def _intent(text: str, reading: Reading, context: str) -> tuple[str, float]:
    certain = certain_in_english(text)
    if certain:
        return certain, 1.0
    slots = {said.slot for said in reading.said}
    holds = _facts(reading, slots, context)
    for intent, pattern, need in _rules("rules"):
        if _fits(need, holds) and pattern.search(reading.text):
            return _spared(intent, slots), _SURE
    return _by_slots(reading, slots, holds)


def _facts(reading: Reading, slots: set[str], context: str) -> set[str]:
    """Return what a rule may need beside its pattern."""
    holds = set(slots)
    if context == "list":
        holds.add("list")
    if _pattern("any").search(reading.text) and slots & (_SEARCHED | _DIET):
        holds.add("request")
    if "polarity" in slots and re.search(r"\b(?:was|were|tasted)\b", reading.text):
        holds.add("opinion")
    if len(_WORD.findall(reading.text)) <= _SHORT:
        holds.add("short")
    return holds


def _fits(need: str, holds: set[str]) -> bool:
    return (
        need.removeprefix("-") not in holds if need.startswith("-") else not need or need in holds
    )


def _spared(intent: str, slots: set[str]) -> str:
    """An allergy is never lost: an intent that cannot carry it gives way."""
    if "allergen" in slots and intent not in ("DIETARY_RESTRICTION", "MODIFY_REQUEST"):
        return "FOOD_REQUEST" if "food" in slots else "DIETARY_RESTRICTION"
    return intent


def _by_slots(reading: Reading, slots: set[str], holds: set[str]) -> tuple[str, float]:
    if "allergen" not in slots and _table("allergy", "any").search(reading.text):
        # It is asked what it is; nothing is recommended before that is known.
        return "DIETARY_RESTRICTION", _SURE
    if slots & _DIET and not _wants_a_place(reading, slots):
        return "DIETARY_RESTRICTION", _SURE
    if "exclude_food" in slots and not slots & (_SEARCHED - {"near"}):
        return ("MODIFY_REQUEST" if "list" in holds else "DIETARY_RESTRICTION"), _LIKELY
    if "ordinal" in slots and "list" in holds and not slots & _WISHED:
        return "SELECT_RECOMMENDATION", _LIKELY
    if slots & (_WISHED | _DIET):
        return "FOOD_REQUEST", _SURE if "request" in holds else _LIKELY
    if slots & _SEARCHED:
        is_change = "list" in holds and "request" not in holds
        return ("MODIFY_REQUEST" if is_change else "BUDGET_INQUIRY"), _LIKELY
    if "shop" in slots:
        return "SHOP_INQUIRY", _LIKELY
    if _pattern("any").search(reading.text):
        return "FOOD_REQUEST", _LIKELY
    return ("NONSENSE", _SURE) if _is_gibberish(reading.text) else ("NONSENSE", NOT_UNDERSTOOD)


def _wants_a_place(reading: Reading, slots: set[str]) -> bool:
    """Whether somebody who speaks of an allergy or a diet looks for a place to eat as well."""
    if slots & {"food", "location", "near", "meal_time"} or slots & _MONEY:
        return True
    return _pattern("any").search(reading.text) is not None


def _is_gibberish(text: str) -> bool:
    """Whether no word is one that anybody says: most have no vowel or run over one row of keys."""
    words = _WORD.findall(text)
    odd = [
        w
        for w in words
        if not re.search("[aeiouy]", w)
        or re.search(r"(.)\1\1|asdf|qwer|zxcv|[bcdfghjklmnpqrstvwxz]{5}", w)
    ]
    return bool(words) and 2 * len(odd) >= len(words)


@cache
def _rules(name: str) -> list[tuple[str, re.Pattern[str], str]]:
    table: dict[str, Any] = read_toml("dure.assistants.meals", "data/english_intents.toml")
    return [(intent, re.compile(pattern), need) for intent, pattern, need in table[name]]


@cache
def _table(table: str, name: str) -> re.Pattern[str]:
    return re.compile(english()[table][name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(english()["request"][name])
