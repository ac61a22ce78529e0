"""What every cache promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from dure.adapters.redis import RedisCache
from dure.embedded.cache import MemoryCache
from dure.errors import NotFound
from dure.kernel.clock import StillClock
from dure.ports.cache import Cache

TTL_S = 60.0


@pytest.fixture(params=["memory", "redis"])
async def cache(request: pytest.FixtureRequest, clock: StillClock) -> AsyncIterator[Cache]:
    """A cache of each plug; it may hold values of others already."""
    made: Cache = MemoryCache(clock)
    if request.param == "redis":
        made = RedisCache(request.getfixturevalue("redis_url"), within_s=5)
    yield made
    await made.close()


@pytest.fixture
def key() -> str:
    """A key that nobody else uses."""
    return f"key-{uuid4()}"


async def test_what_was_never_put_is_none(cache: Cache, key: str) -> None:
    assert await cache.get(key) is None


@pytest.mark.parametrize("value", [b"", b"\x00\xff", "값".encode() * 10_000], ids=len)
async def test_a_value_is_kept(cache: Cache, key: str, value: bytes) -> None:
    await cache.put(key, value, ttl_s=TTL_S)

    assert await cache.get(key) == value


async def test_a_value_takes_the_place_of_the_one_before(cache: Cache, key: str) -> None:
    await cache.put(key, b"old", ttl_s=TTL_S)
    await cache.put(key, b"new", ttl_s=TTL_S)

    assert await cache.get(key) == b"new"


@pytest.mark.parametrize("ttl_s", [0.0, -1.0])
async def test_a_value_that_is_kept_for_no_time_is_a_slip(
    cache: Cache, key: str, ttl_s: float
) -> None:
    with pytest.raises(ValueError, match="some time"):
        await cache.put(key, b"x", ttl_s=ttl_s)


async def test_of_twenty_who_ask_at_once_one_makes_the_value(cache: Cache, key: str) -> None:
    made = 0
    go_on = asyncio.Event()

    async def make() -> bytes:
        nonlocal made
        made += 1
        await go_on.wait()
        return b"made"

    asking = [asyncio.create_task(cache.get_or_make(key, make, ttl_s=TTL_S)) for _ in range(20)]
    await asyncio.sleep(0)
    go_on.set()

    assert await asyncio.gather(*asking) == [b"made"] * 20
    assert made == 1
    assert await cache.get_or_make(key, make, ttl_s=TTL_S) == b"made"
    assert made == 1


async def test_what_could_not_be_made_is_told_to_all_and_not_kept(cache: Cache, key: str) -> None:
    async def fail() -> bytes:
        raise NotFound(what="값")

    async def make() -> bytes:
        return b"made"

    asked = (cache.get_or_make(key, fail, ttl_s=TTL_S) for _ in range(3))
    failed = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(one) for one in failed] == [NotFound] * 3
    assert await cache.get_or_make(key, make, ttl_s=TTL_S) == b"made"


async def test_whoever_gives_up_does_not_stop_it_for_the_others(cache: Cache, key: str) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def make() -> bytes:
        begun.set()
        await go_on.wait()
        return b"made"

    first, second = [
        asyncio.create_task(cache.get_or_make(key, make, ttl_s=TTL_S)) for _ in range(2)
    ]
    await begun.wait()
    first.cancel()
    go_on.set()

    assert await second == b"made"
    assert first.cancelled()
