"""Read when, how far, how well rated and which one: the slots that are numbers."""

import re
from typing import Final

from dure.assistants.meals.words import Said, grammar
from dure.korean.dates import DAY_NAMES, DaySaid, TimeSaid, find_days, find_times
from dure.korean.quantities import LAST, find_distances, find_minutes, find_ordinals

_DROPPED: Final = grammar("slots.dropped")
_OTHER_DAY: Final = grammar("slots.other_day")
_RATING_MIN: Final = grammar("slots.rating_min")
_RATING: Final = grammar("slots.rating")
_WALK: Final = grammar("slots.walk")
_WALK_AFTER: Final = grammar("slots.walk_after")
_NOW_IS: Final = grammar("slots.now_is")
_IS_NOW: Final = grammar("slots.is_now")
_LATE_AFTER: Final = grammar("slots.late_after")
_MORNING: Final = grammar("slots.morning")
_LATE: Final = range(7 * 60, 11 * 60)
"""Minutes of the day after which, without a half of the day, nobody has breakfast any more."""


def read_times(text: str) -> list[Said]:
    return [
        Said(slot="time", value=_hhmm(time, text), start=time.start, end=time.end)
        for time in find_times(text)
        if time.minute is not None and not _tells_the_time(text, time)
    ]


def _tells_the_time(text: str, time: TimeSaid) -> bool:
    """Whether a time of day is said to be now ("지금 밤 11시인데"), so that it is no wish."""
    return bool(_NOW_IS.search(text[: time.start]) and _IS_NOW.match(text, time.end))


def _hhmm(time: TimeSaid, text: str) -> str:
    minute = time.minute or 0
    is_open = not time.sure and minute in _LATE and not _MORNING.search(text)
    if is_open and _LATE_AFTER.match(text, time.end):
        minute += 12 * 60
    # A bare "1시" to "6시" at a table is an afternoon; "7시" and later is left as it was said.
    if not time.sure and 60 <= minute < 7 * 60:
        minute += 12 * 60
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def read_days(text: str) -> list[Said]:
    out = []
    for day in find_days(text):
        value = _day_value(day)
        if value and not _OTHER_DAY.match(text, day.end):
            out.append(Said(slot="day", value=value, start=day.start, end=day.end))
    return out


def _day_value(day: DaySaid) -> str | None:
    if day.kind == "relative":
        return {-2: "yesterday", -1: "yesterday", 0: "today", 1: "tomorrow"}.get(day.value)
    if day.kind == "weekday":
        return DAY_NAMES[day.value]
    if day.kind == "week":
        return "last_week" if day.week == -1 else None
    return {"weekend": "weekend", "weekdays": "weekday", "holiday": "holiday"}.get(day.kind)


def read_distances(text: str) -> list[Said]:
    out = [
        Said(slot="distance_max_m", value=d.low, start=d.start, end=d.end)
        for d in find_distances(text)
    ]
    for minutes in find_minutes(text):
        before = text[max(0, minutes.start - 8) : minutes.start]
        if _WALK.search(before) or _WALK_AFTER.match(text, minutes.end):
            out.append(
                Said(slot="walk_min", value=minutes.high, start=minutes.start, end=minutes.end)
            )
    return out


def read_ratings(text: str) -> list[Said]:
    out: list[Said] = []
    for slot, pattern in (("rating_min", _RATING_MIN), ("rating", _RATING)):
        match = pattern.search(text)
        if match and not out:
            value = _score(next(group for group in match.groups() if group))
            value += 0.5 if "반" in match.groups() else 0
            out.append(Said(slot=slot, value=value, start=match.start(), end=match.end()))
    return out


def _score(said: str) -> int | float:
    words = {
        "한": 1,
        "두": 2,
        "세": 3,
        "네": 4,
        "다섯": 5,
        **dict(zip("일이삼사오", range(1, 6), strict=True)),
    }
    value = float(words.get(said) or said)
    return int(value) if value.is_integer() else value


def read_ordinals(text: str) -> list[Said]:
    out: list[Said] = []
    following: Said | None = None
    for start, end, n in reversed(find_ordinals(text)):
        runs_on = following and re.fullmatch(
            r"[\s,·]*(?:이?랑|하고|과|와|도)?[\s,]*", text[end : following.start]
        )
        dropped = _DROPPED.match(text, end) or (
            runs_on and following and following.slot == "exclude_ordinal"
        )
        slot = "exclude_ordinal" if dropped else "ordinal"
        following = Said(slot=slot, value="last" if n == LAST else n, start=start, end=end)
        out.append(following)
    return out[::-1]
