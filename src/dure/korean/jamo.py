"""Take Hangul syllables apart, so that a wrong vowel counts as one letter and not as a syllable."""

from functools import lru_cache
from typing import Final

_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS: Final[tuple[str, ...]] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def is_hangul(letter: str) -> bool:
    """Whether it is a whole Hangul syllable."""
    return "가" <= letter <= "힣"


@lru_cache(maxsize=4096)
def letters_of(text: str) -> str:
    """Return the text with each syllable as its letters: "값" gives "ㄱㅏㅄ"."""
    letters = [_letters(letter) if is_hangul(letter) else letter for letter in text]
    return "".join(letters)


def compose(lead: int, vowel: int, tail: int = 0) -> str:
    """Return the syllable of Unicode's letter numbers (0…18, 0…20, 0…27)."""
    return chr(ord("가") + (lead * 21 + vowel) * 28 + tail)


def _letters(syllable: str) -> str:
    code = ord(syllable) - ord("가")
    return _LEADS[code // 588] + _VOWELS[code // 28 % 21] + _TAILS[code % 28]


def distance(a: str, b: str, *, limit: int) -> int:
    """Return the edit distance of two letter strings (swaps count as one), or limit + 1 if above.

    Source: optimal string alignment, Damerau 1964.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
