"""What libraries log, warn of and raise becomes lines, without what it says."""

import logging
import sys
import threading
import warnings

import pytest
from tests.watch.told import Told

from dure.embedded.logs import logs_through
from dure.kernel.clock import StillClock

SECRET = "홍길동 010-1234-5678"


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry with held lines."""
    return Told(clock)


def test_a_library_is_heard_by_its_place_and_not_its_words(told: Told) -> None:
    with logs_through(told.plug):
        logging.getLogger("uvicorn.error").warning("said %s", SECRET)

    [line] = told.lines
    assert (line["event"], line["level"], line["logger"]) == (
        "library.logged", "warning", "uvicorn.error"
    )  # fmt: skip
    assert line["where"].startswith("test_logs.py:")
    assert "1234" not in told.everything()


def test_an_error_that_a_library_logs_is_told_by_its_type(told: Told) -> None:
    with logs_through(told.plug):
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("asyncio").exception(SECRET)

    [line] = told.lines
    assert (line["error"], line["logger"], len(line["stack"])) == ("ValueError", "asyncio", 1)


@pytest.mark.parametrize(
    ("number", "level"),
    [(50, "error"), (40, "error"), (30, "warning"), (20, "info"), (10, "debug")],
)
def test_levels_are_kept(told: Told, number: int, level: str) -> None:
    with logs_through(told.plug, level=1):
        logging.getLogger("lib").log(number, "x")

    assert [line["level"] for line in told.lines] == [level]


def test_what_is_less_serious_is_not_heard(told: Told) -> None:
    with logs_through(told.plug):
        logging.getLogger("lib").info("x")

    assert told.lines == []


def test_a_warning_becomes_a_line(told: Told) -> None:
    with warnings.catch_warnings(), logs_through(told.plug):
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)

    assert [line["logger"] for line in told.lines] == ["py.warnings"]


def test_an_error_nobody_caught_in_a_thread_becomes_a_line(
    told: Told, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    with logs_through(told.plug):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()

    assert [(line["event"], line["error"]) for line in told.lines] == [
        ("process.uncaught_error", "ValueError")
    ]
    assert capfd.readouterr().err == ""


def test_an_error_nobody_caught_at_all_becomes_a_line(told: Told) -> None:
    with logs_through(told.plug):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)

    assert [line["error"] for line in told.lines] == ["ValueError"]


def test_everything_is_given_back_afterwards(told: Told) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    with logs_through(told.plug):
        assert root.handlers != before[0]

    assert (root.handlers[:], root.level, sys.excepthook, threading.excepthook) == before
