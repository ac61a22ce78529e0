"""Which numbers a text says, with their units, however they are written: 5천 원, 오천원, 5,000원.

Rather one too many than one too few: two texts are compared by what this finds, and a
difference that is none only costs an offer of other words.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.korean.normal import normalise
from dure.korean.numbers import NATIVE, Number, find_numbers, read_count, read_number

_DECIMAL: Final = re.compile(r"\d[\d,]*\.\d+(?!\s?[십백천만억조\d])")
_DIGITS_SAID: Final = re.compile(r"(?<![가-힣])[영공일이삼사오육륙칠팔구]{2,}(?![십백천만억조])")
_ALONE: Final = re.compile(
    rf"(?<![가-힣])(?![한두세네석넉](?![가-힣]))(?:{NATIVE})(?=(?:[은는이가을를만도로씩]|까지|으로)?(?:[\s.,?!]|$))"
)
_LONG: Final = 2
_FIRST: Final = re.compile(r"(?<![가-힣])첫")

Said = Counter[tuple[str, str]]


def numbers_said(text: str) -> Said:
    """Return each (number, unit) of a text with how often it is said; unit: "" where none is."""
    plain = _patterns()["ordinary"].sub("·", normalise(text).text)
    return Counter((*_decimals(plain), *_whole(_DECIMAL.sub(" ", plain)), *_native(plain)))


def _decimals(text: str) -> Iterator[tuple[str, str]]:
    for match in _DECIMAL.finditer(text):
        value = Decimal(match[0].replace(",", "")).normalize()
        yield _sign(text, match.start()) + format(value, "f"), _unit(text, match.end())


def _whole(text: str) -> Iterator[tuple[str, str]]:
    for number in _every_number(text):
        said, unit = text[number.start : number.end], _unit(text, number.end)
        begins = number.start == 0 or not text[number.start - 1].isalnum()
        is_word = len(said) < _LONG and not said.isdigit() and not (unit and begins)
        if not is_word:
            for value in dict.fromkeys((number.low, number.high)):
                yield _sign(text, number.start) + str(value), unit
    for match in _DIGITS_SAID.finditer(text):
        yield match[0], "digits"
    for match in _patterns()["half"].finditer(text):
        yield match[0].strip(), "half"


def _every_number(text: str) -> Iterator[Number]:
    """Yield numbers, also those in what is left of a run that is no number as a whole."""
    at = 0
    while (number := next(find_numbers(text[at:]), None)) is not None:
        yield replace(number, start=at + number.start, end=at + number.end)
        at += number.end


def _native(text: str) -> Iterator[tuple[str, str]]:
    counted = re.compile(rf"(?<![가-힣])({NATIVE})\s?(?={_any_unit()})")
    for match in counted.finditer(text):
        for value in dict.fromkeys(read_count(match[1]) or ()):
            yield str(value), _unit(text, match.end())
    for match in _ALONE.finditer(text):
        for value in dict.fromkeys(() if _unit(text, match.end()) else read_count(match[0]) or ()):
            yield str(value), ""
    for match in _patterns()["before_noun"].finditer(text):
        if not _unit(text, match.end()):
            yield str(read_number(match[0]) or match[0]), "noun"
    for _ in _FIRST.finditer(text):
        yield "1", "번"


def _sign(text: str, start: int) -> str:
    return "-" if _patterns()["below_zero"].search(text[:start]) else ""


def _unit(text: str, end: int) -> str:
    at = end + (text[end : end + 1] == " ")
    return next((name for name, said in _units().items() if said.match(text, at)), "")


@cache
def _any_unit() -> str:
    return "|".join((*_table()["units"].values(), *_table()["counters"]["each"]))


@cache
def _units() -> dict[str, re.Pattern[str]]:
    # A longer way to say a unit goes first: 시간 is no 시.
    each = {word: word for word in _table()["counters"]["each"]}
    units = sorted((_table()["units"] | each).items(), key=lambda one: -len(one[0]))
    return {name: re.compile(said, re.IGNORECASE) for name, said in units}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _table()["numbers"].items()}


@cache
def _table() -> dict[str, Any]:
    return read_toml("dure.engine", "data/faithful.toml")
