"""Find the periods of a question: 이번 달, 3분기, 최근 3개월, 8월 15일부터 8월 31일까지.

A period ends on the day after its last. A day that no calendar has (2월 30일, 13월) is found
and said to be impossible, never moved to another one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from dure.assistants.erp.query import Period
from dure.assistants.erp.spans import (
    fiscal_year,
    half_of,
    month_of,
    quarter_of,
    shift_months,
    span,
    week_from,
    year_of,
)
from dure.assistants.erp.words import calendar_text, calendar_words
from dure.korean.numbers import read_number

_DIGIT_WORDS: Final = {"일": 1, "이": 2, "삼": 3, "사": 4}
_UNIT_DAYS: Final = {"일": 1, "주": 7}
_UNIT_MONTHS: Final = {"개월": 1, "달": 1, "년": 12, "분기": 3}


@dataclass(frozen=True, kw_only=True)
class PeriodSaid:
    """text[start:end] means a period; None if the calendar has none such.

    anchored: beside another period it means the one before that (전월).
    """

    start: int
    end: int
    period: Period | None
    anchored: bool = False


Reader = Callable[[re.Match[str], date], Period | None]


def find_periods(text: str, today: date) -> list[PeriodSaid]:
    """Return the periods of a text from left to right; they do not overlap."""
    found: list[PeriodSaid] = []
    for pattern, read in _readers():
        for match in pattern.finditer(text):
            if any(match.start() < s.end and s.start < match.end() for s in found):
                continue
            anchored = _anchored().fullmatch(match.group()) is not None
            found.append(
                PeriodSaid(
                    start=match.start(), end=match.end(), period=read(match, today),
                    anchored=anchored,
                )
            )  # fmt: skip
    return sorted(found, key=lambda said: said.start)


@cache
def _anchored() -> re.Pattern[str]:
    return re.compile(calendar_text("", "anchored"))


@cache
def _readers() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Return patterns with what they mean; an earlier one takes its place from a later one."""
    date_text, year = calendar_text("", "date"), calendar_text("", "year")
    month = f"(?:(?:{year})\\s*)?(?:{calendar_text('', 'month_digits')})"
    spoken_month = f"(?:(?:{year})\\s*)?(?:{calendar_text('', 'month_word')})"
    join, end = calendar_text("", "range_join"), calendar_text("", "range_end")
    week = calendar_text("", "week")
    since, until = calendar_text("", "since"), calendar_text("", "until")
    second = re.sub(r"\?P<(\w+)>", r"?P<\g<1>2>", date_text)
    month_range = (
        rf"(?<![\d.])(?:(?:{year})\s*)?(?P<from>\d{{1,2}})\s*월?{join}(?P<to>\d{{1,2}})\s*월{end}"
    )
    day_range = rf"(?<![\d.]){date_text}{join}{calendar_text('', 'day_only')}{end}"
    texts: list[tuple[str, Reader]] = [
        (rf"(?<![\d.]){date_text}{join}{second}{end}", _read_range),
        (day_range, _read_days),
        (month_range + r"(?!\s*\d{1,2}\s*일)", _read_months),
        (calendar_text("", "fiscal"), _read_fiscal),
        (calendar_text("", "recent"), _read_recent),
        (f"(?:(?:{year})\\s*)?{calendar_text('', 'quarter')}", _read_quarter),
        (f"(?:(?:{year})\\s*)?{calendar_text('', 'half')}", _read_half),
        (rf"(?<![\d.,A-Za-z-]){date_text}{since}(?!\s*\d)", _read_since),
        (rf"(?<![\d.,A-Za-z-]){date_text}(?![\d%])", _read_date),
        (rf"(?<!\d){month}\s*(?:의\s*)?{week}", _read_week_of),
        (rf"{_any('months')}\s*(?:의\s*)?{week}", _read_week_of),
        (calendar_text("", "ago"), _read_ago),
        (rf"(?<!\d){month}{since}(?!\s*\d)", _read_month_since),
        (rf"(?<!\d){month}{until}(?!\s*\d)", _read_month_until),
        (rf"(?<!\d){month}", _read_month),
        (spoken_month, _read_month),
        (_any("months", since), _shifted_since),
        (_any("months", until), _shifted_until),
        (_any("months", "(?!\\s*별)"), _shifted_month),
        (_any("quarters"), _shifted_quarter),
        (_any("weeks", "(?!문|소)"), _shifted_week),
        (_any("days", "(?!\\s*기준)"), _shifted_day),
        (rf"(?<!\d)(?:{year})(?!\s*(?:별|마다|동기|동월|대비))", _read_year),
    ]
    return tuple((re.compile(text), read) for text, read in texts)


def _any(table: str, after: str = "") -> str:
    """Return a pattern for the words of a table, with spaces anywhere, longest first."""
    spellings = sorted(calendar_words(table), key=len, reverse=True)
    loose = [r"\s*".join(map(re.escape, spelling)) for spelling in spellings]
    return rf"(?<![가-힣])(?P<word>{'|'.join(loose)}){after}"


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.groupdict()
    if said.get("year"):
        year = int(said["year"])
        return year + 2000 if year < 100 else year
    if said.get("year_word"):
        return today.year + calendar_words("years")[said["year_word"]]
    return None


def _read_year(match: re.Match[str], today: date) -> Period | None:
    year = _year(match, today)
    return None if year is None else year_of(year)


def _read_month(match: re.Match[str], today: date) -> Period | None:
    said = match.groupdict()
    word = said.get("month_word")
    month = calendar_words("month_names")[word] if word else int(said["month"])
    year = _year(match, today)
    if year is None:
        # A month without a year is the last one that has begun.
        year = today.year if month <= today.month else today.year - 1
    return month_of(year, month)


