"""The reference for Wide & Deep: the same network in torch, whose slopes nobody wrote by hand."""

import numpy as np
import torch
from numpy.typing import NDArray

from dure.learning.wide_deep import LAYERS, Network, Sample


def slopes_of(network: Network, sample: Sample) -> tuple[float, dict[str, NDArray[np.float64]]]:
    """Return the weighted mean log loss and its slope by every weight, in double precision."""
    weights = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in network.weights.items()
    }
    even = (_plain(sample.rows) - _plain(network.mean)) * _plain(network.scale)
    first, second = torch.from_numpy(network.crosses).T
    wide = torch.cat([even, even[:, first] * even[:, second]], dim=1)
    last = even
    for number in range(1, len(LAYERS) + 1):
        last = last @ weights[f"w{number}"] + weights[f"b{number}"]
        last = torch.relu(last) if number < len(LAYERS) else last
    places = torch.from_numpy(sample.places).clip(0, len(network.weights["place"]) - 1)
    logits = wide @ weights["wide"] + last[:, 0] + weights["place"][places]
    losses = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, _plain(sample.labels), weight=_plain(sample.weights), reduction="sum"
    )
    loss = losses / _plain(sample.weights).sum()
    loss.backward()
    return float(loss.detach()), {name: value.grad.numpy() for name, value in weights.items()}


def _plain(values: NDArray[np.float32]) -> torch.Tensor:
    return torch.from_numpy(values.astype(np.float64))
