"""Wide & Deep in numpy: its slopes are right, it learns, and the same data give the same."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dure.learning.wide_deep import (
    FitSettings,
    Network,
    Sample,
    fit,
    loss_of,
    slopes_of,
    start,
)

QUICK = FitSettings(batch=64, laps=12, patience=12)


def sample(seed: int, count: int = 600, bias: float = 0.0) -> Sample:
    """Return rows of six features; two of them and the place decide, the last never varies."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(0.0, 1.0, (count, 6)).astype(np.float32)
    rows[:, 5] = 3.0
    places = rng.integers(0, 4, count)
    logit = 2 * rows[:, 0] - rows[:, 1] * rows[:, 2] - bias * places
    labels = (rng.random(count) < 1 / (1 + np.exp(-logit))).astype(np.float32)
    return Sample(rows=rows, labels=labels, places=places, weights=np.ones(count, dtype=np.float32))


def made(seed: int = 1, bias: float = 0.0) -> Network:
    return fit(
        sample(2, bias=bias),
        sample(3, bias=bias),
        [(1, 2)],
        rng=np.random.default_rng(seed),
        settings=QUICK,
    )


def moved(network: Network, name: str, by: Any) -> Network:  # noqa: ANN401 - an array
    return replace(network, weights={**network.weights, name: network.weights[name] + by})


@pytest.mark.parametrize("name", ["wide", "place", "w1", "b1", "w2", "w3", "b3", "w4", "b4"])
def test_a_slope_is_what_the_loss_does_when_a_weight_is_moved(name: str) -> None:
    data = sample(4, 80)
    network = start(data.rows, [(1, 2)], rng=np.random.default_rng(5), places=4)
    wide: Any = {k: v.astype(np.float64) for k, v in network.weights.items()}
    network = replace(network, weights=wide)
    direction = np.random.default_rng(6).normal(0.0, 1.0, wide[name].shape)

    _, slopes = slopes_of(network, data)

    far = 1e-5
    ahead = loss_of(moved(network, name, far * direction), data)
    behind = loss_of(moved(network, name, -far * direction), data)
    assert (ahead - behind) / (2 * far) == pytest.approx(
        float((slopes[name] * direction).sum()), rel=2e-3, abs=1e-5
    )


def test_it_finds_what_decides_in_people_it_has_not_seen() -> None:
    data, network = sample(9), made()

    best = start(data.rows, [], rng=np.random.default_rng(1), places=4)
    assert loss_of(network, data) < 0.8 * loss_of(best, data)
    assert loss_of(network, data) < 0.55


def test_the_same_data_and_seed_give_the_same_bytes() -> None:
    first, second, other = made(), made(), made(seed=2)

    for name in first.weights:
        assert first.weights[name].tobytes() == second.weights[name].tobytes()
    assert first.weights["w1"].tobytes() != other.weights["w1"].tobytes()


def test_the_place_takes_up_what_stands_on_top() -> None:
    network = made(bias=1.5)

    places = network.weights["place"]
    assert places[0] > places[1] > places[2]
    rows = sample(7, 5).rows
    assert np.array_equal(network.logits(rows), network.logits(rows, np.zeros(5, dtype=np.int64)))
    assert np.all(network.logits(rows, np.full(5, 3)) < network.logits(rows))


def test_places_beyond_those_known_count_as_the_last() -> None:
    network, rows = made(), sample(7, 3).rows

    last = len(network.weights["place"]) - 1
    assert np.array_equal(
        network.logits(rows, np.full(3, 99)), network.logits(rows, np.full(3, last))
    )


def test_what_never_varied_says_nothing() -> None:
    network, rows = made(), sample(7, 5).rows
    other = rows.copy()
    other[:, 5] = -50.0

    assert np.array_equal(network.logits(rows), network.logits(other))


def test_it_stops_where_held_out_people_gain_nothing() -> None:
    laps: list[int] = []
    noise = replace(sample(2), labels=sample(8).labels)

    fit(
        noise,
        sample(3),
        [],
        rng=np.random.default_rng(1),
        settings=FitSettings(batch=64, laps=40, patience=2),
        heard=lambda lap, _: laps.append(lap),
    )

    assert len(laps) < 20


def test_it_is_told_of_every_lap() -> None:
    heard: list[tuple[int, float]] = []

    fit(
        sample(2, 64),
        sample(3, 64),
        [],
        rng=np.random.default_rng(1),
        settings=FitSettings(laps=3),
        heard=lambda lap, loss: heard.append((lap, loss)),
    )

    assert [lap for lap, _ in heard] == [1, 2, 3]


def test_slopes_are_those_of_torch() -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    reference = pytest.importorskip("dure.learning.torch.wide_deep").slopes_of
    data = sample(4, 200, bias=1.0)
    network = start(data.rows, [(1, 2), (0, 3)], rng=np.random.default_rng(5), places=3)

    loss, slopes = slopes_of(network, data)
    wanted_loss, wanted = reference(network, data)

    assert loss == pytest.approx(wanted_loss, abs=1e-5)
    for name, slope in slopes.items():
        assert np.abs(slope - wanted[name]).max() <= 1e-5, name
