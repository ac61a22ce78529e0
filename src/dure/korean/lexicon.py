"""Find known names in what people type, whatever the spacing, and through a slip of the finger.

A name is found exactly (longest first), or, if it has at least three syllables, at one edit
of its letters (jamo). Short names must stand at the beginning of a word, since 배 is in 배고파
and 죽 in 죽겠다. What a similar name permits is for the caller to decide: `exact` says how
it was found.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dure.korean.jamo import distance, is_hangul, letters_of

_SHORTEST_TYPO: Final = 3
"""Syllables of the shortest window in which a typo is looked for."""
_CROWDED: Final = 8
"""A word of so many syllables was typed without spaces; then names begin anywhere."""
# What may follow a name of one syllable: the end, a particle, or a word about shops.
_AFTER_SHORT: Final = re.compile(
    r"(?:$|[^가-힣]|[은는이가을를도만에로과와랑의나]|이랑|하고|이나|으로|말고|빼고|집|가게|먹|좋|싫|못|안|"
    r"알레르기|알러지|종류|류|있|없|들어|넣|추천|땡|파는|맛집)"
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A name in a text: text[start:end] means `name`."""

    start: int
    end: int
    name: str
    exact: bool


class Lexicon:
    """Names and their other spellings."""

    def __init__(
        self,
        spellings: Mapping[str, str],
        *,
        fuzzy_from: Callable[[str], int] | None = None,
        ordinary: Iterable[str] = (),
    ) -> None:
        """spellings: what may be typed → the name it means; spaces and case do not matter.

        fuzzy_from: for a name, the syllables from which it is recognised through a typo; None
            recognises none.
        ordinary: words that are no slip, however near a name they come (케이스, 케이크).
        """
        self._ordinary = frozenset(ordinary)
        self._names: dict[str, str] = {}
        for spelling, name in spellings.items():
            self._names.setdefault(_squeezed(spelling), name)
        self._longest = max(map(len, self._names), default=0)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        if fuzzy_from:
            self._index_typos(fuzzy_from)

    def find(self, text: str) -> list[Found]:
        """Return the names in a text from left to right; they do not overlap."""
        letters = [(i, _small(letter)) for i, letter in enumerate(text) if letter != " "]
        found: list[Found] = []
        at = 0
        while at < len(letters):
            hit = self._exact_at(text, letters, at) or self._near_at(text, letters, at)
            if hit:
                found.append(hit)
                at = next((i for i, (p, _) in enumerate(letters) if p >= hit.end), len(letters))
            else:
                at += 1
        return found

    def __contains__(self, spelling: str) -> bool:
        return _squeezed(spelling) in self._names

    def name_of(self, spelling: str) -> str | None:
        """Return the name a spelling means, None if unknown."""
        return self._names.get(_squeezed(spelling))

    def nearly(self, word: str) -> str | None:
        """Return the name that a word spelt with one slip means, None if none or several may be."""
        return self._nearest(_squeezed(word))

    def _exact_at(self, text: str, letters: list[tuple[int, str]], at: int) -> Found | None:
        window = "".join(letter for _, letter in letters[at : at + self._longest])
        for size in range(len(window), 0, -1):
            name = self._names.get(window[:size])
            if name is None:
                continue
            start, end = letters[at][0], letters[at + size - 1][0] + 1
            if _may_stand(text, start, end, size):
                return Found(start=start, end=end, name=name, exact=True)
        return None

    def _near_at(self, text: str, letters: list[tuple[int, str]], at: int) -> Found | None:
        if not self._near or not _begins_word(text, letters[at][0]):
            return None
        longest = min(self._longest + 1, len(letters) - at)
        for size in range(longest, _SHORTEST_TYPO - 1, -1):
            window = "".join(letter for _, letter in letters[at : at + size])
            start, end = letters[at][0], letters[at + size - 1][0] + 1
            if window in self._ordinary or not all(map(is_hangul, window)):
                continue
            name = None if " " in text[start:end] else self._nearest(window)
            if name:
                return Found(start=start, end=end, name=name, exact=False)
        return None

    def _nearest(self, window: str) -> str | None:
        typed = letters_of(window)
        near = {
            spelling
            for key in _with_one_less(typed)
            for spelling in self._near.get(key, ())
            if abs(len(spelling) - len(window)) <= 1
            and distance(typed, letters_of(spelling), limit=1) <= 1
        }
        names = {self._names[spelling] for spelling in near}
        return names.pop() if len(names) == 1 else None

    def _index_typos(self, fuzzy_from: Callable[[str], int]) -> None:
        for spelling, name in self._names.items():
            if len(spelling) >= fuzzy_from(name) and all(map(is_hangul, spelling)):
                for key in _with_one_less(letters_of(spelling)):
                    self._near[key].append(spelling)


def spellings_of(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return spelling → name for rows of (name, other spellings); a name beats a spelling."""
    rows = list(rows)
    out = {other: name for name, others in rows for other in others}
    out.update({name: name for name, _ in rows})
    return out


def _squeezed(text: str) -> str:
    return "".join(map(_small, "".join(text.split())))


def _small(letter: str) -> str:
    """Return the small letter, unless that is two (İ): each letter keeps its place."""
    small = letter.lower()
    return small if len(small) == 1 else letter


def _with_one_less(letters: str) -> Iterator[str]:
    yield letters
    for i in range(len(letters)):
        yield letters[:i] + letters[i + 1 :]


def _begins_word(text: str, start: int) -> bool:
    if start == 0 or not text[start - 1].isalnum():
        return True
    word_start = text.rfind(" ", 0, start) + 1
    word_end = text.find(" ", start)
    return (len(text) if word_end < 0 else word_end) - word_start >= _CROWDED


def _may_stand(text: str, start: int, end: int, size: int) -> bool:
    if not is_hangul(text[start]):
        before = start == 0 or not (text[start - 1].isascii() and text[start - 1].isalnum())
        return before and not (end < len(text) and text[end].isascii() and text[end].isalnum())
    if size == 1:
        begins = start == 0 or not text[start - 1].isalnum()
        return begins and _AFTER_SHORT.match(text, end) is not None
    # A name typed with a space inside must fill whole words: "국 수" is not in "미국 수도".
    if " " in text[start:end]:
        begins = start == 0 or not text[start - 1].isalnum()
        return begins and _AFTER_SHORT.match(text, end) is not None
    return size >= 3 or _begins_word(text, start)
