"""Lead what libraries log, warn of and raise through the telemetry port.

A library's message may hold what a person said, so it is not written: its logger, its place in
the source and its error's type tell what happened.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final

from dure.ports.telemetry import Level, Telemetry, line_of

LOGGED: Final = "library.logged"
UNCAUGHT: Final = "process.uncaught_error"
_LEVELS: Final[tuple[tuple[int, Level], ...]] = (
    (logging.ERROR, "error"),
    (logging.WARNING, "warning"),
    (logging.INFO, "info"),
)


@contextmanager
def logs_through(telemetry: Telemetry, *, level: int = logging.WARNING) -> Iterator[None]:
    """Let everything that would be printed in this process become lines of the log.

    level: what libraries must at least be logging. Python's own hooks for uncaught errors are
    taken over too, in all threads, and given back afterwards.
    """
    root = logging.getLogger()
    handlers, root_level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    root.handlers[:] = [_Sieve(telemetry)]
    root.setLevel(level)
    logging.captureWarnings(True)
    _take_hooks(telemetry)
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(root_level)


class _Sieve(logging.Handler):
    """Writes where a record came from, and what kind of error it tells of."""

    def __init__(self, telemetry: Telemetry) -> None:
        super().__init__()
        self._telemetry = telemetry

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        error = record.exc_info[1] if record.exc_info else None
        where = line_of(record.pathname, record.lineno)
        if error is not None:
            self._telemetry.mishap(LOGGED, error, logger=record.name, where=where)
        else:
            level = _level(record.levelno)
            self._telemetry.note(LOGGED, level=level, logger=record.name, where=where)


def _level(number: int) -> Level:
    return next((name for least, name in _LEVELS if number >= least), "debug")


def _take_hooks(telemetry: Telemetry) -> None:
    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        telemetry.mishap(UNCAUGHT, error)

    def in_thread_or_finalizer(told: Any) -> None:  # noqa: ANN401 - two types of the same shape
        if told.exc_value is not None:
            telemetry.mishap(UNCAUGHT, told.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = in_thread_or_finalizer
    sys.unraisablehook = in_thread_or_finalizer