def _read_month_since(match: re.Match[str], today: date) -> Period | None:
    month = _read_month(match, today)
    return None if month is None else span(month.start, max(today, month.start))


def _read_month_until(match: re.Match[str], today: date) -> Period | None:
    month = _read_month(match, today)
    return (
        None if month is None else span(date(month.start.year, 1, 1), month.end - timedelta(days=1))
    )


def _read_months(match: re.Match[str], today: date) -> Period | None:
    first, last = int(match["from"]), int(match["to"])
    year = _year(match, today) or (today.year if first <= today.month else today.year - 1)
    begin, end = month_of(year, first), month_of(year, last)
    if begin is None or end is None:
        return None
    return span(begin.start, end.end - timedelta(days=1))


def _read_quarter(match: re.Match[str], today: date) -> Period | None:
    said = match["quarter"]
    number = _DIGIT_WORDS.get(said) or int(said)
    year = _year(match, today)
    if year is None:
        year = today.year if number * 3 - 2 <= today.month else today.year - 1
    return quarter_of(year, number) if 1 <= number <= 4 else None


def _read_half(match: re.Match[str], today: date) -> Period | None:
    first = match["half"] == "상"
    year = _year(match, today)
    if year is None:
        year = today.year if first or today.month > 6 else today.year - 1
    return half_of(year, first)


def _read_fiscal(match: re.Match[str], today: date) -> Period | None:
    word = match["fiscal_word"]
    shift = -1 if word in ("지난", "작년", "전기") else 0
    return fiscal_year(int(match["fiscal"]) if match["fiscal"] else today.year + shift)


def _read_recent(match: re.Match[str], today: date) -> Period | None:
    count = read_number(match["count"])
    if not count or count > 1200:
        return None
    unit = match["unit"].removesuffix("간")
    unit = "주" if unit.startswith("주") else unit
    if unit in _UNIT_DAYS:
        return span(today - timedelta(days=count * _UNIT_DAYS[unit] - 1), today)
    return span(shift_months(today, -count * _UNIT_MONTHS[unit]), today)


def _read_ago(match: re.Match[str], today: date) -> Period | None:
    count, unit = read_number(match["count"]), match["unit"].removesuffix("일") or "일"
    if not count or count > 1200:
        return None
    if unit == "일":
        return span(today - timedelta(days=count), today - timedelta(days=count))
    if unit == "주":
        return week_from(today, -count)
    first = shift_months(today.replace(day=1), -count * _UNIT_MONTHS[unit])
    if unit == "분기":
        return quarter_of(first.year, (first.month + 2) // 3)
    return year_of(first.year) if unit == "년" else month_of(first.year, first.month)


def _read_week_of(match: re.Match[str], today: date) -> Period | None:
    """A month's first week is the one that has its first Thursday (KS X ISO 8601)."""
    shifted = "word" in match.re.groupindex
    month = _shifted_month(match, today) if shifted else _read_month(match, today)
    if month is None:
        return None
    nth = match["nth"]
    place = calendar_words("weeks_of_month")["".join(nth.split())] if nth else int(match["number"])
    first = month.start + timedelta(days=(3 - month.start.weekday()) % 7 - 3)
    weeks = [first + timedelta(weeks=n) for n in range(6)]
    within = [monday for monday in weeks if monday + timedelta(days=3) < month.end]
    if place > len(within):
        return None
    monday = within[place - 1 if place > 0 else -1]
    return span(monday, monday + timedelta(days=6))


def _read_date(match: re.Match[str], today: date) -> Period | None:
    day = _date(match, "", today)
    return span(day, day) if day else None


def _read_since(match: re.Match[str], today: date) -> Period | None:
    day = _date(match, "", today)
    return span(day, max(today, day)) if day else None


def _read_range(match: re.Match[str], today: date) -> Period | None:
    first, last = _date(match, "", today), _date(match, "2", today)
    return span(first, last) if first and last else None


def _read_days(match: re.Match[str], today: date) -> Period | None:
    first = _date(match, "", today)
    last = first and _day(first.year, first.month, int(match["last"]))
    return span(first, last) if first and last else None


def _date(match: re.Match[str], which: str, today: date) -> date | None:
    year, month, day = (match[f"{part}{which}"] for part in "ymd")
    number = int(year) if year else today.year
    found = _day(number, int(month), int(day))
    if found and not year and found > today:
        return _day(number - 1, int(month), int(day))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift(match: re.Match[str], table: str) -> int:
    return calendar_words(table)["".join(match["word"].split())]


def _shifted_month(match: re.Match[str], today: date) -> Period | None:
    day = shift_months(today.replace(day=1), _shift(match, "months"))
    return month_of(day.year, day.month)


def _shifted_since(match: re.Match[str], today: date) -> Period | None:
    month = _shifted_month(match, today)
    return None if month is None else span(month.start, max(today, month.start))


def _shifted_until(match: re.Match[str], today: date) -> Period | None:
    """A month with 까지 is told from the beginning of its year."""
    month = _shifted_month(match, today)
    first = month and date(month.start.year, 1, 1)
    return span(first, month.end - timedelta(days=1)) if month and first else None


def _shifted_quarter(match: re.Match[str], today: date) -> Period | None:
    at = today.year * 4 + (today.month - 1) // 3 + _shift(match, "quarters")
    return quarter_of(at // 4, at % 4 + 1)


def _shifted_week(match: re.Match[str], today: date) -> Period | None:
    return week_from(today, _shift(match, "weeks"))


def _shifted_day(match: re.Match[str], today: date) -> Period | None:
    day = today + timedelta(days=_shift(match, "days"))
    return span(day, day)
