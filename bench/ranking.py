"""Ranking of a whole catalogue, beside popularity, item-kNN, implicit ALS and a Markov chain.

Claims: on the UCI restaurants the chosen recommender finds the hidden place among its first ten
in at least .66 of all cases, the mean over SPLITS hidings; on a seeded file of Gowalla's shape it
is fitted in at most 60 CPU seconds. ALS is given the best of three strengths, of each figure by
itself, by the test file.

The seeded files have the shape of MovieLens-100k and Gowalla and nothing else of theirs: figures
on them say nothing about the real data, which are not measured here. The UCI file is read where
it lies and skipped where it is absent.
"""

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from bench.machine import measure as machine
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dure.kernel.clock import SystemClock
from dure.learning.blend import ChooseSettings, choose, fit_blend
from dure.learning.collaborative import (
    CollaborativeSettings,
    Contender,
    Fit,
    contenders,
    fit_markov,
    fit_neighbours,
    fit_popularity,
)
from dure.learning.interactions import Floats, Histories, Interactions, read_interactions
from dure.learning.ranking import judge

UCI = Path("../shared/data/uci_restaurant/rating_final.csv")
SPLITS = range(1000, 1030)
"""Seeds of hiding one place per person of the UCI file: one hiding has a standard error of .04.

Other seeds, 0 to 23, were looked at while the recommenders were written."""
JUDGED = 3_000
"""Users of a seeded file that are ranked, at most."""

STRENGTHS = (2.0, 10.0, 40.0)
"""How much more what was taken weighs in ALS; 40 in the source."""
ROUNDS = 15
STEPS = 5
"""Of conjugate gradient in each of the rounds, which go on from the round before. Where exact
solves can be afforded, on the UCI file and the one like MovieLens-100k, ten rounds of them find no
more than these; with three steps they found more."""
STEPS_FROM_NOTHING = 30
"""For a user's factors when ranking, where there is no round before."""
PAIRS = 16_384
"""Pairs of user and item that are worked on at once: 2 x 16 MiB with 256 factors."""
TINY = np.float32(1e-30)

Row = dict[str, Any]
Factors = NDArray[np.float32]
Pair = tuple[Interactions, Interactions]


def measure() -> dict[str, Any]:
    """Return the figures of all contenders on each file."""
    return {
        **machine(),
        "uci_restaurants": uci(),
        "seeded_like_movielens_100k_not_the_real_data": contest(movielens_like(), factors=64),
        "seeded_like_gowalla_not_the_real_data": contest(gowalla_like(), factors=256),
        "movielens_100k": "not measured here",
        "gowalla": "not measured here",
    }


def uci() -> dict[str, Any] | str:
    """Return the mean figures over SPLITS hidings of one place per person, and their spread."""
    if not UCI.exists():
        return "not measured here"
    runs = [contest(_one_left_out(seed), factors=16) for seed in SPLITS]
    return {
        "splits": len(SPLITS),
        **{name: _means([run[name] for run in runs]) for name in runs[0]},
    }


def contest(pair: Pair, *, factors: int) -> dict[str, Any]:
    """Return the figures of ours and of the peers, fitted on the same rows."""
    train, test = pair
    begun = time.process_time()
    choice = choose(train, how=ChooseSettings(), sizes=CollaborativeSettings())
    chosen_s = time.process_time() - begun
    chosen = partial(fit_blend, tried=_tried(train), weights=choice.weights)
    ours = {**_figures(chosen, train, test), "choose_cpu_s": round(chosen_s, 3)}
    peers: dict[str, Fit] = {
        "popularity": fit_popularity,
        "item_knn": partial(fit_neighbours, shrink=0.0, keep=200),
    }
    if train.time is not None:
        peers["markov"] = fit_markov
    found = {name: _figures(fit, train, test) for name, fit in peers.items()}
    found[f"als_{factors}"] = _best_als(train, test, factors)
    return {"dure": {**ours, "chosen": dict(choice.weights)}, **found}


def _tried(train: Interactions) -> list[Contender]:
    return contenders(train, CollaborativeSettings())


def _figures(fit: Fit, train: Interactions, test: Interactions) -> dict[str, Any]:
    begun = time.process_time()
    learned = fit(train)
    spent = time.process_time() - begun
    figures = judge(learned, train, test, clock=SystemClock()).figures
    names = ("n", "hr@10", "ndcg@10", "recall@20", "ndcg@20", "users_per_s")
    return {**{name: figures[name] for name in names}, "fit_cpu_s": round(spent, 3)}


