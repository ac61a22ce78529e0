"""Telemetry inside the process: JSON lines, and metrics in Prometheus' text format.

The plug puts three parts together: `Sums` keeps the metrics, `LineSink` takes the lines, and this
module says what a line looks like.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Final, Protocol

import orjson
import structlog

from dure.kernel.clock import Clock
from dure.ports.telemetry import (
    DROPPED,
    WITHHELD,
    Fact,
    Level,
    Telemetry,
    anatomy,
    is_name,
    shown,
)

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_NAMES_KEPT: Final = 200


class Sums(Protocol):
    """Keeps counters, gauges and histograms, and writes them as Prometheus wants them."""

    def know(self, label: str, values: Iterable[str]) -> None:
        """See Telemetry."""

    def add(self, name: str, amount: float, labels: Mapping[str, str]) -> None:
        """Add to a counter or gauge."""

    def observe(self, name: str, value: float, labels: Mapping[str, str]) -> None:
        """Put a value into a histogram."""

    def set(self, name: str, value: float | None, labels: Mapping[str, str]) -> None:
        """Set a gauge, or leave it out."""

    def sample(
        self, name: str, read: Callable[[], float | None], labels: Mapping[str, str]
    ) -> None:
        """Ask for a gauge's value at each reading."""

    def text(self) -> bytes:
        """Return all of it."""


class LineSink(Protocol):
    """Where lines go."""

    def put(self, line: bytes) -> None:
        """Take a line without waiting."""

    def close(self) -> None:
        """Write what is still held."""


class SilentTelemetry(Telemetry):
    """Takes everything and keeps nothing: for one question on the command line, and for tests."""

    def know(self, label: str, values: Iterable[str]) -> None:
        """See Telemetry."""

    def count(self, metric: str, amount: float = 1, **labels: str) -> None:
        """See Telemetry."""

    def observe(self, metric: str, value: float, **labels: str) -> None:
        """See Telemetry."""

    def level(self, metric: str, value: float | None, **labels: str) -> None:
        """See Telemetry."""

    def sample(self, metric: str, read: Callable[[], float | None], **labels: str) -> None:
        """See Telemetry."""

    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        """See Telemetry."""

    def mishap(self, event: str, error: BaseException, **facts: Fact) -> None:
        """See Telemetry."""

    def about(self, **facts: Fact) -> AbstractContextManager[None]:
        """See Telemetry."""
        return nullcontext()

    def span(self, name: str, **attributes: Fact) -> AbstractContextManager[None]:
        """See Telemetry."""
        return nullcontext()

    def exposition(self) -> bytes:
        """See Telemetry."""
        return b""

    def close(self) -> None:
        """See Telemetry."""


class LocalTelemetry(Telemetry):
    """See Telemetry.

    sums: what is counted. lines: where the log goes. level: what is written at least.
    """

    def __init__(self, sums: Sums, lines: LineSink, *, clock: Clock, level: Level = "info") -> None:
        self._clock, self._lines, self._sums = clock, lines, sums
        self._about: ContextVar[Mapping[str, Fact]] = ContextVar("about", default={})  # noqa: B039 - never changed
        self._names: set[str] = set()
        self._least = _LEVELS[level]
        self._log = structlog.wrap_logger(
            _Sink(lines.put),
            processors=[_flat, structlog.processors.JSONRenderer(serializer=_json_line)],
            wrapper_class=structlog.make_filtering_bound_logger(self._least),
        ).bind()

    def know(self, label: str, values: Iterable[str]) -> None:
        """See Telemetry."""
        self._sums.know(label, values)

    def count(self, metric: str, amount: float = 1, **labels: str) -> None:
        """See Telemetry."""
        self._sums.add(metric, amount, labels)

    def observe(self, metric: str, value: float, **labels: str) -> None:
        """See Telemetry."""
        self._sums.observe(metric, value, labels)

    def level(self, metric: str, value: float | None, **labels: str) -> None:
        """See Telemetry."""
        self._sums.set(metric, value, labels)

    def sample(self, metric: str, read: Callable[[], float | None], **labels: str) -> None:
        """See Telemetry."""
        self._sums.sample(metric, read, labels)

    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        """See Telemetry."""
        if _LEVELS[level] >= self._least:
            self._write(event, level, facts, {})

    def mishap(self, event: str, error: BaseException, **facts: Fact) -> None:
        """See Telemetry."""
        self._write(event, "error", facts, anatomy(error))

    @contextmanager
    def about(self, **facts: Fact) -> Iterator[None]:
        """See Telemetry."""
        was = self._about.set({**self._about.get(), **self._checked(facts)})
        try:
            yield
        finally:
            self._about.reset(was)

    def span(self, name: str, **attributes: Fact) -> AbstractContextManager[None]:
        """See Telemetry."""
        return nullcontext()

    def exposition(self) -> bytes:
        """See Telemetry."""
        return self._sums.text()

    def close(self) -> None:
        """See Telemetry."""
        self._lines.close()

    def _write(
        self, event: str, level: Level, facts: Mapping[str, Fact], more: Mapping[str, Any]
    ) -> None:
        line = {
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "level": level,
            "event": self._checked({"what": event})["what"],
            **self._about.get(),
            **self._checked(facts),
            **more,
        }
        self._log.log(_LEVELS[level], "", line=line)

    def _checked(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        """Return what of the facts may be shown; what was withheld is counted."""
        out: dict[str, Fact] = {}
        for name, value in facts.items():
            fact = shown(value)
            if name not in self._names and not self._may_name(name):
                name = fact = WITHHELD
            if fact is not value:
                self._sums.add(DROPPED, 1, {"why": "withheld"})
            out[name] = fact
        return out

    def _may_name(self, name: str) -> bool:
        may = is_name(name)
        # The names of facts are few, and looked up some five times a line.
        if may and len(self._names) < _NAMES_KEPT:
            self._names.add(name)
        return may


class _Sink:
    """What structlog calls a logger: one method per level, all the same."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self.debug = self.info = self.warning = self.error = put


def _flat(logger: object, method: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    line: Mapping[str, Any] = given["line"]
    return line


def _json_line(line: Mapping[str, Any], **_: object) -> bytes:
    return orjson.dumps(line) + b"\n"
