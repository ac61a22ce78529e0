"""Which of several orders finds what was chosen, and how sure that is.

A list is a few places and the one that was chosen of them; a contender gives each place a score.
People are drawn again and again to tell how sure a figure is, since lists of one person are alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GAIN_DEPTH: Final = 5
HIT_DEPTH: Final = 3
_ROUNDS: Final = 1_000
_SURE: Final = (2.5, 97.5)
"""Percent between which 95 of 100 draws lie."""


@dataclass(frozen=True, kw_only=True)
class SureMean:
    """A mean over people, and between what it lies in 95 of 100 draws of them."""

    mean: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Return plain values."""
        return {name: round(value, 4) for name, value in vars(self).items()}


def gain(scores: Floats, chosen: int) -> float:
    """Return the nDCG@5 of a list with one chosen place: 1 on top, 0 beyond the fifth.

    Places with the same score share what they would get in any order.
    """
    return _shared(scores, chosen, lambda place: 1 / np.log2(place + 2) if place < GAIN_DEPTH
                   else 0.0)  # fmt: skip


def hit(scores: Floats, chosen: int) -> float:
    """Return 1 if the chosen place is among the first three; a share of it if scores are equal."""
    return _shared(scores, chosen, lambda place: float(place < HIT_DEPTH))


def _shared(scores: Floats, chosen: int, worth: Any) -> float:  # noqa: ANN401 - place → worth
    better = int((scores > scores[chosen]).sum())
    equal = int((scores == scores[chosen]).sum())
    return float(np.mean([worth(place) for place in range(better, better + equal)]))


def compare(
    people: Sequence[str],
    values: Mapping[str, Sequence[float]],
    ours: str,
    *,
    rng: np.random.Generator,
) -> tuple[dict[str, SureMean], str, SureMean]:
    """Return (figure of each contender, the best of the others, how much ours is ahead of it).

    people: whose list each is. values: contender → its value on each list, of all on the same
    lists. The best of the others is the one with the highest mean on these lists, which is hard
    on ours.
    """
    names, codes = np.unique(np.array(people), return_inverse=True)
    counts = np.bincount(codes, minlength=len(names)).astype(np.float64)
    sums = {name: np.bincount(codes, np.array(v), len(names)) for name, v in values.items()}
    draws = rng.integers(0, len(names), (_ROUNDS, len(names)))
    total = counts[draws].sum(axis=1)
    drawn = {name: own[draws].sum(axis=1) / total for name, own in sums.items()}
    means = {name: float(own.sum() / counts.sum()) for name, own in sums.items()}
    best = max((name for name in values if name != ours), key=lambda name: means[name])
    figures = {name: _figure(means[name], drawn[name]) for name in values}
    return figures, best, _figure(means[ours] - means[best], drawn[ours] - drawn[best])


def _figure(mean: float, draws: Floats) -> SureMean:
    low, high = np.percentile(draws, _SURE)
    return SureMean(mean=mean, low=float(low), high=float(high))
