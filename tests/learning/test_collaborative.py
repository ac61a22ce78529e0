"""Each recommender computes what its source says, on small files where that can be done by hand."""

from functools import partial

import numpy as np
import pytest
from bench.ranking import ROUNDS, STRENGTHS, Factors, fit_als
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.engine.assistant import Facts
from dure.learning.collaborative import (
    CollaborativeSettings,
    Fit,
    contenders,
    fit_ease,
    fit_markov,
    fit_neighbours,
    fit_popularity,
    fit_spectrum,
)
from dure.learning.interactions import Floats, Interactions, read_interactions

IDS = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=40)
FITS: list[Fit] = [
    fit_popularity,
    fit_markov,
    partial(fit_ease, ridge=1.0),
    partial(fit_neighbours, shrink=0.0, keep=5, damp=0.5, power=0.6),
    partial(fit_spectrum, factors=4),
]


def read(pairs: list[tuple[str, str]], *, timed: bool = False) -> Interactions:
    rows: list[Facts] = [
        {"user": user, "item": item, "time": at if timed else None}
        for at, (user, item) in enumerate(pairs)
    ]
    return read_interactions(rows, file="TRAIN")


def scores(fit: Fit, train: Interactions) -> Floats:
    everybody = np.arange(len(train.users) + 1)
    return fit(train).scores(train.histories(everybody))


@settings(deadline=None)
@given(PAIRS, st.floats(0.1, 500))
def test_ease_equals_the_inverse_of_the_dense_matrix(
    pairs: list[tuple[str, str]], ridge: float
) -> None:
    train = read(pairs)
    dense = train.matrix.toarray()

    inverse = np.linalg.inv(dense.T @ dense + ridge * np.eye(dense.shape[1]))
    weights = np.eye(dense.shape[1]) - inverse / np.diag(inverse)

    assert np.allclose(scores(partial(fit_ease, ridge=ridge), train)[:-1], dense @ weights)


@settings(deadline=None)
@given(PAIRS)
def test_neighbours_are_the_cosine_of_columns(pairs: list[tuple[str, str]]) -> None:
    train = read(pairs)
    dense = train.matrix.toarray()
    length = np.linalg.norm(dense, axis=0)

    cosine = dense.T @ dense / np.outer(length, length)
    np.fill_diagonal(cosine, 0.0)

    found = scores(partial(fit_neighbours, shrink=0.0, keep=99), train)[:-1]
    assert np.allclose(found, dense @ cosine)


def test_an_item_keeps_only_its_nearest() -> None:
    train = read([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("b", "z"), ("c", "x")])

    found = scores(partial(fit_neighbours, shrink=0.0, keep=1), train)

    assert found[2].tolist()[0] == 0.0
    assert found[2].tolist()[1] > 0.0
    assert found[2].tolist()[2] == 0.0


@settings(deadline=None)
@given(PAIRS)
def test_the_filters_equal_a_dense_decomposition_that_keeps_everything(
    pairs: list[tuple[str, str]],
) -> None:
    train = read(pairs)
    dense = train.matrix.toarray()
    root = np.sqrt(dense.sum(axis=0))
    graph = dense / np.sqrt(dense.sum(axis=1))[:, None] / root
    kept = np.linalg.pinv(graph) @ graph

    found = scores(partial(fit_spectrum, factors=99), train)[:-1]

    near = dense @ graph.T @ graph
    # Vectors of singular value 0 are kept as well, as far as there are users.
    if np.linalg.matrix_rank(graph) == min(graph.shape):
        assert np.allclose(found, near + 0.3 * (dense / root) @ kept * root, atol=1e-3)
    assert found.shape == dense.shape


def test_a_chain_knows_what_followed() -> None:
    train = read(
        [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "z"), ("c", "x")], timed=True
    )

    found = scores(fit_markov, train)

    assert found[2].argmax() == train.items.index("y")


