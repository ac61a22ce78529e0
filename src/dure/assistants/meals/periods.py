"""Days, weeks and months of a calendar, by the names that reports go by."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from dure.errors import BadPeriod

_NAME: Final = re.compile(r"(\d{4})-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?)")
_DAY: Final = timedelta(days=1)
Kind = Literal["day", "week", "month"]


@dataclass(frozen=True, kw_only=True)
class ReportPeriod:
    """first, last: both included."""

    kind: Kind
    first: date
    last: date

    @property
    def name(self) -> str:
        """Return "2026-11-21", "2026-W47" or "2026-11"."""
        if self.kind == "week":
            return "{}-W{:02d}".format(*self.first.isocalendar()[:2])
        return self.first.isoformat() if self.kind == "day" else f"{self.first:%Y-%m}"

    def after(self) -> "ReportPeriod":
        """Return the next one."""
        return period_at(self.kind, self.last + _DAY)


def period_at(kind: Kind, day: date) -> ReportPeriod:
    """Return the period in which a day lies."""
    if kind == "day":
        return ReportPeriod(kind=kind, first=day, last=day)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return ReportPeriod(kind=kind, first=monday, last=monday + timedelta(days=6))
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return ReportPeriod(kind=kind, first=first, last=following - _DAY)


def period_of(name: str) -> ReportPeriod:
    """Return the period of a name.

    Raises BadPeriod for a name that is none, or a day that never was.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise BadPeriod
    year, week, month, day = match.groups()
    try:
        if week:
            return period_at("week", date.fromisocalendar(int(year), int(week), 1))
        first = date(int(year), int(month), int(day or 1))
        return period_at("day" if day else "month", first)
    except (ValueError, OverflowError) as error:
        raise BadPeriod from error
