"""Understand an utterance of meals: slots by grammar and lexicon, the intent by a model.

A question under way is completed first. A few things need no probability: markup and
injections, and words of distress.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.words import grammar
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


def read_meal(text: str, session: Session) -> Understanding:
    """Return what an utterance means in its dialogue."""
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    reading = read_slots(text, shown)
    ranked = intent_model().rank(*marked(reading, context_of(session)))
    intent, confidence = ranked[0]
    certain = _certain(text) or _named_in_request(reading, intent)
    if certain:
        intent, confidence = certain, 1.0
    completed = _completed(reading, intent, session.pending or {})
    if completed:
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


def _named_in_request(reading: Reading, intent: str) -> str | None:
    """An amount with a food named is a wish for that food (the inventory's boundary)."""
    names_food = any(said.slot in ("food", "taste") for said in reading.said)
    return "FOOD_REQUEST" if intent == "BUDGET_INQUIRY" and names_food else None


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
    if need == "ordinal" and "shop" in said:
        need = "shop"
    if need not in said:
        return None
    return pending["intent"], {**pending["slots"], need: said[need]}


@cache
def intent_model() -> LinearModel:
    """Return the shipped model."""
    return load_model(read_bytes("dure.assistants.meals", "data/intents.npz"))
