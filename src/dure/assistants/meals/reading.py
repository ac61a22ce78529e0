"""Understand an utterance of meals: slots by grammar and lexicon, the intent by a model.

A question under way is completed first. A few things need no probability: markup and
injections, and words of distress.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.meals.slots import Reading, read_slots
from dure.engine.assistant import Understanding
from dure.engine.classify import LinearModel, load_model
from dure.engine.session import Session
from dure.kernel.data import read_bytes

_MARKED: Final = frozenset(
    "food exclude_food shop location ordinal exclude_ordinal budget_max budget_min budget_about "
    "budget_from coupon_amount balance_stated allergen asked_allergen allergen_remove diet time "
    "day problem action setting distance_max_m party_size card_ok coupon sort option".split()
)
_ATTACK: Final = re.compile(
    r"<\s*/?\s*(?:script|img|iframe|svg|body|a\s)|javascript:|on(?:error|load)\s*=|"
    r"\b(?:drop|delete|truncate|alter)\s+(?:table|from|database)\b|\bunion\s+select\b|'\s*or\s*'?1'?\s*=\s*'?1|"
    r"ignore\s+(?:all\s+)?(?:previous|prior|above)|system\s*prompt|시스템\s?프롬프트|\{\{.*\}\}|\$\{.*\}|"
    r"(?:이전|지금까지|위|앞)(?:의|에)?\s?(?:모든\s?)?(?:지시|명령|지침|규칙|프롬프트).{0,8}(?:무시|잊|지워)",
    re.IGNORECASE,
)
_DISTRESS: Final = re.compile(
    r"죽고\s?싶|자살|자해|살기\s?싫|(?:굶어|굶은|굶었|굶고).{0,12}(?:돈|집|며칠|이틀|사흘|계속|없)|(?:며칠|이틀|사흘|삼일|하루\s?종일)(?:째)?.{0,10}(?:굶|못\s?먹|안\s?먹)|"
    r"(?:아빠|엄마|아버지|어머니|새아빠|새엄마|삼촌|형|부모님).{0,10}(?:때리|때려|때렸|맞았|안\s?들어와|집을?\s?나)"
)


def read_meal(text: str, session: Session) -> Understanding:
    """Return what an utterance means in its dialogue."""
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    reading = read_slots(text, shown)
    ranked = intent_model().rank(*marked(reading, context_of(session)))
    intent, confidence = ranked[0]
    certain = _certain(text)
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
