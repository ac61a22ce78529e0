"""Which days of the past somebody speaks of: the newest that fit, never one to come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dure.assistants.meals.words import grammar, grammars
from dure.korean.dates import DAY_NAMES, DaySaid, find_days, resolve_day

_MONTHS: Final = grammars("history.months")
_LATELY: Final = grammars("history.lately")
_AGO: Final = grammars("history.ago")
_DAYS_AGO: Final = grammar("history.days_ago")
_OF_MONTH: Final = grammar("history.of_month")
_BESIDE: Final = grammar("history.beside_a_day")
_SATURDAY: Final = 5
_SLOTS: Final = {
    "today": DaySaid(start=0, end=0, kind="relative", value=0),
    "yesterday": DaySaid(start=0, end=0, kind="relative", value=-1),
    "last_week": DaySaid(start=0, end=0, kind="week", week=-1),
    "weekend": DaySaid(start=0, end=0, kind="weekend"),
    **{
        name: DaySaid(start=0, end=0, kind="weekday", value=number)
        for number, name in enumerate(DAY_NAMES)
    },
}


@dataclass(frozen=True)
class Days:
    """A span of days, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


def past_days(text: str, today: date, slot: str | None = None) -> Days | None:
    """Return the days that a text speaks of, None where it names none.

    slot: the day as it was read, for a text that is not Korean.
    """
    named = [_days(said, today) for said in find_days(text)]
    for days in (*named, _counted(text, today)):
        if days is not None and days.first <= today:
            return days
    for shift, pattern in _MONTHS.items():
        if pattern.search(text):
            return _month(today, months=int(shift))
    for back, pattern in _LATELY.items():
        if pattern.search(text):
            return Days(today - timedelta(days=int(back)), today)
    read = _SLOTS.get(slot or "")
    return _days(read, today) if read is not None else None


def names_days(text: str) -> bool:
    """Whether a text speaks of days at all, be they to come, impossible or not clear."""
    spans = (*_MONTHS.values(), *_LATELY.values())
    return bool(_spans(text)) or any(pattern.search(text) for pattern in spans)


def is_only_a_day(text: str) -> bool:
    """Whether a text is the answer to which day it was, and nothing more."""
    spans = _spans(text)
    rest = "".join(letter for n, letter in enumerate(text) if not any(n in span for span in spans))
    return bool(spans) and _BESIDE.fullmatch(rest) is not None


def _spans(text: str) -> list[range]:
    """Return where days are spoken of."""
    counted = (pattern.search(text) for pattern in (*_AGO.values(), _DAYS_AGO, _OF_MONTH))
    spans = [range(match.start(), match.end()) for match in counted if match]
    return spans + [range(said.start, said.end) for said in find_days(text)]


def _days(said: DaySaid, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    if said.kind == "week":
        first = monday + timedelta(weeks=said.week or 0)
        return Days(first, first + timedelta(days=6))
    if said.kind == "weekend":
        saturday = monday + timedelta(days=_SATURDAY, weeks=said.week or 0)
        if saturday > today and said.week is None:
            saturday -= timedelta(weeks=1)
        return Days(saturday, saturday + timedelta(days=1))
    if said.kind == "weekday" and said.week is None:
        # Today's own name means today only if something was eaten; the caller finds out.
        back = (today.weekday() - said.value) % 7
        return Days(today - timedelta(days=back), today - timedelta(days=back))
    if said.kind == "date" and said.year is None:
        return _date(said, today)
    day = resolve_day(said, today)
    return Days(day, day) if day is not None else None


def _date(said: DaySaid, today: date) -> Days | None:
    for year in (today.year, today.year - 1):
        try:
            day = date(year, said.month, said.value)
        except ValueError:
            continue
        if day <= today:
            return Days(day, day)
    return None


def _counted(text: str, today: date) -> Days | None:
    """Return a day that is said by counting: 3일 전, 사흘 전, 어젯밤, 3일에."""
    back = next((int(days) for days, pattern in _AGO.items() if pattern.search(text)), None)
    if back is None and (match := _DAYS_AGO.search(text)):
        back = int(match.group(1))
    if back is not None:
        return Days(today - timedelta(days=back), today - timedelta(days=back))
    match = _OF_MONTH.search(text)
    return _newest(int(match.group(1)), today) if match else None


def _newest(number: int, today: date) -> Days | None:
    """Return the newest day of that number in its month, None where it is more than one back."""
    for first in (today.replace(day=1), _month(today, months=1).first):
        try:
            day = first.replace(day=number)
        except ValueError:
            continue
        if day <= today:
            return Days(day, day)
    return None


def _month(today: date, *, months: int) -> Days:
    first = today.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Days(first, following - timedelta(days=1))