def _best_als(train: Interactions, test: Interactions, factors: int) -> dict[str, Any]:
    """Return the best of each figure, whichever strength it comes from: more than one fit has."""
    fits = [partial(fit_als, factors=factors, strength=strength) for strength in STRENGTHS]
    runs = [_figures(fit, train, test) for fit in fits]
    best = {name: max(run[name] for run in runs) for name in runs[0]}
    return {**best, "fit_cpu_s": min(run["fit_cpu_s"] for run in runs)}


def _means(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = [name for name in runs[0] if name != "chosen"]
    found = {name: round(float(np.mean([run[name] for run in runs])), 4) for name in names}
    spread = np.std([run["hr@10"] for run in runs])
    return {**found, "hr@10_spread": round(float(spread), 4)}


def _one_left_out(seed: int) -> Pair:
    """Hide the place of each person with the smallest SHA-256 of `seed:user:item`."""
    with UCI.open(encoding="utf-8") as file:
        rows = [{"user": r["userID"], "item": r["placeID"]} for r in csv.DictReader(file)]
    keys = [sha256(f"{seed}:{r['user']}:{r['item']}".encode()).hexdigest() for r in rows]
    least: dict[str, str] = {}
    for row, key in zip(rows, keys, strict=True):
        least[row["user"]] = min(least.get(row["user"], key), key)
    hidden = [least[row["user"]] == key for row, key in zip(rows, keys, strict=True)]
    return _split(rows, hidden)


def _split(rows: Sequence[Row], hidden: Sequence[bool]) -> Pair:
    train = [row for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden]
    test = [row for row, is_hidden in zip(rows, hidden, strict=True) if is_hidden]
    return read_interactions(train, file="TRAIN"), read_interactions(test, file="TEST")


def gowalla_like(
    users: int = 30_000, items: int = 41_000, rows: int = 1_012_500, seed: int = 7
) -> Pair:
    """Return check-ins of the size of the LightGCN split: 810,000 stay, a fifth is hidden.

    Everybody has a home among 600 towns and goes there for seven check-ins of ten, to the next
    town for two, anywhere for one; places of a town are visited by a power law.
    """
    random = np.random.default_rng(seed)
    towns = 600
    edges = np.sort(random.integers(0, items, towns - 1))
    begin, end = np.r_[0, edges], np.r_[edges, items]
    home = random.integers(0, towns, users)
    activity = random.lognormal(0.0, 0.8, users)
    # Some pairs are drawn twice and count once.
    user = random.choice(users, int(rows * 1.9), p=activity / activity.sum())
    step = random.choice([0, 1, -1], len(user), p=[0.7, 0.2, 0.1])
    town = np.where(step < 0, random.integers(0, towns, len(user)), (home[user] + step) % towns)
    inside = random.random(len(user)) ** 2.5
    item = np.minimum(begin[town] + ((end - begin)[town] * inside).astype(int), items - 1)
    pairs = np.unique(user * items + item)
    pairs = np.sort(random.permutation(pairs)[:rows])
    made = [{"user": f"u{p // items}", "item": f"i{p % items}"} for p in pairs.tolist()]
    hidden = random.random(len(made)) < 0.2
    judged = {f"u{u}" for u in random.permutation(users)[:JUDGED].tolist()}
    train, test = _split(made, hidden.tolist())
    return train, test.keep(np.array([test.users[u] in judged for u in test.user]))


def movielens_like(
    users: int = 943, items: int = 1_682, rows: int = 100_000, seed: int = 7
) -> Pair:
    """Return ratings of the size of MovieLens-100k, each user's last one hidden.

    Items have one of 18 kinds and a power-law fame; users like three kinds, and stay with the
    kind of the item before for half of their choices.
    """
    random = np.random.default_rng(seed)
    kind = random.integers(0, 18, items)
    fame = (1.0 + random.permutation(items)) ** -0.8
    counts = np.maximum(random.lognormal(0.0, 1.0, users), 0.2)
    counts = np.clip(counts / counts.mean() * rows / users, 20, items // 3).astype(int)
    made: list[Row] = []
    hidden: list[bool] = []
    for user in range(users):
        liked = random.choice(18, 3, replace=False)
        taste = fame * np.where(np.isin(kind, liked), 6.0, 1.0) * random.lognormal(0, 0.3, items)
        start = random.integers(0, 10_000_000)
        before = -1
        for turn in range(counts[user]):
            stays = before >= 0 and random.random() < 0.5
            chance = taste * (kind == kind[before]) if stays else taste
            chance = chance if chance.sum() > 0 else taste
            before = int(random.choice(items, p=chance / chance.sum()))
            taste[before] = 0.0
            made.append({"user": f"u{user}", "item": f"i{before}", "time": int(start) + turn * 60})
            hidden.append(turn == counts[user] - 1)
    return _split(made, hidden)


@dataclass(frozen=True, kw_only=True)
class Als:
    """Item factors, and what a user's come from. items: (I, f)."""

    items: Factors
    strength: float
    ridge: float

    def scores(self, of: Histories) -> Floats:
        """Return (users, items)."""
        nobody = np.zeros((of.rows.shape[0], self.items.shape[1]), dtype=np.float32)
        how = Descent(strength=self.strength, ridge=self.ridge, steps=STEPS_FROM_NOTHING)
        return np.asarray(how.solve(of.rows, self.items, nobody) @ self.items.T, dtype=np.float64)


def fit_als(
    train: Interactions,
    *,
    factors: int,
    strength: float,
    ridge: float = 1.0,
    steps: int = STEPS,
) -> Als:
    """Alternate least squares over users and items, each from where the last round left it.

    Source: Hu, Koren, Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
    ICDM 2008.
    """
    begin = np.random.default_rng(1).normal(0.0, 0.1, (len(train.items), factors))
    items: Factors = begin.astype(np.float32)
    users: Factors = np.zeros((len(train.users), factors), dtype=np.float32)
    turned = train.matrix.T.tocsr()
    how = Descent(strength=strength, ridge=ridge, steps=steps)
    for _ in range(ROUNDS):
        users = how.solve(train.matrix, items, users)
        items = how.solve(turned, users, items)
    return Als(items=items, strength=strength, ridge=ridge)


@dataclass(frozen=True, kw_only=True)
class Descent:
    """Least squares of many rows at once, by a few steps of conjugate gradient.

    Source: Takács, Pilászy, Tikk, "Applications of the Conjugate Gradient Method for Implicit
    Feedback Collaborative Filtering", RecSys 2011.
    """

    strength: float
    ridge: float
    steps: int

    def solve(self, rows: Any, other: Factors, begin: Factors) -> Factors:  # noqa: ANN401
        """Return the factors of rows beside those of what they took.

        rows: (R, O) sparse. other: (O, f). begin: (R, f), where to start.
        """
        base = other.T @ other + np.float32(self.ridge) * np.eye(other.shape[1], dtype=np.float32)
        out = begin.copy()
        cuts = np.searchsorted(rows.indptr, np.arange(0, rows.nnz, PAIRS))
        for first, last in pairwise(np.unique([0, *cuts, rows.shape[0]]).tolist()):
            out[first:last] = self._part(rows[first:last], other, base, begin[first:last])
        return out

    def _part(self, rows: Any, other: Factors, base: Factors, begin: Factors) -> Factors:  # noqa: ANN401
        owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        taken = other[rows.indices]

        def weigh(weights: Factors) -> Factors:
            shape = (rows.shape[0], len(other))
            weighed = csr_matrix((weights, rows.indices, rows.indptr), shape=shape)
            return np.asarray(weighed @ other)

        def left(at: Factors) -> Factors:
            return at @ base + weigh(np.float32(self.strength) * _dots(at[owner], taken))

        full = np.full(len(taken), 1 + self.strength, dtype=np.float32)
        return _descend(left, weigh(full), begin, self.steps)


def _descend(
    left: Callable[[Factors], Factors], right: Factors, begin: Factors, steps: int
) -> Factors:
    """Go towards left(x) = right in every row."""
    at = begin.copy()
    rest: Factors = right - left(begin)
    way, size = rest, _dots(rest, rest)
    for _ in range(steps):
        there = left(way)
        step = _ratio(size, _dots(way, there))
        at += step * way
        rest = rest - step * there
        before, size = size, _dots(rest, rest)
        way = rest + _ratio(size, before) * way
    return at


def _ratio(one: Factors, other: Factors) -> Factors:
    # A row that has arrived, or took nothing, has no way to go: 0 / 0 is no step.
    return np.asarray(one / np.maximum(other, TINY), dtype=np.float32)[:, None]


def _dots(one: Factors, other: Factors) -> Factors:
    return np.asarray(np.einsum("rf,rf->r", one, other))
