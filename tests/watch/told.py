"""Telemetry whose lines and metrics a test can read."""

from typing import Any, Final

import orjson
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from dure.adapters.otel import OtelTelemetry
from dure.embedded.sums import PrometheusSums
from dure.embedded.telemetry import LocalTelemetry
from dure.kernel.clock import Clock
from dure.ports.telemetry import Level, Metric, Telemetry
from dure.watch import metrics

OWN: Final = (
    Metric(name="test_shots_total", kind="counter", help="Shots.", labels=("kind",)),
    Metric(name="test_plain_total", kind="counter", help="Plain."),
    Metric(name="test_wait_seconds", kind="histogram", help="Waiting.", labels=("kind",),
           buckets=(0.1, 1.0)),
    Metric(name="test_depth", kind="gauge", help="Depth.", labels=("kind",)),
    Metric(name="test_bare_depth", kind="gauge", help="Depth."),
)  # fmt: skip


class HeldLines:
    """Keeps the lines it is handed."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.lost = 0

    def put(self, line: bytes) -> None:
        """Take a line."""
        self.held.append(line)

    def close(self) -> None:
        """Do nothing."""


class Told:
    """Telemetry over held lines; `plug` is what a house would be handed."""

    def __init__(self, clock: Clock, *, level: Level = "debug") -> None:
        self.sink = HeldLines()
        known = {**metrics.KNOWN, "kind": ("good", "bad")}
        self.sums = PrometheusSums(
            (*metrics.METRICS, *OWN), known, lost_lines=lambda: self.sink.lost
        )
        self.plug: Telemetry = LocalTelemetry(self.sums, self.sink, clock=clock, level=level)
        self.exporter = InMemorySpanExporter()

    def traced(self) -> Telemetry:
        """Return the telemetry with spans on top."""
        self.plug = OtelTelemetry("", self.plug, version="1", exporter=self.exporter)
        return self.plug

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log, line by line."""
        return [orjson.loads(line) for line in self.sink.held]

    def value(self, name: str, **labels: str) -> float | None:
        """Return a sample's value, None if it is not shown."""
        return value_in(self.plug.exposition(), name, **labels)

    def everything(self) -> str:
        """Return all that left: lines, metrics and (after `close`) spans."""
        spans = [span.to_json() for span in self.exporter.get_finished_spans()]
        log = b"".join(self.sink.held) + self.plug.exposition()
        return log.decode() + "".join(spans)


def value_in(exposition: bytes, name: str, **labels: str) -> float | None:
    """Return a sample's value in Prometheus' text, None if it is not there."""
    for family in text_string_to_metric_families(exposition.decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None
