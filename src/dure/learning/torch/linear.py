"""Fit a multinomial logistic regression and the temperature that makes it honest."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from dure.learning.intents import Rows

_FOLDS: Final = 4
_STRENGTH: Final = 60.0
"""Inverse of the L2 penalty; chosen by cross-validation on the shipped examples."""


def fit(
    rows: Rows, labels: Sequence[str], columns: int
) -> tuple[list[str], NDArray[Any], NDArray[Any], float]:
    """Return (labels, weights (columns, L), bias (L,), temperature).

    The temperature minimises the log loss of held-out folds (Guo et al., "On Calibration of
    Modern Neural Networks", ICML 2017).
    """
    x, y = _matrix(rows, columns), np.array(labels)
    held_out: list[NDArray[Any]] = []
    wanted: list[NDArray[Any]] = []
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(x, y):
        model = _regression().fit(x[train], y[train])
        held_out.append(_per_label(model.decision_function(x[test])))
        wanted.append(np.searchsorted(model.classes_, y[test]))
    temperature = _temperature(np.vstack(held_out), np.concatenate(wanted))
    model = _regression().fit(x, y)
    weights, bias = _per_label(model.coef_.T), _per_label(model.intercept_.reshape(1, -1))
    return list(model.classes_), weights, bias.reshape(-1), temperature


def _per_label(values: NDArray[Any]) -> NDArray[Any]:
    """Return a column per label: of two labels sklearn gives only the second one's.

    values: (n, L) or, of two labels, (n,) or (n, 1).
    """
    if values.ndim == 2 and values.shape[1] > 1:
        return values
    second = values.reshape(-1, 1) / 2
    return np.hstack([-second, second])


def _regression() -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=400)


def _matrix(rows: Rows, columns: int) -> Any:  # noqa: ANN401 - scipy has no types
    at = [(i, column, value) for i, row in enumerate(rows) for column, value in row.items()]
    index, column, value = zip(*at, strict=True)
    return csr_matrix((value, (index, column)), shape=(len(rows), columns))


def _temperature(logits: NDArray[Any], wanted: NDArray[Any]) -> float:
    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(wanted)), wanted]).mean())

    found = minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded")
    return round(float(found.x), 4)
