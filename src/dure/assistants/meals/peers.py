"""Simpler orders that a ranker is judged beside, each with all that it could know by then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.next_kind import fit_chain
from dure.assistants.meals.personal import PersonalSettings, personal_points
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.ranker import Neighbours, Ranker
from dure.assistants.meals.samples import rows_of
from dure.assistants.meals.situation import Learned
from dure.assistants.meals.table import AT, Rows
from dure.learning.collaborative import (
    CollaborativeSettings,
    Fit,
    Recommender,
    fit_ease,
    fit_neighbours,
    fit_spectrum,
)
from dure.learning.contest import gain
from dure.learning.interactions import Histories, Interactions, read_interactions

Floats = NDArray[np.float64]
OURS: Final = "wide_deep"
_NEIGHBOURS: Final = 20
_TOGETHER: Final = 3
"""People who must have chosen both of two shops, before anybody is told that they go together."""
_RIDGES: Final = (10.0, 100.0, 400.0)
"""Strengths of EASE, of which the best on held-out people counts."""
_SIZES: Final = CollaborativeSettings()


@dataclass(frozen=True, kw_only=True)
class Linear:
    """EASE, or a truncated SVD of a catalogue too large for it. places: shop → its code."""

    places: Mapping[str, int]
    recommender: Recommender

    def scores(self, profile: Profile, shops: Sequence[str]) -> Floats:
        """Return scores of shops for a person by all the shops that they chose; 0 if unknown."""
        taken = [
            self.places[shop]
            for shop, past in profile.shops.items()
            if past.chosen > 0 and shop in self.places
        ]
        shape = (1, len(self.places))
        rows = csr_matrix((np.ones(len(taken)), ([0] * len(taken), taken)), shape=shape)
        none = np.full((1, 3), -1, dtype=np.int64)
        found = self.recommender.scores(Histories(rows=rows, ages=None, last=none))[0]
        return np.array([found[self.places[s]] if s in self.places else 0.0 for s in shops])


@dataclass(frozen=True, kw_only=True)
class Peers:
    """learned: neighbours, and what follows. chosen: shop → times it was chosen. linear: None where
    nobody chose anything.
    """

    learned: Learned = field(default_factory=Learned)
    chosen: Mapping[str, int] = field(default_factory=dict)
    linear: Linear | None = None


def peers_of(lists: Sequence[Impression], *, held: Sequence[Impression]) -> Peers:
    """Return what the simpler orders learn of lists.

    held: lists of other people with a choice, by which the strength of EASE is chosen.
    """
    chain = fit_chain(kinds_of(lists))
    neighbours = neighbours_of(lists).as_mapping()
    learned = Learned(neighbours=neighbours)
    return Peers(
        learned=replace(learned, follows=chain.follows()) if chain else learned,
        chosen=Counter(one.places.shops[place] for one, place in _taken(lists)),
        linear=_linear_of(lists, held),
    )


def orders(ranker: Ranker, peers: Peers, one: Impression) -> dict[str, Floats]:
    """Return contender → the scores that it gives the places of a list."""
    rows, simple = rows_of(one, ranker.learned), rows_of(one, peers.learned)
    own = [sum(points for _, points in told) for told in personal_points(rows, PersonalSettings())]
    given = np.array(one.scores) if one.scores else np.zeros(len(rows))
    shops = one.places.shops
    return {
        OURS: ranker.network.logits(rows).astype(np.float64),
        "order": given,
        "personal": given + np.array(own),
        "popularity": np.array([float(peers.chosen.get(shop, 0)) for shop in shops]),
        "distance": _column(rows, "closeness"),
        "item_knn": _column(simple, "neighbour"),
        "ease": peers.linear.scores(one.profile, shops) if peers.linear else np.zeros(len(rows)),
        "recency": _column(rows, "recency_here"),
        "markov": _column(simple, "next_category"),
    }


def _column(rows: Rows, name: str) -> Floats:
    """Return a feature as scores; what is unknown is worth nothing."""
    return np.maximum(rows[:, AT[name]].astype(np.float64), 0.0)


def kinds_of(lists: Sequence[Impression]) -> list[list[str]]:
    """Return the categories that each person chose, oldest first."""
    lives: dict[str, list[str]] = {}
    for one in sorted(lists, key=lambda each: each.moment.now):
        if one.chosen is not None:
            lives.setdefault(one.person, []).append(one.places.categories[one.chosen])
    return list(lives.values())


def neighbours_of(lists: Sequence[Impression]) -> Neighbours:
    """Return the nearest of each shop that enough people chose with it."""
    train = _interactions(lists)
    if train is None:
        return Neighbours()
    # All of them, since the nearest may be those that too few people tell of.
    every = fit_neighbours(train, shrink=3.0, keep=len(train.items))
    return _as_table(every.similar, train)  # type: ignore[attr-defined]


def _interactions(lists: Sequence[Impression]) -> Interactions | None:
    rows = [
        {"user": one.person, "item": one.places.shops[place], "time": one.moment.now.timestamp()}
        for one, place in _taken(lists)
    ]
    return read_interactions(rows, file="log") if rows else None


def _taken(lists: Sequence[Impression]) -> list[tuple[Impression, int]]:
    """Return the lists with a choice, and its place."""
    return [(one, one.chosen) for one in lists if one.chosen is not None]


def _as_table(similar: Any, train: Interactions) -> Neighbours:  # noqa: ANN401 - scipy has no types
    together = (train.matrix.T @ train.matrix >= _TOGETHER).astype(np.float64)
    kept = similar.multiply(together).tocsr()
    others = np.full((len(train.items), _NEIGHBOURS), -1, dtype=np.int32)
    alike = np.zeros(others.shape, dtype=np.float32)
    for row in range(len(train.items)):
        span = slice(kept.indptr[row], kept.indptr[row + 1])
        order = np.lexsort((kept.indices[span], -kept.data[span]))[:_NEIGHBOURS]
        others[row, : len(order)] = kept.indices[span][order]
        alike[row, : len(order)] = kept.data[span][order]
    return Neighbours(shops=train.items, others=others, alike=alike)


def _linear_of(lists: Sequence[Impression], held: Sequence[Impression]) -> Linear | None:
    train = _interactions(lists)
    if train is None:
        return None
    is_small = len(train.items) <= _SIZES.dense_items
    fits: list[Fit] = [partial(fit_ease, ridge=ridge) for ridge in _RIDGES]
    if not is_small:
        fits = [partial(fit_spectrum, factors=_SIZES.factors)]
    places = {shop: code for code, shop in enumerate(train.items)}
    tried = [Linear(places=places, recommender=fit(train)) for fit in fits]
    return max(tried, key=lambda one: _worth(one, held)) if len(tried) > 1 else tried[0]


def _worth(linear: Linear, held: Sequence[Impression]) -> float:
    """Return the summed nDCG@5 on lists."""
    return sum(gain(linear.scores(one.profile, one.places.shops), at) for one, at in _taken(held))
