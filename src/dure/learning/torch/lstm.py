"""Fit an LSTM that tells which code comes next; served by `learning/lstm.py`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dure.learning.lstm import LENGTH

_WIDTH: Final = 32
_EMBEDDING: Final = 16
_BATCH: Final = 256
_LAPS: Final = 30
_PATIENCE: Final = 3
_RATE: Final = 3e-3

Lives = Sequence[Sequence[int]]


def fit(lives: Lives, held: Lives, *, codes: int, seed: int) -> Mapping[str, NDArray[np.float32]]:
    """Return the weights that `learning.lstm.Lstm` names.

    lives: the codes that each person chose, oldest first; held: of other people, who say when to
    stop. codes: how many there are. The same lives and seed give the same weights on one machine.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    model = _Next(codes)
    steps = torch.optim.Adam(model.parameters(), lr=_RATE, weight_decay=1e-4)
    train, other = _batches(lives, codes), _batches(held, codes)
    best, least, since = _weights(model), float("inf"), 0
    for _ in range(_LAPS):
        for before, after in train:
            steps.zero_grad()
            _loss(model, before, after).backward()
            steps.step()
        with torch.no_grad():
            loss = float(np.mean([float(_loss(model, *pair)) for pair in other] or [0.0]))
        best, least, since = (
            (_weights(model), loss, 0) if loss < least else (best, least, since + 1)
        )
        if since >= _PATIENCE:
            break
    return best


class _Next(nn.Module):  # type: ignore[misc]
    def __init__(self, codes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(codes + 1, _EMBEDDING)
        self.lstm = nn.LSTM(_EMBEDDING, _WIDTH, batch_first=True)
        self.out = nn.Linear(_WIDTH, codes)

    def forward(self, before: Any) -> Any:  # noqa: ANN401 - tensors
        states, _ = self.lstm(self.embedding(before))
        return self.out(states)


def _loss(model: _Next, before: Any, after: Any) -> Any:  # noqa: ANN401 - tensors
    logits = model(before)
    return nn.functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), after.reshape(-1), ignore_index=-1
    )


def _batches(lives: Lives, codes: int) -> list[tuple[Any, Any]]:
    """Return (before, after) of windows of LENGTH choices; what is missing at the end is -1."""
    rows = list(_windows(lives))
    before = np.full((len(rows), LENGTH), codes, dtype=np.int64)
    after = np.full((len(rows), LENGTH), -1, dtype=np.int64)
    for row, window in enumerate(rows):
        before[row, : len(window) - 1] = window[:-1]
        after[row, : len(window) - 1] = window[1:]
    return [
        (torch.from_numpy(before[at : at + _BATCH]), torch.from_numpy(after[at : at + _BATCH]))
        for at in range(0, len(rows), _BATCH)
    ]


def _windows(lives: Lives) -> Iterator[Sequence[int]]:
    for life in lives:
        for at in range(0, max(len(life) - 1, 0), LENGTH):
            yield life[at : at + LENGTH + 1]


def _weights(model: _Next) -> dict[str, NDArray[np.float32]]:
    lstm = model.lstm
    made = {
        "embedding": model.embedding.weight[:-1],
        "inward": lstm.weight_ih_l0,
        "onward": lstm.weight_hh_l0,
        "bias": lstm.bias_ih_l0 + lstm.bias_hh_l0,
        "out": model.out.weight,
        "out_bias": model.out.bias,
    }
    return {name: value.detach().numpy().copy() for name, value in made.items()}
