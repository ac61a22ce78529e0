"""Understand odd wordings with the help of a language model that can do no harm.

The model says only other words for what was said; the assistant's own reader reads them, so no
intent, name or number comes from the model itself. What those words only look up is looked up,
and said so; for anything else the person is asked, and only a yes of the person counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import orjson

from dure.engine.advice import Adviser, Payer, Question
from dure.engine.assistant import Answer, Assistant, Heard, Line, Understanding
from dure.engine.faithful import is_grounded, keeps, turns_round
from dure.engine.phrasebook import section
from dure.engine.reply import cut
from dure.engine.session import Session
from dure.engine.understand import ASKED_AT_MOST, Decision, decide
from dure.korean.normal import normalise, squeeze
from dure.korean.particles import fill
from dure.trust.mask import mask

PENDING: Final = "other_words"
"""Under which name a question waits whether other words were meant."""
SURE_ENOUGH: Final = 0.5
"""What a model must say of itself to be listened to; it can only make us more careful."""
WORDS_LIMIT: Final = 200
_ASKS_SHOWN: Final = 20
_ROOM: Final = "dure.engine"
SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "rewrite": {"type": "string", "maxLength": WORDS_LIMIT},
        "sure": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["rewrite", "sure"],
    "additionalProperties": False,
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Other words, and how sure the model says it is."""

    words: str
    sure: float


class Widener:
    """Decides what an utterance asks for, with other words where its own are not understood."""

    def __init__(self, adviser: Adviser | None) -> None:
        """adviser: None where no language model is connected."""
        self._adviser = adviser

    async def decide(
        self, heard: Heard, session: Session, assistant: Assistant, *, payer: Payer
    ) -> Decision:
        """Return what to do with an utterance."""
        offered = (session.pending or {}).get(PENDING)
        if offered:
            session = replace(session, pending=None)
            answered = _answered(heard, offered, session, assistant)
            if answered is not None:
                return answered
        understood = assistant.reader(heard, session)
        decision = decide(understood, session, assistant)
        if self._adviser is None or not _is_lost(understood, decision, assistant):
            return decision
        offer = await self._adviser.ask(_question(heard.text, assistant), payer=payer)
        if offer is None:
            return decision
        return _with_offer(offer, heard, session, assistant, first=understood) or decision


def read_offer(answer: str) -> Offer | None:
    """Return other words from a model's answer, None if it is not in the form asked for."""
    try:
        plain = orjson.loads(answer[answer.find("{") : answer.rfind("}") + 1])
    except orjson.JSONDecodeError:
        return None
    words, sure = plain.get("rewrite"), plain.get("sure")
    if not isinstance(words, str) or isinstance(sure, bool) or not isinstance(sure, int | float):
        return None
    if len(words) > WORDS_LIMIT or not SURE_ENOUGH <= sure <= 1:
        return None
    words = normalise(words).text
    return Offer(words=words, sure=float(sure)) if words else None


def spoken(phrases: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """Return an assistant's phrases with those that everybody shares, where it has none."""
    return {**section(_ROOM, "say"), **phrases}


def told_first(text: str, decision: Decision, phrases: Mapping[str, Sequence[str]]) -> str:
    """Return a reply with how the person was understood before it, where that must be told."""
    if not (decision.told and decision.words):
        return text
    way = spoken(phrases)["understood_as"][0]
    return cut(f"{fill(way, {'said': _quoted(decision.words)})}\n{text}")


def undeclared(answer: Answer, decision: Decision) -> Answer:
    """Return an answer that remembers nothing about the person if a model chose the words."""
    return replace(answer, add={}, remove={}, put={}) if decision.told else answer


def _quoted(said: str) -> str:
    return f"‘{said}’"


def _is_lost(understood: Understanding, decision: Decision, assistant: Assistant) -> bool:
    return decision.answer is not None or assistant.is_lost(understood)


def _question(text: str, assistant: Assistant) -> Question[Offer]:
    asks = list(dict.fromkeys(assistant.asks.values()))[:_ASKS_SHOWN]
    facts = {
        "title": assistant.title or assistant.name,
        "asks": ", ".join(asks) or assistant.greeting,
        "examples": " / ".join(assistant.examples),
        "said": orjson.dumps(mask(text)).decode(),
    }
    prompt = fill(section(_ROOM, "ask")["rewrite"], facts).strip()
    return Question(
        prompt=prompt,
        schema=SCHEMA,
        purpose="understand",
        read=read_offer,
        # The prompt holds what was said masked, and nothing of the house.
        may_keep=True,
    )


def _with_offer(
    offer: Offer, heard: Heard, session: Session, assistant: Assistant, *, first: Understanding
) -> Decision | None:
    """Return what other words ask for, None if they may not stand for what was said."""
    masked = mask(heard.text)
    if squeeze(offer.words) == squeeze(masked) or not keeps(offer.words, masked):
        return None
    if _answer_in(offer.words):
        return None
    # A question under way is for the person to answer, in the person's own words.
    alone = replace(session, pending=None)
    read = assistant.reader(replace(heard, text=offer.words), alone)
    decision = decide(read, alone, assistant)
    if _is_lost(read, decision, assistant) or not _holds(_hard(first.slots), read.slots):
        return None
    named = {"": list(assistant.names(read)), **read.slots}
    is_plain = (
        read.intent in assistant.harmless
        and _holds(first.slots, read.slots)
        and not turns_round(offer.words, masked)
        and is_grounded(named, offer.words, masked)
    )
    if is_plain:
        return replace(decision, words=offer.words, told=True)
    return None if session.asked >= ASKED_AT_MOST else _asked(offer.words, read)


def _hard(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return what must not get lost; a name may have been none, in words nobody understood."""
    return {name: value for name, value in slots.items() if not isinstance(value, str)}


def _holds(first: Mapping[str, Any], again: Mapping[str, Any]) -> bool:
    """Whether all that was understood at first (a budget, an allergy) is still there."""
    return all(name in again and again[name] == value for name, value in first.items())


def _asked(words: str, read: Understanding) -> Decision:
    answer = Answer(
        lines=(Line(phrase="did_you_say", facts={"said": _quoted(words)}),),
        outcome="asked",
        question=PENDING,
        items=({"kind": PENDING, "name": words},),
        pending={PENDING: words},
    )
    return Decision(intent=read.intent, slots={}, answer=answer)


def _answered(
    heard: Heard, offered: str, session: Session, assistant: Assistant
) -> Decision | None:
    """Take the answer to "did you say …": a yes makes the words the person's own."""
    answer = _answer_in(heard.text)
    if answer == "yes":
        read = assistant.reader(replace(heard, text=offered), session)
        return replace(decide(read, session, assistant), words=offered)
    if answer == "no":
        again = Answer(lines=(Line(phrase="say_otherwise"),), outcome="asked", question="intent")
        return Decision(intent="DENY", slots={}, answer=again)
    return None


def _answer_in(text: str) -> str | None:
    """Return "yes" or "no" where a text says nothing else."""
    plain = re.sub(r"[.,!?…~^ㅋㅎ]+", "", squeeze(text))
    return next((name for name in ("yes", "no") if _pattern(name).fullmatch(plain)), None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(section(_ROOM, "answers")[name], re.IGNORECASE)
