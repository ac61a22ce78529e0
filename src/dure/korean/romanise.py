"""Write Korean in Latin letters, and bring the many ways to do so into one form.

The Revised Romanization with its sound changes between syllables; people also write Shinchon,
Kangnam or dukbokki, so what is compared are loose keys in which such spellings fall together.
Source: Notice 2000-8 of the Ministry of Culture and Tourism, as published by the NIKL.
"""

import re
from functools import lru_cache
from typing import Final

from dure.korean.jamo import is_hangul

_WRITTEN: Final = {
    "leads": "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "vowels": "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "closed": "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
    "open": "- g kk ks n nj n d r lg lm lb ls lt lp r m b ps s ss ng j ch k t p -",
}
"""Leads, vowels, and finals before a consonant or at the end, and before a vowel; - is silent."""
_LEADS, _VOWELS, _CLOSED, _OPEN = (
    [said.replace("-", "") for said in _WRITTEN[name].split()]
    for name in ("leads", "vowels", "closed", "open")
)
_NASAL: Final = {"k": "ng", "t": "n", "p": "m"}
_SILENT: Final = 11
_BREATH: Final = 27
_LOOSE: Final = [
    (r"[^a-z]", ""), ("ng", "N"), ("oo|eo|eu|wo|u", "o"), ("ee", "i"), ("ae", "e"), ("oi", "i"),
    ("sh", "s"), ("ch", "j"), ("c|q|g", "k"), ("d", "t"), ("b", "p"), ("r", "l"),
    (r"(.)\1+", r"\1"),
]  # fmt: skip


@lru_cache(maxsize=16_384)
def romanise(text: str) -> str:
    """Return a text with its Hangul in Latin letters (왕십리 wangsimni); the rest stays."""
    out, tail = "", 0
    for letter in text:
        if not is_hangul(letter):
            out, tail = out + _CLOSED[tail] + letter, 0
            continue
        code = ord(letter) - ord("가")
        out += _meeting(tail, code // 588) + _VOWELS[code // 28 % 21]
        tail = code % 28
    return out + _CLOSED[tail]


@lru_cache(maxsize=16_384)
def loose_key(latin: str) -> str:
    """Return the form in which usual spellings of one Korean word agree (Kangnam, gangnam)."""
    key = latin.lower()
    for pattern, form in _LOOSE:
        key = re.sub(pattern, form, key)
    return key


def _meeting(tail: int, lead: int) -> str:
    """Return how the end of a syllable and the beginning of the next one sound together."""
    begins = _LEADS[lead]
    if not tail:
        return begins
    if lead == _SILENT:
        return _OPEN[tail]
    if tail == _BREATH and begins in ("g", "d", "j"):
        return {"g": "k", "d": "t", "j": "ch"}[begins]
    ends = _CLOSED[tail]
    if begins in ("n", "m"):
        return "ll" if (ends, begins) == ("l", "n") else _NASAL.get(ends, ends) + begins
    if begins == "r":
        return "ll" if ends in ("l", "n") else _NASAL.get(ends, ends) + "n"
    return ends + begins
