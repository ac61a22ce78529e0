"""The LSTM that is served gives what torch gives; it learns what follows what."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dure.learning.lstm import LENGTH, NAMES, Lstm

CODES = 4


def drawn() -> Lstm:
    rng = np.random.default_rng(1)
    shapes = {
        "embedding": (CODES, 3),
        "inward": (20, 3),
        "onward": (20, 5),
        "bias": (20,),
        "out": (CODES, 5),
        "out_bias": (CODES,),
    }
    return Lstm(weights={n: rng.normal(0, 1, s).astype(np.float32) for n, s in shapes.items()})


def test_chances_are_shares_of_one() -> None:
    chances = drawn().chances([0, 3, 1])

    assert chances.shape == (CODES,)
    assert float(chances.sum()) == pytest.approx(1.0, abs=1e-5)
    assert np.all(chances > 0)


def test_only_the_last_twenty_count() -> None:
    recent = [n % CODES for n in range(LENGTH)]

    assert np.array_equal(drawn().chances([2] * 30 + recent), drawn().chances(recent))


def test_it_gives_what_torch_gives() -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
    lstm = drawn()
    w = {name: torch.from_numpy(value) for name, value in lstm.weights.items()}
    cell = torch.nn.LSTM(3, 5, batch_first=True)
    with torch.no_grad():
        cell.weight_ih_l0.copy_(w["inward"])
        cell.weight_hh_l0.copy_(w["onward"])
        cell.bias_ih_l0.copy_(w["bias"])
        cell.bias_hh_l0.zero_()
        states, _ = cell(w["embedding"][torch.tensor([[0, 3, 1, 1, 2]])])
        wanted = torch.softmax(states[0, -1] @ w["out"].T + w["out_bias"], dim=0).numpy()

    assert np.abs(lstm.chances([0, 3, 1, 1, 2]) - wanted).max() <= 1e-5


def learned(seed: int = 0) -> Mapping[str, NDArray[np.float32]]:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    fit: Any = pytest.importorskip("dure.learning.torch.lstm").fit
    rng = np.random.default_rng(3)
    lives = [[(start + n) % CODES for n in range(30)] for start in rng.integers(0, CODES, 60)]
    made: Mapping[str, NDArray[np.float32]] = fit(lives, lives[:10], codes=CODES, seed=seed)
    return made


def test_it_learns_what_follows_what() -> None:
    weights = learned()

    assert set(weights) == set(NAMES)
    assert int(np.argmax(Lstm(weights=weights).chances([0, 1, 2]))) == 3


def test_the_same_lives_and_seed_give_the_same_weights() -> None:
    first, second = learned(), learned()

    assert all(first[name].tobytes() == second[name].tobytes() for name in NAMES)
