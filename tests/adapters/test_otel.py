"""Spans reach an OTLP receiver over HTTP; one that is down costs spans and nothing else."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import StatusCode
from tests.watch.told import Told

from dure.adapters.otel import OtelTelemetry
from dure.errors import StorageFull
from dure.kernel.clock import StillClock
from dure.ports.telemetry import DROPPED

NOWHERE: Final = "http://127.0.0.1:9/v1/traces"


class Receiver(ThreadingHTTPServer):
    """Takes what OTLP sends, or refuses it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[bytes] = []
        self.status = 200

    @property
    def url(self) -> str:
        """Where it takes traces."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1/traces"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes spans."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry to trace on top of."""
    return Told(clock)


def test_spans_arrive_with_their_parents_and_facts(told: Told, receiver: Receiver) -> None:
    plug = OtelTelemetry(receiver.url, told.plug, version="0.1.0")
    with plug.about(request="r1"), plug.span("turn", assistant="meals"), plug.span("turn.act"):
        plug.note("work.done")
    plug.close()

    sent = ExportTraceServiceRequest.FromString(receiver.bodies[0]).resource_spans[0]
    service = {a.key: a.value.string_value for a in sent.resource.attributes}
    act, turn = sorted(sent.scope_spans[0].spans, key=lambda span: -len(span.name))
    facts = {a.key: a.value.string_value for a in turn.attributes}
    assert service == {"service.name": "dure", "service.version": "0.1.0"}
    assert (act.name, turn.name, act.parent_span_id) == ("turn.act", "turn", turn.span_id)
    assert facts == {"dure.assistant": "meals", "dure.request": "r1"}
    assert told.lines[0]["trace"] == turn.trace_id.hex()


def test_no_body_sent_holds_personal_data(told: Told, receiver: Receiver) -> None:
    plug = OtelTelemetry(receiver.url, told.plug, version="0.1.0")
    said = "홍길동 010-1234-5678"
    with pytest.raises(ValueError, match="홍"), plug.span(said, fact=said, user="gildong"):
        raise ValueError(said)
    plug.close()

    body = b"".join(receiver.bodies)
    assert body
    assert [part for part in (*said.split(), "gildong") if part.encode() in body] == []
    assert told.value(DROPPED, why="withheld") == 3


def test_a_stretch_that_failed_is_marked_with_its_code(told: Told) -> None:
    plug = told.traced()
    with pytest.raises(StorageFull), plug.span("turn.act"):
        raise StorageFull
    plug.close()

    [span] = told.exporter.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert (span.status.description, dict(span.attributes or {})) == (
        None, {"error.type": "storage_full"}
    )  # fmt: skip
    assert span.events == ()


@pytest.mark.parametrize("status", [400, 403])
def test_spans_that_a_receiver_refuses_are_counted(
    told: Told, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    plug = OtelTelemetry(receiver.url, told.plug, version="0.1.0")
    for _ in range(5):
        with plug.span("turn"):
            pass
    plug.close()

    assert told.value(DROPPED, why="span") == 5


def test_a_receiver_that_is_down_fails_nothing_and_its_spans_are_counted(told: Told) -> None:
    plug = OtelTelemetry(NOWHERE, told.plug, version="0.1.0")
    began = time.monotonic()
    with plug.span("turn"):
        plug.count("test_plain_total")
    took_s = time.monotonic() - began
    plug.close()

    assert told.value("test_plain_total") == 1
    assert told.value(DROPPED, why="span") == 1
    assert took_s < 0.5


def test_spans_beyond_what_is_held_are_counted(told: Told) -> None:
    gate = threading.Event()
    plug = OtelTelemetry("", told.plug, version="1", exporter=StuckExporter(gate), held_at_most=10)
    for _ in range(100):
        with plug.span("turn"):
            pass
    lost = told.value(DROPPED, why="span")
    gate.set()
    plug.close()

    # Ten wait, and ten more may have been taken out to be sent.
    assert lost is not None
    assert 80 <= lost <= 90


class StuckExporter(SpanExporter):
    """Sends nothing until its gate opens."""

    def __init__(self, gate: threading.Event) -> None:
        self._gate = gate

    def export(self, spans: object) -> SpanExportResult:
        """See SpanExporter."""
        self._gate.wait(10)
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """See SpanExporter."""
