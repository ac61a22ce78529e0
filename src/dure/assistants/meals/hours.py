"""Opening hours: what a shop's free text says, and whether it is open at a moment.

What a text does not say is unknown, never closed and never open. Minutes count from the
midnight of the day and go on past 24:00 (26:00 is two in the morning of the next day).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60

Period = tuple[int, int | None]
ALL_DAY: Final[tuple[Period, ...]] = ((0, DAY_MINUTES),)


class Openness(Enum):
    """Whether a shop is open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The days on which a shop is closed.

    weekly: names of days. nth: (n, day) of each month. biweekly: every other such day, which
    weeks is not known. festival: 명절. public: public holidays. note: what else was said.
    """

    weekly: tuple[str, ...] = ()
    nth: tuple[tuple[int, str], ...] = ()
    biweekly: str | None = None
    festival: bool = False
    public: bool = False
    unknown: bool = False
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hours:
    """periods: "default", "weekday", "weekend" or a day → (opens, closes) in minutes.

    An end of None is unknown. last_order: minute of the day after which nothing is cooked.
    """

    periods: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    closing: Closing | None = None
    last_order: int | None = None

    @cached_property
    def plain(self) -> dict[str, Any]:
        """Return plain values from which `from_json` makes the same hours."""
        closing = None if self.closing is None else vars(self.closing)
        return {
            "periods": {key: list(map(list, periods)) for key, periods in self.periods.items()},
            "closing": closing and {key: value for key, value in closing.items() if value},
            "last_order": self.last_order,
        }

    def on(self, day: date) -> tuple[Period, ...] | None:
        """Return the periods of a day, None if nothing was said about it."""
        name = DAYS[day.weekday()]
        group = "weekend" if day.weekday() >= 5 else "weekday"
        for key in (name, group, "default"):
            if key in self.periods:
                return self.periods[key]
        return None


def openness(hours: Hours | None, at: datetime, holidays: frozenset[date]) -> Openness:
    """Return whether a shop is open at a moment.

    holidays: public holidays, festivals among them.
    """
    if hours is None:
        return Openness.UNKNOWN
    minute = at.hour * 60 + at.minute
    yesterday = at.date() - timedelta(days=1)
    tail = _within(hours, yesterday, minute + DAY_MINUTES, holidays)
    if hours.on(yesterday) is None or not _reaches(hours.on(yesterday) or ()):
        tail = Openness.CLOSED  # What ended yesterday tells nothing about today.
    today = _within(hours, at.date(), minute, holidays)
    for answer in (Openness.OPEN, Openness.UNKNOWN):
        if answer in (today, tail):
            return answer
    return Openness.CLOSED


def _reaches(periods: tuple[Period, ...]) -> bool:
    """Whether a day's opening goes on past midnight."""
    return any(closes is not None and closes > DAY_MINUTES for _, closes in periods)


def opens_on(closing: Closing | None, day: date, holidays: frozenset[date]) -> Openness:
    """Return whether a shop opens at all on a day; OPEN where nothing closes it then.

    holidays: public holidays, festivals among them: which of them are festivals is not known.
    """
    if closing is None:
        return Openness.OPEN
    name = DAYS[day.weekday()]
    nth = (day.day - 1) // 7 + 1
    if name in closing.weekly or (nth, name) in closing.nth:
        return Openness.CLOSED
    if closing.public and day in holidays:
        return Openness.CLOSED
    if closing.biweekly == name or (closing.festival and day in holidays):
        return Openness.UNKNOWN
    return Openness.OPEN


def closes_at(hours: Hours | None, at: datetime) -> int | None:
    """Return the minute at which the period under way ends, None if that is unknown."""
    if hours is None:
        return None
    minute = at.hour * 60 + at.minute
    for opens, closes in hours.on(at.date()) or ():
        if closes is not None and opens <= minute < closes:
            return closes
    for opens, closes in hours.on(at.date() - timedelta(days=1)) or ():
        if closes is not None and opens <= minute + DAY_MINUTES < closes:
            return closes - DAY_MINUTES
    return None


def hhmm(minute: int) -> str:
    """Return "HH:MM"; past midnight it counts on (26:00)."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _within(hours: Hours, day: date, minute: int, holidays: frozenset[date]) -> Openness:
    closed = opens_on(hours.closing, day, holidays)
    if closed is Openness.CLOSED:
        return Openness.CLOSED
    periods = hours.on(day)
    if periods is None:
        return Openness.UNKNOWN
    for opens, closes in periods:
        if minute < opens:
            continue
        if closes is None:
            return Openness.UNKNOWN
        if minute < closes:
            return Openness.UNKNOWN if closed is Openness.UNKNOWN else Openness.OPEN
    return Openness.CLOSED


def from_json(plain: Mapping[str, Any]) -> Hours:
    """Return the hours that `Hours.plain` told."""
    closing = plain["closing"]
    if closing is not None:
        closing = Closing(
            **{
                **closing,
                "weekly": tuple(closing.get("weekly", ())),
                "nth": tuple((n, day) for n, day in closing.get("nth", ())),
            }
        )
    periods = {
        key: tuple((opens, closes) for opens, closes in listed)
        for key, listed in plain["periods"].items()
    }
    return Hours(periods=periods, closing=closing, last_order=plain["last_order"])
