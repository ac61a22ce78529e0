"""Find times and days in Korean text, and resolve them against a given moment in Asia/Seoul."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeVar

from dure.korean.numbers import NATIVE, read_number

_HOUR: Final = rf"(\d{{1,2}}|{NATIVE}|[일이삼사오육칠팔구십]+)"
_GLUED: Final = re.compile("[가-힣]낼|낼[가-힣]")
_NOON: Final = 12 * 60
_LAST_MINUTE: Final = 30 * 60 + 59
_HALF_DAY: Final = r"(오전|오후|아침|점심|낮|저녁|밤|새벽|am|pm|AM|PM)"
_MINUTE: Final = r"(?:\s?(?:(반)|(\d{1,2}|[일이삼사오육칠팔구십]+)\s?분))?"
_CLOCK: Final = re.compile(
    rf"(?:{_HALF_DAY}\s?(?:에\s?)?)?(?:(?<![\d:])(\d{{1,2}})\s?:\s?(\d{{2}})(?!\d)"
    rf"|(?<![\d:])(\d{{1,2}})\s?시(?!간|[작켜킬킨키장]){_MINUTE})"
)
_SPOKEN_CLOCK: Final = re.compile(
    rf"(?:{_HALF_DAY}\s?(?:에\s?)?|(?<![\d가-힣]))({NATIVE}|[일이삼사오육칠팔구십]+)\s?시"
    rf"(?!간|[작켜킬킨키장]){_MINUTE}"
)
_NAMED_TIMES: Final = re.compile(r"정오|자정")
_LENGTH: Final = rf"(\d{{1,3}}|{NATIVE}|[일이삼사오육칠팔구십백]+)"
_LATER: Final = re.compile(
    rf"{_LENGTH}\s?시간\s?(?:{_LENGTH}\s?분|(반))\s?(?:뒤|후|있다가|이따)"
    rf"|{_LENGTH}\s?(분|시간)\s?(?:뒤|후|있다가|이따)"
)
_WEEKDAYS: Final = "월화수목금토일"
DAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = re.compile(
    r"(?:(이번|다음|담|지난|저번)\s?주\s?)?(?<![가-힣])?([월화수목금토일])(?:요일|욜)"
    r"|(이번|다음|담|지난|저번)\s?주\s?([월화수목금토일])(?![가-힣])"
)
_WEEK: Final = re.compile(
    r"(지난|저번|이번|다음|담)\s?주(?!\s?[월화수목금토일](?:요일|욜)|말|문|세요|셔|실|려|라|고)"
)
_WEEKEND: Final = re.compile(r"(?:(이번|다음|담|지난|저번)\s?(?:주\s?)?)?주말")
_RELATIVE_DAYS: Final = (
    ("그저께", -2), ("그제", -2), ("엊그제", -2), ("어제", -1), ("어저께", -1), ("오늘", 0),
    ("내일모레", 2), ("낼모레", 2), ("모레", 2), ("글피", 3), ("내일", 1), ("낼", 1),
)  # fmt: skip
_NAMED_DAYS: Final = re.compile(
    "|".join(sorted((f"{re.escape(w)}" for w, _ in _RELATIVE_DAYS), key=len, reverse=True))
)
_DATE: Final = re.compile(
    r"(?<!\d)(?:(\d{4})\s?[년.\-/]\s?)?(\d{1,2})\s?(?:월|[./-])\s?(\d{1,2})(?:\s?일|\.(?!\d))?(?![\d:])"
)
_OTHER_DAYS: Final = re.compile(r"평일|공휴일|(?<!정기)휴일|빨간\s?날|명절|추석|설날|연휴")
_WEEK_SHIFT: Final = {"지난": -1, "저번": -1, "이번": 0, "다음": 1, "담": 1, None: None}

DayKind = Literal["relative", "weekday", "weekend", "week", "date", "weekdays", "holiday"]


@dataclass(frozen=True, kw_only=True)
class TimeSaid:
    """A time of day in a text: minutes since midnight. sure: False if morning or evening is open.

    later: minutes from now instead of a time of day ("30분 뒤"); then `minute` is None.
    """

    start: int
    end: int
    minute: int | None
    sure: bool = True
    later: int | None = None


@dataclass(frozen=True, kw_only=True)
class DaySaid:
    """A day in a text.

    kind "relative": value is days from today. "weekday": value is 0 (Monday) … 6, week the
    shift in weeks or None if no week was said. "weekend", "week": week as above. "date":
    month, day (year None if not said). "weekdays", "holiday": 평일, 공휴일.
    """

    start: int
    end: int
    kind: DayKind
    value: int = 0
    week: int | None = None
    year: int | None = None
    month: int = 0


_Said = TypeVar("_Said", TimeSaid, DaySaid)


def find_times(text: str) -> list[TimeSaid]:
    """Return the times of day and the delays in a text, from left to right."""
    found = [_named_time(match) for match in _NAMED_TIMES.finditer(text)]
    found += [said for match in _LATER.finditer(text) if (said := _later(match))]
    for match in _CLOCK.finditer(text):
        half, digital_hour, digital_minute, hour, half_past, minute_said = match.groups()
        minute = int(digital_minute) if digital_minute else _minutes(half_past, minute_said)
        if minute < 60:
            at = int(digital_hour or hour)
            found.append(_clock(match, half, at, minute, digital=bool(digital_hour)))
    for match in _SPOKEN_CLOCK.finditer(text):
        half, hour_said, half_past, minute_said = match.groups()
        spoken_hour = read_number(hour_said)
        minute = _minutes(half_past, minute_said)
        if spoken_hour is not None and minute < 60:
            found.append(_clock(match, half, spoken_hour, minute, digital=False))
    found = [said for said in found if said.minute is None or 0 <= said.minute <= _LAST_MINUTE]
    return _apart(found)


def find_days(text: str) -> list[DaySaid]:
    """Return the days in a text, from left to right."""
    found = []
    for match in _WEEKDAY.finditer(text):
        week, name, week_short, name_short = match.groups()
        found.append(
            _day(
                match,
                "weekday",
                value=_WEEKDAYS.index(name or name_short),
                week=_WEEK_SHIFT[week or week_short],
            )
        )
    found += [_day(m, "weekend", week=_WEEK_SHIFT[m.group(1)]) for m in _WEEKEND.finditer(text)]
    found += [_day(m, "week", week=_WEEK_SHIFT[m.group(1)]) for m in _WEEK.finditer(text)]
    found += [
        _day(m, "relative", value=dict(_RELATIVE_DAYS)[m.group()])
        for m in _NAMED_DAYS.finditer(text)
        if m.group() != "낼" or not _GLUED.search(text[max(0, m.start() - 1) : m.end() + 1])
    ]
    found += [
        _day(m, "weekdays" if m.group() == "평일" else "holiday")
        for m in _OTHER_DAYS.finditer(text)
    ]
    for match in _DATE.finditer(text):
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if 1 <= month <= 12 and 1 <= day <= 31 and ("월" in match.group() or year):
            found.append(_day(match, "date", value=day, month=month, year=year or None))
    return _apart(found)


def resolve_day(said: DaySaid, today: date) -> date | None:
    """Return the day that is meant; the next one where several fit; None for 평일, 공휴일.

    A past or impossible date (2월 30일) gives None for a date without year only if it never
    exists; otherwise the next such day.
    """
    monday = today - timedelta(days=today.weekday())
    if said.kind == "relative":
        return today + timedelta(days=said.value)
    if said.kind == "weekday":
        return _weekday(said, today, monday)
    if said.kind == "weekend":
        saturday = monday + timedelta(days=5, weeks=said.week or 0)
        return today if said.week is None and today.weekday() == 6 else saturday
    if said.kind == "week":
        return monday + timedelta(weeks=said.week or 0)
    return _date(said, today) if said.kind == "date" else None


def resolve(day: DaySaid | None, at: TimeSaid | None, now: datetime) -> datetime:
    """Return the moment meant by a day and a time, either of which may be unsaid.

    An open half of the day is the one that comes next; a time that has passed today is
    tomorrow's only if no day was said.
    """
    if at and at.later is not None:
        return now + timedelta(minutes=at.later)
    on = (resolve_day(day, now.date()) if day else None) or now.date()
    if at is None or at.minute is None:
        return datetime.combine(on, now.timetz())
    moment = _at(on, at.minute, now)
    if not at.sure:
        # An open half of the day: 0:20, 12:20 or (past noon) 24:20, whichever comes next.
        # On another day twelve is noon.
        shifts = (-_NOON, 0, _NOON) if on == now.date() else (0,)
        open_halves = (_at(on, at.minute + shift, now) for shift in shifts)
        moment = next((m for m in open_halves if m > now and m.date() >= on), moment)
    if day is None and moment < now:
        moment = _at(on + timedelta(days=1), at.minute, now)
    return moment


def _at(day: date, minute: int, now: datetime) -> datetime:
    return datetime.combine(day, time(tzinfo=now.tzinfo)) + timedelta(minutes=minute)


def _weekday(said: DaySaid, today: date, monday: date) -> date:
    if said.week is not None:
        return monday + timedelta(days=said.value, weeks=said.week)
    return today + timedelta(days=(said.value - today.weekday()) % 7)


def _date(said: DaySaid, today: date) -> date | None:
    years = [said.year] if said.year else range(today.year, today.year + 9)
    for year in years:
        try:
            day = date(year, said.month, said.value)
        except ValueError:
            continue
        if said.year or day >= today:
            return day
    return None


def _named_time(match: re.Match[str]) -> TimeSaid:
    minute = 12 * 60 if match.group() == "정오" else 24 * 60
    return TimeSaid(start=match.start(), end=match.end(), minute=minute)


def _later(match: re.Match[str]) -> TimeSaid | None:
    hours, minutes, half, count, unit = match.groups()
    if hours:
        later = (read_number(hours) or 0) * 60 + (30 if half else read_number(minutes) or 0)
    else:
        later = (read_number(count) or 0) * (60 if unit == "시간" else 1)
    if not later:
        return None
    return TimeSaid(start=match.start(), end=match.end(), minute=None, later=later)


def _minutes(half_past: str | None, said: str | None) -> int:
    if half_past:
        return 30
    return (read_number(said) or 0) if said else 0


def _clock(
    match: re.Match[str], half: str | None, hour: int, minute: int, *, digital: bool
) -> TimeSaid:
    sure = half is not None or digital or hour > 12 or hour == 0
    if half in ("오후", "저녁", "pm", "PM", "점심", "낮") and 1 <= hour < 12:
        # "낮 11시" is before noon.
        hour += 0 if half in ("점심", "낮") and hour >= 10 else 12
    elif half == "밤":
        hour += 24 if hour < 5 else 12 if hour <= 12 else 0
    elif half in ("오전", "새벽", "am", "AM") and hour == 12:
        hour = 0
    return TimeSaid(start=match.start(), end=match.end(), minute=hour * 60 + minute, sure=sure)


def _day(match: re.Match[str], kind: DayKind, **fields: int | None) -> DaySaid:
    return DaySaid(start=match.start(), end=match.end(), kind=kind, **fields)  # type: ignore[arg-type]


def _apart(found: list[_Said]) -> list[_Said]:
    kept: list[_Said] = []
    for said in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or said.start >= kept[-1].end:
            kept.append(said)
    return kept
