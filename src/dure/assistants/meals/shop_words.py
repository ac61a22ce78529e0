"""What the words of shops' names and kinds tell, of all words at once.

A hundred thousand words stand in the names of a city's shops. What one of them tells does not
depend on what somebody asks for, so each is looked at once, and a question goes over numbers.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.contents_known import (
    foods_sold_by,
    is_of_lexicon,
    plain_name,
    word_sells,
)
from dure.assistants.meals.place_kinds import kinds_in
from dure.korean.normal import squeeze

_FOODS_KEPT: Final = 128
"""Foods of which the answers are kept: a byte for each word."""

Column = NDArray[Any]


class ShopWords:
    """The words of one catalogue, by their numbers."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        known: dict[tuple[frozenset[str], frozenset[str]], int] = {}
        numbers = (
            known.setdefault((foods_sold_by(word), kinds_in(word)), len(known)) for word in words
        )
        self._numbers = np.fromiter(numbers, dtype=np.int32, count=len(words))
        self._told = tuple(known)
        self._text = "\n".join(("", *words, ""))
        sizes = np.fromiter((len(word) + 1 for word in words), dtype=np.int64, count=len(words))
        self._starts = np.cumsum(sizes) - sizes

    @lru_cache(maxsize=_FOODS_KEPT)  # noqa: B019 - they live as long as their catalogue
    def selling(self, food: str) -> Column:
        """Return (words,) which tell that a shop is of the kind of a food (`word_sells`)."""
        name = plain_name(food)
        told = self._where([name in sold for sold, _ in self._told])
        for number in () if is_of_lexicon(food) else self._with(squeeze(food)):
            told[number] = word_sells(self._words[number], food)
        return told

    @lru_cache(maxsize=_FOODS_KEPT)  # noqa: B019 - see above
    def telling(self, food: str) -> Column:
        """Return (words,) which tell that a shop is a place for a food (`word_tells`)."""
        name = plain_name(food)
        told: Column = self._where([name in kinds for _, kinds in self._told])
        return told | self.selling(food)

    def _where(self, is_so: Sequence[bool]) -> Column:
        """Return (words,) what holds for what each tells."""
        return np.array(is_so, dtype=bool)[self._numbers]

    def _with(self, spelling: str) -> list[int]:
        """Return the words that begin or end with a spelling."""
        found = list[int]()
        for piece in (f"\n{spelling}", f"{spelling}\n"):
            at = self._text.find(piece)
            while at >= 0:
                found.append(at)
                at = self._text.find(piece, at + 1)
        numbers = np.searchsorted(self._starts, found, side="right") - 1
        return [int(number) for number in numbers]
