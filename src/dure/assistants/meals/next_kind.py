"""Which category follows those chosen lately: a Markov chain over the last three."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.learning.lstm import Lstm

Follows = Callable[[Sequence[str]], Mapping[str, float] | None]
"""Categories chosen lately, newest last → category → chance that it is next, or None."""

_STEPS: Final = (1.0, 0.5, 0.25)
"""How much the last choice, the one before and the third one count, learning and asking."""
_PULL: Final = 5.0
"""Choices that what all choose counts for, where little is known of what follows a category."""


@dataclass(frozen=True, kw_only=True)
class KindChain:
    """categories: (C,); chances: (C, C), row: before, column: next; each row is 1 in total."""

    categories: tuple[str, ...]
    chances: NDArray[np.float32]

    def follows(self) -> Follows:
        """Return what tells the chance of each category after some, newest last."""
        place = {category: code for code, category in enumerate(self.categories)}
        rows = self.chances.astype(np.float64)

        def follows(lately: Sequence[str]) -> Mapping[str, float] | None:
            newest = zip(_STEPS, reversed(lately), strict=False)
            met = [(weight, place[one]) for weight, one in newest if one in place]
            if not met:
                return None
            total = sum(weight for weight, _ in met)
            mixed = sum(weight * rows[code] for weight, code in met) / total
            return dict(zip(self.categories, np.asarray(mixed).tolist(), strict=True))

        return follows


def follows_by(lstm: Lstm, categories: Sequence[str]) -> Follows:
    """Return the same of an LSTM whose codes are places in `categories`."""
    place = {category: code for code, category in enumerate(categories)}

    def follows(lately: Sequence[str]) -> Mapping[str, float] | None:
        codes = [place[one] for one in lately if one in place]
        if not codes:
            return None
        return dict(zip(categories, lstm.chances(codes).tolist(), strict=True))

    return follows


def fit_chain(lives: Iterable[Sequence[str]]) -> KindChain | None:
    """Count what follows what within three choices; None where nobody chose anything.

    lives: the categories that each person chose, oldest first; "" is unknown and counts nothing.
    """
    kept = [[one for one in life if one] for life in lives]
    categories = tuple(sorted({one for life in kept for one in life}))
    if not categories:
        return None
    place = {category: code for code, category in enumerate(categories)}
    counts = np.zeros((len(categories), len(categories)))
    every = np.zeros(len(categories))
    for life in kept:
        codes = [place[one] for one in life]
        np.add.at(every, codes, 1.0)
        for step, weight in enumerate(_STEPS, start=1):
            np.add.at(counts, (codes[:-step], codes[step:]), weight)
    general = every / every.sum()
    leaned = counts + _PULL * general
    chances = leaned / leaned.sum(axis=1, keepdims=True)
    return KindChain(categories=categories, chances=chances.astype(np.float32))
