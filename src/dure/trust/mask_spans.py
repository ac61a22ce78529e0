"""What a finding of personal data is, and which of two that overlap stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "RRN", "FRN", "CARD", "PASSPORT", "DRIVER_LICENSE", "BANK_ACCOUNT", "BRN", "PHONE", "EMAIL",
    "ADDRESS", "PERSON",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "RRN", "FRN", "CARD", "PASSPORT", "DRIVER_LICENSE", "BANK_ACCOUNT", "BRN", "PHONE", "EMAIL",
    "ADDRESS", "PERSON",
)  # fmt: skip
"""The most sensitive first."""

_RANKS: Final = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, kw_only=True)
class Personal:
    """text[start:end] is personal data of a kind; counted in code points."""

    start: int
    end: int
    kind: Kind


def apart(found: Iterable[Personal]) -> list[Personal]:
    """Return findings that do not overlap, in order of place.

    Where two overlap the more sensitive one stays, then the longer, then the earlier.
    """
    kept: list[Personal] = []
    best_first = sorted(found, key=lambda p: (_RANKS[p.kind], p.start - p.end, p.start))
    taken: set[int] = set()
    for one in best_first:
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            kept.append(one)
    return sorted(kept, key=lambda p: p.start)
