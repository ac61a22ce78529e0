"""Periods as values: months, quarters, weeks; the one before, the one after, how they are said."""

import re
from datetime import date, timedelta
from typing import Final

from dure.assistants.erp.query import Period
from dure.assistants.erp.words import calendar_text

_RECENT_MONTHS: Final = 3
"""How long 요즘 is: a quarter, long enough for a company's rankings not to be chance."""


def month_of(year: int, month: int) -> Period | None:
    """Return a calendar month."""
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    label = _label("month", year=year, month=month)
    return Period(
        start=date(year, month, 1), end=shift_months(date(year, month, 1), 1), label=label
    )


def year_of(year: int) -> Period | None:
    """Return a calendar year."""
    if not 1 <= year <= 9998:
        return None
    return Period(start=date(year, 1, 1), end=date(year + 1, 1, 1), label=_label("year", year=year))


def fiscal_year(number: int) -> Period | None:
    """Return a fiscal year; it is the calendar's."""
    year = year_of(number)
    label = _label("fiscal", year=number)
    return year and Period(start=year.start, end=year.end, label=label)


def quarter_of(year: int, number: int) -> Period:
    """Return a quarter of a year."""
    start = date(year, number * 3 - 2, 1)
    label = _label("quarter", year=year, quarter=number)
    return Period(start=start, end=shift_months(start, 3), label=label)


def half_of(year: int, first: bool) -> Period:
    """Return half a year."""
    start = date(year, 1 if first else 7, 1)
    label = _label("first_half" if first else "second_half", year=year)
    return Period(start=start, end=shift_months(start, 6), label=label)


def span(first: date, last: date) -> Period | None:
    """Return the period from a day to a day, both included; None if the last is before."""
    if last < first:
        return None
    said = day_label(first) if first == last else _label(
        "span", first=day_label(first), last=day_label(last)
    )  # fmt: skip
    return Period(start=first, end=last + timedelta(days=1), label=said)


def week_from(today: date, weeks: int) -> Period | None:
    """Return the week, from Monday on, so many weeks from now."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return span(monday, monday + timedelta(days=6))


def shift_months(day: date, months: int) -> date:
    """Return the day so many months later, or the last of that month if it is shorter."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    last = date((at + 1) // 12, (at + 1) % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def joined(first: Period, second: Period) -> Period | None:
    """Return two periods as one if the second follows the first without a gap, else None."""
    if first.end != second.start:
        return None
    label = _label("joined", first=first.label, last=second.label)
    return Period(start=first.start, end=second.end, label=label)


def recent_months(today: date) -> Period | None:
    """Return the last three months up to today."""
    return span(shift_months(today, -_RECENT_MONTHS), today)


def after(period: Period) -> Period | None:
    """Return the period of the same kind that follows."""
    months = _whole_months(period)
    if months:
        return _whole(period.end, months)
    length = period.end - period.start
    return span(period.end, period.end + length - timedelta(days=1))


def before(period: Period) -> Period | None:
    """Return the period of the same kind before: a month before a month, a day before a day."""
    months = _whole_months(period)
    if months == 0:
        length = period.end - period.start
        return span(period.start - length, period.start - timedelta(days=1))
    start = shift_months(period.start, -months)
    return _whole(start, months)


def year_before(period: Period) -> Period | None:
    """Return the same period a year earlier."""
    months = _whole_months(period)
    start = shift_months(period.start, -12)
    if months:
        return _whole(start, months)
    return span(start, shift_months(period.end - timedelta(days=1), -12))


def _whole(start: date, months: int) -> Period | None:
    if months == 1:
        return month_of(start.year, start.month)
    if months == 12 and start.month == 1:
        return year_of(start.year)
    if months == 3 and start.month % 3 == 1:
        return quarter_of(start.year, (start.month + 2) // 3)
    if months == 6 and start.month in (1, 7):
        return half_of(start.year, start.month == 1)
    return span(start, shift_months(start, months) - timedelta(days=1))


def _whole_months(period: Period) -> int:
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def weekday_name(day: int) -> str:
    """Return the name of a weekday; 0 is Monday."""
    return calendar_text("labels", "weekdays").split()[day]


def spoken_label(label: str) -> str:
    """Return the label of a time group as people say it: 2026-10 is 2026년 10월."""
    for name in ("day", "month", "quarter", "half"):
        match = re.fullmatch(calendar_text("written", name), label)
        if match:
            year, *rest = map(int, match.groups())
            facts = dict(zip(("month", "day") if name == "day" else (name,), rest, strict=True))
            key = {("half", 1): "first_half", ("half", 2): "second_half"}.get((name, rest[0]), name)
            return _label(key, year=year, **facts)
    return label


def day_label(day: date) -> str:
    """Return a day as it is said."""
    return _label("day", year=day.year, month=day.month, day=day.day)


def _label(key: str, **facts: str | int) -> str:
    return calendar_text("labels", key).format(**facts)
