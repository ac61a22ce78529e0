"""Recommenders that know nothing but who took what.

Each is fitted on `Interactions` and gives a score to every item for users' `Histories`; a score
means nothing beside another recommender's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix, diags

from dure.learning.interactions import Floats, Histories, Interactions, mix


@dataclass(frozen=True, kw_only=True)
class CollaborativeSettings:
    """Sizes of the recommenders."""

    dense_items: int = 10_000
    """Items up to which EASE is fitted, whose memory and time grow with their square and cube
    (issue 5)."""
    small_items: int = 3_000
    """Items up to which several strengths of each recommender are tried; a fit takes a second."""
    neighbours: int = 100
    """Items that an item's neighbourhood holds."""
    factors: int = 256
    """Singular vectors of the low-pass filter (Shen et al., CIKM 2021, for Gowalla)."""


class Recommender(Protocol):
    """What was learned."""

    def scores(self, of: Histories) -> Floats:
        """Return (users, items) scores, higher is better."""
        ...


Fit = Callable[[Interactions], Recommender]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A recommender that may be chosen. half_life: see `Histories.faded`."""

    name: str
    fit: Fit
    half_life: float | None = None


def contenders(train: Interactions, settings: CollaborativeSettings) -> list[Contender]:
    """Return what is worth trying on a file: fits that are the same object are fitted once."""
    small = len(train.items) <= settings.small_items
    made = [Contender(name="popularity", fit=fit_popularity)]
    if train.time is not None:
        made.append(Contender(name="lately", fit=partial(fit_popularity, half_life=0.05)))
        made.append(Contender(name="markov", fit=fit_markov))
    near = partial(fit_neighbours, keep=settings.neighbours)
    made += _with_fading("item-knn", partial(near, shrink=10.0), train)
    for damp in (0.5, 1.0) if small else (0.5,):
        walk = partial(near, shrink=0.0, damp=damp, power=0.6)
        made += _with_fading(f"walk {damp:g}", walk, train)
    for factors in (16, 64) if small else (settings.factors,):
        filtered = partial(fit_spectrum, factors=factors)
        made += _with_fading(f"spectrum {factors}", filtered, train)
    if len(train.items) <= settings.dense_items:
        for ridge in (10.0, 30.0, 100.0, 400.0) if small else (300.0,):
            made += _with_fading(f"ease {ridge:g}", partial(fit_ease, ridge=ridge), train)
    return made


def _with_fading(name: str, fit: Fit, train: Interactions) -> list[Contender]:
    plain = Contender(name=name, fit=fit)
    if train.time is None:
        return [plain]
    return [plain, Contender(name=f"{name} fading", fit=fit, half_life=10.0)]


@dataclass(frozen=True, kw_only=True)
class ForAll:
    """The same scores for everybody. weights: (I,)."""

    weights: Floats

    def scores(self, of: Histories) -> Floats:
        """Return (users, items)."""
        return np.tile(self.weights, (of.rows.shape[0], 1))


def fit_popularity(train: Interactions, *, half_life: float | None = None) -> Recommender:
    """Count how many took an item.

    half_life: the share of the file's time after which a row counts half; None counts all alike.
    """
    if half_life is None or train.time is None:
        return ForAll(weights=np.asarray(train.matrix.sum(axis=0)).ravel())
    span = max(float(np.ptp(train.time)), 1.0)
    strength = 0.5 ** ((train.time.max() - train.time) / (span * half_life)) * train.liked
    weights = np.bincount(train.item, weights=strength, minlength=len(train.items))
    return ForAll(weights=np.asarray(weights, dtype=np.float64))


@dataclass(frozen=True, kw_only=True)
class ByItems:
    """Items that go with those a user took. similar: (I, I), dense or sparse, row: taken."""

    similar: Any

    def scores(self, of: Histories) -> Floats:
        """Return (users, items)."""
        found = of.rows @ self.similar
        return np.asarray(found if isinstance(found, np.ndarray) else found.toarray())


def fit_ease(train: Interactions, *, ridge: float) -> Recommender:
    """Solve for the item weights that predict each row from its other items.

    Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
    """
    matrix = (train.matrix.T @ train.matrix).toarray(order="F")
    matrix[np.diag_indices_from(matrix)] += ridge
    # Of a symmetric positive matrix, in its own place: a third of the work of a plain inverse
    # and a quarter of its memory. Never singular, since the ridge is above 0.
    factor, _ = lapack.dpotrf(matrix, lower=1, overwrite_a=1)
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    for at in range(len(inverse)):
        inverse[at, at + 1 :] = inverse[at + 1 :, at]
    inverse /= -np.diag(inverse).copy()
    np.fill_diagonal(inverse, 0.0)
    return ByItems(similar=inverse)


def fit_neighbours(
    train: Interactions, *, shrink: float, keep: int, damp: float = 0.0, power: float = 0.5
) -> Recommender:
    """Cosine between items, damped where few took them; the nearest `keep` of each.

    damp: how much less a user counts who took more, who tells less of what goes together: each
    counts 1 / items ** damp. power: 0.5 is the cosine, more likes what few took.

    Source: Deshpande, Karypis, "Item-Based Top-N Recommendation Algorithms", TOIS 2004.
    """
    users, items = (np.maximum(np.asarray(train.matrix.sum(axis=a)).ravel(), 1.0) for a in (1, 0))
    together = (train.matrix.T @ diags(users**-damp) @ train.matrix).tocsr()
    together.setdiag(0.0)
    together.eliminate_zeros()
    norm = items**power
    row = np.repeat(np.arange(len(norm)), np.diff(together.indptr))
    together.data /= norm[row] * norm[together.indices] + shrink
    return ByItems(similar=_nearest(together, keep).T.tocsr())


def _nearest(similar: Any, keep: int) -> Any:  # noqa: ANN401 - scipy has no types
    """Keep the largest values of each row, equal ones by code."""
    row = np.repeat(np.arange(similar.shape[0]), np.diff(similar.indptr))
    order = np.lexsort((similar.indices, -similar.data, row))
    place = np.arange(len(order)) - similar.indptr[row]
    kept = order[place < keep]
    shape = similar.shape
    return csr_matrix((similar.data[kept], (row[kept], similar.indices[kept])), shape=shape)


_LOW_PASS: Final = 0.3
"""Weight of the ideal low-pass filter beside the linear one (Shen et al., for Gowalla)."""
_ROUNDS: Final = 4
"""Rounds of the subspace iteration; more changed no figure in the third place."""


@dataclass(frozen=True, kw_only=True)
class BySpectrum:
    """Two filters on the graph of users and items.

    graph: (U, I) sparse, each row and column divided by the root of its sum. vectors: (I, k)
    its leading right singular vectors. root: (I,) roots of how many took each item.
    """

    graph: Any
    vectors: Floats
    root: Floats

    def scores(self, of: Histories) -> Floats:
        """Return (users, items)."""
        near = ((of.rows @ self.graph.T) @ self.graph).toarray()
        wide = ((of.rows @ diags(1 / self.root)) @ self.vectors) @ self.vectors.T
        return np.asarray(near + _LOW_PASS * wide * self.root)


def fit_spectrum(train: Interactions, *, factors: int) -> Recommender:
    """Keep what is smooth on the graph of users and items: neighbours and a truncated SVD.

    Source: Shen et al., "How Powerful is Graph Convolution for Recommendation?", CIKM 2021.
    """
    rows, columns = (np.asarray(train.matrix.sum(axis=a)).ravel() for a in (1, 0))
    root = np.sqrt(np.maximum(columns, 1.0))
    by_user = diags(1 / np.sqrt(np.maximum(rows, 1.0)))
    graph = (by_user @ train.matrix @ diags(1 / root)).tocsr()
    # Found in single precision; scores are added in double, or they would differ in their last
    # places with the users that are asked for together.
    vectors = _leading(graph.astype(np.float32), factors).astype(np.float64)
    return BySpectrum(graph=graph, vectors=vectors, root=root)


def _leading(graph: Any, factors: int) -> NDArray[np.float32]:  # noqa: ANN401
    """Return (I, k) leading right singular vectors, by subspace iteration from fixed signs.

    Source: Halko, Martinsson, Tropp, "Finding Structure with Randomness", SIAM Review 2011.
    """
    wanted = min(factors, *graph.shape)
    width = min(wanted + 16, graph.shape[1])
    codes = np.arange(graph.shape[1] * width, dtype=np.uint64)
    signs = (mix(codes) >> np.uint64(63)).astype(np.float32).reshape(-1, width)
    basis = np.linalg.qr(2 * signs - 1)[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(graph.T @ (graph @ basis))[0]
    _, _, turn = np.linalg.svd(graph @ basis, full_matrices=False)
    return np.asarray(basis @ turn[:wanted].T, dtype=np.float32)


_STEPS: Final = (1.0, 0.5, 0.25)
"""How much the last, the one before and the third item of a user count, learning and asking."""


@dataclass(frozen=True, kw_only=True)
class ByLast:
    """What follows the last items. follows: (I, I) sparse, row: before."""

    follows: Any

    def scores(self, of: Histories) -> Floats:
        """Return (users, items)."""
        count = of.last.shape[0]
        has = of.last >= 0
        steps = np.broadcast_to(np.array(_STEPS), of.last.shape)[has]
        owner = np.broadcast_to(np.arange(count)[:, None], of.last.shape)[has]
        shape = (count, self.follows.shape[0])
        asked = csr_matrix((steps, (owner, of.last[has])), shape=shape)
        return np.asarray((asked @ self.follows).toarray())


def fit_markov(train: Interactions) -> Recommender:
    """Count what follows what within three steps of a user, as a share of all that follows."""
    liked = train.keep(train.liked)
    count = len(train.items)
    follows = csr_matrix((count, count))
    for step, weight in enumerate(_STEPS, start=1):
        pair = liked.user[:-step] == liked.user[step:]
        before, after = liked.item[:-step][pair], liked.item[step:][pair]
        weights = np.full(len(before), weight)
        follows = follows + csr_matrix((weights, (before, after)), shape=(count, count))
    total = np.asarray(follows.sum(axis=1)).ravel()
    return ByLast(follows=(diags(1 / np.sqrt(total + 10.0)) @ follows).tocsr())
