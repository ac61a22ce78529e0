"""Which sentences a home understands: frames of features, read from data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.spans import Span
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.home"
_ANYWHERE: Final = frozenset(("later", "during", "hours", "minutes", "seconds"))
"""Delays may stand in every command; understand.py reads them."""


@dataclass(frozen=True, kw_only=True)
class CommandFrame:
    """A kind of clause.

    needs: alternatives, one of each must be there. reads: everything that it explains.
    domains: what it can be about. slots: the name of the reading in values.py, "" for none.
    """

    intent: str
    needs: tuple[frozenset[str], ...]
    reads: frozenset[str]
    domains: frozenset[str]
    slots: str = ""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A frame that explains a clause. consumed: starts of the pieces it reads itself."""

    frame: CommandFrame
    consumed: frozenset[int]


@cache
def frames() -> tuple[CommandFrame, ...]:
    """Return all frames: those with most needs first, then in the order of the file."""
    rows = read_toml(_PACKAGE, "data/commands_frames.toml")["frame"]
    return tuple(sorted(map(_frame, rows), key=lambda frame: -len(frame.needs)))


def fitting(clause: Clause) -> Iterator[Fit]:
    """Yield the frames that explain every piece of a clause, best first."""
    for frame in frames():
        consumed = _consumed(frame, clause)
        if consumed is not None:
            yield Fit(frame=frame, consumed=consumed)


def _frame(row: dict[str, Any]) -> CommandFrame:
    needs = tuple(frozenset(entry.split("|")) for entry in row["needs"])
    return CommandFrame(
        intent=row["intent"],
        needs=needs,
        reads=frozenset(row["may"]).union(*needs),
        domains=frozenset(row["domains"]),
        slots=row.get("slots", ""),
    )


def _consumed(frame: CommandFrame, clause: Clause) -> frozenset[int] | None:
    if any(clause.features.isdisjoint(need) for need in frame.needs):
        return None
    consumed: set[int] = set()
    for span in clause.told:
        features = features_of(span)
        if not features.isdisjoint(frame.reads | _ANYWHERE) and not _names(span, frame):
            consumed.add(span.start)
        elif not is_target(span):
            return None
    return frozenset(consumed)


def _names(span: Span, frame: CommandFrame) -> bool:
    """Whether a piece is the home's own name rather than a feature that it also looks like."""
    needed = frozenset().union(*frame.needs)
    return span.called is not None and features_of(span).isdisjoint(needed)
