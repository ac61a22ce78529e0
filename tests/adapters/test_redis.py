"""Redis away, held up and back again: each call ends soon, and all goes on without it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Final

import pytest
from tests.adapters import redises
from tests.adapters.redises import OwnRedis

from dure.adapters.redis import RedisCache, RedisCounters, RedisFanout
from dure.errors import Unavailable

LONGEST_S: Final = 0.3
SLACK_S: Final = 0.1
"""What a busy machine may add."""

Call = Callable[[], Coroutine[Any, Any, object]]


@pytest.fixture
def server() -> Iterator[OwnRedis]:
    """A Redis of our own that runs; it may be killed and held up."""
    if not redises.is_installed():
        pytest.skip("redis-server is not installed")
    made = OwnRedis()
    made.start()
    yield made
    made.kill()


@pytest.fixture
async def calls(server: OwnRedis) -> AsyncIterator[dict[str, Call]]:
    """A call of each plug, connected once."""
    counters, cache, fanout = (
        RedisCounters(server.url), RedisCache(server.url), RedisFanout(server.url)
    )  # fmt: skip
    made: dict[str, Call] = {
        "take": lambda: counters.take("k", limit=1000, window_s=60, now=0),
        "get": lambda: cache.get("k"),
        "put": lambda: cache.put("k", b"1", ttl_s=60),
        "publish": lambda: fanout.publish("c", b"1"),
        "subscribe": lambda: fanout.subscribe("c"),
    }
    for call in made.values():
        await call()
    yield made
    for plug in (counters, cache, fanout):
        await plug.close()


async def seconds_until_unavailable(call: Call) -> float:
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await call()
    return time.monotonic() - began


async def test_without_a_server_each_call_is_unavailable_soon(
    server: OwnRedis, calls: dict[str, Call]
) -> None:
    server.kill()

    took = {name: await seconds_until_unavailable(call) for name, call in calls.items()}

    assert max(took.values()) < LONGEST_S + SLACK_S, took


async def test_a_server_that_answers_no_more_is_given_up_soon(
    server: OwnRedis, calls: dict[str, Call]
) -> None:
    server.hold()

    took = {name: await seconds_until_unavailable(call) for name, call in calls.items()}

    server.let_go()
    assert max(took.values()) < LONGEST_S + SLACK_S, took


@pytest.mark.parametrize("how", ["killed", "held"])
async def test_calls_go_on_when_the_server_is_back(
    server: OwnRedis, calls: dict[str, Call], how: str
) -> None:
    (server.kill if how == "killed" else server.hold)()
    for call in calls.values():
        await seconds_until_unavailable(call)

    (server.start if how == "killed" else server.let_go)()

    for call in calls.values():
        await call()


async def test_a_hearing_ends_when_the_connection_is_lost(server: OwnRedis) -> None:
    fanout = RedisFanout(server.url)
    hearing = await fanout.subscribe("c")
    await fanout.publish("c", b"before")
    assert await anext(hearing) == b"before"

    server.kill()

    async with asyncio.timeout(5):
        assert [message async for message in hearing] == []
    await fanout.close()


async def test_two_processes_share_one_limit(server: OwnRedis) -> None:
    here, there = RedisCounters(server.url), RedisCounters(server.url)

    waits = [
        await counters.take("k", limit=3, window_s=60, now=float(now))
        for now, counters in enumerate((here, there, here, there))
    ]

    assert waits == [0, 0, 0, 57]
    await here.close()
    await there.close()


async def test_word_of_one_process_is_heard_in_another(server: OwnRedis) -> None:
    here, there = RedisFanout(server.url), RedisFanout(server.url)
    hearing = await there.subscribe("c")

    await here.publish("c", "안녕".encode())

    async with asyncio.timeout(5):
        assert await anext(hearing) == "안녕".encode()
    await here.close()
    await there.close()


async def test_a_value_leaves_redis_when_its_time_is_over(server: OwnRedis) -> None:
    cache = RedisCache(server.url)
    await cache.put("k", b"1", ttl_s=0.05)

    async with asyncio.timeout(5):
        while await cache.get("k") is not None:  # noqa: ASYNC110 - Redis has a clock of its own
            await asyncio.sleep(0.01)
    await cache.close()


async def test_a_value_is_made_where_redis_cannot_be_reached(server: OwnRedis) -> None:
    cache = RedisCache(server.url)
    server.kill()

    async def make() -> bytes:
        return b"made"

    assert await cache.get_or_make("k", make, ttl_s=60) == b"made"
    await cache.close()
