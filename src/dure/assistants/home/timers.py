"""Read timers: start, cancel, pause, how long is left, longer, shorter; with names and rooms."""

from collections.abc import Sequence
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of
from dure.assistants.home.lexicon import Word
from dure.assistants.home.meaning import Command, Unclear

_UNITS: Final = ("hours", "minutes", "seconds")
_SECONDS: Final = {"hours": 3600, "minutes": 60, "seconds": 1}
_READS: Final = frozenset((
    "timer", *_UNITS, "left", "howmuch", "what", "attr:state", "act:tell", "all", "exist", "later",
    "here", "is_it", "which",
))  # fmt: skip
_ACTS: Final = (
    (("act:cancel", "act:off"), "HassCancelTimer"),
    (("act:resume",), "HassUnpauseTimer"),
    (("act:pause", "act:stop"), "HassPauseTimer"),
    (("act:raise", "act:add"), "HassIncreaseTimer"),
    (("act:lower",), "HassDecreaseTimer"),
    (("act:set", "act:run", "act:on", "act:play"), "HassStartTimer"),
    (("left", "howmuch", "what", "attr:state", "act:tell", "exist"), "HassTimerStatus"),
)
_STARTED: Final = ("HassCancelTimer", "HassUnpauseTimer", "HassPauseTimer", "HassTimerStatus")
_CHANGED: Final = ("HassIncreaseTimer", "HassDecreaseTimer")


def read_timer(clause: Clause, *, name: str | None = None) -> Command | None:
    """Return the timer command of a clause, None if it is not about a timer.

    name: the unknown word that stood before 타이머.
    Raises Unclear where it says more than a timer can do.
    """
    if not clause.has("timer"):
        return _reminder(clause) or _status(clause)
    intent = _intent(clause)
    if intent is None or not _is_explained(clause):
        raise Unclear("not_supported")
    if intent == "HassCancelTimer" and clause.has("all"):
        return Command(intent="HassCancelAllTimers", slots=_area(clause))
    slots = {**_durations(clause, intent), **_area(clause), **({"name": name} if name else {})}
    if intent in ("HassStartTimer", *_CHANGED) and not set(slots) & set(_UNITS):
        raise Unclear("unknown_value")
    return Command(
        intent=intent, slots=slots, query="value" if intent == "HassTimerStatus" else None
    )


def duration_s(words: Sequence[Word]) -> int:
    """Return the seconds that hours, minutes and seconds add up to."""
    return round(sum(float(word.value) * _SECONDS[word.kind] for word in words))


def durations(clause: Clause) -> list[Word]:
    """Return the words of time in a clause."""
    return [word for unit in _UNITS for word in clause.words(unit)]


def _intent(clause: Clause) -> str | None:
    for features, intent in _ACTS:
        if clause.has(*features):
            return intent
    return "HassStartTimer" if durations(clause) else None


def _is_explained(clause: Clause) -> bool:
    return all(
        features_of(span) & (_READS | {"act"}) or (span.called and span.called.areas)
        for span in clause.told
    )


def _durations(clause: Clause, intent: str) -> dict[str, Any]:
    """Return hours, minutes, seconds; as start_… where they only tell which timer is meant.

    "10분 타이머에 5분 추가" says both, the one that tells which first.
    """
    out: dict[str, Any] = {}
    for unit in _UNITS:
        said = [_number(word.value) for word in clause.words(unit)]
        if intent in _STARTED and said:
            out[f"start_{unit}"] = said[0]
        elif intent in _CHANGED and len(said) > 1:
            out[f"start_{unit}"], out[unit] = said[0], said[-1]
        elif said:
            out[unit] = said[-1]
    return out


def _number(said: str) -> int | float:
    value = float(said)
    return int(value) if value == int(value) else value


def _area(clause: Clause) -> dict[str, str]:
    called = (span.called for span in clause.told if span.called)
    return next(({"area": found.areas[0]} for found in called if found.areas), {})


def _reminder(clause: Clause) -> Command | None:
    """3분 뒤에 알려줘 starts a timer."""
    reads = {"later", "act:tell", *_UNITS}
    plain = all(features_of(span) & reads for span in clause.told)
    if not (plain and clause.has("later") and clause.has("act:tell") and durations(clause)):
        return None
    return Command(intent="HassStartTimer", slots=_durations(clause, "HassStartTimer"))


def _status(clause: Clause) -> Command | None:
    """얼마나 남았어 alone asks for the timer."""
    plain = all(features_of(span) & {"left", "howmuch", "what", "act:tell"} for span in clause.told)
    if not (plain and clause.has("left")):
        return None
    return Command(intent="HassTimerStatus", query="value")