def test_popularity_lately_forgets_what_was() -> None:
    rows: list[Facts] = [
        *({"user": f"u{n}", "item": "old", "time": n} for n in range(5)),
        *({"user": f"u{n}", "item": "new", "time": 1000 + n} for n in range(3)),
    ]
    train = read_interactions(rows, file="TRAIN")

    assert train.items[int(scores(fit_popularity, train)[0].argmax())] == "old"
    lately = scores(partial(fit_popularity, half_life=0.05), train)
    assert train.items[int(lately[0].argmax())] == "new"


@pytest.mark.parametrize("strength", STRENGTHS)
def test_als_with_many_steps_equals_the_exact_solve(strength: float) -> None:
    train = read(of_four_kinds())
    exact = als_exactly(train, strength)

    found = fit_als(train, factors=16, strength=strength, steps=30)

    assert np.allclose(found.items, exact, atol=1e-4)
    users = exactly(train.matrix.toarray(), exact, strength)
    everybody = train.histories(np.arange(len(train.users)))
    assert np.allclose(found.scores(everybody), users @ exact.T, atol=1e-4)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_als_with_few_steps_fits_about_as_well(strength: float) -> None:
    train = read(of_four_kinds())
    exact = als_exactly(train, strength)

    found = fit_als(train, factors=16, strength=strength)

    assert loss(train, found.items, strength) <= 1.1 * loss(train, exact, strength)


def of_four_kinds() -> list[tuple[str, str]]:
    """Return who took what: most of it of one's own kind."""
    rng = np.random.default_rng(5)
    chance = np.where(np.arange(60)[:, None] % 4 == np.arange(40) % 4, 0.5, 0.05)
    return [(f"u{u:02}", f"i{i:02}") for u, i in np.argwhere(rng.random((60, 40)) < chance)]


def als_exactly(train: Interactions, strength: float) -> Floats:
    taken = train.matrix.toarray()
    items = np.random.default_rng(1).normal(0.0, 0.1, (len(train.items), 16))
    for _ in range(ROUNDS):
        items = exactly(taken.T, exactly(taken, items, strength), strength)
    return items


def exactly(taken: Floats, other: Floats, strength: float) -> Floats:
    """Solve row by row for the factors of those who took; the ridge is 1."""
    weights = 1 + strength * taken
    lefts = [other.T * w @ other + np.eye(other.shape[1]) for w in weights]
    rights = [other.T @ (w * row) for w, row in zip(weights, taken, strict=True)]
    return np.array([np.linalg.solve(a, b) for a, b in zip(lefts, rights, strict=True)])


def loss(train: Interactions, items: Floats | Factors, strength: float) -> float:
    taken, to = train.matrix.toarray(), items.astype(np.float64)
    users = exactly(taken, to, strength)
    missed = (1 + strength * taken) * (taken - users @ to.T) ** 2
    return float(missed.sum() + (users**2).sum() + (to**2).sum())


@pytest.mark.parametrize("timed", [False, True])
@pytest.mark.parametrize("fit", FITS)
def test_one_user_with_one_item_is_enough(fit: Fit, *, timed: bool) -> None:
    found = scores(fit, read([("u", "x")], timed=timed))

    assert found.shape == (2, 1)
    assert np.isfinite(found).all()


@settings(deadline=None)
@given(PAIRS, st.sampled_from(FITS), st.booleans())
def test_scores_are_numbers_and_the_same_each_time(
    pairs: list[tuple[str, str]], fit: Fit, timed: bool
) -> None:
    train = read(pairs, timed=timed)

    found = scores(fit, train)

    assert np.isfinite(found).all()
    assert np.array_equal(found, scores(fit, train))


def test_a_large_catalogue_is_not_solved_whole() -> None:
    train = read([("a", "x"), ("a", "y"), ("b", "z")])

    small = contenders(train, CollaborativeSettings())
    large = contenders(train, CollaborativeSettings(dense_items=2, small_items=2))

    assert any(one.name.startswith("ease") for one in small)
    assert not any(one.name.startswith("ease") for one in large)
    assert any(one.name.startswith("spectrum") for one in large)
