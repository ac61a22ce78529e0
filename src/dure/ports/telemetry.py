"""Where the house tells how it goes, but never who spoke or what was said.

Labels and facts hold names from closed lists (an assistant, an intent, an error code), numbers
and ids; free text never.
"""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Literal

Level = Literal["debug", "info", "warning", "error"]


class Telemetry(ABC):
    """Never fails and never waits; what it cannot take it drops and counts."""

    @abstractmethod
    def count(self, metric: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter of watch.metrics."""

    @abstractmethod
    def observe(self, metric: str, value: float, **labels: str) -> None:
        """Put a value (seconds, bytes) into a histogram of watch.metrics."""

    @abstractmethod
    def level(self, metric: str, value: float, **labels: str) -> None:
        """Set a gauge of watch.metrics."""

    @abstractmethod
    def note(self, event: str, *, level: Level = "info", **facts: str | float | None) -> None:
        """Write a line into the log: an event's name and its facts."""

    @abstractmethod
    def span(self, name: str, **attributes: str | float) -> AbstractContextManager[None]:
        """Measure a stretch of work as part of the trace that is under way."""

    @abstractmethod
    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format (version 0.0.4)."""

    @abstractmethod
    def close(self) -> None:
        """Send off what is still held."""
