"""Traces to any OTLP receiver, in OpenTelemetry's format over HTTP.

Counts and log lines are another plug's business, which this one wraps; lines get the id of the
trace they were written in.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, StatusCode, get_current_span

from dure.errors import DureError
from dure.ports.telemetry import (
    DROPPED,
    WITHHELD,
    Fact,
    Level,
    Telemetry,
    is_name,
    shown,
)

_HELD_AT_MOST: Final = 2048
"""Spans that wait for the receiver; the SDK's own default."""
_BATCH: Final = 512
_DELAY_MS: Final = 1000.0
"""Milliseconds between two sendings."""
_TIMEOUT_S: Final = 3.0
"""Seconds for one sending, its repetitions included."""


class OtelTelemetry(Telemetry):
    """See Telemetry.

    url: where spans are sent (`http://127.0.0.1:4318/v1/traces`). exporter: sends them elsewhere,
    for tests. inner: counts and writes lines. A receiver that is down costs spans, nothing else.
    """

    def __init__(
        self,
        url: str,
        inner: Telemetry,
        *,
        version: str,
        exporter: SpanExporter | None = None,
        held_at_most: int = _HELD_AT_MOST,
    ) -> None:
        self._inner = inner
        self._about: ContextVar[dict[str, Fact] | None] = ContextVar("about", default=None)
        named = {"service.name": "dure", "service.version": version}
        self._provider = TracerProvider(resource=Resource(named), shutdown_on_exit=False)
        sender = exporter or OTLPSpanExporter(endpoint=url, timeout=_TIMEOUT_S)
        self._provider.add_span_processor(
            _CountingProcessor(_CountingExporter(sender, self._lost), held_at_most)
        )
        self._tracer = self._provider.get_tracer("dure", version)

    def know(self, label: str, values: Iterable[str]) -> None:
        """See Telemetry."""
        self._inner.know(label, values)

    def count(self, metric: str, amount: float = 1, **labels: str) -> None:
        """See Telemetry."""
        self._inner.count(metric, amount, **labels)

    def observe(self, metric: str, value: float, **labels: str) -> None:
        """See Telemetry."""
        self._inner.observe(metric, value, **labels)

    def level(self, metric: str, value: float | None, **labels: str) -> None:
        """See Telemetry."""
        self._inner.level(metric, value, **labels)

    def sample(self, metric: str, read: Callable[[], float | None], **labels: str) -> None:
        """See Telemetry."""
        self._inner.sample(metric, read, **labels)

    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        """See Telemetry."""
        self._inner.note(event, level=level, **{**facts, **_trace()})

    def mishap(self, event: str, error: BaseException, **facts: Fact) -> None:
        """See Telemetry."""
        self._inner.mishap(event, error, **{**facts, **_trace()})

    @contextmanager
    def about(self, **facts: Fact) -> Iterator[None]:
        """See Telemetry."""
        was = self._about.set({**(self._about.get() or {}), **facts})
        try:
            with self._inner.about(**facts):
                yield
        finally:
            self._about.reset(was)

    def span(self, name: str, **attributes: Fact) -> AbstractContextManager[None]:
        """See Telemetry."""
        return self._spanned(name, {**(self._about.get() or {}), **attributes})

    def exposition(self) -> bytes:
        """See Telemetry."""
        return self._inner.exposition()

    def close(self) -> None:
        """See Telemetry."""
        self._provider.shutdown()
        self._inner.close()

    @contextmanager
    def _spanned(self, name: str, attributes: dict[str, Fact]) -> Iterator[None]:
        # The SDK would write down what an exception says: we tell its kind ourselves.
        with self._tracer.start_as_current_span(
            str(self._checked(name)), record_exception=False, set_status_on_exception=False
        ) as span:
            for key, value in attributes.items():
                if not is_name(key):
                    self._inner.count(DROPPED, why="withheld")
                elif value is not None:
                    span.set_attribute(f"dure.{key}", self._checked(value))
            with _failing(span):
                yield

    def _checked(self, value: str | float) -> str | float:
        fact = shown(value)
        if fact is not value:
            self._inner.count(DROPPED, why="withheld")
        return WITHHELD if fact is None else fact

    def _lost(self, spans: int) -> None:
        self._inner.count(DROPPED, spans, why="span")


class _CountingExporter(SpanExporter):
    """Sends spans with another exporter; held: spans handed in and not yet taken for sending."""

    def __init__(self, sender: SpanExporter, lost: Callable[[int], None]) -> None:
        self._sender, self.lost = sender, lost
        self.held = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See SpanExporter."""
        self.held -= len(spans)
        result = self._sender.export(spans)
        if result is not SpanExportResult.SUCCESS:
            self.lost(len(spans))
        return result

    def shutdown(self) -> None:
        """See SpanExporter."""
        self._sender.shutdown()


class _CountingProcessor(BatchSpanProcessor):
    """Sends in batches from a thread; what the queue has no room for is counted."""

    def __init__(self, exporter: _CountingExporter, held_at_most: int) -> None:
        super().__init__(
            exporter,
            max_queue_size=held_at_most,
            schedule_delay_millis=_DELAY_MS,
            max_export_batch_size=min(_BATCH, held_at_most),
        )
        self._exporter, self._held_at_most = exporter, held_at_most

    def on_end(self, span: ReadableSpan) -> None:
        """See SpanProcessor."""
        if self._exporter.held >= self._held_at_most:
            self._exporter.lost(1)
            return
        self._exporter.held += 1
        super().on_end(span)


@contextmanager
def _failing(span: Span) -> Iterator[None]:
    ended = False
    try:
        yield
        ended = True
    except DureError as error:
        span.set_attribute("error.type", error.code)
        raise
    finally:
        if not ended:
            span.set_status(StatusCode.ERROR)


def _trace() -> dict[str, Fact]:
    context = get_current_span().get_span_context()
    return {"trace": f"{context.trace_id:032x}"} if context.is_valid else {}
