"""What is measured: every metric, what its labels may hold, and who tells it when.

Rules and dashboards name these metrics only (`tests/deploy` holds it). Whoever does the work
calls a function of this module; none knows a metric's name.
"""

from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from dure.errors import Conflict, DureError, StorageFull
from dure.ports.telemetry import DROPPED, OTHER, Metric, Telemetry

_QUICK: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
_TURN: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
_MODEL: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_JOB: Final = (0.1, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0)


def _counter(name: str, told: str, *labels: str) -> Metric:
    return Metric(name=name, kind="counter", help=told, labels=labels)


def _gauge(name: str, told: str, *labels: str) -> Metric:
    return Metric(name=name, kind="gauge", help=told, labels=labels)


def _histogram(name: str, told: str, buckets: tuple[float, ...], *labels: str) -> Metric:
    return Metric(name=name, kind="histogram", help=told, labels=labels, buckets=buckets)


METRICS: Final = (
    _counter("dure_turns_total", "Turns.", "assistant", "intent", "tier", "outcome"),
    _counter("dure_turn_failures_total", "Turns that failed.", "assistant", "code"),
    _histogram("dure_turn_seconds", "A turn, from hearing to writing down.", _TURN, "assistant"),
    _histogram("dure_turn_stage_seconds", "A stage of a turn.", _QUICK, "stage"),
    _counter("dure_model_calls_total", "Calls of a language model.", "outcome"),
    _histogram("dure_model_call_seconds", "A call of a language model.", _MODEL),
    _counter("dure_model_tokens_total", "Tokens of language models.", "direction"),
    _gauge("dure_breaker_open", "1 while a source is left alone.", "source"),
    _counter(
        "dure_sources_missing_total", "Sources an answer was given without.", "source", "code"
    ),
    _counter("dure_log_appends_total", "Appends to the event log.", "outcome"),
    _counter("dure_log_events_total", "Events that became durable."),
    _histogram("dure_log_append_seconds", "An append, until it is durable.", _QUICK),
    _gauge("dure_outbox_lag_seconds", "Age of the oldest event not sent on."),
    _gauge("dure_outbox_waiting", "Events not sent on."),
    _counter("dure_http_requests_total", "Requests answered.", "operation", "status"),
    _histogram("dure_http_request_seconds", "A request.", _TURN, "operation"),
    _counter("dure_http_denied_total", "Requests turned away.", "gate"),
    _counter("dure_sign_ins_total", "Attempts to sign in.", "outcome"),
    _gauge("dure_websockets_open", "Open WebSockets."),
    _counter("dure_jobs_total", "Jobs that ended.", "task", "outcome"),
    _histogram("dure_job_seconds", "A job.", _JOB, "task"),
    _gauge("dure_job_last_success_timestamp_seconds", "When a job last succeeded.", "task"),
    _gauge("dure_backup_last_success_timestamp_seconds", "When the last backup was made."),
    _gauge("dure_backup_last_verified_timestamp_seconds", "When a backup was last restored."),
    _gauge("dure_data_free_bytes", "Free space where the data folder stands."),
    _gauge("dure_data_size_bytes", "Size of the disk where the data folder stands."),
    _counter(DROPPED, "What telemetry could not take, or would not show.", "why"),
    _gauge("dure_build_info", "1, with the version.", "version", "python"),
)
PROCESS_METRICS: Final = (
    "process_cpu_seconds_total",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_virtual_memory_bytes",
)
"""What prometheus-client measures of the process itself."""

KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "tier": frozenset(("rule", "model", "asked")),
    "outcome": frozenset(
        ("answered", "asked", "refused", "done", "failed", "full", "conflict", "late", "denied",
         "resting", "invalid", "over_budget")
    ),
    "stage": frozenset(("hear", "understand", "act", "reply", "remember")),
    "direction": frozenset(("in", "out")),
    "status": frozenset(
        str(number)
        for number in (
            101, 200, 201, 202, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406,
            408, 409, 410, 411, 413, 415, 417, 422, 426, 429, 431, 499, 500, 501, 502, 503, 504,
            507,
        )
    ),
    "why": frozenset(("log", "metric", "span", "withheld")),
}  # fmt: skip
"""What labels may hold from the start; assistants, intents, operations … are told by name."""


