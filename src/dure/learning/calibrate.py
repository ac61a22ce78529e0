"""Make probabilities honest, and tell how honest they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS: Final = 50
_ENOUGH: Final = 1e-9
_HALVINGS: Final = 60
_STEEPEST: Final = 30.0
"""Of a logit: beyond it a probability is 0 or 1 to thirteen places."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Turns a logit into a probability: sigmoid(slope × logit + offset)."""

    slope: float = 1.0
    offset: float = 0.0

    def chance(self, logits: Floats) -> Floats:
        """Return probabilities, 0 … 1."""
        scaled = self.slope * np.asarray(logits, dtype=np.float64) + self.offset
        return np.asarray(0.5 * (1 + np.tanh(0.5 * scaled)))


def fit_scale(logits: Floats, labels: Floats) -> Scale:
    """Return the scale of least log loss on people that nothing else was fitted on.

    Labels are drawn in a little, so that a scale is found even where logits part them fully.
    A scale that would turn the order round is none: then it is the mean for all.

    Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
    """
    yes = float(labels.sum())
    no = len(labels) - yes
    wanted = np.where(labels > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    ones = np.stack([np.clip(logits, -_STEEPEST, _STEEPEST), np.ones(len(logits))], axis=1)
    found = np.array([0.0, np.log((yes + 1) / (no + 1))])
    for _ in range(_STEPS):
        step = _downhill(ones, wanted, found)
        found = found - step
        if np.abs(step).max() < _ENOUGH:
            break
    if found[0] <= 0:
        return Scale(slope=0.0, offset=float(np.log((yes + 1) / (no + 1))))
    return Scale(slope=float(found[0]), offset=float(found[1]))


def _downhill(ones: Floats, wanted: Floats, found: Floats) -> Floats:
    """Return Newton's step, halved until the loss no longer grows.

    A whole step overshoots where logits part the labels, each time further; the loss is bowed,
    so that some part of a step always helps, until rounding is all that is left of it.
    """
    chance = 0.5 * (1 + np.tanh(0.5 * (ones @ found)))
    slope = ones.T @ (chance - wanted)
    bend = (ones * (chance * (1 - chance))[:, None]).T @ ones + 1e-9 * np.eye(2)
    step = np.linalg.solve(bend, slope)
    before = _loss(ones @ found, wanted)
    for _ in range(_HALVINGS):
        if _loss(ones @ (found - step), wanted) <= before:
            return np.asarray(step)
        step = step / 2
    return np.zeros(2)


def _loss(logits: Floats, wanted: Floats) -> float:
    return float((np.logaddexp(0.0, logits) - wanted * logits).sum())


def calibration_error(chances: Floats, labels: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over bins with equally many in each, 0 … 1.

    Source: Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015,
    with bins of equal mass.
    """
    order = np.argsort(chances, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [abs(chances[at].mean() - labels[at].mean()) * len(at) for at in parts if len(at)]
    return float(sum(gaps) / max(len(order), 1))


def log_loss(chances: Floats, labels: Floats) -> float:
    """Return the mean log loss; a chance of 0 or 1 counts as one that is off by 1e-12."""
    sure = np.clip(chances, 1e-12, 1 - 1e-12)
    return float(-(labels * np.log(sure) + (1 - labels) * np.log1p(-sure)).mean())
