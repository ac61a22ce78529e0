"""CAS registry numbers: their form and their check digit."""

import re
from typing import Final

CAS: Final = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")


def is_cas(text: str) -> bool:
    """Return whether a text is one CAS number whose check digit is right."""
    if not CAS.fullmatch(text):
        return False
    *digits, check = (int(letter) for letter in text if letter != "-")
    return sum(n * digit for n, digit in enumerate(reversed(digits), start=1)) % 10 == check


def find_cas(text: str) -> tuple[str, ...]:
    """Return the CAS numbers inside prose, each once, in order."""
    return tuple(dict.fromkeys(CAS.findall(text)))