_FROM_ZERO: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("dure_log_appends_total", "outcome", ("done", "conflict", "failed", "full")),
    ("dure_sign_ins_total", "outcome", ("done", "denied", "failed")),
    (DROPPED, "why", ("log", "metric", "span", "withheld")),
)
"""Counters that alerts watch: the first one of a kind must be seen as a step up from zero."""


def starts(telemetry: Telemetry, *, version: str, python: str) -> None:
    """Tell which build runs, and which errors there are."""
    codes = error_codes()
    telemetry.know("code", codes)
    telemetry.know("gate", codes)
    telemetry.know("version", [version])
    telemetry.know("python", [python])
    for metric, label, values in _FROM_ZERO:
        for value in values:
            telemetry.count(metric, 0, **{label: value})
    telemetry.level("dure_build_info", 1, version=version, python=python)


def error_codes() -> set[str]:
    """Return the codes of all errors that have been declared."""
    codes, kinds = set[str](), [DureError]
    while kinds:
        kind = kinds.pop()
        codes.add(kind.code)
        kinds += kind.__subclasses__()
    return codes


def assistants_known(telemetry: Telemetry, intents: Mapping[str, Iterable[str]]) -> None:
    """Tell which assistants there are, and the intents of each."""
    telemetry.know("assistant", intents)
    for names in intents.values():
        telemetry.know("intent", names)


def turn_answered(
    telemetry: Telemetry,
    *,
    assistant: str,
    intent: str,
    tier: str,
    outcome: str,
    stages_ms: Mapping[str, float],
) -> None:
    """Tell of a turn that was answered."""
    telemetry.count(
        "dure_turns_total", assistant=assistant, intent=intent, tier=tier, outcome=outcome
    )
    took_ms = 0.0
    for stage, spent_ms in stages_ms.items():
        telemetry.observe("dure_turn_stage_seconds", spent_ms / 1000, stage=stage)
        took_ms += spent_ms
    telemetry.observe("dure_turn_seconds", took_ms / 1000, assistant=assistant)
    telemetry.note(
        "turn.answered",
        assistant=assistant,
        intent=intent,
        tier=tier,
        outcome=outcome,
        took_ms=round(took_ms, 3),
    )


@contextmanager
def failures_counted(telemetry: Telemetry, *, assistant: str) -> Iterator[None]:
    """Tell of the turn inside if it fails, whatever makes it fail."""
    code: str | None = DureError.code
    try:
        yield
        code = None
    except DureError as error:
        code = error.code
        raise
    except CancelledError:
        code = None  # Given up from outside: nothing failed.
        raise
    finally:
        if code:
            turn_failed(telemetry, assistant=assistant, code=code)


def turn_failed(telemetry: Telemetry, *, assistant: str, code: str) -> None:
    """Tell of a turn that failed; code: the error's."""
    telemetry.count("dure_turn_failures_total", assistant=assistant, code=code)
    telemetry.note("turn.failed", level="warning", assistant=assistant, code=code)


def model_called(
    telemetry: Telemetry,
    *,
    outcome: str,
    seconds: float,
    tokens_in: int | None = None,
    tokens_out: int | None = None,
) -> None:
    """Tell of a call of a language model.

    outcome: answered, failed, late, invalid (the answer was no use), resting (left alone),
        over_budget. tokens_in, tokens_out: None where the server did not tell.
    """
    telemetry.count("dure_model_calls_total", outcome=outcome)
    telemetry.observe("dure_model_call_seconds", seconds)
    for direction, tokens in (("in", tokens_in), ("out", tokens_out)):
        if tokens is not None:
            telemetry.count("dure_model_tokens_total", tokens, direction=direction)


def breaker_watched(telemetry: Telemetry, *, source: str, is_open: Callable[[], bool]) -> None:
    """Let the metrics ask a breaker whether it leaves its source alone."""
    telemetry.know("source", [source])
    telemetry.sample("dure_breaker_open", lambda: float(is_open()), source=source)


def source_missing(telemetry: Telemetry, source: str, error: DureError) -> None:
    """Tell that an answer was given without one of its sources.

    source: a name from a closed list of whoever asked.
    """
    telemetry.know("source", [source])
    telemetry.count("dure_sources_missing_total", source=source, code=error.code)
    telemetry.note("source.missing", level="warning", source=source, code=error.code)


