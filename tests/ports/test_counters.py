"""What every counter promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator
from itertools import accumulate
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.adapters.redis import RedisCounters
from dure.embedded.counters import MemoryCounters
from dure.ports.counters import Counters

NOW: Final = 1_795_230_000.0
"""A moment in November 2026, as seconds of the epoch."""

# Times that meet the window's edge often: eighths of a second add up without rounding.
steps = st.lists(st.integers(0, 24).map(lambda eighths: eighths / 8), max_size=60)


@pytest.fixture(params=["memory", "redis"])
async def counters(request: pytest.FixtureRequest) -> AsyncIterator[Counters]:
    """Counters of each plug; they may hold keys of others already."""
    made: Counters = MemoryCounters()
    if request.param == "redis":
        made = RedisCounters(request.getfixturevalue("redis_url"), within_s=5)
    yield made
    await made.close()


@pytest.fixture
def key() -> str:
    """A key that nobody else takes from."""
    return f"key-{uuid4()}"


async def waits(counters: Counters, key: str, times: list[float], limit: int) -> list[float]:
    """Return what each try is answered, in a window of 2 s."""
    return [await counters.take(key, limit=limit, window_s=2.0, now=NOW + at) for at in times]


async def test_as_many_as_the_limit_are_let_in(counters: Counters, key: str) -> None:
    assert await waits(counters, key, [0, 0, 0, 0], 3) == [0.0, 0.0, 0.0, 2.0]


async def test_the_wait_ends_when_the_first_leaves_the_window(counters: Counters, key: str) -> None:
    assert await waits(counters, key, [0, 0.5, 1, 1.75, 2], 2) == [0.0, 0.0, 1.0, 0.25, 0.0]


async def test_a_refused_try_costs_nothing(counters: Counters, key: str) -> None:
    await waits(counters, key, [0, 1, 1.25, 1.5, 1.75], 1)

    assert await waits(counters, key, [2], 1) == [0.0]


async def test_the_end_of_a_minute_gives_no_second_helping(counters: Counters, key: str) -> None:
    """Fixed windows would let ten in at their end and ten at the next one's beginning."""
    at_the_end = await waits(counters, key, [1.875] * 10, 10)
    after_it = await waits(counters, key, [2.0] * 10, 10)

    assert at_the_end == [0.0] * 10
    assert after_it == [1.875] * 10


async def test_keys_do_not_share(counters: Counters, key: str) -> None:
    await waits(counters, key, [0], 1)

    assert await waits(counters, f"{key}-other", [0], 1) == [0.0]


async def test_a_limit_of_none_at_all_lets_nobody_in(counters: Counters, key: str) -> None:
    assert await waits(counters, key, [0, 5], 0) == [2.0, 2.0]


async def test_a_lower_limit_counts_what_was_taken_under_the_higher(
    counters: Counters, key: str
) -> None:
    await waits(counters, key, [0, 0.5, 1], 3)

    assert await waits(counters, key, [1.5, 2.5, 3], 1) == [1.5, 0.5, 0.0]


async def test_a_clock_that_goes_back_lets_nobody_in_twice(counters: Counters, key: str) -> None:
    assert await waits(counters, key, [5, 4, 4, 6, 7], 2) == [0.0, 0.0, 2.0, 1.0, 0.0]


async def test_tries_at_once_share_the_limit(counters: Counters, key: str) -> None:
    tries = (counters.take(key, limit=7, window_s=60, now=NOW) for _ in range(50))

    answers = await asyncio.gather(*tries)

    assert sorted(answers) == [0.0] * 7 + [60.0] * 43


@given(steps, st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_every_answer_is_what_looking_through_all_times_gives(
    counters: Counters, gaps: list[float], limit: int
) -> None:
    key, now, taken = f"key-{uuid4()}", 0.0, list[float]()
    for gap in gaps:
        now += gap
        within = [at for at in taken if now - 2 < at <= now]
        expected = 0.0 if len(within) < limit else within[-limit] + 2 - now

        assert await waits(counters, key, [now], limit) == [expected]

        if expected == 0:
            taken.append(now)


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_interval_holds_more_than_the_limit_whatever_the_clock_does(
    counters: Counters, times: list[float], limit: int
) -> None:
    answers = await waits(counters, f"key-{uuid4()}", times, limit)

    # Time that goes back stands still.
    shown = accumulate((NOW + at for at in times), max)
    taken = [at for at, wait_s in zip(shown, answers, strict=True) if wait_s == 0]
    for start in taken:
        assert len([at for at in taken if start <= at < start + 2]) <= limit
