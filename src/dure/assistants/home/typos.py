"""Kinds of devices and colours through a slip of the finger.

Short words are forgiven only slips that people really make (ㅐ for ㅔ, ㅛ for ㅗ, ㅉ for ㅈ),
since at two syllables most words have a neighbour that means something else (거실, 교실).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from dure.assistants.home.lexicon import words
from dure.korean.jamo import distance, letters_of

_KINDS: Final = frozenset(("noun", "color", "attr", "timer", "weather"))
_SHORT: Final = 2
_ALIKE: Final = (
    "ㅐㅔ", "ㅒㅖ", "ㅏㅑ", "ㅓㅕ", "ㅗㅛ", "ㅜㅠ", "ㅙㅚ", "ㅚㅞ", "ㅙㅞ", "ㅡㅜ", "ㅓㅗ",
    "ㄱㄲ", "ㄷㄸ", "ㅂㅃ", "ㅅㅆ", "ㅈㅉ", "ㄱㅋ", "ㄷㅌ", "ㅂㅍ", "ㅈㅊ",
)  # fmt: skip
_SAME: Final = frozenset(frozenset(pair) for pair in _ALIKE)


def similar_nouns(said: str) -> list[str]:
    """Return forms that what was said was probably meant to be, sorted."""
    letters = letters_of(said)
    if len(said) < _SHORT:
        return []
    return sorted(
        form
        for key in _with_one_less(letters)
        for form in _near().get(key, ())
        if _is_slip(said, letters, form)
    )


def _is_slip(said: str, letters: str, form: str) -> bool:
    meant = letters_of(form)
    if len(form) > _SHORT and len(said) > _SHORT:
        return distance(letters, meant, limit=1) == 1
    if len(letters) != len(meant):
        return False
    wrong = [pair for pair in zip(letters, meant, strict=True) if pair[0] != pair[1]]
    return len(wrong) == 1 and frozenset(wrong[0]) in _SAME


@cache
def _near() -> Mapping[str, tuple[str, ...]]:
    out: defaultdict[str, set[str]] = defaultdict(set)
    for form, meanings in words().items():
        if len(form) >= _SHORT and any(word.kind in _KINDS for word in meanings):
            for key in _with_one_less(letters_of(form)):
                out[key].add(form)
    return {key: tuple(sorted(found)) for key, found in out.items()}


def _with_one_less(letters: str) -> Iterator[str]:
    yield letters
    for at in range(len(letters)):
        yield letters[:at] + letters[at + 1 :]
