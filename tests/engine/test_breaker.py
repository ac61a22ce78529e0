"""A source that is down is missing, not an exception, and is left alone for a while."""

import asyncio

import pytest

from dure.engine.breaker import Breaker, BreakerSettings, Missing, Present
from dure.errors import Conflict, LateAnswer, Unavailable
from dure.kernel.clock import StillClock

SETTINGS = BreakerSettings(tries=2, failures=2, rest_s=30, timeout_s=0.01)


class Source:
    """Answers or does not, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.is_up = 0, False

    async def ask(self) -> str:
        self.asked += 1
        if not self.is_up:
            raise Unavailable(what="source")
        return "here"


@pytest.fixture
def breaker(clock: StillClock) -> Breaker:
    return Breaker("weather", clock, SETTINGS)


async def test_an_answer_comes_back_as_a_value(breaker: Breaker) -> None:
    source = Source()
    source.is_up = True

    assert await breaker.call(source.ask) == Present(value="here")


async def test_a_failure_is_tried_again_before_the_source_is_missing(breaker: Breaker) -> None:
    source = Source()

    answer = await breaker.call(source.ask)

    assert answer == Missing(source="weather", reason="unavailable")
    assert source.asked == 2


async def test_after_failures_in_a_row_the_source_rests(breaker: Breaker) -> None:
    source = Source()
    await breaker.call(source.ask)
    await breaker.call(source.ask)

    answer = await breaker.call(source.ask)

    assert answer == Missing(source="weather", reason="resting")
    assert source.asked == 4


async def test_after_the_rest_one_call_decides(breaker: Breaker, clock: StillClock) -> None:
    source = Source()
    await breaker.call(source.ask)
    await breaker.call(source.ask)
    clock.move(31)

    await breaker.call(source.ask)
    assert breaker.is_open

    clock.move(31)
    source.is_up = True
    assert await breaker.call(source.ask) == Present(value="here")
    assert not breaker.is_open


async def test_what_takes_too_long_is_missing(breaker: Breaker) -> None:
    async def never() -> str:
        await asyncio.Event().wait()
        return ""

    assert await breaker.call(never) == Missing(source="weather", reason="late_answer")


async def test_a_source_that_says_itself_that_it_is_late_is_missing(breaker: Breaker) -> None:
    async def late() -> str:
        raise LateAnswer

    assert await breaker.call(late) == Missing(source="weather", reason="late_answer")


async def test_a_slip_of_the_caller_is_not_swallowed(breaker: Breaker) -> None:
    async def clash() -> str:
        raise Conflict

    with pytest.raises(Conflict):
        await breaker.call(clash)
