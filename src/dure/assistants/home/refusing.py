"""Why a sentence is not carried out: unknown words, negation, conditions, nothing to act on."""

from collections.abc import Sequence
from typing import Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.meaning import Unclear
from dure.assistants.home.spans import Span
from dure.assistants.home.speech import Utterance

_LATER: Final = frozenset(("tail", "when", "clock_time", "times"))


def refuse_unknown(spans: Sequence[Span], heard: Utterance) -> None:
    """Raises Unclear if there are letters that nothing explains."""
    unknown = [span for span in spans if not span.is_known]
    if not unknown:
        return
    said = _whole_words(unknown, heard)
    features = {feature for span in spans for feature in features_of(span)}
    if not features & {"act", "state", "attr", "bright", "percent", "degrees"}:
        raise Unclear("not_a_command", said)
    has_target = any(is_target(span) and not features_of(span) & {"all"} for span in spans)
    raise Unclear("unknown_words" if has_target else "missing_target", said)


def _whole_words(unknown: Sequence[Span], heard: Utterance) -> str:
    """Return the unknown letters with the words they stand in, where words were told apart."""
    start, end = unknown[0].start, unknown[-1].end
    if any(heard.begins[1:]):
        while not heard.begins[start]:
            start -= 1
        while end < len(heard.letters) and not heard.begins[end]:
            end += 1
    return heard.said(start, end)


def refuse_moods(clause: Clause) -> None:
    """Raises Unclear for what must not be done, only if, or at a time of day."""
    if "not" in clause.moods or (clause.has("not") and clause.moods and not clause.has("state")):
        raise Unclear("negated")
    if "if" in clause.moods:
        raise Unclear("conditional")
    if clause.has("except", *_LATER):
        raise Unclear("not_supported")
    acts = [word for word in clause.words("act") if word.value != "tell"]
    if clause.asks and acts and all(word.mood == "bare" for word in acts):
        raise Unclear("unclear")


def not_understood(clause: Clause) -> Unclear:
    """Return the most telling refusal for a clause that no frame reads."""
    named = any(is_target(span) for span in clause.told)
    acts = clause.has(
        "act", "bright", "warm", "loud", "strong", "color", "percent", "degrees", "level"
    )
    if acts and not named:
        return Unclear("missing_target")
    if not acts and not named:
        return Unclear("not_a_command")
    form = next((span.form for span in clause.told if is_target(span)), None)
    return Unclear("not_supported" if acts else "unclear", form)
