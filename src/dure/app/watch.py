"""Put telemetry together as the settings say."""

import platform
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from typing import Final, Literal

from dure.app.backup_age import made_at, verified_at
from dure.app.plugs import load
from dure.embedded.lines import STDERR, LineWriter
from dure.embedded.logs import logs_through
from dure.embedded.sums import PrometheusSums
from dure.embedded.telemetry import LocalTelemetry
from dure.errors import MissingExtra
from dure.kernel.clock import Clock, SystemClock
from dure.ports.telemetry import Level, Telemetry
from dure.settings import Settings
from dure.trust.access import POLICY
from dure.watch import metrics
from dure.watch.backup import BackupSettings

_OTEL: Final = "dure.adapters.otel:OtelTelemetry"
SECTION: Final = "telemetry"


@dataclass(frozen=True, kw_only=True)
class TelemetrySettings:
    """What is told of how it goes, and to whom."""

    log: str = STDERR
    """Where the log's JSON lines go: `stderr`, or a file's path (made 0600)."""
    level: Literal["auto", "debug", "info", "warning", "error"] = "auto"
    """The least serious lines that are written; auto: info, or warning on somebody's terminal."""
    metrics: bool = True
    """Whether anything is counted, and shown under /metrics."""
    traces: str = ""
    """Where an OTLP receiver takes spans (`http://127.0.0.1:4318/v1/traces`); empty: nowhere."""


def open_telemetry(settings: Settings, *, clock: Clock | None = None) -> Telemetry:
    """Return the telemetry of a server; it must be closed, as a house does with its own.

    Raises BadFile if a setting does not fit, MissingExtra if the extra `otel` is not installed.
    """
    chosen = settings.read(TelemetrySettings, SECTION)
    lines = LineWriter(chosen.log)
    sums = PrometheusSums(
        metrics.METRICS if chosen.metrics else (), metrics.KNOWN, lost_lines=lambda: lines.lost
    )
    level = _level(chosen)
    made: Telemetry = LocalTelemetry(sums, lines, clock=clock or SystemClock(), level=level)
    if chosen.traces:
        made = _traced(chosen.traces, made)
    metrics.starts(made, version=version("dure"), python=platform.python_version())
    metrics.operations_known(made, POLICY)
    place = settings.read(BackupSettings, "backup").to
    metrics.backups_watched(made, made=lambda: made_at(place), verified=lambda: verified_at(place))
    return made


def _level(chosen: TelemetrySettings) -> Level:
    if chosen.level != "auto":
        return chosen.level
    return "warning" if chosen.log == STDERR and sys.stderr.isatty() else "info"


def watch_disk(telemetry: Telemetry, folder: Path) -> None:
    """Let the metrics ask how much room there is for the data."""
    metrics.disk_watched(
        telemetry,
        free=lambda: disk_usage(folder).free,
        size=lambda: disk_usage(folder).total,
    )


def take_over_logs(telemetry: Telemetry) -> AbstractContextManager[None]:
    """Lead what libraries log and raise through the telemetry, for a process that is a server.

    uvicorn must be told `log_config=None`, or it prints for itself.
    """
    return logs_through(telemetry)


def _traced(url: str, inner: Telemetry) -> Telemetry:
    try:
        make = load(_OTEL)
    except ModuleNotFoundError as error:
        raise MissingExtra(name="otel") from error
    traced: Telemetry = make(url, inner, version=version("dure"))
    return traced
