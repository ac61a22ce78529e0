"""Find personal data in Korean text and put the name of its kind in its place.

Line by line, so that text can stream through: nothing in one line depends on another. What a
line looks like to the finders is its normal form (decomposed Hangul whole, full-width
forms narrow, invisible characters away); places are told in the text as it came.
"""

import re
from typing import Final

from dure.korean.normal import normalise
from dure.trust.mask_addresses import find_addresses
from dure.trust.mask_emails import find_emails
from dure.trust.mask_names import find_names
from dure.trust.mask_numbers import find_numbers
from dure.trust.mask_spans import KINDS, Personal, apart

_PLAIN: Final = re.compile(
    "[\t -~가-힣ㄱ-ㅣ·…‘’“”–—→←↑↓※★☆○●①-⑳~×÷°℃㎡％\U0001f300-\U0001f64f]*+\\Z"
)
"""Letters whose normal form is themselves."""
_MASKED: Final = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
_STEP: Final = 1_000
"""Characters of a long line that are looked at in one go, with _MARGIN around them: what stands
farther away says nothing, and the time grows with the length only."""
_MARGIN: Final = 200
"""Characters; more than the longest finding."""


def find_personal(text: str) -> tuple[Personal, ...]:
    """Return the personal data of a text, in order of place; none overlap.

    What an earlier masking left ("[PHONE]") is never part of a finding.
    """
    found: list[Personal] = []
    start = 0
    for line in text.split("\n"):
        found += [
            Personal(start=start + one.start, end=start + one.end, kind=one.kind)
            for one in _find_in_line(line)
        ]
        start += len(line) + 1
    return tuple(found)


def mask(text: str) -> str:
    """Return the text with each piece of personal data replaced by its kind: "[PHONE]".

    Masking what was masked changes nothing; a line without personal data stays as it is.
    """
    return "\n".join(_mask_line(line) for line in text.split("\n"))


def _mask_line(line: str) -> str:
    # What stood around a number can make another one clear, so look until nothing is left.
    while found := _find_in_line(line):
        for one in reversed(found):
            line = f"{line[: one.start]}[{one.kind}]{line[one.end :]}"
    return line


def _find_in_line(line: str) -> list[Personal]:
    if _PLAIN.match(line):
        return _find_in_plain(line)
    normal = normalise(line)
    found = []
    for one in _find_in_plain(normal.text):
        start, end = normal.span(one.start, one.end)
        found.append(Personal(start=start, end=end, kind=one.kind))
    return found


def _find_in_plain(line: str) -> list[Personal]:
    if len(line) <= _STEP + _MARGIN:
        return _find_in_window(line)
    found = []
    for step in range(0, len(line), _STEP):
        begin = max(0, step - _MARGIN)
        for one in _find_in_window(line[begin : step + _STEP + _MARGIN]):
            if step <= begin + one.start < step + _STEP:
                found.append(Personal(start=begin + one.start, end=begin + one.end, kind=one.kind))
    return apart(found)


def _find_in_window(line: str) -> list[Personal]:
    numbers = [*find_numbers(line), *find_emails(line)]
    places = list(find_addresses(line))
    names = find_names(line, numbers)
    found = [*numbers, *places, *names]
    if not found:
        return []
    if "[" in line:
        masked = [match.span() for match in _MASKED.finditer(line)]
        found = [f for f in found if not any(f.start < e and s < f.end for s, e in masked)]
    return apart(found)
