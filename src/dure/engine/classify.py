"""Tell which intent an utterance has: a linear model over pieces of its text.

Serving needs numpy and a small file; training lives in `learning`. A feature is known by the
CRC-32 of its text, so the file holds no sentence and no vocabulary.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zipfile import BadZipFile

import numpy as np
import orjson
from numpy.typing import NDArray

_LONGEST: Final = 5
"""Letters in the longest piece."""

Floats = NDArray[np.float32]


def pieces(text: str, marks: Iterable[str] = ()) -> list[str]:
    """Return the features of a text: runs of 1 to 5 letters without regard to spaces, the
    beginnings of words, and marks that the caller adds (slots found, what was shown).
    """
    squeezed = "^" + "".join(text.lower().split()) + "$"
    out = {
        squeezed[i : i + size]
        for size in range(1, _LONGEST + 1)
        for i in range(len(squeezed) - size + 1)
    }
    for word in text.lower().split():
        out.update(f"_{word[:size]}" for size in range(1, 5))
        out.add(f"_{word}_")
    out.update(f"#{mark}" for mark in marks)
    return sorted(out)


def code_of(piece: str) -> int:
    """Return the number under which a feature stands in a model."""
    return zlib.crc32(piece.encode())


def weigh(marks: int, total: int) -> tuple[float, float]:
    """Return the values of a piece of text and of a mark in an utterance with so many features.

    Text is scaled to unit length whatever its length; a mark counts the same everywhere.
    """
    return 1.0 / max(1, total - marks) ** 0.5, 0.35


@dataclass(frozen=True, kw_only=True)
class Example:
    """An utterance as the model sees it, and its intent."""

    text: str
    marks: tuple[str, ...]
    intent: str


@dataclass(frozen=True, kw_only=True)
class LinearModel:
    """labels: (L,); codes: (F,) sorted features; weights: (F, L); bias: (L,)."""

    labels: tuple[str, ...]
    codes: NDArray[np.uint32]
    weights: Floats
    bias: Floats
    temperature: float

    def rank(self, text: str, marks: Sequence[str] = ()) -> list[tuple[str, float]]:
        """Return (label, probability), most probable first; the probabilities sum to 1."""
        logits = self._logits(pieces(text, marks)) / self.temperature
        odds = np.exp(logits - logits.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares, kind="stable")
        ranked = zip(order.tolist(), shares[order].tolist(), strict=True)
        return [(self.labels[label], share) for label, share in ranked]

    def _logits(self, features: Sequence[str]) -> Floats:
        is_mark = [feature[0] == "#" for feature in features]
        piece, mark = weigh(sum(is_mark), len(features))
        codes = np.array([code_of(feature) for feature in features], dtype=np.uint32)
        values = np.where(is_mark, np.float32(mark), np.float32(piece))
        rows = np.searchsorted(self.codes, codes).clip(max=len(self.codes) - 1)
        known = self.codes[rows] == codes
        logits: Floats = self.bias + values[known] @ self.weights[rows[known]]
        return logits

    def to_bytes(self) -> bytes:
        """Return the model as a compressed numpy file."""
        file = io.BytesIO()
        about = orjson.dumps({"labels": self.labels, "temperature": self.temperature})
        np.savez_compressed(
            file,
            about=np.frombuffer(about, dtype=np.uint8),
            codes=self.codes,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )
        return file.getvalue()


def load_model(data: bytes) -> LinearModel:
    """Read what `to_bytes` wrote.

    Raises ValueError if it is no such file.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            about = orjson.loads(file["about"].tobytes())
            return LinearModel(
                labels=tuple(about["labels"]),
                codes=file["codes"],
                weights=file["weights"].astype(np.float32),
                bias=file["bias"].astype(np.float32),
                temperature=about["temperature"],
            )
    except (BadZipFile, EOFError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no model") from error
