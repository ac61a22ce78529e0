"""The stretches of work that a trace shows, by name."""

from contextlib import AbstractContextManager
from typing import Final

from dure.ports.telemetry import Telemetry

TURN: Final = "turn"
STAGE: Final = "turn."
REQUEST: Final = "http.request"
MODEL: Final = "model.call"
JOB: Final = "job"


def turn(telemetry: Telemetry, *, assistant: str) -> AbstractContextManager[None]:
    """Trace a turn. Neither its id nor its session's is told: callers may choose both."""
    return telemetry.span(TURN, assistant=assistant)


def stage(telemetry: Telemetry, name: str) -> AbstractContextManager[None]:
    """Trace a stage of a turn."""
    return telemetry.span(STAGE + name)


def request(telemetry: Telemetry, *, operation: str) -> AbstractContextManager[None]:
    """Trace a request."""
    return telemetry.span(REQUEST, operation=operation)


def model_call(telemetry: Telemetry, *, purpose: str) -> AbstractContextManager[None]:
    """Trace a call of a language model; purpose: understand, word, …"""
    return telemetry.span(MODEL, purpose=purpose)


def job(telemetry: Telemetry, name: str) -> AbstractContextManager[None]:
    """Trace a job."""
    return telemetry.span(JOB, job=name)
