"""Make a classifier of intents from labelled utterances.

The arithmetic of fitting is handed in (`learning.torch.linear` in the application), so that
this module needs no trainer.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.engine.classify import Example, LinearModel, code_of, pieces, weigh

Rows = Sequence[dict[int, float]]
"""One dict per utterance: column → value."""
Fit = Callable[[Rows, Sequence[str], int], tuple[list[str], NDArray[Any], NDArray[Any], float]]
"""(rows, labels, columns) → (labels (L,), weights (columns, L), bias (L,), temperature)."""


def train(examples: Sequence[Example], *, fit: Fit, seen_at_least: int = 2) -> LinearModel:
    """Return a model.

    seen_at_least: pieces that occur in fewer examples are left out; 2 halves the file and
        costs nothing on unseen rows.
    """
    texts = [pieces(example.text, example.marks) for example in examples]
    counts = Counter(code_of(piece) for text in texts for piece in text)
    codes = np.array(sorted(c for c, n in counts.items() if n >= seen_at_least), dtype=np.uint32)
    column = {int(code): i for i, code in enumerate(codes)}
    rows = [_row(text, column) for text in texts]
    labels, weights, bias, temperature = fit(rows, [e.intent for e in examples], len(codes))
    return LinearModel(
        labels=tuple(labels),
        codes=codes,
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        temperature=temperature,
    )


def _row(text: Sequence[str], column: dict[int, int]) -> dict[int, float]:
    piece, mark = weigh(sum(p[0] == "#" for p in text), len(text))
    row: dict[int, float] = {}
    for part in text:
        at = column.get(code_of(part))
        if at is not None:
            row[at] = row.get(at, 0.0) + (mark if part[0] == "#" else piece)
    return row
