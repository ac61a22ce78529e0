"""Bring a spoken or typed sentence into the form in which home commands are read.

Spaces do not matter to the reading (people leave them out), but where words begin is
remembered: a particle cannot begin a word, and a filler must.
"""

import re
from dataclasses import dataclass
from typing import Final

from dure.korean.normal import normalise

_DECIMAL: Final = re.compile(r"(?<=\d)\.(?=\d)")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_STOPS: Final = re.compile(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ%℃°\u2212\s]")
_MINUS: Final = re.compile(r"-(?=\d)")
_POINT: Final = "\u00b7"


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """A sentence ready to be read.

    letters: small letters without spaces and punctuation; a decimal point stays.
    begins: for each letter, whether a word begins there.
    breaks: places in `letters` before which a comma, a full stop or the like stood.
    """

    letters: str
    begins: tuple[bool, ...]
    breaks: frozenset[int]
    asks: bool

    def said(self, start: int, end: int) -> str:
        """Return letters[start:end] with the spaces that were said."""
        out = [
            (" " if at > start and self.begins[at] else "") + self.letters[at]
            for at in range(start, end)
        ]
        return "".join(out)


def hear(text: str) -> Utterance:
    """Return what was said, without what does not matter."""
    # A minus stays as a letter that nothing explains: -10 is not to be read as 10.
    small = _MINUS.sub("\u2212", _THOUSANDS.sub("", normalise(text).text.lower()))
    letters, begins, breaks = _letters(_DECIMAL.sub(_POINT, small))
    return Utterance(
        letters=letters,
        begins=tuple(begins),
        breaks=frozenset(breaks),
        asks=text.rstrip(" .!~").endswith(("?", "\uff1f")),
    )


def _letters(text: str) -> tuple[str, list[bool], set[int]]:
    out: list[str] = []
    begins: list[bool] = []
    breaks: set[int] = set()
    fresh = True
    for letter in text:
        if letter == _POINT and out and out[-1].isdigit():
            out.append(".")
            begins.append(False)
        elif letter.isspace() or _STOPS.match(letter):
            fresh = True
            if not letter.isspace():
                breaks.add(len(out))
        else:
            out.append(letter)
            begins.append(fresh)
            fresh = False
    return "".join(out), begins, breaks
