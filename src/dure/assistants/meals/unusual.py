"""What was spent in a stretch of days, and whether a day was unlike the others of its weekday.

It judges nobody: it holds two numbers beside each other, and says nothing by itself. Days of which
nothing is known are not days without spending; they are not there.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

Spent = Sequence[tuple[date, int]]
"""Days of which something is known, oldest first, and what was spent on them in won."""

_SCALE: Final = 1.4826
"""Makes the median of absolute deviations comparable to a standard deviation (normal data)."""


@dataclass(frozen=True, kw_only=True)
class UnusualSettings:
    """When a day is unlike the others."""

    least_weeks: int = 4
    """Other days of the same weekday that must be known; of fewer the middle one means nothing."""
    deviations: float = 3.5
    """Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993: modified z-scores above."""
    least_won: int = 1_000
    """A spread below is taken for this much: who always pays the same price may pay 1,000 won
    more or less without it being anything."""
    days: int = 7
    """The last days that are looked at."""


@dataclass(frozen=True, kw_only=True)
class UnusualDay:
    """A day, what was spent on it, and what is usual on that weekday."""

    day: date
    won: int
    usual_won: int


@dataclass(frozen=True, kw_only=True)
class Habit:
    """The last days beside those before. won: in the last days, of which `known` are known.

    usual_won: the middle of the weeks before of which no fewer days are known than of the last
    days, None if there are too few such weeks.
    unusual: days unlike the others of their weekday, oldest first.
    """

    won: int
    known: int
    usual_won: int | None
    unusual: tuple[UnusualDay, ...]


def unusual(spent: Spent, today: date, *, settings: UnusualSettings | None = None) -> Habit | None:
    """Return how the last days compare; None if nothing is known of them.

    Each day is held against the other days of its weekday, by their median and the median of
    their deviations from it, so that one giant day neither hides itself nor makes others odd.
    """
    settings = settings or UnusualSettings()
    known = [(day, won) for day, won in spent if day <= today]
    since = today - timedelta(days=settings.days - 1)
    last = [(day, won) for day, won in known if day >= since]
    if not last:
        return None
    odd = (_unlike(day, won, known, settings) for day, won in last)
    return Habit(
        won=sum(won for _, won in last),
        known=len(last),
        usual_won=_usual_week(known, since, len(last), settings),
        unusual=tuple(day for day in odd if day is not None),
    )


def spent_between(spent: Spent, since: date, until: date) -> tuple[int, int] | None:
    """Return (won, days of which something is known) from a day to another; None if none is."""
    known = [won for day, won in spent if since <= day <= until]
    return (sum(known), len(known)) if known else None


def _unlike(day: date, won: int, known: Spent, settings: UnusualSettings) -> UnusualDay | None:
    others = [w for d, w in known if d != day and d.weekday() == day.weekday()]
    if len(others) < settings.least_weeks:
        return None
    middle = median(others)
    spread = _SCALE * median(abs(other - middle) for other in others)
    if abs(won - middle) <= settings.deviations * max(spread, settings.least_won):
        return None
    return UnusualDay(day=day, won=won, usual_won=round(middle))


def _usual_week(
    known: Spent, since: date, least_days: int, settings: UnusualSettings
) -> int | None:
    weeks: defaultdict[int, list[int]] = defaultdict(list)
    for day, won in known:
        if day < since:
            weeks[((since - day).days - 1) // settings.days].append(won)
    # A week of which less is known than of the last is no whole week to hold it against.
    whole = [sum(week) for week in weeks.values() if len(week) >= least_days]
    return round(median(whole)) if len(whole) >= settings.least_weeks else None
