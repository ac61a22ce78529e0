"""Hear what somebody says they spent, and which days they ask about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dure.assistants.meals.past_days import Days, names_days, past_days
from dure.assistants.meals.words import grammar, grammars
from dure.korean.quantities import find_money

_STATED: Final = grammar("spending.stated")
_HABIT: Final = grammar("spending.habit")
_TOTALS: Final = grammar("spending.totals")
_OTHERS: Final = grammar("spending.others")
_VAGUE: Final = grammar("spending.vague")
_ASKED: Final = grammar("spending.asked")
_PERIODS: Final = grammars("spending.period")
_WORD: Final = re.compile(r"[가-힣A-Za-z0-9]{2}")
_MOST_WON: Final = 1_000_000
"""More on a day is a slip of the tongue or a joke."""
_RECENT_DAYS: Final = 7
_OLDEST_DAYS: Final = 60
"""A date that is further back was rather meant otherwise: what it counts for is forgotten soon."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that somebody says they spent on a day."""

    won: int
    day: date


@dataclass(frozen=True, kw_only=True)
class Undated:
    """Money that was spent on a day that was named, but is no single day of the last weeks.

    within: the days that were named; None where they are not clear at all.
    """

    won: int
    within: Days | None


@dataclass(frozen=True, kw_only=True)
class DaysAsked:
    """A stretch of days, both ends included. name: month, last_month, week, …"""

    name: str
    since: date
    until: date


def read_payment(text: str, today: date) -> Payment | None:
    """Return what was spent on one day, said as a fact about oneself; None if that was not said.

    Sums over several days, habits, wishes, questions and what others spent are none, and neither
    is what was spent on a day that is not clear.
    """
    spent = read_spent(text, today)
    return spent if isinstance(spent, Payment) else None


def read_spent(text: str, today: date) -> Payment | Undated | None:
    """Return what was spent, as `read_payment`, also where its day is not clear."""
    if _TOTALS.search(text) or _OTHERS.search(text):
        return None
    since = 0
    for amount in find_money(text):
        if amount.low == amount.high and _STATED.match(text, amount.end):
            if not 0 < amount.low <= _MOST_WON:
                return None
            # The day that is named right before an amount is its day.
            said = text[since : amount.start]
            return _on_a_day(amount.low, said if _tells_when(said) else text, today)
        since = amount.end
    return None


def day_of(text: str, today: date, within: Days | None = None) -> date | None:
    """Return the one day that a text names; None if it is several, long ago or yet to come.

    within: days of which it was asked which it was, so that a weekday is the one among them.
    """
    day = _one_day(text, today)
    if day is None or within is None or day in within:
        return day
    among = _one_day(text, within.last)
    is_meant = among is not None and among in within and among.weekday() == day.weekday()
    return among if is_meant else day


def _one_day(text: str, today: date) -> date | None:
    days = past_days(text, today)
    if days is None or days.first != days.last:
        return None
    return days.first if days.first >= today - timedelta(days=_OLDEST_DAYS) else None


def _on_a_day(won: int, text: str, today: date) -> Payment | Undated:
    day = day_of(text, today) if _tells_when(text) else today
    if day is not None:
        return Payment(won=won, day=day)
    days = past_days(text, today)
    return Undated(won=won, within=days if days and days.first != days.last else None)


def _tells_when(text: str) -> bool:
    return names_days(text) or _VAGUE.search(text) is not None


def is_payment(text: str) -> bool:
    """Whether a text says what was spent on a day, and nothing more."""
    if _HABIT.search(text):
        return False
    return any(
        (said := _STATED.match(text, amount.end)) and not _WORD.search(text, said.end())
        for amount in find_money(text)
    )


def is_about_spending(text: str) -> bool:
    """Whether a text asks what was spent."""
    return _ASKED.search(text) is not None


def read_period(text: str, today: date) -> DaysAsked | None:
    """Return the days whose spending is asked about; None if spending is not asked about."""
    if not _ASKED.search(text):
        return None
    name = next((name for name, said in _PERIODS.items() if said.search(text)), "month")
    return period(name, today)


def period(name: str, today: date) -> DaysAsked:
    """Return a stretch of days by its name."""
    first = today.replace(day=1)
    monday = today - timedelta(days=today.weekday())
    before = first - timedelta(days=1)
    yesterday = today - timedelta(days=1)
    spans: Mapping[str, tuple[date, date]] = {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "week": (monday, today),
        "last_week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "month": (first, today),
        "last_month": (before.replace(day=1), before),
        "recent": (today - timedelta(days=_RECENT_DAYS - 1), today),
    }
    since, until = spans[name]
    return DaysAsked(name=name, since=since, until=until)
