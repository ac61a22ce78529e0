"""Amounts of won in English: 5,000 won, ₩5000, 5k, five thousand, between 5 and 8 thousand.

The words around an amount say what it is for. Dollars are no won: they are told apart, so that
the person can be asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from dure.assistants.meals.english_names import english
from dure.assistants.meals.words import Said

_ONES: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_WORDS: Final = "|".join(sorted(_ONES, key=len, reverse=True))
_DIGITS: Final = r"\d[\d,]*(?:\.\d+)?"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>₩ ?)?(?P<number>{_DIGITS}|\b(?:{_WORDS})(?=[ -](?:thousand|hundred)))"
    rf"(?P<scale> ?k\b|[ -]?thousand|[ -]?hundred)?"
    rf"(?: (?P<hundreds>{_WORDS}) hundred)?(?P<won> ?(?:won|krw|₩))?"
)
_TO: Final = re.compile(r" ?(?:-|–|~|to|and|or) ?")
_BARE: Final = re.compile(r"[ .!]*\d{1,2},?\d{3}[ .!]*")
_LEAST_WON: Final = 1000
"""Smaller bare numbers are no prices."""
_SCALE: Final = {"k": 1000, "thousand": 1000, "hundred": 100}
FOREIGN: Final = "foreign"


@dataclass(frozen=True, kw_only=True)
class Won:
    """An amount: text[start:end]. sure: it says that it is money."""

    value: int
    start: int
    end: int
    sure: bool


def read_won(text: str) -> list[Said]:
    """Return the money slots of a text of small letters; what is no slot bears the slot ""."""
    foreign = _pattern("foreign").search(text)
    if foreign:
        start, end = foreign.span()
        return [Said(slot="currency", value=FOREIGN, start=start, end=end)]
    alone = _BARE.fullmatch(text) is not None
    amounts = [won for won in _amounts(text) if won.sure or alone or _is_meant(text, won)]
    if not amounts and _pattern("none").search(text):
        start, end = next(_pattern("none").finditer(text)).span()
        return [Said(slot="balance_stated", value=0, start=start, end=end)]
    if len(amounts) > 1 and _TO.fullmatch(text[amounts[0].end : amounts[1].start]):
        low, high = sorted(amounts[:2], key=lambda won: won.value)
        return [
            Said(slot="budget_min", value=low.value, start=amounts[0].start, end=amounts[0].end),
            Said(slot="budget_max", value=high.value, start=amounts[1].start, end=amounts[1].end),
            *_each(text, amounts[1].end),
        ]
    return [said for won in amounts[:1] for said in (_role(text, won), *_each(text, won.end))]


def _amounts(text: str) -> Iterator[Won]:
    """Yield what could be amounts; "5 to 8k" counts in thousands on both sides."""
    found = [
        m
        for m in _AMOUNT.finditer(text)
        if not re.match(r"(?:\d|:|%| ?(?:am|pm)\b)", text[m.end() :])
    ]
    for number, match in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        scale = (match["scale"] or "").strip(" -")
        sure = bool(match["sign"] or match["won"] or scale == "k")
        if following and _TO.fullmatch(text[match.end() : following.start()]):
            scale = scale or (following["scale"] or "").strip(" -")
            sure = sure or bool(following["won"] or following["sign"] or following["scale"])
        value = _value(match["number"], scale, match["hundreds"])
        sure = sure or scale == "thousand"
        yield Won(value=value, start=match.start(), end=match.end(), sure=sure)


def _value(number: str, scale: str, hundreds: str | None) -> int:
    plain = float(number.replace(",", "")) if number[0].isdigit() else _ONES[number]
    return int(plain * _SCALE.get(scale, 1)) + _ONES.get(hundreds or "", 0) * 100


def _is_meant(text: str, won: Won) -> bool:
    """Whether a bare number is a price: large enough, and after a word such as under."""
    return won.value >= _LEAST_WON and bool(_pattern("meant").search(text[: won.start]))


def _role(text: str, won: Won) -> Said:
    before, after = text[: won.start], text[won.end :]
    slot, value = "budget_max", won.value
    if _pattern("spent").search(before):
        slot = ""
    elif _pattern("coupon_after").search(after):
        slot = "coupon_amount"
    elif _pattern("balance").search(before) or _pattern("balance_after").search(after):
        slot = "balance_stated"
    elif _pattern("below").search(before):
        value = won.value - 1
    elif _pattern("least").search(before):
        slot = "budget_min"
    elif _pattern("about").search(before) or _pattern("about_after").search(after):
        slot = "budget_about"
    return Said(slot=slot, value=value, start=won.start, end=won.end)


def _each(text: str, end: int) -> list[Said]:
    match = _pattern("each").search(text[end:])
    return [Said(slot="per_person", value=True, start=0, end=0)] if match else []


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(english()["money"][name])
