"""The table of the 72 features: names, ranges, and what an unknown is.

It stands in data/features.tsv, and docs/ranking.md shows it. Every value that goes into a ranker
has gone through `within`: it lies in its range, or is the value that means unknown; never NaN.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.kernel.data import read_table

Rows = NDArray[np.float32]
Known = float | None
"""A feature before it is brought into its range; None is unknown."""

_WON: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A row of the table. unknown: the value that means so, None where it is always known."""

    name: str
    part: str
    low: float
    high: float
    unknown: float | None
    says: str


def _read() -> tuple[Feature, ...]:
    return tuple(
        Feature(
            name=row["name"],
            part=row["part"],
            low=float(row["low"]),
            high=float(row["high"]),
            unknown=float(row["unknown"]) if row["unknown"] else None,
            says=row["says"],
        )
        for row in read_table("dure.assistants.meals", "data/features.tsv")
    )


FEATURES: Final = _read()
NAMES: Final = tuple(feature.name for feature in FEATURES)
AT: Final[Mapping[str, int]] = {name: place for place, name in enumerate(NAMES)}
"""Name → column."""
OF_PERSON: Final = tuple(feature for feature in FEATURES if feature.part == "person")
OF_SHOP: Final = tuple(feature for feature in FEATURES if feature.part == "shop")
OF_BOTH: Final = tuple(feature for feature in FEATURES if feature.part == "cross")


def within(
    raw: Sequence[Sequence[Known]] | NDArray[np.float64],
    columns: Sequence[Feature],
    *,
    places: int | None = None,
) -> Rows:
    """Return (n, columns) values in the ranges of the table.

    columns: all of one part. raw: None and NaN are unknown; where a feature is always known they
    are its least value.
    places: decimal places that are kept; None keeps all.
    """
    values = np.asarray(raw, dtype=np.float64).reshape(-1, len(columns))
    low, high, unknown = _RANGES[columns[0].part]
    kept = np.clip(values, low, high)
    # What stood in the log already is unknown has its value, which lies outside the range.
    is_unknown = np.isnan(values) | (values == unknown)
    kept = np.where(is_unknown, unknown, kept)
    return (kept if places is None else np.round(kept, places)).astype(np.float32)


def _ranges(columns: Sequence[Feature]) -> tuple[NDArray[np.float64], ...]:
    unknown = [feature.low if feature.unknown is None else feature.unknown for feature in columns]
    low, high = ([getattr(feature, end) for feature in columns] for end in ("low", "high"))
    return np.array(low), np.array(high), np.array(unknown)


_RANGES: Final = {part[0].part: _ranges(part) for part in (OF_PERSON, OF_SHOP, OF_BOTH)}


def grown(count: float, full: float) -> float:
    """Return a count on a logarithmic scale: 0 is 0, `full` is 1; less than nothing is nothing."""
    return math.log1p(max(0.0, count)) / math.log1p(full)


def squashed(liking: float) -> float:
    """Return a liking between -1 and 1; three choices of a kind come to 0.8."""
    return math.tanh(liking / 2)


def won(amount: int | None) -> Known:
    """Return an amount in 10,000 won; None of what is none."""
    return None if amount is None or amount < 0 else amount / _WON
