"""The shapes of telephone numbers: mobile, area codes, internet and safety numbers, abroad.

Nationwide service numbers (15xx, 16xx, 18xx, 080, 1xx) belong to companies and have no
shape here. What is between the groups may be a hyphen, a dot, a space or, said aloud, 에.
"""

import re
from dataclasses import dataclass
from typing import Final

GAP: Final = r"(?:[ ]?[-–—‐‑−ㅡ~.·/_][ ]?|[ ]|에[ ]?|다시[ ]?|[ ]다시[ ])"
"""What may stand between two groups of digits."""
END: Final = r"(?![0-9]|[-.][0-9]|[A-Za-z]|\*)"
"""Where a number ends."""
SAID_END: Final = r"(?![0-9])|(?=2[에예야고라랑며니])|(?=9[요나])"
"""The same for digits that were Hangul: in 오육칠팔이에요 the 이 is no digit."""

_AREA: Final = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?)"


@dataclass(frozen=True, kw_only=True)
class PhoneShapes:
    """sure: a number by its shape alone; hinted: only where the line speaks of a telephone."""

    sure: tuple[re.Pattern[str], ...]
    hinted: tuple[re.Pattern[str], ...]


def phone_shapes(end: str) -> PhoneShapes:
    """Return the shapes, each ending where `end` allows."""
    stop = f"(?:{end})"
    sure = (
        rf"010{GAP}?[0-9]{{4}}{GAP}?[0-9]{{4}}{stop}",
        rf"010,[ ]?[0-9]{{4}},[ ]?[0-9]{{4}}{stop}",
        rf"01[016-9]\)[ ]?[0-9]{{3,4}}{GAP}?[0-9]{{4}}{stop}",
        rf"(?:01[016-9]|\(01[016-9]\)){GAP}[0-9]{{3,4}}{GAP}?[0-9]{{4}}{stop}",
        rf"01[016-9][0-9]{{3,4}}{GAP}[0-9]{{4}}{stop}",
        rf"01[16-9][0-9]{{8}}{stop}",
        rf"\({_AREA}\)[ ]?[0-9]{{3,4}}{GAP}?[0-9]{{4}}{stop}",
        rf"{_AREA}(?:\)[ ]?|{GAP})[0-9]{{3,4}}{GAP}[0-9]{{4}}{stop}",
        rf"050[2-8][0-9]{{3,4}}[0-9]{{4}}{stop}",
        rf"(?:\+|00)82{GAP}?(?:\(0\)|0)?{GAP}?(?:1[016-9]|2|[3-6][1-5]|70|50[2-8])"
        rf"\)?{GAP}?[0-9]{{3,4}}{GAP}?[0-9]{{4}}{stop}",
        rf"82{GAP}0?(?:1[016-9]|2|[3-6][1-5]|70){GAP}[0-9]{{3,4}}{GAP}[0-9]{{4}}{stop}",
        rf"\+(?!82)[1-9][0-9]{{0,2}}(?:[ .-]\(?[0-9]{{1,5}}\)?){{2,4}}{stop}",
    )
    hinted = (
        rf"{_AREA}[0-9]{{7,8}}{stop}",
        rf"01[16-9][0-9]{{7}}{stop}",
        rf"1[016-9][ -][0-9]{{3,4}}[ -][0-9]{{4}}{stop}",
        rf"82(?:1[016-9]|2)[0-9]{{7,8}}{stop}",
        rf"\+[1-9][0-9]{{8,13}}{stop}",
    )
    return PhoneShapes(sure=tuple(map(re.compile, sure)), hinted=tuple(map(re.compile, hinted)))


def find_phone(line: str, at: int, shapes: PhoneShapes, *, is_hinted: bool) -> int | None:
    """Return where a telephone number that begins at `at` ends; None if there is none."""
    patterns = shapes.sure + shapes.hinted if is_hinted else shapes.sure
    for pattern in patterns:
        match = pattern.match(line, at)
        if match:
            return match.end()
    return None
