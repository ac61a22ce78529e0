"""Numbers as formulas and sheets write them, kept exact: 0,40 is two fifths, not nearly so."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_LONGEST: Final = 40


def read_exact(value: object) -> Fraction | None:
    """Return a number as it was written, or None if it is none (NaN, infinite, a truth, a word).

    A float counts as the decimal of twelve digits that it stands for, so 0.1 is one tenth and
    0.1 + 0.2 three tenths. A comma is a decimal
    comma; a text with both comma and point is refused, because two readings exist.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        value = f"{value:.12g}"
    text = str(value) if isinstance(value, int | Decimal) else value
    if not isinstance(text, str) or not _PLAIN.fullmatch(text.strip()):
        return None
    written = text.strip().replace(",", ".")
    return Fraction(written) if len(written) <= _LONGEST else None
