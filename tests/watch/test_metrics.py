"""Whoever does the work tells of it by a function; what is told is what can be read."""

import asyncio
from datetime import datetime

import pytest
from tests.watch.told import Told

from dure.errors import Conflict, LateAnswer, StorageFull, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.telemetry import DROPPED
from dure.watch import metrics

AT = datetime(2026, 11, 21, 3, 0, tzinfo=SEOUL)
STAGES = {"hear": 1.0, "understand": 0.5, "act": 6.0, "reply": 0.5, "remember": 2.0}


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry that knows an assistant."""
    made = Told(clock)
    metrics.assistants_known(made.plug, {"meals": ["RECOMMEND"]})
    metrics.starts(made.plug, version="0.1.0", python="3.11.2")
    return made


def tell_turn(told: Told, intent: str = "RECOMMEND") -> None:
    metrics.turn_answered(
        told.plug,
        assistant="meals",
        intent=intent,
        tier="rule",
        outcome="answered",
        stages_ms=STAGES,
    )


def test_a_turn_is_counted_timed_and_logged(told: Told) -> None:
    tell_turn(told)

    kind = {"assistant": "meals", "intent": "RECOMMEND", "tier": "rule", "outcome": "answered"}
    assert told.value("dure_turns_total", **kind) == 1
    assert told.value("dure_turn_seconds_sum", assistant="meals") == pytest.approx(0.01)
    assert told.value("dure_turn_stage_seconds_sum", stage="act") == pytest.approx(0.006)
    [line] = told.lines
    assert (line["event"], line["intent"], line["took_ms"]) == ("turn.answered", "RECOMMEND", 10.0)


def test_an_intent_that_nobody_has_is_other(told: Told) -> None:
    tell_turn(told, "홍길동")

    kind = {"assistant": "meals", "intent": "other", "tier": "rule", "outcome": "answered"}
    assert told.value("dure_turns_total", **kind) == 1


@pytest.mark.parametrize(
    ("error", "code"), [(LateAnswer(), "late_answer"), (ValueError("slip"), "error")]
)
def test_a_turn_that_fails_is_counted_by_its_code(told: Told, error: Exception, code: str) -> None:
    with pytest.raises(type(error)), metrics.failures_counted(told.plug, assistant="meals"):
        raise error

    assert told.value("dure_turn_failures_total", assistant="meals", code=code) == 1


def test_a_turn_given_up_from_outside_did_not_fail(told: Told) -> None:
    with (
        pytest.raises(asyncio.CancelledError),
        metrics.failures_counted(told.plug, assistant="meals"),
    ):
        raise asyncio.CancelledError

    assert told.lines == []


def test_a_model_call_is_counted_with_the_tokens_that_are_known(told: Told) -> None:
    metrics.model_called(told.plug, outcome="answered", seconds=0.4, tokens_in=120)

    assert told.value("dure_model_calls_total", outcome="answered") == 1
    assert told.value("dure_model_tokens_total", direction="in") == 120
    assert told.value("dure_model_tokens_total", direction="out") is None


def test_a_breaker_is_asked_when_metrics_are_read(told: Told) -> None:
    is_open = [False]
    metrics.breaker_watched(told.plug, source="model", is_open=lambda: is_open[0])

    before = told.value("dure_breaker_open", source="model")
    is_open[0] = True

    assert (before, told.value("dure_breaker_open", source="model")) == (0, 1)


def test_a_source_an_answer_was_given_without_is_counted_and_noted(told: Told) -> None:
    metrics.source_missing(told.plug, "text", Unavailable(what="places"))

    counted = told.value("dure_sources_missing_total", source="text", code="unavailable")
    assert counted == 1
    assert [line["event"] for line in told.lines] == ["source.missing"]


@pytest.mark.parametrize(
    ("error", "outcome", "lines"),
    [(Conflict(), "conflict", 0), (StorageFull(), "full", 1), (Unavailable(), "failed", 1)],
)
def test_an_append_that_was_refused_is_counted_by_its_kind(
    told: Told, error: Conflict, outcome: str, lines: int
) -> None:
    metrics.append_failed(told.plug, error)

    assert told.value("dure_log_appends_total", outcome=outcome) == 1
    assert len(told.lines) == lines


def test_a_request_is_counted_by_operation_and_status(told: Told) -> None:
    metrics.operations_known(told.plug, ["take_turn"])

    metrics.http_answered(told.plug, operation="take_turn", status=200, seconds=0.01)
    metrics.http_answered(told.plug, operation="/v1/홍길동", status=418, seconds=0.01)

    assert told.value("dure_http_requests_total", operation="take_turn", status="200") == 1
    assert told.value("dure_http_requests_total", operation="other", status="other") == 1
    assert told.value("dure_http_request_seconds_count", operation="take_turn") == 1


def test_what_a_gate_turned_away_is_counted(told: Told) -> None:
    metrics.denied(told.plug, gate="forbidden")

    assert told.value("dure_http_denied_total", gate="forbidden") == 1


def test_a_sign_in_that_was_refused_leaves_a_line(told: Told) -> None:
    metrics.signed_in(told.plug, outcome="done")
    metrics.signed_in(told.plug, outcome="denied")

    assert told.value("dure_sign_ins_total", outcome="denied") == 1
    assert [line["event"] for line in told.lines] == ["sign_in.refused"]


def test_open_sockets_are_counted_up_and_down(told: Told) -> None:
    metrics.socket_opened(told.plug)
    metrics.socket_opened(told.plug)
    metrics.socket_closed(told.plug)

    assert told.value("dure_websockets_open") == 1


def test_an_outbox_is_absent_until_there_is_one(told: Told) -> None:
    before = told.value("dure_outbox_lag_seconds")
    metrics.outbox_watched(told.plug, lag_s=lambda: 3.5, waiting=lambda: 2)

    assert before is None
    assert told.value("dure_outbox_lag_seconds") == 3.5
    assert told.value("dure_outbox_waiting") == 2


def test_the_disk_is_measured(told: Told) -> None:
    metrics.disk_watched(told.plug, free=lambda: 10.0, size=lambda: 100.0)

    assert told.value("dure_data_free_bytes") == 10
    assert told.value("dure_data_size_bytes") == 100


def test_a_job_that_failed_does_not_move_its_last_success(told: Told) -> None:
    metrics.jobs_known(told.plug, ["backup"])
    metrics.job_ended(told.plug, job="backup", at=AT, seconds=2.0)
    metrics.job_ended(told.plug, job="backup", at=AT.replace(hour=9), seconds=2.0, code="error")

    name = "dure_job_last_success_timestamp_seconds"
    assert told.value(name, task="backup") == AT.timestamp()
    assert told.value("dure_jobs_total", task="backup", outcome="failed") == 1
    assert [line["level"] for line in told.lines] == ["info", "warning"]


def test_a_backup_that_never_was_is_absent_and_not_zero(told: Told) -> None:
    metrics.backups_watched(told.plug, made=lambda: AT, verified=lambda: None)

    made = told.value("dure_backup_last_success_timestamp_seconds")
    assert made == AT.timestamp()
    assert told.value("dure_backup_last_verified_timestamp_seconds") is None


def test_the_build_is_told(told: Told) -> None:
    assert told.value("dure_build_info", version="0.1.0", python="3.11.2") == 1


def test_every_function_names_metrics_that_there_are(told: Told) -> None:
    tell_turn(told)
    metrics.appended(told.plug, events=1, seconds=0.001)
    metrics.job_ended(told.plug, job="x", at=AT, seconds=1.0)
    metrics.model_called(told.plug, outcome="late", seconds=1.0, tokens_in=1, tokens_out=1)

    assert told.value(DROPPED, why="metric") == 0


def test_what_alerts_watch_begins_at_zero_so_that_its_first_step_is_seen(told: Told) -> None:
    metrics.operations_known(told.plug, ["take_turn"])
    metrics.jobs_known(told.plug, ["backup"])

    assert told.value("dure_log_appends_total", outcome="full") == 0
    assert told.value("dure_sign_ins_total", outcome="denied") == 0
    assert told.value(DROPPED, why="span") == 0
    assert told.value("dure_http_requests_total", operation="take_turn", status="500") == 0
    assert told.value("dure_jobs_total", task="backup", outcome="failed") == 0


def test_names_bear_their_unit_and_no_two_are_the_same() -> None:
    names = [metric.name for metric in metrics.METRICS]

    assert len(set(names)) == len(names)
    for metric in metrics.METRICS:
        assert metric.name.startswith("dure_")
        assert metric.name.endswith("_total") == (metric.kind == "counter")
        assert metric.name.endswith("_seconds") or metric.kind != "histogram"
        assert sorted(metric.buckets) == list(metric.buckets)
