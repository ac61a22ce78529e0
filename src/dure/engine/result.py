"""The wire form of a turn's result, and back."""

from typing import Any

from dure.errors import NotFound
from dure.kernel.events import Json
from dure.kernel.turns import Figure, TurnResult


def to_json(result: TurnResult) -> Json:
    """Return the wire form of a result."""
    # Items and slots are plain already; copying them deeply would cost a tenth of a turn.
    return {**vars(result), "figures": tuple(dict(vars(figure)) for figure in result.figures)}


def result_of(stored: Json | None) -> TurnResult:
    """Return what a turn was answered with before.

    Raises NotFound if that was forgotten meanwhile.
    """
    if stored is None:
        raise NotFound(what="지난 답")
    fields: dict[str, Any] = dict(stored)
    fields["figures"] = tuple(Figure(**figure) for figure in stored["figures"])
    for name in ("items", "sources", "pictures"):
        fields[name] = tuple(stored[name])
    return TurnResult(**fields)