def appended(telemetry: Telemetry, *, events: int, seconds: float) -> None:
    """Tell of events that became durable."""
    telemetry.count("dure_log_appends_total", outcome="done")
    telemetry.count("dure_log_events_total", events)
    telemetry.observe("dure_log_append_seconds", seconds)


def append_failed(telemetry: Telemetry, error: DureError) -> None:
    """Tell of an append that was refused; only what the disk refused is worth a line."""
    if isinstance(error, Conflict):
        telemetry.count("dure_log_appends_total", outcome="conflict")
        return
    outcome = "full" if isinstance(error, StorageFull) else "failed"
    telemetry.count("dure_log_appends_total", outcome=outcome)
    telemetry.note("log.append_failed", level="error", code=error.code)


def http_answered(telemetry: Telemetry, *, operation: str, status: int, seconds: float) -> None:
    """Tell of a request; operation: its name in the OpenAPI document, known beforehand."""
    telemetry.count("dure_http_requests_total", operation=operation, status=str(status))
    telemetry.observe("dure_http_request_seconds", seconds, operation=operation)


def operations_known(telemetry: Telemetry, operations: Iterable[str]) -> None:
    """Tell which operations there are; a request of none of them is counted as "other"."""
    names = (*operations, OTHER)
    telemetry.know("operation", names)
    for name in names:
        telemetry.count("dure_http_requests_total", 0, operation=name, status="500")


def denied(telemetry: Telemetry, *, gate: str) -> None:
    """Tell that a gate turned a request away; gate: the code of its error."""
    telemetry.count("dure_http_denied_total", gate=gate)


def signed_in(telemetry: Telemetry, *, outcome: str) -> None:
    """Tell of an attempt to sign in: done, denied (wrong password, code, token) or failed."""
    telemetry.count("dure_sign_ins_total", outcome=outcome)
    if outcome != "done":
        telemetry.note("sign_in.refused", level="warning", outcome=outcome)


def socket_opened(telemetry: Telemetry) -> None:
    """Tell that a WebSocket was accepted; `socket_closed` must follow."""
    telemetry.count("dure_websockets_open")


def socket_closed(telemetry: Telemetry) -> None:
    """Tell that a WebSocket is gone."""
    telemetry.count("dure_websockets_open", -1)


def outbox_watched(
    telemetry: Telemetry,
    *,
    lag_s: Callable[[], float | None],
    waiting: Callable[[], float | None],
) -> None:
    """Let the metrics ask an outbox how far behind it is; without one there is no figure."""
    telemetry.sample("dure_outbox_lag_seconds", lag_s)
    telemetry.sample("dure_outbox_waiting", waiting)


def disk_watched(
    telemetry: Telemetry, *, free: Callable[[], float], size: Callable[[], float]
) -> None:
    """Let the metrics ask for the room on the data folder's disk, in bytes."""
    telemetry.sample("dure_data_free_bytes", free)
    telemetry.sample("dure_data_size_bytes", size)


def jobs_known(telemetry: Telemetry, jobs: Iterable[str]) -> None:
    """Tell which jobs there are; their label is `task`, for `job` is Prometheus' own."""
    names = tuple(jobs)
    telemetry.know("task", names)
    for name in names:
        telemetry.count("dure_jobs_total", 0, task=name, outcome="failed")


def job_ended(
    telemetry: Telemetry, *, job: str, at: datetime, seconds: float, code: str | None = None
) -> None:
    """Tell that a job ended; code: the error's, None if it succeeded."""
    telemetry.count("dure_jobs_total", task=job, outcome="failed" if code else "done")
    telemetry.observe("dure_job_seconds", seconds, task=job)
    if code is None:
        telemetry.level("dure_job_last_success_timestamp_seconds", at.timestamp(), task=job)
    level: Final = "warning" if code else "info"
    telemetry.note("job.ended", level=level, job=job, code=code, seconds=round(seconds, 3))


def backups_watched(
    telemetry: Telemetry,
    *,
    made: Callable[[], datetime | None],
    verified: Callable[[], datetime | None],
) -> None:
    """Let the metrics ask when the last backup was made and verified; None: never."""
    telemetry.sample("dure_backup_last_success_timestamp_seconds", lambda: _seconds(made()))
    telemetry.sample("dure_backup_last_verified_timestamp_seconds", lambda: _seconds(verified()))


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
