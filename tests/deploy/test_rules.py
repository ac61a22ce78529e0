"""Rules and dashboard name what is measured, and a real Prometheus reads and judges it."""

import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import yaml
from tests.watch.told import Told

from dure.kernel.clock import StillClock
from dure.watch import metrics

ROOT: Final = Path(__file__).parents[2]
PROMETHEUS: Final = ROOT / "deploy" / "prometheus"
DASHBOARD: Final = ROOT / "deploy" / "grafana" / "dashboards" / "dure.json"
SUFFIXES: Final = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
SERIES: Final = {
    metric.name + suffix: metric for metric in metrics.METRICS for suffix in SUFFIXES[metric.kind]
}
TESTS: Final = (PROMETHEUS / "rules_test.yml", PROMETHEUS / "backup_rules_test.yml")
WITH_PROMTOOL: Final = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="needs promtool (Debian package prometheus)"
)
WITH_PROMETHEUS: Final = pytest.mark.skipif(
    shutil.which("prometheus") is None, reason="needs prometheus (Debian package prometheus)"
)


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "rules.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions() -> list[str]:
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + shown


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:dure|process)_[a-z_]+\b", expression))


def test_every_metric_named_is_one_that_is_measured() -> None:
    named = {name for expression in expressions() for name in names_in(expression)}

    assert named - set(SERIES) - set(metrics.PROCESS_METRICS) == set()
    assert len(named) > 20


def test_every_metric_is_looked_at_somewhere() -> None:
    named = {name for expression in expressions() for name in names_in(expression)}
    looked_at = {SERIES[name].name for name in named if name in SERIES}

    assert {metric.name for metric in metrics.METRICS} - looked_at == set()


def test_every_label_asked_for_is_one_the_metric_has() -> None:
    wrong = []
    for expression in expressions():
        for name, selector in re.findall(r"\b(dure_[a-z_]+)\{([^}]*)\}", expression):
            wanted = re.findall(r"(\w+)\s*[=!]", selector)
            wrong += [(name, label) for label in wanted if label not in SERIES[name].labels]

    assert wrong == []


def test_every_value_asked_for_is_one_the_label_can_hold() -> None:
    known = {**metrics.KNOWN, "code": metrics.error_codes()}
    wrong = []
    for expression in expressions():
        for selector in re.findall(r"\bdure_[a-z_]+\{([^}]*)\}", expression):
            for label, said in re.findall(r'(\w+)\s*[=!]~?"([^"]*)"', selector):
                values = set(said.split("|")) - {"other"}
                wrong += [(label, value) for value in values if value not in known[label]]

    assert wrong == []


def test_people_are_told_in_korean() -> None:
    told = [text for rule in rules() for text in rule["annotations"].values()]
    told += [panel["title"] for panel in panels() if panel["title"] not in ("CPU",)]

    assert [text for text in told if not re.search("[가-힣]", text)] == []
    assert {key for rule in rules() for key in rule["annotations"]} == {"summary", "description"}


def test_every_alert_has_a_test_that_fires_and_one_that_does_not() -> None:
    tried = [
        (one["alertname"], bool(one["exp_alerts"]))
        for file in TESTS
        for test in cases_in(file)["tests"]
        for one in test["alert_rule_test"]
    ]

    assert {(rule["alert"], fires) for rule in rules() for fires in (True, False)} == set(tried)


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not taken & cells
        taken |= cells


def test_every_file_that_the_containers_are_given_is_there() -> None:
    compose = ROOT / "deploy" / "compose" / "watch.yml"
    services = yaml.safe_load(compose.read_text(encoding="utf-8"))["services"].values()
    given = [volume.split(":")[0] for one in services for volume in one.get("volumes", [])]

    own = [path for path in given if path.startswith("..")]
    assert len(own) == 5
    assert [path for path in own if not (compose.parent / path).exists()] == []


@WITH_PROMTOOL
def test_promtool_finds_nothing_wrong_with_the_rules() -> None:
    run = promtool("check", "rules", str(PROMETHEUS / "rules.yml"))

    assert (run.returncode, f"{len(rules())} rules found" in run.stdout) == (0, True)


@WITH_PROMTOOL
def test_promtool_finds_nothing_wrong_with_the_configuration() -> None:
    run = promtool("check", "config", "--syntax-only", str(PROMETHEUS / "prometheus.yml"))

    assert run.returncode == 0, run.stderr


