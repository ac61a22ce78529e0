"""Read the slots of an English utterance: the same slots with the same values as in Korean."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from dure.assistants.meals.english_diet import read_diet
from dure.assistants.meals.english_money import read_won
from dure.assistants.meals.english_names import NameFound, english, find_place, find_shops
from dure.assistants.meals.named import Blank
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import Said, attributes_of

_COUNT: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "a": 1,
}  # fmt: skip
_NUMBER: Final = rf"(?P<n>\d{{1,2}}|{'|'.join(_COUNT)})"
_PARTY: Final = [
    (re.compile(rf"\b{_NUMBER} (?:people|persons|kids|children|adults|of us)\b"), 0),
    (re.compile(rf"\b(?:for|party of|group of|table for|we are|we're) {_NUMBER}(?! ?(?:won|k\b|thousand|hundred|,\d|\d|pm|am|min|m\b|km|lunch))\b"), 0),  # noqa: E501
    (re.compile(rf"\bwith (?:my )?{_NUMBER} (?:\w+ )?(?:friend|kid|child|children|brother|sister|classmate)s?\b"), 1),  # noqa: E501
]  # fmt: skip
_CLOCK: Final = re.compile(
    r"(?P<noon>\bnoon\b)|(?P<midnight>\bmidnight\b(?! snack))|(?:\bat )?\b(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{2}))? ?(?P<half>am|pm|a\.m\.|p\.m\.|o'clock)|\bat (?P<h2>\d{1,2})(?::(?P<m2>\d{2}))?(?![\d,]| ?(?:won|k\b|stars|%))"  # noqa: E501
)
_DAYS: Final = {
    "today": r"\btoday\b|\btonight\b|this (?:evening|afternoon|morning)",
    "tomorrow": r"\btomorrow\b|\btmrw?\b",
    "yesterday": r"\byesterday\b|last night",
    "weekday": r"\bweekdays?\b",
    "weekend": r"\bweekends?\b",
    "last_week": r"\blast week\b",
    "holiday": r"\b(?:public |national )holidays?\b|\bon holidays?\b",
    **{day: rf"\b{day}s?\b|\b{day[:3]}\b(?=[ .,?!]|$)" for day in (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
}  # fmt: skip
_DISTANCE: Final = re.compile(r"\b(\d+(?:\.\d+)?) ?(km|kilomet(?:er|re)s?|m|met(?:er|re)s?)\b")
_WALK: Final = re.compile(
    r"\b(\d{1,2})[- ]?(?:min(?:ute)?s?)\b(?=.{0,24}(?:walk|foot|away|by foot))|within (\d{1,2}) min"
)
_RATED: Final = re.compile(
    r"(?:rat(?:ed|ing)|stars?|score).{0,16}?"
    r"(?:over|above|at least|of|more than|from) (\d(?:\.\d)?)|"
    r"(\d(?:\.\d)?) ?\+? ?stars?(?: or (?:more|above|higher|better))?"
)
_NTH: Final = {
    1: r"\b(?:the|your|that) (?:first|1st)(?! time)\b|"
    r"\bfirst (?:one|place|shop|restaurant)\b|\b1st\b",
    2: r"\b(?:second|2nd)\b(?! time)",
    3: r"\b(?:third|3rd)\b",
    4: r"\b(?:fourth|4th)\b",
    5: r"\b(?:fifth|5th)\b",
}
_LAST: Final = re.compile(r"\b(?:the )?last (?:one|place|shop|option|restaurant)\b")
_NUMBERED: Final = re.compile(
    r"(?:\b(?:numbers?|no\.?|option|#) ?|\b(?:compare|between|choose|pick|take) )"
    r"([1-9]|one|two|three|four|five)\b"
    r"(?:(?: ?(?:,|and|or|vs\.?|with|to|than) ?)(?:number |no\.? ?)?([1-9]|one|two|three)\b)?"
)
_DROPPED: Final = re.compile(
    r"(?:\bnot|don't (?:like|want)|except|without|skip|drop|other than|hate|anything but|"
    r"exclude|remove) (?:the )?$"
)
_LISTED: Final = ("near", "open_now", "urgent", "card_ok", "good_shop", "coupon", "meal_time",
                  "sort", "taste", "option", "problem", "polarity", "reason", "action", "setting",
                  "aspect")  # fmt: skip


def read_english_slots(text: str, shown: Sequence[str] = ()) -> Reading:
    """Return what could be slots in a normalised English text.

    shown: names of the shops in the list shown, however they are written.
    """
    low = text.lower().replace("’", "'")
    blank = Blank(low)
    said = blank.take(_shown(low, shown))
    said += blank.take(read_won(blank.left))
    said += blank.take(_times(blank.left))
    said += blank.take(_distances(blank.left))
    said += blank.take(_ratings(blank.left))
    said += blank.take(_ordinals(blank.left))
    said += _party(blank.left)
    said += _cued(low)
    said += _days(low)
    said += blank.take([_shop(mention) for mention in find_shops(blank.left)])
    diet = read_diet(blank.left)
    said += blank.take(diet)
    place = find_place(blank.left)
    if place:
        said.append(Said(slot="location", value=place.value, start=place.start, end=place.end))
    said += _kinds_of_shop(said)
    return Reading(text=low, said=tuple(said))


def asked_attribute(text: str, intent: str) -> str | None:
    """Return what is asked for under an intent, None if nothing is."""
    for value in attributes_of().get(intent, ()):
        if value in _attributes() and _attributes()[value].search(text):
            return value
    return None


def _shown(text: str, shown: Iterable[str]) -> list[Said]:
    found = ((name, text.find(name.lower())) for name in shown if name)
    return [Said(slot="shop", value=n, start=at, end=at + len(n)) for n, at in found if at >= 0]


def _shop(mention: NameFound) -> Said:
    return Said(slot="shop", value=mention.value, start=mention.start, end=mention.end)


def _times(text: str) -> list[Said]:
    match = _CLOCK.search(text)
    if match is None:
        return []
    hour, minute = _hour(match), int(match["m"] or match["m2"] or 0)
    if hour > 23 or minute > 59:
        return []
    return [
        Said(slot="time", value=f"{hour:02d}:{minute:02d}", start=match.start(), end=match.end())
    ]


def _hour(match: re.Match[str]) -> int:
    if match["noon"] or match["midnight"]:
        return 12 if match["noon"] else 0
    hour, half = int(match["h"] or match["h2"]), (match["half"] or "").replace(".", "")
    if half in ("am", "pm"):
        return hour % 12 + (12 if half == "pm" else 0)
    # A bare "at 1" to "at 6" at a table is an afternoon, as in Korean.
    return hour + 12 if 1 <= hour < 7 else hour


def _days(text: str) -> list[Said]:
    matches = ((value, re.search(pattern, text)) for value, pattern in _DAYS.items())
    return [Said(slot="day", value=v, start=m.start(), end=m.end()) for v, m in matches if m][:1]


def _distances(text: str) -> list[Said]:
    out = []
    far = _DISTANCE.search(text)
    if far:
        metres = float(far[1]) * (1000 if far[2].startswith("k") else 1)
        out.append(Said(slot="distance_max_m", value=int(metres), start=far.start(), end=far.end()))
    walk = _WALK.search(text)
    if walk:
        value = int(walk[1] or walk[2])
        out.append(Said(slot="walk_min", value=value, start=walk.start(), end=walk.end()))
    return out


def _ratings(text: str) -> list[Said]:
    match = _RATED.search(text)
    if match is None:
        return []
    value = float(match[1] or match[2])
    kept = int(value) if value.is_integer() else value
    return [Said(slot="rating_min", value=kept, start=match.start(), end=match.end())]


def _ordinals(text: str) -> list[Said]:
    found = [
        (m.start(), m.end(), n) for n, pattern in _NTH.items() for m in re.finditer(pattern, text)
    ]
    found += [
        (m.start(group), m.end(group), _COUNT.get(m[group]) or int(m[group]))
        for m in _NUMBERED.finditer(text)
        for group in (1, 2)
        if m[group]
    ]
    out = [_ordinal(text, start, end, n) for start, end, n in sorted(found)]
    last = _LAST.search(text)
    if last and not out:
        out.append(Said(slot="ordinal", value="last", start=last.start(), end=last.end()))
    return out


def _ordinal(text: str, start: int, end: int, n: int) -> Said:
    slot = "exclude_ordinal" if _DROPPED.search(text[:start]) else "ordinal"
    return Said(slot=slot, value=n, start=start, end=end)


def _party(text: str) -> list[Said]:
    out = [
        Said(slot="companion", value=value, start=match.start(), end=match.end())
        for value, pattern in english()["people"].items()
        if (match := re.search(pattern, text))
    ]
    for pattern, more in _PARTY:
        match = pattern.search(text)
        if match:
            size = _COUNT.get(match["n"]) or int(match["n"])
            if size + more > 1:
                out.append(
                    Said(
                        slot="party_size",
                        value=size + more,
                        start=match.start("n"),
                        end=match.end("n"),
                    )
                )
            break
    return out


def _cued(text: str) -> list[Said]:
    out = []
    for slot in _LISTED:
        for value, pattern in _cues()[slot].items():
            match = pattern.search(text)
            if match:
                meant: Any = True if value == "true" else value
                out.append(Said(slot=slot, value=meant, start=match.start(), end=match.end()))
    return out


def _kinds_of_shop(said: Sequence[Said]) -> list[Said]:
    """A convenience store is a food to look for, and a kind of shop to ask about."""
    kinds = {"편의점", "카페", "뷔페", "패스트푸드"}
    foods = [s for s in said if s.slot == "food" and s.value in kinds]
    return [Said(slot="shop_type", value=s.value, start=s.start, end=s.end) for s in foods]


@cache
def _cues() -> dict[str, dict[str, re.Pattern[str]]]:
    table: dict[str, dict[str, str]] = english()["cues"]
    return {slot: {v: re.compile(p) for v, p in values.items()} for slot, values in table.items()}


@cache
def _attributes() -> dict[str, re.Pattern[str]]:
    return {value: re.compile(pattern) for value, pattern in english()["attribute"].items()}
