"""Complete what says too little alone from the turns before it: "다시 켜줘", "일요일은?"."""

from dataclasses import dataclass
from typing import Any, Final

from dure.assistants.meals.card_words import alert_below, alert_changed
from dure.assistants.meals.past_days import is_only_a_day
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.engine.session import PastTurn, Session
from dure.korean.dates import find_days

_AGAIN: Final = grammar("follow_up.on_again")
_OFF: Final = grammar("follow_up.off")
_SETTING: Final = "setting"
_LOOKED_BACK: Final = 2
"""Turns after a setting in which it is still meant."""
_OF_DAYS: Final = ("RECOMMENDATION_HISTORY", "TIME_INQUIRY")


@dataclass(frozen=True, kw_only=True)
class Followed:
    """An intent and its slots. below_won: the new amount of an alert, None if it is of none."""

    intent: str
    slots: dict[str, Any]
    below_won: int | None = None


def followed_up(reading: Reading, session: Session) -> Followed | None:
    """Return what an utterance means after the turns before it; None where it stands alone."""
    if session.pending or not session.past:
        return None
    recent = session.past[-_LOOKED_BACK:]
    if setting := _setting(reading.text):
        is_meant = any(_was_setting(turn) for turn in recent)
        return _preferred(setting) if is_meant else None
    below = alert_changed(reading.text)
    if below is not None and any(_was_alert(turn) for turn in recent):
        return Followed(intent="BALANCE_CHECK", slots={}, below_won=below)
    return _of_a_day(reading, session.past[-1].intent)


def _setting(text: str) -> str | None:
    if _AGAIN.fullmatch(text):
        return "notification_on"
    return "notification_off" if _OFF.fullmatch(text) else None


def _preferred(setting: str) -> Followed:
    return Followed(intent="PREFERENCE_UPDATE", slots={_SETTING: setting})


def _was_setting(turn: PastTurn) -> bool:
    slots = (turn.result or {}).get("slots", {})
    return (turn.intent == "PREFERENCE_UPDATE" and _SETTING in slots) or _was_alert(turn)


def _was_alert(turn: PastTurn) -> bool:
    if turn.intent != "BALANCE_CHECK" or turn.said is None:
        return False
    return alert_below(turn.said) is not None or alert_changed(turn.said) is not None


def _of_a_day(reading: Reading, before: str) -> Followed | None:
    """Return the question before, asked of another day; where one went, only of one past."""
    if before not in _OF_DAYS or not is_only_a_day(reading.text):
        return None
    is_to_come = any(day.kind == "relative" and day.value > 0 for day in find_days(reading.text))
    if before == "RECOMMENDATION_HISTORY" and is_to_come:
        return None
    return Followed(intent=before, slots=reading.slots(before))
