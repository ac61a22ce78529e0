"""Decide what to do with what was understood: act, or ask one question, at most twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dure.engine.assistant import Answer, Assistant, Line, Understanding
from dure.engine.session import Session

ASKED_AT_MOST: Final = 2
"""Questions in a row before we stop asking and say what can be done."""
_CHOICES: Final = 2
_AGREED: Final = "AFFIRM"
_REFUSED: Final = "DENY"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Either an intent to act on, with its slots, or an answer that is ready.

    words: what is acted on where it is not what was said, but other words for it; told: whether
    the person must hear that.
    """

    intent: str
    slots: Mapping[str, Any]
    answer: Answer | None = None
    meaning: Any = None
    words: str | None = None
    told: bool = False


def decide(understood: Understanding, session: Session, assistant: Assistant) -> Decision:
    """Return what to do; a question under way is taken up first."""
    resumed = _resume(understood, session.pending or {})
    if resumed:
        return resumed
    sure = understood.confidence >= assistant.threshold or understood.intent in assistant.always
    if sure and understood.intent in assistant.skills:
        return Decision(
            intent=understood.intent, slots=understood.slots, meaning=understood.meaning
        )
    if session.asked >= ASKED_AT_MOST:
        answer = Answer(
            lines=(Line(phrase="not_understood"),), outcome="refused", reason="not_understood"
        )
    else:
        answer = _question(understood, assistant)
    return Decision(intent=understood.intent, slots=understood.slots, answer=answer)


def _resume(understood: Understanding, pending: Mapping[str, Any]) -> Decision | None:
    """Take an answer to "did you mean A or B?": a yes, the first, the second, or a name."""
    choices = pending.get("choices")
    if not choices:
        return None
    slots = {**pending["slots"], **understood.slots}
    ordinal = slots.pop("ordinal", None)
    if ordinal in range(1, len(choices) + 1):
        return Decision(intent=choices[ordinal - 1], slots=slots)
    if understood.intent == _AGREED:
        return Decision(intent=choices[0], slots=slots)
    if understood.intent == _REFUSED and len(choices) > 1:
        return Decision(intent=choices[1], slots=slots)
    return None


def _question(understood: Understanding, assistant: Assistant) -> Answer:
    likely = [intent for intent, _ in understood.ranked if intent in assistant.asks][:_CHOICES]
    if not likely:
        return Answer(lines=(Line(phrase="say_again"),), outcome="asked", question="intent")
    named = {f"choice{i}": assistant.asks[intent] for i, intent in enumerate(likely, start=1)}
    return Answer(
        lines=(Line(phrase=f"which_of_{len(likely)}", facts=named),),
        outcome="asked",
        question="intent",
        items=tuple({"intent": intent, "name": assistant.asks[intent]} for intent in likely),
        pending={"choices": likely, "slots": dict(understood.slots)},
    )
