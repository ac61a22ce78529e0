"""What can be learned from what happened to an assistant's people: a shape, and what it returns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from dure.kernel.events import Event, Json

Lives = Iterable[tuple[str, Event, Json | None]]
"""(person, event, unsealed payload or None where it was forgotten), each person's in order."""
Heard = Callable[[str, float], None]
"""(what is being done, share of the whole that is done, 0 … 1)."""
Load = Callable[[str], Callable[..., Any]]
"""Returns what "package.module:name" names; raises ImportError where a trainer is not installed."""


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """model: a file for the shelf. report: what was measured, as plain JSON."""

    model: bytes
    report: Json


class Course(Protocol):
    """Learns from lives; None: from invented people, to try it out."""

    def __call__(self, lives: Lives | None, *, heard: Heard, load: Load) -> Learnt:
        """Return what was learned. Raises InvalidInput if there is too little to learn from."""
        ...
