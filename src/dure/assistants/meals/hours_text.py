"""Read opening hours and closing days from the free text that shops give.

`오전 10시 ~ 오후 11시 30분`, `평일17:00~02:00,주말17:00~24:00`, `둘째,넷째 일요일`, `연중무휴`.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from dure.assistants.meals.hours import ALL_DAY, DAY_MINUTES, DAYS, Closing, Period
from dure.korean.normal import normalise

_KOREAN_DAYS: Final = dict(zip("월화수목금토일", DAYS, strict=True))
_ALL_DAY: Final = re.compile(r"24\s*시간|^\s*24시\s*(?:영업)?\s*$|00:00\s*[~-]\s*24:00")
_HALF: Final = r"(오전|오후|am|pm|아침|점심|낮|저녁|밤|새벽|심야|익일|다음\s?날|명일)"
_TIME: Final = (
    rf"(?:{_HALF}\s*)?(?:{_HALF}\s*)?(?:(정오|자정)|(\d{{1,2}})"
    r"(?:\s*:+\s*(\d{2})\d?|\s*시\s*(?:(\d{1,2})\s*분?|(반))?|(\d{2})(?!\d)|(?!\d)))"
)
_RANGE: Final = re.compile(
    rf"{_TIME}\s*(?:까지|부터)?\s*(?:~|-|–|∼|〜|\^|에서)\s*(?:{_TIME})?", re.IGNORECASE
)
_FROM: Final = re.compile(rf"{_TIME}\s*부터\s*(?:{_TIME})?", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(평일|주중|주말|매일|공휴일|휴일|브레이크\s?타임|브레이크|준비\s?시간|쉬는\s?시간|break\s?time|라스트\s?오더|주문\s?마감|l\.?o\.?(?![a-z])"
    r"|[월화수목금토일]\s?(?:요일)?\s?(?:~|-)\s?[월화수목금토일](?:요일)?"
    r"|(?<![가-힣])[월화수목금토일](?:요일|(?=[\s,:·/(\d-]|[월화수목금토일]|$))(?:\s?[,·/]?\s?[월화수목금토일](?:요일|(?=[\s,:·/(\d-]|$)))*)",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"브레이크|준비|쉬는|break", re.IGNORECASE)
_LAST_ORDER: Final = re.compile(r"라스트|주문|l\.?o", re.IGNORECASE)
_ONE_TIME: Final = re.compile(_TIME, re.IGNORECASE)
_NIGHT: Final = frozenset(("새벽", "심야", "익일", "다음날", "다음 날", "명일"))

_NEVER: Final = re.compile(
    r"^(?:연중\s?)?무휴|^(?:휴무|휴일|휴무일|쉬는\s?날)?\s?없음|^무$|^x$|^24시간|휴무\s?없|안\s?쉼|^없다|^연중\s?영업",
    re.IGNORECASE,
)
_NTH_WORDS: Final = {"첫": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5}
_NTH: Final = re.compile(
    r"((?:(?:첫|둘|두|셋|세|넷|네|다섯)\s?(?:째|번째)\s?주?\s?|[1-5]\s?(?:째|번째)?\s?주?\s?)(?:[,.·/~&와과및\s]*(?:(?:첫|둘|두|셋|세|넷|네|다섯)\s?(?:째|번째)\s?주?|[1-5]\s?(?:째|번째)?\s?주?))*)"
    r"\s*(?:주)?\s*(?:의|에)?\s*((?:[월화수목금토일](?:요일|(?![가-힣]))\s?[,.·/]?\s?)+)"
)
_NTH_ONE: Final = re.compile(r"첫|둘|두|셋|세|넷|네|다섯|[1-5]")
_WEEKLY: Final = re.compile(
    r"(?:매주\s?|(?<![가-힣0-9]))((?:[월화수목금토일](?:요일|(?=\s?[,.·/]|\s?$|[월화수목금토일]요일|\s|및))\s?(?:[,.·/및와과]|\s)*)+)"
)
_FESTIVAL: Final = re.compile(r"명절|설날|설(?=[,.\s·/]|$|연휴)|추석|구정|신정|연휴")
_PUBLIC: Final = re.compile(r"공휴일|국경일|빨간\s?날|법정\s?휴일|^휴일$")
_SUNDAY: Final = re.compile(r"(?<![가-힣0-9])주일(?!에|마다)")
_OPEN_THEN: Final = re.compile(r"영업|주문은?\s?가능|예약|까지|새벽|부터")
_STILL_OPEN: Final = re.compile(r"(?:시|분)?(?:까지|부터)\s?영업|새벽은")


@dataclass(frozen=True, kw_only=True)
class HoursText:
    """What an opening-time text says; empty periods where it says nothing that can be read."""

    periods: dict[str, tuple[Period, ...]]
    last_order: int | None = None


def read_hours(raw: str) -> HoursText:
    """Read an opening-time text."""
    text = normalise(raw).text.replace("∼", "~").replace("〜", "~")
    if _ALL_DAY.search(text):
        return HoursText(periods={"default": ALL_DAY})
    found: defaultdict[str, list[Period]] = defaultdict(list)
    breaks: list[Period] = []
    labels = list(_LABEL.finditer(text))
    at, current = 0, ["default"]
    for match in [*_RANGE.finditer(text)] or [*_FROM.finditer(text)]:
        period = _period(match)
        if period is None:
            continue
        between = [label for label in labels if at <= label.start() < match.start()]
        after = re.match(r"\s*\(\s*(평일|주중|주말|[월화수목금토일]요일)\s*\)", text[match.end() :])
        days = _days(after[1]) if after else _days(between[-1][0]) if between else current
        at = match.end()
        if between and _BREAK.search(between[-1][0]):
            breaks.append(period)
        elif days:
            current = days if not after else current
            for day in days:
                found[day].append(period)
    periods = {day: _without(tuple(listed), breaks) for day, listed in found.items()}
    return HoursText(periods=periods, last_order=_last_order(text, labels))


def read_closing(raw: str) -> Closing:
    """Read a closing-day text; Closing() means never closed."""
    text = normalise(raw).text
    bracket = re.search(r"\(([^)]*)\)", text)
    note = text if bracket and _OPEN_THEN.search(bracket[1]) else None
    if _STILL_OPEN.search(text) and not _NEVER.search(text) and not bracket:
        return Closing(note=text)
    body = re.sub(r"\([^)]*\)", " ", text) if note else text
    never = _NEVER.search(body) is not None
    nth, rest = _nth_days(body)
    festival = _FESTIVAL.search(body) is not None
    public = _PUBLIC.search(body) is not None
    biweekly = re.search(r"격주\s?(?:로\s?)?([월화수목금토일])", rest)
    weekly = () if never or biweekly else _weekly_days(rest)
    if not (never or nth or festival or public or biweekly or weekly or note):
        return Closing(unknown=True)
    return Closing(
        weekly=weekly,
        nth=nth,
        biweekly=_KOREAN_DAYS[biweekly[1]] if biweekly else None,
        festival=festival,
        public=public,
        note=note,
    )


def _period(match: re.Match[str]) -> Period | None:
    groups = match.groups()
    start, end = groups[:8], groups[8:]
    opens = _minute(start)
    if opens is None:
        return None
    if opens == 0 and start[0] == "오전":
        opens = 12 * 60  # "오전 12시" at the head of a range is noon.
    closes = _minute(end)
    if closes is None:
        return opens, None
    return opens, _later(opens, closes, end)


def _later(opens: int, closes: int, end: tuple[str | None, ...]) -> int:
    """Return the closing minute, counted on past midnight where it must be."""
    half = (end[0] or end[1] or "").replace(" ", "")
    if half in ("오후", "pm", "밤") and closes == 12 * 60:
        return DAY_MINUTES
    if half in _NIGHT and closes < DAY_MINUTES:
        return closes + DAY_MINUTES
    if closes > opens:
        return closes
    # "9시~9시" without morning or evening is a day's work; "10:00~07:00" runs through the night.
    spoken = end[4] is None and not half and opens < closes + DAY_MINUTES // 2
    return closes + (DAY_MINUTES // 2 if spoken else DAY_MINUTES)


def _minute(parts: tuple[str | None, ...]) -> int | None:
    half_a, half_b, named, hour_text, colon, spoken, half_past, glued = parts
    if named:
        return 12 * 60 if named == "정오" else DAY_MINUTES
    if hour_text is None:
        return None
    hour = int(hour_text)
    minute = 30 if half_past else int(colon or spoken or glued or 0)
    if hour > 30 or minute > 59:
        return None
    halves = {half.lower() for half in (half_a, half_b) if half}
    if (halves & {"오후", "pm", "저녁", "낮", "점심"} and 1 <= hour < 12) or (
        "밤" in halves and 5 <= hour < 12
    ):
        hour += 12
    elif "밤" in halves and hour == 12:
        hour = 24
    elif halves & {"오전", "am", "새벽"} and hour == 12:
        hour = 0
    return hour * 60 + minute


def _days(label: str) -> list[str]:
    """Return the keys that a label names; none for holidays, which are not weekdays."""
    if "휴일" in label:
        return []
    if label in ("평일", "주중"):
        return ["weekday"]
    if label == "주말":
        return ["weekend"]
    if label == "매일":
        return ["default"]
    span = re.match(r"([월화수목금토일])\s?(?:요일)?\s?[~-]\s?([월화수목금토일])", label)
    if span:
        first, last = "월화수목금토일".index(span[1]), "월화수목금토일".index(span[2])
        if (first, last) == (0, 4):
            return ["weekday"]
        if (first, last) == (5, 6):
            return ["weekend"]
        return [DAYS[i % 7] for i in range(first, last + (7 if last < first else 0) + 1)]
    return [_KOREAN_DAYS[c] for c in re.sub("요일", "", label) if c in _KOREAN_DAYS]


def _without(periods: tuple[Period, ...], breaks: list[Period]) -> tuple[Period, ...]:
    """Return the periods with the breaks cut out."""
    for begins, ends in breaks:
        cut: list[Period] = []
        for opens, closes in periods:
            if ends is None or closes is None or not opens < begins < ends < closes:
                cut.append((opens, closes))
            else:
                cut += [(opens, begins), (ends, closes)]
        periods = tuple(cut)
    return periods


def _last_order(text: str, labels: list[re.Match[str]]) -> int | None:
    for label in labels:
        if _LAST_ORDER.match(label[0]):
            time = _ONE_TIME.search(text, label.end())
            return _minute(time.groups()) if time else None
    return None


def _nth_days(text: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return (n, day) pairs and the text without them."""
    out: list[tuple[int, str]] = []
    spans = [m for m in _NTH.finditer(text) if "요일" in m[2] or re.search("[째주]", m[1])]
    for match in spans:
        numbers = [_NTH_WORDS.get(n) or int(n) for n in _NTH_ONE.findall(match[1])]
        days = [_KOREAN_DAYS[c] for c in match[2].replace("요일", "") if c in _KOREAN_DAYS]
        out += [(n, day) for n in numbers for day in days]
    for match in reversed(spans):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return tuple(out), text


def _weekly_days(text: str) -> tuple[str, ...]:
    text = re.sub(r"공휴일|국경일|휴일", " ", text)
    days = [
        _KOREAN_DAYS[c]
        for match in _WEEKLY.finditer(text)
        for c in match[1].replace("요일", "")
        if c in _KOREAN_DAYS
    ]
    if _SUNDAY.search(text):
        days.append("sun")
    return tuple(dict.fromkeys(days))
