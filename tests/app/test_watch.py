"""Telemetry is put together as the settings say, and a house tells by it how it goes."""

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.conftest import furnish
from tests.watch.told import value_in

from dure.app import watch
from dure.app.watch import open_telemetry, take_over_logs
from dure.app.wire import open_house
from dure.errors import BadFile, MissingExtra
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.ports.telemetry import DROPPED
from dure.settings import Settings
from dure.watch import metrics
from dure.watch.manifest import MANIFEST

SAID = "강남역 근처에서 5천원으로 점심, 010-1234-5678로 연락 줘"


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    """Where lines go."""
    return tmp_path / "dure.jsonl"


@pytest.fixture
def watched(tmp_path: Path, stocked: Path, log_file: Path) -> Settings:
    """Settings of a house that writes its lines into a file."""
    folder = furnish(tmp_path / "data", stocked)
    return Settings({"DURE_DATA_DIR": str(folder), "DURE_TELEMETRY_LOG": str(log_file)})


async def test_a_house_tells_of_its_turns_and_of_nobody(
    watched: Settings, log_file: Path, clock: StillClock
) -> None:
    telemetry = open_telemetry(watched, clock=clock)
    house = open_house(watched, only=["meals"], clock=clock, telemetry=telemetry)
    result = await house.turns.take("meals", TurnRequest(text=SAID, user="gildong"))
    told = telemetry.exposition()
    await house.close()

    kind = {"assistant": "meals", "intent": result.intent, "outcome": result.outcome}
    tier = "asked" if result.outcome == "asked" else "rule"
    lines = [orjson.loads(line) for line in log_file.read_bytes().splitlines()]
    assert value_in(told, "dure_turns_total", **kind, tier=tier) == 1
    assert (value_in(told, "dure_log_events_total") or 0) >= 3
    assert (value_in(told, "dure_data_free_bytes") or 0) > 0
    assert value_in(told, DROPPED, why="metric") == 0
    assert [line["event"] for line in lines] == ["turn.answered"]
    everything = told + log_file.read_bytes()
    assert not any(part in everything for part in (b"gildong", b"1234-5678", "강남".encode()))


def test_the_log_goes_to_standard_error_by_default() -> None:
    code = (
        "from dure.app.watch import open_telemetry; from dure.settings import Settings\n"
        "made = open_telemetry(Settings({})); made.note('a.b'); made.close()"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert orjson.loads(run.stderr)["event"] == "a.b"


def test_metrics_can_be_turned_off(log_file: Path) -> None:
    off = {"DURE_TELEMETRY_METRICS": "false", "DURE_TELEMETRY_LOG": str(log_file)}
    made = open_telemetry(Settings(off))
    made.close()

    assert made.exposition() == b""


def test_a_level_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadFile):
        open_telemetry(Settings({"DURE_TELEMETRY_LEVEL": "loud"}))


def test_a_backup_in_its_place_is_told_by_its_age(tmp_path: Path, log_file: Path) -> None:
    given = {"DURE_TELEMETRY_LOG": str(log_file), "DURE_BACKUP_TO": str(tmp_path)}
    made = open_telemetry(Settings(given))
    before = value_in(made.exposition(), "dure_backup_last_success_timestamp_seconds")
    (tmp_path / MANIFEST).write_bytes(b"x")
    told = made.exposition()
    made.close()

    written = (tmp_path / MANIFEST).stat().st_mtime
    assert before is None
    assert value_in(told, "dure_backup_last_success_timestamp_seconds") == pytest.approx(written)
    assert value_in(told, "dure_backup_last_verified_timestamp_seconds") is None


def test_operations_of_the_door_are_told_by_name(log_file: Path) -> None:
    made = open_telemetry(Settings({"DURE_TELEMETRY_LOG": str(log_file)}))
    metrics.http_answered(made, operation="take_turn", status=200, seconds=0.1)
    told = made.exposition()
    made.close()

    assert value_in(told, "dure_http_requests_total", operation="take_turn", status="200") == 1


def test_spans_go_where_the_settings_say(log_file: Path) -> None:
    traced = {
        "DURE_TELEMETRY_TRACES": "http://127.0.0.1:9/v1/traces",
        "DURE_TELEMETRY_LOG": str(log_file),
    }
    made = open_telemetry(Settings(traced))
    with made.span("turn"):
        made.note("a.b")
    made.close()

    assert len(orjson.loads(log_file.read_bytes().splitlines()[0])["trace"]) == 32


def test_traces_without_their_extra_are_refused(
    monkeypatch: pytest.MonkeyPatch, log_file: Path
) -> None:
    def absent(path: str) -> Callable[..., Any]:
        raise ModuleNotFoundError(path)

    monkeypatch.setattr(watch, "load", absent)

    with pytest.raises(MissingExtra):
        open_telemetry(
            Settings({"DURE_TELEMETRY_TRACES": "http://x", "DURE_TELEMETRY_LOG": str(log_file)})
        )


def test_telemetry_without_traces_loads_nothing_for_them() -> None:
    code = (
        "import sys; from dure.app.watch import open_telemetry\n"
        "from dure.settings import Settings\n"
        "open_telemetry(Settings({})).close()\n"
        "print([m for m in sys.modules if m.startswith('opentelemetry.sdk')])"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_what_libraries_log_is_led_into_the_log(watched: Settings, log_file: Path) -> None:
    made = open_telemetry(watched)
    with take_over_logs(made):
        logging.getLogger("uvicorn.error").error("홍길동")
    made.close()

    assert orjson.loads(log_file.read_bytes())["logger"] == "uvicorn.error"
