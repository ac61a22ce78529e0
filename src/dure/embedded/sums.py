"""The sums of what is measured, by metric and label values.

They are plain dictionaries, because a turn counts some ten times and must not notice it;
prometheus-client turns them into its text format when they are asked for.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from dure.errors import DureError
from dure.ports.telemetry import DROPPED, OTHER, Metric, shown

_VALUES_AT_MOST: Final = 500
"""Values of one label: more would fill a Prometheus, so the rest is `OTHER`."""

_Key = tuple[str, tuple[str, ...]]
"""A metric and the values of its labels, in order."""
_Families = Iterator[CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily]


class PrometheusSums(Collector):
    """Counters, gauges and histograms.

    metrics: what may be counted; none turns counting off. known: what labels may hold from the
    start. lost_lines: how many lines of the log did not get there.
    """

    def __init__(
        self,
        metrics: Iterable[Metric],
        known: Mapping[str, Iterable[str]],
        *,
        lost_lines: Callable[[], int],
    ) -> None:
        self._metrics = {metric.name: metric for metric in metrics}
        self._lost_lines = lost_lines
        self._known: dict[str, set[str]] = {}
        self._keys: dict[tuple[Any, ...], _Key] = {}
        self._sums: dict[_Key, float] = {}
        self._buckets: dict[_Key, list[int]] = {}
        self._reads: dict[_Key, Callable[[], float | None]] = {}
        self._lock = threading.Lock()
        self._registry = CollectorRegistry(auto_describe=False)
        for label, values in known.items():
            self.know(label, values)
        if self._metrics:
            self._registry.register(self)
            ProcessCollector(registry=self._registry)

    def know(self, label: str, values: Iterable[str]) -> None:
        """Let a label take these values; any other becomes `OTHER`."""
        known = self._known.setdefault(label, set())
        for value in values:
            if shown(value) is value and len(known) < _VALUES_AT_MOST:
                known.add(value)

    def add(self, name: str, amount: float, labels: Mapping[str, str]) -> None:
        """Add to a counter or gauge."""
        key = self._key(name, labels)
        if key is None:
            return
        if not amount >= 0 and self._metrics[name].kind == "counter":
            self.add(DROPPED, 1, {"why": "metric"})
            return
        with self._lock:
            self._sums[key] = self._sums.get(key, 0.0) + amount

    def observe(self, name: str, value: float, labels: Mapping[str, str]) -> None:
        """Put a value into a histogram."""
        key = self._key(name, labels)
        if key is None:
            return
        if not value >= 0:
            self.add(DROPPED, 1, {"why": "metric"})
            return
        bounds = self._metrics[name].buckets
        with self._lock:
            counts = self._buckets.get(key)
            if counts is None:
                counts = self._buckets[key] = [0] * (len(bounds) + 1)
            counts[bisect_left(bounds, value)] += 1
            self._sums[key] = self._sums.get(key, 0.0) + value

    def set(self, name: str, value: float | None, labels: Mapping[str, str]) -> None:
        """Set a gauge, or leave it out."""
        key = self._key(name, labels)
        if key is None:
            return
        with self._lock:
            self._sums.pop(key, None)
            if value is not None:
                self._sums[key] = value

    def sample(
        self, name: str, read: Callable[[], float | None], labels: Mapping[str, str]
    ) -> None:
        """Ask for a gauge's value at each reading; what cannot be read then is left out."""
        key = self._key(name, labels)
        if key is not None:
            self._reads[key] = read

    def text(self) -> bytes:
        """Return all of it in the text format 0.0.4."""
        return generate_latest(self._registry)

    def collect(self) -> _Families:
        """Yield the metrics as they are now; prometheus-client asks for it."""
        for (name, values), read in list(self._reads.items()):
            labels = dict(zip(self._metrics[name].labels, values, strict=True))
            try:
                self.set(name, read(), labels)
            except (OSError, DureError):
                self.set(name, None, labels)
        with self._lock:
            sums = dict(self._sums)
            buckets = {key: list(counts) for key, counts in self._buckets.items()}
        sums[DROPPED, ("log",)] = self._lost_lines()
        for metric in self._metrics.values():
            its_sums = {values: sums[name, values] for name, values in sums if name == metric.name}
            yield from _family(metric, its_sums, buckets)

    def _key(self, name: str, labels: Mapping[str, str]) -> _Key | None:
        """Return where a sum is kept; None (counted) for what is no metric."""
        said = (name, *labels.items())
        key = self._keys.get(said)
        return key or self._new_key(name, labels, said)

    def _new_key(self, name: str, labels: Mapping[str, str], said: tuple[Any, ...]) -> _Key | None:
        metric = self._metrics.get(name)
        if metric is None or set(labels) != set(metric.labels):
            if DROPPED in self._metrics:
                self.add(DROPPED, 1, {"why": "metric"})
            return None
        values = tuple(
            labels[label] if labels[label] in self._known.get(label, ()) else OTHER
            for label in metric.labels
        )
        key = (name, values)
        # Only what is known is kept: anything else would be somebody's word in our memory.
        if OTHER not in values:
            self._keys[said] = key
        return key


def _family(
    metric: Metric,
    sums: Mapping[tuple[str, ...], float],
    buckets: Mapping[_Key, list[int]],
) -> _Families:
    """Yield a metric's series as Prometheus wants them; nothing where nothing is known."""
    if metric.kind == "counter":
        counter = CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
        for values, total in (sums or _none_yet(metric)).items():
            counter.add_metric(values, total)
        yield counter
    elif metric.kind == "gauge" and sums:
        gauge = GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)
        for values, level in sums.items():
            gauge.add_metric(values, level)
        yield gauge
    elif metric.kind == "histogram":
        histogram = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
        for values, total in sums.items():
            histogram.add_metric(values, _cumulative(metric, buckets[metric.name, values]), total)
        yield histogram


def _none_yet(metric: Metric) -> dict[tuple[str, ...], float]:
    # A counter without labels counts from zero: nothing happened yet, and that is known.
    return {} if metric.labels else {(): 0.0}


def _cumulative(metric: Metric, counts: list[int]) -> list[tuple[str, float]]:
    out: list[tuple[str, float]] = []
    running = 0
    for bound, count in zip((*map(str, metric.buckets), "+Inf"), counts, strict=True):
        running += count
        out.append((bound, running))
    return out
