"""Check a wording of an answer, by whomever it was made, against what was found.

Every number, amount, percentage and date of the text, in whatever way Koreans write them
(1억 4,951만 원, 3천 건, 42.5 %, 셋, 10월 3일), must stand in the answer's figures and items or
follow from them in a declared way (rounding to the unit that was said, a percentage). A text
that says anything else is refused; so is one that drops a sign or calls a fall a rise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dure.assistants.erp.words import grammar, units
from dure.engine.assistant import Answer
from dure.korean.numbers import NATIVE, find_numbers, read_count

_PLAIN: Final = re.compile(r"\d+")
_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "곳": ("군데", "개"), "%": ("퍼센트", "프로"), "건": ("번", "회", "장"), "종": ("가지", "개"),
}  # fmt: skip
"""Units that people take for one another."""
_MAGNITUDES: Final = {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12}
_MIXED: Final = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?\s*[십백천만억조]+\s*)+(?:\d[\d,]*(?:\.\d+)?)?"
    r"|\d[\d,]*(?:\.\d+)?"
)
_PART: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([십백천만억조]*)")
_HANGUL: Final = re.compile(
    r"(?<![가-힣\d])(?:[영공일이삼사오육륙칠팔구십백천만억조]{2,}"
    r"(?:\s[일이삼사오육칠팔구십백천만억조]{2,})*|[영삼사오육칠팔구십백천만억]|[일이](?=원|%|퍼센트))"
)
_NATIVE_RUN: Final = re.compile(rf"(?<![가-힣])(?:{NATIVE})(?![가-힣]*(?:별|째))")
_ORDER: Final = re.compile(r"(?:^|\n)\s*(\d{1,3})[.)]\s")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A number that a text says: text[start:end]. step: the smallest unit it was said in."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    about: bool = False


def check_wording(text: str, answer: Answer) -> tuple[str, ...]:
    """Return what the text says that the answer does not hold; empty if it may be said.

    A rounded number is held only where the text says that it is rounded (약, 정도, 쯤). Dates
    are compared with the periods of the figures, amounts with their values and units, and in a
    part of the text that names one item with that item alone.
    """
    free = [*_quoted(text, answer), *_order(text, answer)]
    wrong = [
        text[claim.start : claim.end]
        for claim in claims(text)
        if not _overlaps((claim.start, claim.end), free) and not _is_held(claim, text, answer)
    ]
    return (*wrong, *_wrong_direction(text, answer))


def claims(text: str) -> Iterator[Claim]:
    """Yield the numbers of a text, from left to right within each way of writing."""
    taken: list[tuple[int, int]] = []
    for match in _MIXED.finditer(text):
        claim = _mixed(match, text)
        taken.append((claim.start, claim.end))
        yield claim
    for match in _HANGUL.finditer(text):
        if not _overlaps(match.span(), taken):
            yield from _spelt(match, text)
    for match in _NATIVE_RUN.finditer(text):
        count = read_count(match.group())
        if (
            count
            and not _overlaps(match.span(), taken)
            and _counts(text, match.end(), match.group())
        ):
            yield Claim(
                start=match.start(), end=match.end(), value=Decimal(count[0]), step=Decimal(1)
            )


def _mixed(match: re.Match[str], text: str) -> Claim:
    """Read digits with magnitudes: 1억 4,951만, 3천, 42.5, 283,543,920."""
    said = match.group().rstrip()
    total, section, step = Decimal(0), Decimal(0), Decimal(1)
    for digits, magnitudes in _PART.findall(said):
        value = Decimal(digits.replace(",", ""))
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        large = Decimal(1)
        for magnitude in magnitudes:
            size = _MAGNITUDES[magnitude]
            large *= size
        step *= large
        if large >= _MAGNITUDES["만"]:
            total += (section + value * large) if section == 0 else (section + value) * large
            section = Decimal(0)
        else:
            section += value * large
    value = total + section
    start, end = match.start(), match.start() + len(said)
    signed = -value if _is_negative(text, start) else value
    return Claim(start=start, end=end, value=signed, step=step, about=_is_about(text, start, end))


def _spelt(match: re.Match[str], text: str) -> Iterator[Claim]:
    """Read a number in Hangul (삼천, 이백만); what is only part of a word is no number."""
    numbers = list(find_numbers(match.group()))
    whole = len(numbers) == 1 and numbers[0].end == len(match.group())
    if whole and numbers[0].low == numbers[0].high and _counts(text, match.end(), match.group()):
        value = Decimal(numbers[0].low)
        about = _is_about(text, match.start(), match.end())
        step = Decimal(numbers[0].step)
        yield Claim(start=match.start(), end=match.end(), value=value, step=step, about=about)


def _counts(text: str, end: int, said: str) -> bool:
    """Whether a spelt number counts something: a unit or the end of the word follows."""
    return re.match(rf"\s?(?:{units()})", text[end:]) is not None or said in (
        "하나",
        "둘",
        "셋",
        "넷",
    )


def _is_negative(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    if not before.endswith(("-", "−", "마이너스", "△", "▲")):
        return False
    # "10-20" and "PO-9070" are no negative numbers.
    return not (len(before) > 1 and before[-1] == "-" and before[-2].isalnum())


def _is_about(text: str, start: int, end: int) -> bool:
    return (
        grammar("checker.about_before").search(text[:start]) is not None
        or grammar("checker.about_after").match(text, end) is not None
    )


def _is_held(claim: Claim, text: str, answer: Answer) -> bool:
    if grammar("checker.date_after").match(text, claim.end):
        return claim.value in _dates(answer)
    unit = grammar("checker.unit_after").match(text, claim.end)
    for value, own_unit in _allowed(claim, text, answer):
        if unit and own_unit and unit[1] not in (own_unit, *_SAME.get(own_unit, ())):
            continue
        if claim.value == value or (claim.about and _is_near(claim, value)):
            return True
    return False


def _is_near(claim: Claim, value: Decimal) -> bool:
    """Whether a number said to be rounded is: to the nearest, or cut off after two digits."""
    off = abs(value - claim.value)
    is_cut = abs(claim.value) < abs(value) and abs(claim.value) >= 10 * claim.step
    return off * 2 <= claim.step or (is_cut and off < claim.step)


def _allowed(claim: Claim, text: str, answer: Answer) -> list[tuple[Decimal, str]]:
    """Return (value, unit) that may be said where a claim stands."""
    near = text[_start_of(text, claim.start) : _end_of(text, claim.end)]
    named = [item for item in answer.items if str(item.get("name")) in near]
    items = named if len(named) == 1 else answer.items
    out = [(v, str(item.get("unit", ""))) for item in items for v in _values(item)]
    if len(named) != 1:
        out += [(Decimal(str(figure.value)), figure.unit) for figure in answer.figures]
        out.append((Decimal(len(answer.items)), ""))
    return out


def _values(item: Mapping[str, Any]) -> list[Decimal]:
    numbers = (v for v in item.values() if isinstance(v, int | float) and not isinstance(v, bool))
    return [Decimal(str(value)) for value in numbers]


def _dates(answer: Answer) -> frozenset[Decimal]:
    """Return the numbers of periods, and of the days that items hold."""
    texts = [figure.period or "" for figure in answer.figures]
    texts += [str(v) for item in answer.items for v in item.values() if isinstance(v, str)]
    return frozenset(Decimal(number) for text in texts for number in _PLAIN.findall(text))


def _quoted(text: str, answer: Answer) -> Iterator[tuple[int, int]]:
    """Yield where names of the record stand as they are (27인치 모니터, PO-9070)."""
    names = {str(item["name"]) for item in answer.items if "name" in item}
    names |= {part for figure in answer.figures for part in figure.filter.split(", ")}
    for name in names:
        if any(letter.isdigit() for letter in name):
            yield from (match.span() for match in re.finditer(re.escape(name), text))


def _order(text: str, answer: Answer) -> Iterator[tuple[int, int]]:
    """Yield where numbers only number the lines of a list, in order."""
    for place, match in enumerate(_ORDER.finditer(text), start=1):
        if int(match[1]) == place <= len(answer.items):
            yield match.span(1)


def _start_of(text: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in ("\n", ", ", ". ")) + 1


def _end_of(text: str, at: int) -> int:
    ends = [found for sign in ("\n", ", ", ". ") if (found := text.find(sign, at)) >= 0]
    return min(ends, default=len(text))


def _wrong_direction(text: str, answer: Answer) -> Sequence[str]:
    """Return the word that tells a change the wrong way round."""
    changes = [line.phrase for line in answer.lines if line.phrase.endswith(("_more", "_less"))]
    if not changes:
        return ()
    barred = "checker.fell" if changes[0].endswith("_more") else "checker.rose"
    match = grammar(barred).search(text)
    return (match.group(),) if match else ()


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
