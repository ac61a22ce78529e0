"""Read and say Korean numbers: Arabic, Hangul and mixed.

"5천", "오천", "5,000", "1만5천", "만 오천" and "1.5만" are one number each; "오륙천" and
"한두" are two, a lower and an upper one. Whether a syllable such as 이 or 만 is a number at
all is for the caller to know, from what follows it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_LIMIT: Final = 10**16
"""Greater numbers are no amounts that anybody means."""
_SMALL: Final = {"십": 10, "백": 100, "천": 1000}
_LARGE: Final = {"만": 10**4, "억": 10**8, "조": 10**12}
_SAID_DIGITS: Final = "영일이삼사오육칠팔구"
_TOKEN: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|[영공일이삼사오육륙칠팔구십백천만억조]")
_RUN: Final = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?|[영공일이삼사오육륙칠팔구십백천만억조])"
    r"(?:(?<=[십백천만억조]) (?=\d|[일이삼사오육륙칠팔구][십백천만]|[십백천])|"
    r"\d[\d,]*(?:\.\d+)?|[영공일이삼사오육륙칠팔구십백천만억조])*"
)
_NATIVE_ONES: Final = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_NATIVE_TENS: Final = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50,
    "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_NATIVE_PAIRS: Final = {
    "한두": (1, 2), "두세": (2, 3), "두셋": (2, 3), "서너": (3, 4), "네다섯": (4, 5),
    "너댓": (4, 5), "대여섯": (5, 6), "예닐곱": (6, 7), "일고여덟": (7, 8),
}  # fmt: skip
_ONES: Final = "|".join(sorted({*_NATIVE_ONES, *_NATIVE_PAIRS}, key=len, reverse=True))
NATIVE: Final = f"(?:{'|'.join(_NATIVE_TENS)})(?:{'|'.join(_NATIVE_ONES)})?|{_ONES}"
"""A pattern for native counting words (열두, 스물, 한두)."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in a text; low and high differ for "오륙천". `step` is its smallest magnitude."""

    start: int
    end: int
    low: int
    high: int
    step: int


def find_numbers(text: str) -> Iterator[Number]:
    """Yield what could be a number, from left to right; overlapping ones do not occur."""
    for run in _RUN.finditer(text):
        said, (low, high, step) = _longest(run[0])
        yield Number(start=run.start(), end=run.start() + len(said), low=low, high=high, step=step)


def _longest(run: str) -> tuple[str, tuple[int, int, int]]:
    """Return the longest beginning that is a number; one digit or magnitude always is."""
    beginnings = (run[:end].rstrip(" ,") for end in range(len(run), 0, -1))
    return next((said, read) for said in beginnings if (read := _read(said)))


def read_number(text: str) -> int | None:
    """Return the one whole number that the text says, None if it says none or a range."""
    compact = "".join(text.split())
    read = _read(compact)
    if read and read[0] == read[1]:
        return read[0]
    native = read_count(compact)
    return native[0] if native and native[0] == native[1] else None


def read_count(text: str) -> tuple[int, int] | None:
    """Return (low, high) of a native counting word (스물다섯, 한두); None if it is none."""
    if text in _NATIVE_PAIRS:
        return _NATIVE_PAIRS[text]
    for word, value in _NATIVE_TENS.items():
        if text == word:
            return value, value
        if text.startswith(word) and text[len(word) :] in _NATIVE_ONES:
            total = value + _NATIVE_ONES[text[len(word) :]]
            return total, total
    one = _NATIVE_ONES.get(text)
    return None if one is None else (one, one)


def say_number(number: int) -> str:
    """Return a number from 0 to 10**16 - 1 as Hangul, without spaces (만오천).

    Raises ValueError outside that range.
    """
    if not 0 <= number < 10**16:
        raise ValueError(f"cannot say {number}")
    if number == 0:
        return "영"
    out: list[str] = []
    for name, size in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        section = number // size % 10**4
        if section:
            said = _say_section(section)
            out.append(name if name == "만" and said == "일" and not out else said + name)
    return "".join(out)


def _say_section(section: int) -> str:
    out = ""
    for name, size in (("천", 1000), ("백", 100), ("십", 10), ("", 1)):
        digit = section // size % 10
        if digit:
            out += ("" if digit == 1 and name else _SAID_DIGITS[digit]) + name
    return out


def _read(said: str) -> tuple[int, int, int] | None:
    """Return (low, high, step), or None if it is no number."""
    tokens = _TOKEN.findall(said)
    if not tokens or "".join(tokens) != said.replace(" ", ""):
        return None
    pair = _pair_at(tokens)
    if pair is None:
        read = _evaluate(tokens)
        return None if read is None else (read[0], read[0], read[1])
    low = _evaluate([*tokens[:pair], *tokens[pair + 1 :]])
    high = _evaluate([*tokens[: pair - 1], *tokens[pair:]])
    if low is None or high is None:
        return None
    return (min(low[0], high[0]), max(low[0], high[0]), low[1])


def _pair_at(tokens: list[str]) -> int | None:
    """Return the index of the second of two neighbouring digits (오륙) before a magnitude."""
    places = [
        i
        for i in range(1, len(tokens))
        if tokens[i] in _DIGITS
        and tokens[i - 1] in _DIGITS
        and _DIGITS[tokens[i]] == _DIGITS[tokens[i - 1]] + 1 > 1
    ]
    if len(places) != 1 or places[0] + 1 >= len(tokens):
        return None
    return places[0] if tokens[places[0] + 1] in _SMALL | _LARGE else None


def _evaluate(tokens: list[str]) -> tuple[int, int] | None:
    """Return (value, step) of tokens such as 1 만 5 천; None if their order makes no number."""
    total, section, digit = Decimal(0), Decimal(0), None
    small_below, large_below, step = 10**4, 10**16, 1
    for token in tokens:
        if token in _SMALL:
            size = _SMALL[token]
            if size >= small_below:
                return None
            section, digit, small_below = section + (_or_one(digit)) * size, None, size
            step = size
        elif token in _LARGE:
            size = _LARGE[token]
            if size >= large_below:
                return None
            if digit is not None:
                section += digit
            total += (section or Decimal(1)) * size
            section, digit, small_below, large_below, step = Decimal(0), None, 10**4, size, size
        elif digit is not None:
            return None
        else:
            digit, step = _digit(token), 1
    value = total + section + (digit or 0)
    return (int(value), step) if value == int(value) and value < _LIMIT else None


def _or_one(digit: Decimal | None) -> Decimal:
    return Decimal(1) if digit is None else digit


def _digit(token: str) -> Decimal:
    return Decimal(_DIGITS[token] if token in _DIGITS else token.replace(",", ""))
