"""Sums are what Prometheus reads: bounded in their labels, absent where nothing is known."""

import threading
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.watch.told import OWN, Told, value_in

from dure.embedded.sums import PrometheusSums
from dure.errors import Unavailable
from dure.kernel.clock import StillClock
from dure.ports.telemetry import DROPPED
from dure.watch import metrics

GOOD: Final = {"kind": "good"}


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry with the tests' own metrics."""
    return Told(clock)


def test_counts_add_up(told: Told) -> None:
    told.plug.count("test_shots_total", kind="good")
    told.plug.count("test_shots_total", 2.5, kind="good")

    assert told.value("test_shots_total", kind="good") == 3.5


def test_a_value_that_was_not_made_known_is_counted_as_other(told: Told) -> None:
    told.plug.count("test_shots_total", kind="홍길동")
    told.plug.count("test_shots_total", kind="stranger")
    told.plug.know("kind", ["stranger"])
    told.plug.count("test_shots_total", kind="stranger")

    assert told.value("test_shots_total", kind="other") == 2
    assert told.value("test_shots_total", kind="stranger") == 1


def test_a_label_takes_a_bounded_number_of_values(told: Told) -> None:
    told.plug.know("kind", [f"k{number}" for number in range(2000)])
    for number in range(2000):
        told.plug.count("test_shots_total", kind=f"k{number}")

    families = text_string_to_metric_families(told.plug.exposition().decode())
    [shots] = [family for family in families if family.name == "test_shots"]
    assert len(shots.samples) <= 501


def test_what_is_no_metric_is_dropped_and_counted(told: Told) -> None:
    told.plug.count("test_nothing_total")
    told.plug.count("test_shots_total")
    told.plug.count("test_shots_total", kind="good", more="x")
    told.plug.count("test_shots_total", -1, kind="good")
    told.plug.observe("test_wait_seconds", -0.1, kind="good")
    told.plug.observe("test_wait_seconds", float("nan"), kind="good")

    assert told.value(DROPPED, why="metric") == 6
    assert told.value("test_shots_total", kind="good") is None


def test_a_histogram_counts_up_to_each_bound_that_one_included(told: Told) -> None:
    for seconds in (0.05, 0.1, 0.5, 7.0):
        told.plug.observe("test_wait_seconds", seconds, kind="good")

    within = {
        bound: told.value("test_wait_seconds_bucket", kind="good", le=bound)
        for bound in ("0.1", "1.0", "+Inf")
    }
    assert within == {"0.1": 2, "1.0": 3, "+Inf": 4}
    assert told.value("test_wait_seconds_count", **GOOD) == 4
    assert told.value("test_wait_seconds_sum", **GOOD) == pytest.approx(7.65)


def test_a_gauge_is_absent_until_it_is_known_and_when_it_no_longer_is(told: Told) -> None:
    before = told.value("test_bare_depth")
    told.plug.level("test_bare_depth", 0)
    known = told.value("test_bare_depth")
    told.plug.level("test_bare_depth", None)

    assert (before, known, told.value("test_bare_depth")) == (None, 0, None)


def test_a_gauge_goes_up_and_down(told: Told) -> None:
    told.plug.count("test_bare_depth")
    told.plug.count("test_bare_depth")
    told.plug.count("test_bare_depth", -1)

    assert told.value("test_bare_depth") == 1


def test_a_counter_without_labels_begins_at_zero(told: Told) -> None:
    assert told.value("test_plain_total") == 0


def test_a_sampled_gauge_is_asked_at_each_reading(told: Told) -> None:
    answers = iter([3.0, None, 5.0])
    told.plug.sample("test_depth", lambda: next(answers), kind="good")

    assert [told.value("test_depth", kind="good") for _ in range(3)] == [3.0, None, 5.0]


@pytest.mark.parametrize("error", [OSError("gone"), Unavailable()])
def test_a_gauge_that_cannot_be_read_is_absent(told: Told, error: Exception) -> None:
    def read() -> float:
        raise error

    told.plug.level("test_depth", 3, kind="good")
    told.plug.sample("test_depth", read, kind="good")

    assert told.value("test_depth", kind="good") is None


def test_lines_that_were_lost_are_shown(told: Told) -> None:
    none_yet = told.value(DROPPED, why="log")
    told.sink.lost = 7

    assert (none_yet, told.value(DROPPED, why="log")) == (0, 7)


def test_the_process_is_measured(told: Told) -> None:
    assert (told.value("process_resident_memory_bytes") or 0) > 1_000_000
    assert {name for name in metrics.PROCESS_METRICS if told.value(name) is None} == set()


def test_counting_can_be_turned_off() -> None:
    sums = PrometheusSums((), {}, lost_lines=lambda: 3)

    sums.add("test_shots_total", 1, GOOD)

    assert sums.text() == b""


def test_threads_lose_no_count() -> None:
    sums = PrometheusSums(OWN, {"kind": ["good"]}, lost_lines=lambda: 0)

    def add() -> None:
        for _ in range(5000):
            sums.add("test_shots_total", 1, GOOD)
            sums.observe("test_wait_seconds", 0.5, GOOD)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    text = sums.text()
    assert value_in(text, "test_shots_total", **GOOD) == 20_000
    assert value_in(text, "test_wait_seconds_count", **GOOD) == 20_000