@WITH_PROMTOOL
def test_every_alert_fires_where_it_should_and_only_there() -> None:
    run = promtool("test", "rules", *map(str, TESTS))

    assert run.returncode == 0, run.stdout + run.stderr


@WITH_PROMTOOL
@pytest.mark.parametrize("alert", [rule["alert"] for rule in rules()])
def test_an_alert_that_never_fires_is_noticed(alert: str, tmp_path: Path) -> None:
    broken = [
        {**rule, "expr": "vector(0) > 1"} if rule["alert"] == alert else rule for rule in rules()
    ]
    write(tmp_path / "rules.yml", {"groups": [{"name": "dure", "rules": broken}]})
    whole = next(file for file in map(cases_in, TESTS) if any(map(about(alert), file["tests"])))
    own = [test for test in whole["tests"] if about(alert)(test)]
    write(tmp_path / "rules_test.yml", {**whole, "tests": own})

    run = promtool("test", "rules", str(tmp_path / "rules_test.yml"))

    assert run.returncode == 1


def about(alert: str) -> Callable[[dict[str, Any]], bool]:
    return lambda test: bool(test["alert_rule_test"][0]["alertname"] == alert)


def cases_in(file: Path) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return whole


def write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)


# --- a real Prometheus -----------------------------------------------------------------


class Shown(ThreadingHTTPServer):
    """Serves the metrics of a telemetry."""

    def __init__(self, told: Told) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told = told


class _Handler(BaseHTTPRequestHandler):
    server: Shown

    def do_GET(self) -> None:
        body = self.server.told.plug.exposition()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry that has been told something of everything."""
    made = Told(clock)
    metrics.starts(made.plug, version="0.1.0", python="3.11.2")
    metrics.assistants_known(made.plug, {"meals": ["RECOMMEND"]})
    for _ in range(3):
        metrics.turn_answered(
            made.plug,
            assistant="meals",
            intent="RECOMMEND",
            tier="rule",
            outcome="answered",
            stages_ms={"act": 5.0},
        )
    metrics.breaker_watched(made.plug, source="model", is_open=lambda: True)
    return made


@pytest.fixture
def prometheus(told: Told, tmp_path: Path) -> Iterator[str]:
    """A Prometheus that reads the metrics every second; its address."""
    shown = Shown(told)
    thread = threading.Thread(target=shown.serve_forever)
    thread.start()
    port = free_port()
    process = subprocess.Popen(
        [
            "prometheus",
            f"--config.file={configured(tmp_path, shown.server_address[1])}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)
    shown.shutdown()
    thread.join()
    shown.server_close()


def configured(folder: Path, port: int) -> Path:
    """Return the shipped configuration, pointed at a port and read every second."""
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(PROMETHEUS / "rules.yml")]
    config["alerting"] = {}
    scrape = config["scrape_configs"][0]
    scrape["static_configs"] = [{"targets": [f"127.0.0.1:{port}"]}]
    (folder / "token").write_text("t", encoding="utf-8")
    scrape["authorization"]["credentials_file"] = str(folder / "token")
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


@WITH_PROMETHEUS
def test_a_real_prometheus_reads_what_is_served_and_judges_by_the_rules(prometheus: str) -> None:
    assert asked(prometheus, 'up{job="dure"}') == 1
    assert asked(prometheus, "sum(dure_turns_total)") == 3
    assert asked(prometheus, 'dure_turn_stage_seconds_bucket{stage="act",le="0.005"}') == 3
    assert (asked(prometheus, "process_resident_memory_bytes") or 0) > 0
    assert asked(prometheus, 'ALERTS{alertname="DureModelLeftAlone",alertstate="pending"}') == 1


@WITH_PROMETHEUS
def test_a_real_prometheus_understands_every_expression(prometheus: str) -> None:
    asked(prometheus, 'up{job="dure"}')
    with httpx2.Client(base_url=prometheus) as http:
        answers = [http.get("/api/v1/query", params={"query": e}).json() for e in expressions()]

    assert [answer for answer in answers if answer["status"] != "success"] == []


def asked(address: str, query: str) -> float | None:
    """Return the first value of a query, as soon as there is one; wait for it 30 seconds."""
    deadline = time.monotonic() + 30
    with httpx2.Client(base_url=address) as http:
        while time.monotonic() < deadline:
            try:
                answer = http.get("/api/v1/query", params={"query": query}).json()
            except (httpx2.TransportError, ValueError):  # Not there yet, or not ready.
                os.sched_yield()
                continue
            if answer["data"]["result"]:
                return float(answer["data"]["result"][0]["value"][1])
    return None


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
