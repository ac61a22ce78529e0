"""Understand an utterance of meals: slots by grammar and lexicon, the intent by a model.

A question under way is completed first. A few things need no probability: markup and
injections, and words of distress.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.words import allowed_slots, grammar
from dure.engine.assistant import Understanding
from dure.engine.classify import LinearModel, load_model
from dure.engine.session import Session
from dure.kernel.data import read_bytes

_MARKED: Final = frozenset(
    [
        "food",
        "exclude_food",
        "shop",
        "location",
        "ordinal",
        "exclude_ordinal",
        "budget_max",
        "budget_min",
        "budget_about",
        "budget_from",
        "coupon_amount",
        "balance_stated",
        "allergen",
        "asked_allergen",
        "allergen_remove",
        "diet",
        "time",
        "day",
        "problem",
        "action",
        "setting",
        "distance_max_m",
        "party_size",
        "card_ok",
        "coupon",
        "sort",
        "option",
    ]
)
_ATTACK: Final = grammar("reading.attack")
_DISTRESS: Final = grammar("reading.distress")
_BARE_PLACE: Final = re.compile(r"[1-9][ .!]*")


def read_meal(text: str, session: Session) -> Understanding:
    """Return what an utterance means in its dialogue."""
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    if shown and _BARE_PLACE.fullmatch(text):
        # A lone number after a list picks from it.
        text = f"{text.strip(' .!')}번"
    reading = read_slots(text, shown)
    ranked = intent_model().rank(*marked(reading, context_of(session)))
    intent, confidence = ranked[0]
    certain = _certain(text)
    named = certain or _by_what_is_named(reading, intent)
    if named:
        intent, confidence = named, 1.0
    completed = _completed(reading, intent, session.pending or {})
    # Words of distress and attacks are never an answer to a question of ours.
    if completed and not certain:
        intent, slots = completed
        return Understanding(intent=intent, confidence=1.0, slots=slots, ranked=tuple(ranked))
    return Understanding(
        intent=intent,
        confidence=confidence,
        slots=reading.slots(intent),
        ranked=tuple(ranked),
    )


def marked(reading: Reading, context: str) -> tuple[str, list[str]]:
    """Return what the model looks at: the masked text, and marks for slots and context.

    context: "list" after a list of shops, "ask" after a question, "none" else.
    """
    slots = sorted({said.slot for said in reading.said} & _MARKED)
    return reading.masked(), [*(f"slot:{slot}" for slot in slots), f"shown:{context}"]


def context_of(session: Session) -> str:
    """Return what came before, as the model knows it."""
    if session.pending:
        return "ask"
    return "list" if session.memory.get("shown") else "none"


def _certain(text: str) -> str | None:
    if _ATTACK.search(text):
        return "PROMPT_ATTACK"
    return "EMERGENCY_SUPPORT" if _DISTRESS.search(text) else None


def _by_what_is_named(reading: Reading, intent: str) -> str | None:
    """Return the intent where the inventory's boundaries decide by what is named.

    An amount with a food is a wish for that food. An allergy is never lost: where the intent
    could not carry it, it is a wish with an allergy, or the declaration of one.
    """
    slots = {said.slot for said in reading.said}
    if intent == "BUDGET_INQUIRY" and slots & {"food", "taste"}:
        return "FOOD_REQUEST"
    if "allergen" in slots and "allergen" not in allowed_slots().get(intent, frozenset()):
        return "FOOD_REQUEST" if "food" in slots else "DIETARY_RESTRICTION"
    return None


def _completed(
    reading: Reading, intent: str, pending: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Return the pending intent and its slots if the utterance gives what was asked for."""
    if pending.get("on_yes") and intent == "AFFIRM":
        return pending["on_yes"], dict(pending["slots"])
    need = pending.get("need")
    if need is None:
        return None
    said = {slot.slot: slot.value for slot in reading.said}
    if "food" in said or "budget_max" in said:
        return None  # A wish of its own, not an answer.
    if need == "ordinal" and "shop" in said:
        need = "shop"
    if need not in said:
        return None
    return pending["intent"], {**pending["slots"], need: said[need]}


@cache
def intent_model() -> LinearModel:
    """Return the shipped model."""
    return load_model(read_bytes("dure.assistants.meals", "data/intents.npz"))
