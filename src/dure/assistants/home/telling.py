"""Put what happened into words: names, durations, and the items that bear the numbers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from dure.assistants.home.living import LivingHome
from dure.assistants.home.phrases import part
from dure.engine.assistant import Line

_NAMES_AT_MOST: Final = 4


def line(phrase: str, **facts: Any) -> Line:  # noqa: ANN401 - facts of any plain kind
    """Return a line; facts that are None are left out."""
    return Line(phrase=phrase, facts={k: v for k, v in facts.items() if v is not None})


def named(names: Sequence[str]) -> str:
    """Return names beside each other; of many, the first and how many more."""
    names = list(dict.fromkeys(names))
    if len(names) <= _NAMES_AT_MOST:
        return ", ".join(names)
    return part("and_more", names=", ".join(names[:2]), value=len(names))


def duration(seconds: int) -> str:
    """Return seconds as people say them: 1시간 30분, 45초."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = (("hours", hours), ("minutes", minutes), ("seconds", left))
    return " ".join(part(unit, value=n) for unit, n in parts if n) or part("seconds", value=0)


def clock_time(at: datetime) -> str:
    """Return a time of day as people say it: 오후 3시 5분."""
    half = "morning" if at.hour < 12 else "afternoon"
    hour = at.hour % 12 or 12
    return part(f"{half}_minutes" if at.minute else half, hour=hour, minute=at.minute)


def day(at: datetime) -> str:
    """Return a day as people say it: 2026년 11월 21일 토요일."""
    weekday = part("weekdays").split()[at.weekday()]
    return part("day", year=str(at.year), month=at.month, day=at.day, weekday=weekday)


def quoted(said: str) -> str:
    """Return somebody's words in quotation marks."""
    return f"“{said}”"


def items_of(home: LivingHome, devices: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield devices as they are now."""
    found = (home.here.book.get(device) for device in dict.fromkeys(devices))
    yield from (dict(home.shown(live)) for live in found if live is not None and live.registered)


def told(lines: Iterable[Line]) -> tuple[dict[str, Any], ...]:
    """Return what lines tell, as items that bear their numbers."""
    return tuple({"kind": "told", **one.facts} for one in lines if one.facts)


def news(home: LivingHome) -> Iterator[Line]:
    """Yield what happened meanwhile and was not told yet."""
    home.here.agenda.ring()
    for one in home.here.agenda.take_news():
        if one["news"] in ("too_late", "later_failed"):
            yield line(one["news"], said=quoted(one["said"]))
        elif one["name"]:
            yield line("timer_ended_named", name=one["name"])
        else:
            yield line("timer_ended")
