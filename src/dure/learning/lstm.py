"""What comes next after some codes: an LSTM, served with numpy.

It is fitted by `learning/torch/lstm.py`; this is the same arithmetic without torch.

Source: Hochreiter, Schmidhuber, "Long Short-Term Memory", Neural Computation 1997.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LENGTH: Final = 20
"""Codes that it looks back on."""
NAMES: Final = ("embedding", "inward", "onward", "bias", "out", "out_bias")


@dataclass(frozen=True, kw_only=True)
class Lstm:
    """weights: embedding (C, E); inward (4H, E), onward (4H, H), bias (4H,) in the order of
    input, forget, cell and output gate; out (C, H), out_bias (C,).
    """

    weights: Mapping[str, Floats]

    def chances(self, codes: Sequence[int]) -> Floats:
        """Return (C,) the chance of each code to come next, 1 in total.

        codes: those before, newest last; only the last LENGTH count.
        """
        w = self.weights
        width = w["onward"].shape[1]
        state, cell = np.zeros(width, dtype=np.float32), np.zeros(width, dtype=np.float32)
        for code in codes[-LENGTH:]:
            gates = w["inward"] @ w["embedding"][code] + w["onward"] @ state + w["bias"]
            opens, keeps, new, gives = np.split(gates, 4)
            cell = _sigmoid(keeps) * cell + _sigmoid(opens) * np.tanh(new)
            state = _sigmoid(gives) * np.tanh(cell)
        logits = w["out"] @ state + w["out_bias"]
        odds = np.exp(logits - logits.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float32)
