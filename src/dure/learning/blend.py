"""Choose recommenders by what they find of a hidden part of the training file, and blend them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dure.learning.collaborative import (
    CollaborativeSettings,
    Contender,
    Fit,
    Recommender,
    contenders,
)
from dure.learning.interactions import Codes, Floats, Held, Histories, Interactions, hide

Weights = Mapping[str, float]
"""Name of a contender → its weight."""


@dataclass(frozen=True, kw_only=True)
class ChooseSettings:
    """How much is spent on choosing, and how sure it has to be."""

    trials: int = 1_500
    """Hidden items to judge by, if there are so many."""
    folds: int = 10
    """Times that an item of each user is hidden, at most; each costs a fit of every contender."""
    gain: float = 0.005
    """Share by which another part must raise the figure; keeps noise out."""
    shares: tuple[float, ...] = (0.25, 0.5, 1.0)
    """Weights that another part may get beside the first one's 1."""
    parts: int = 3
    """Recommenders in a blend, at most."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen. tried: contender → nDCG@20 on the hidden items; value: the blend's; both
    say nothing where `hidden`, the number of those items, is 0.
    """

    weights: Weights
    tried: Mapping[str, float]
    value: float
    hidden: int = 0


@dataclass(frozen=True, kw_only=True)
class Blend:
    """Recommenders whose scores are brought to one scale and added.

    parts: (what was learned, half-life, weight).
    """

    parts: Sequence[tuple[Recommender, float | None, float]]

    def scores(self, of: Histories) -> Floats:
        """Return (users, items) in units of a user's spread of scores."""
        total = np.zeros(of.rows.shape)
        for recommender, half_life, weight in self.parts:
            total += weight * even(recommender.scores(of.faded(half_life)))
        return total


def even(scores: Floats) -> Floats:
    """Return scores with mean 0 and spread 1 for each user; all alike become 0."""
    middle = scores - scores.mean(axis=1, keepdims=True)
    spread = middle.std(axis=1, keepdims=True)
    return np.asarray(middle / np.where(spread > 0, spread, 1.0))


def fit_blend(train: Interactions, tried: Sequence[Contender], weights: Weights) -> Blend:
    """Fit the chosen contenders on a whole file."""
    chosen = [contender for contender in tried if contender.name in weights]
    learned = _fit_each(train, chosen)
    return Blend(parts=[(learned[c.fit], c.half_life, weights[c.name]) for c in chosen])


def choose(
    train: Interactions,
    *,
    how: ChooseSettings,
    sizes: CollaborativeSettings,
    repeat: bool = False,
) -> Choice:
    """Return the blend that finds most of what is hidden of `train`; nothing else is looked at.

    Begins with the best contender and adds others while that helps. Where nothing can be hidden
    it is popularity.
    """
    tried = contenders(train, sizes)
    rounds = list(_rounds(train, tried, how, sizes, repeat=repeat))
    singles: list[Weights] = [{contender.name: 1.0} for contender in tried]
    values = _values(rounds, singles, repeat=repeat)
    figures = {contender.name: value for contender, value in zip(tried, values, strict=True)}
    best, value = max(zip(singles, values, strict=True), key=lambda pair: pair[1])
    while len(best) < how.parts:
        wider = [{**best, n: share} for n in figures if n not in best for share in how.shares]
        found = max(
            zip(wider, _values(rounds, wider, repeat=repeat), strict=True), key=lambda p: p[1]
        )
        if found[1] <= value * (1 + how.gain):
            break
        best, value = found
    hidden = sum(len(one.held.users) for one in rounds)
    return Choice(weights=best, tried=figures, value=value, hidden=hidden)


_Batch = tuple[Codes, Codes, Mapping[str, Floats]]


@dataclass(frozen=True, kw_only=True)
class _Round:
    """One hiding: what was hidden, and what each contender learned of the rest."""

    held: Held
    tried: Sequence[Contender]
    learned: Mapping[Fit, Recommender] = field(default_factory=dict)
    scored: Sequence["_Batch"] = ()

    def only_scores(self) -> "_Round":
        """Return the same without what was learned, which takes far more memory than its scores
        where there are few items.
        """
        return replace(self, learned={}, scored=list(self.batches()))

    def batches(self, size: int = 256) -> Iterator["_Batch"]:
        """Yield users, their hidden items, and everybody's scores on one scale."""
        if self.scored:
            yield from self.scored
            return
        for begin in range(0, len(self.held.users), size):
            users = self.held.users[begin : begin + size]
            of = self.held.rest.histories(users)
            scores = {
                c.name: even(self.learned[c.fit].scores(of.faded(c.half_life))) for c in self.tried
            }
            yield users, self.held.items[begin : begin + size], scores


def _rounds(
    train: Interactions,
    tried: Sequence[Contender],
    how: ChooseSettings,
    sizes: CollaborativeSettings,
    *,
    repeat: bool,
) -> Iterator[_Round]:
    left, is_small = how.trials, len(train.items) <= sizes.small_items
    for fold in range(how.folds if is_small else 1):
        held = _some(hide(train, fold, repeat=repeat), left)
        left -= len(held.users)
        if len(held.users) > 0:
            made = _Round(held=held, tried=tried, learned=_fit_each(held.rest, tried))
            yield made.only_scores() if is_small else made
        if left <= 0:
            return


def _some(held: Held, count: int) -> Held:
    """Return at most so many trials, spread over all users."""
    if len(held.users) <= count:
        return held
    at = np.linspace(0, len(held.users) - 1, count).astype(np.int64)
    return Held(rest=held.rest, users=held.users[at], items=held.items[at])


def _fit_each(train: Interactions, tried: Sequence[Contender]) -> dict[Fit, Recommender]:
    fits = dict.fromkeys(contender.fit for contender in tried)
    return {fit: fit(train) for fit in fits}


def _values(rounds: Sequence[_Round], blends: Sequence[Weights], *, repeat: bool) -> list[float]:
    """Return the mean nDCG@20 of each blend over all hidden items; 0 where there are none."""
    total, trials = np.zeros(len(blends)), 0
    for one in rounds:
        for users, items, scores in one.batches():
            seen = None if repeat else one.held.rest.seen[users].nonzero()
            trials += len(users)
            for at, blend in enumerate(blends):
                total[at] += _gain(_mixed(scores, blend, seen), items)
    return [float(value) for value in total / max(trials, 1)]


def _mixed(
    scores: Mapping[str, Floats], blend: Weights, seen: tuple[Codes, Codes] | None
) -> Floats:
    total = np.zeros_like(next(iter(scores.values())))
    for name, weight in blend.items():
        total += weight * scores[name]
    if seen is not None:
        total[seen] = -np.inf
    return total


def _gain(scores: Floats, items: Codes) -> float:
    """Return the summed nDCG@20 of one hidden item per row; a tie counts as half before it."""
    own: NDArray[np.float64] = scores[np.arange(len(items)), items][:, None]
    place = (scores > own).sum(axis=1) + 0.5 * ((scores == own).sum(axis=1) - 1)
    return float(np.where(place < 20, 1 / np.log2(place + 2), 0.0).sum())
