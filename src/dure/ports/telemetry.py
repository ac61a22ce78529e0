"""Where the house tells how it goes, but never who spoke or what was said.

Labels and facts hold names from closed lists (an assistant, an intent, an error code), numbers
and ids; free text never. What looks like anything else is replaced by `WITHHELD` here, in the
port, so that no plug can let it through.
"""

import math
import re
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final, Literal

from dure.errors import DureError

Level = Literal["debug", "info", "warning", "error"]
Fact = str | float | None

WITHHELD: Final = "withheld"
OTHER: Final = "other"
DROPPED: Final = "dure_telemetry_dropped_total"
"""Counter every plug keeps of what it could not take or would not show; label `why`."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,80}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A UUID, a ULID, a trace id: no number of a person is shaped like these.
_ID: Final = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{32}"
)
# Seven digits in a row, whatever stands between: a phone, a card, a passport, a birthday.
_NUMBER_OF_SOMEBODY: Final = re.compile(r"(?:[0-9][-._:/]*){7}")
_FRAMES: Final = 12
_CAUSES: Final = 4
_ABOVE_PACKAGES: Final = ("site-packages", "src", "python3.11", "python3.12", "python3.13")
_LARGEST: Final = 10**10
_NEVER: Final = frozenset(
    ("user", "person", "name", "text", "said", "session", "email", "phone", "address", "password",
     "token", "secret", "at", "level", "event", "request_body", "detail", "message")
)  # fmt: skip
"""What no fact may be called: it would hold somebody's data, or it is the line's own."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One thing that is measured. The unit stands in its name, as Prometheus advises.

    labels: their names, in order. buckets: upper bounds of a histogram, rising.
    """

    name: str
    kind: Literal["counter", "histogram", "gauge"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


class Telemetry(ABC):
    """Never fails and never waits; what it cannot take it drops and counts."""

    @abstractmethod
    def know(self, label: str, values: Iterable[str]) -> None:
        """Let a label take these values; any other becomes `OTHER`."""

    @abstractmethod
    def count(self, metric: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter of watch.metrics, or to a gauge, which may be lessened too."""

    @abstractmethod
    def observe(self, metric: str, value: float, **labels: str) -> None:
        """Put a value (seconds, bytes) into a histogram of watch.metrics."""

    @abstractmethod
    def level(self, metric: str, value: float | None, **labels: str) -> None:
        """Set a gauge of watch.metrics; None: it is not known, and is left out."""

    @abstractmethod
    def sample(self, metric: str, read: Callable[[], float | None], **labels: str) -> None:
        """Ask for a gauge's value whenever the metrics are read; None leaves it out."""

    @abstractmethod
    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        """Write a line into the log: an event's name and its facts."""

    @abstractmethod
    def mishap(self, event: str, error: BaseException, **facts: Fact) -> None:
        """Write an error into the log: its type, code and stack, not what it says."""

    @abstractmethod
    def about(self, **facts: Fact) -> AbstractContextManager[None]:
        """Add facts to every line and span of this task, and of those it starts meanwhile."""

    @abstractmethod
    def span(self, name: str, **attributes: Fact) -> AbstractContextManager[None]:
        """Measure a stretch of work as part of the trace that is under way."""

    @abstractmethod
    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format (version 0.0.4)."""

    @abstractmethod
    def close(self) -> None:
        """Send off what is still held; wait a few seconds at most."""


def shown(value: Fact) -> Fact:
    """Return a fact as it may be shown: a number, a short token, None; else `WITHHELD`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if _is_harmless(value) else WITHHELD
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < _LARGEST:
        return value
    return WITHHELD


def is_name(name: str) -> bool:
    """Whether a word may name a fact: lower-case letters, digits and underscores, 40 at most."""
    return name not in _NEVER and bool(_NAME.fullmatch(name)) and _is_harmless(name)


def _is_harmless(text: str) -> bool:
    if not _TOKEN.fullmatch(text):
        return False
    return not _NUMBER_OF_SOMEBODY.search(text) or bool(_ID.fullmatch(text))


def anatomy(error: BaseException) -> dict[str, Any]:
    """Return an error's type, code, causes and stack; what it says may be somebody's data."""
    out: dict[str, Any] = {"error": shown(type(error).__name__)}
    if isinstance(error, DureError):
        out["code"] = shown(error.code)
    causes: list[Fact] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < _CAUSES:
        causes.append(shown(type(cause).__name__))
        cause = cause.__cause__ or cause.__context__
    stack = [
        line_of(frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return {**out, "causes": causes, "stack": stack[-_FRAMES:]}


def line_of(file: str, line: int) -> Fact:
    """Return a place in the source, from its package on: folders above may bear a name."""
    parts = PurePath(file).parts
    for root in _ABOVE_PACKAGES:
        if root in parts:
            below = parts[len(parts) - parts[::-1].index(root) :]
            return shown(f"{'/'.join(below)}:{line}")
    return shown(f"{PurePath(file).name}:{line}")
