"""Bring what people type into one form, and remember where each character came from.

NFC (so that decomposed Hangul from phones and Macs is whole), full-width forms to ASCII,
invisible characters and controls away, runs of spaces to one. Nothing is translated or
corrected here: typos are the lexicon's business.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dure.errors import EmptyUtterance, TooLong, Unreadable

UTTERANCE_LIMIT: Final = 500
"""Code points in one utterance (seed 002, section 2.1)."""

# Fillers of Hangul and letters without width; they hide inside words.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u00ad\u034f\u180e\u2800\ufeff")
_VARIANTS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_RUN_LIMIT: Final = 3
"""ㅋㅋㅋㅋㅋㅋ says no more than ㅋㅋㅋ."""


@dataclass(frozen=True, kw_only=True)
class Normal:
    """A text in normal form.

    origin: for each character of `text`, its (start, end) in the original, in code points.
    """

    original: str
    text: str
    origin: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where text[start:end] stands in the original.

        Raises ValueError for an empty or impossible span.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in {len(self.text)} characters")
        return self.origin[start][0], self.origin[end - 1][1]


def normalise(text: str) -> Normal:
    """Return the normal form; empty where nothing visible was said."""
    out: list[str] = []
    origin: list[tuple[int, int]] = []
    for letters, start, end in _clusters(_visible(text)):
        for letter in unicodedata.normalize("NFC", letters):
            if (letter == " " and (not out or out[-1] == " ")) or _repeats(out, letter):
                continue
            out.append(letter)
            origin.append((start, end))
    if out and out[-1] == " ":
        out.pop()
        origin.pop()
    return Normal(original=text, text="".join(out), origin=tuple(origin))


def utterance(text: str) -> Normal:
    """Return the normal form of one utterance.

    Raises TooLong above 500 code points, Unreadable for lone surrogates or text that lost
    its encoding, EmptyUtterance if nothing visible is left.
    """
    if len(text) > UTTERANCE_LIMIT:
        raise TooLong(length=len(text), limit=UTTERANCE_LIMIT)
    if any("\ud800" <= letter <= "\udfff" for letter in text) or text.count("\ufffd") > 2:
        raise Unreadable
    normal = normalise(text)
    if not normal.text:
        raise EmptyUtterance
    return normal


def tidy(text: str) -> str:
    """Return a text from a file: NFC, runs of space as one, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=16_384)
def squeeze(text: str) -> str:
    """Return the text without spaces, lower-case: the form in which spacing does not matter."""
    return "".join(text.split()).lower()


def _visible(text: str) -> Iterator[tuple[str, int]]:
    """Yield what can be seen, in ASCII width, and where it stood; any space is " "."""
    for at, letter in enumerate(text):
        if letter in _INVISIBLE or _VARIANTS.match(letter):
            continue
        if letter.isspace():
            yield " ", at
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            is_wide = "\uff01" <= letter <= "\uffe6"
            for narrow in unicodedata.normalize("NFKC", letter) if is_wide else letter:
                yield narrow, at


def _clusters(visible: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield (letters, start, end): those that compose stay together, whatever hid between."""
    letters, start, end = "", 0, 0
    for letter, at in visible:
        if letters and not _joins(letter):
            yield letters, start, end
            letters = ""
        letters, start, end = letters + letter, start if letters else at, at + 1
    if letters:
        yield letters, start, end


def _joins(letter: str) -> bool:
    return "\u1160" <= letter <= "\u11ff" or unicodedata.category(letter).startswith("M")


def _repeats(out: list[str], letter: str) -> bool:
    if letter.isdigit() or (letter.isascii() and letter.isalpha()):
        return False
    return len(out) >= _RUN_LIMIT and all(before == letter for before in out[-_RUN_LIMIT:])
