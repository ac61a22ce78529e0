"""Check digits and dates inside numbers that the state and the banks give out."""

from collections.abc import Sequence
from typing import Final

_PERSON_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BUSINESS_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_birthday(digits: str) -> bool:
    """Whether six digits (YYMMDD) can be a day of birth."""
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def person_number_holds(digits: str) -> bool:
    """Whether the last of 13 digits checks the others, for citizens or for foreigners.

    Numbers given out since October 2020 carry no check digit and may fail.
    """
    total = _weighted(digits, _PERSON_WEIGHTS) % 11
    base = 13 if digits[6] in "5678" else 11
    return (base - total) % 10 == int(digits[12])


def business_number_holds(digits: str) -> bool:
    """Whether the last of 10 digits checks the others."""
    total = _weighted(digits, _BUSINESS_WEIGHTS) + int(digits[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(digits[9])


def card_number_holds(digits: str) -> bool:
    """Whether the last digit checks the others.

    Source: the Luhn algorithm, ISO/IEC 7812-1 annex B.
    """
    odd = sum(int(digit) for digit in digits[-1::-2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
