"""Redis away for a while: everything goes on, each process for itself, and together again after."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from tests.adapters import redises
from tests.adapters.redises import OwnRedis

from dure.adapters.redis import RedisCache, RedisCounters, RedisFanout
from dure.app.plugs import plug
from dure.app.shared import Rest, RestingCache, RestingCounters, RestingFanout
from dure.embedded.cache import MemoryCache
from dure.embedded.counters import MemoryCounters
from dure.embedded.fanout import MemoryFanout
from dure.errors import Unavailable
from dure.kernel.clock import StillClock
from dure.ports.counters import Counters
from dure.ports.fanout import Fanout, Hearing

PATIENCE_S = 5


@pytest.fixture
def server() -> Iterator[OwnRedis]:
    """A Redis of our own that runs and may be killed."""
    if not redises.is_installed():
        pytest.skip("redis-server is not installed")
    made = OwnRedis()
    made.start()
    yield made
    made.kill()


class Far(Counters):
    """Counts how often it is asked; away while `is_away`."""

    def __init__(self) -> None:
        self.asked, self.is_away = 0, False

    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        self.asked += 1
        if self.is_away:
            raise Unavailable(what="Redis")
        return 0.0

    async def close(self) -> None:
        pass


async def take(counters: Counters, now: float = 0.0, limit: int = 2) -> float:
    return await counters.take("k", limit=limit, window_s=60, now=now)


async def test_limits_hold_while_redis_is_away_for_a_minute(
    server: OwnRedis, clock: StillClock
) -> None:
    counters = RestingCounters(RedisCounters(server.url), MemoryCounters(), Rest(clock))
    before = await take(counters, 0.0)
    server.kill()

    answers = []
    for second in range(1, 60):
        clock.move(1)
        answers.append(await take(counters, float(second)))

    # One was taken before, so one more is let in, and no other until the first leaves the window.
    assert before == 0
    assert answers[0] == 0
    assert answers[1:] == [60.0 - second for second in range(2, 60)]
    server.start()
    clock.move(10)
    assert await take(counters, 200.0) == 0
    await counters.close()


async def test_nobody_waits_for_what_rests(clock: StillClock) -> None:
    far = Far()
    counters = RestingCounters(far, MemoryCounters(), Rest(clock, rest_s=2))
    far.is_away = True

    for _ in range(50):
        await take(counters, limit=100)
    asked_while_it_rests = far.asked
    clock.move(2)
    for _ in range(50):
        await take(counters, limit=1000)

    assert (asked_while_it_rests, far.asked) == (1, 2)


async def test_what_is_back_is_used_again(clock: StillClock) -> None:
    far = Far()
    rest = Rest(clock, rest_s=2)
    counters = RestingCounters(far, MemoryCounters(), rest)
    far.is_away = True
    await take(counters)
    was_resting = rest.is_on

    far.is_away = False
    clock.move(2)
    for _ in range(3):
        await take(counters)

    assert (was_resting, rest.is_on, far.asked) == (True, False, 4)


async def test_a_cache_goes_on_in_memory_while_redis_is_away(
    server: OwnRedis, clock: StillClock
) -> None:
    cache = RestingCache(RedisCache(server.url), MemoryCache(clock), Rest(clock))
    await cache.put("a", b"far", ttl_s=60)
    server.kill()

    lost = await cache.get("a")
    await cache.put("a", b"near", ttl_s=60)

    assert lost is None
    assert await cache.get("a") == b"near"
    await cache.close()


@pytest.fixture
async def fanouts(server: OwnRedis) -> AsyncIterator[list[Fanout]]:
    """Two processes' sides."""
    made: list[Fanout] = [
        RestingFanout(
            RedisFanout(server.url),
            MemoryFanout(),
            random=lambda count, at=at: bytes([at]) * count,  # type: ignore[misc]
            rest_s=0.02,
        )
        for at in range(2)
    ]
    yield made
    for one in made:
        await one.close()


async def heard(hearing: Hearing) -> bytes:
    async with asyncio.timeout(PATIENCE_S):
        return await anext(hearing)


async def test_word_is_heard_once_here_and_once_there(fanouts: list[Fanout]) -> None:
    here, there = fanouts
    hearings = [await one.subscribe("c") for one in (here, there)]

    await here.publish("c", b"one")
    await there.publish("c", b"two")

    assert {await heard(hearings[0]) for _ in range(2)} == {b"one", b"two"}
    assert {await heard(hearings[1]) for _ in range(2)} == {b"one", b"two"}
    await here.publish("c", b"end")
    assert [await heard(hearing) for hearing in hearings] == [b"end"] * 2


async def test_word_goes_round_here_while_redis_is_away_and_everywhere_when_it_is_back(
    server: OwnRedis, fanouts: list[Fanout]
) -> None:
    here, there = fanouts
    hearings = [await one.subscribe("c") for one in (here, there)]
    server.kill()

    for number in range(20):
        await here.publish("c", b"%d" % number)
    while_away = [await heard(hearings[0]) for _ in range(20)]
    server.start()

    assert while_away == [b"%d" % number for number in range(20)]
    word = asyncio.create_task(heard(hearings[1]))
    while not word.done():
        await here.publish("c", b"again")
        await asyncio.wait([word], timeout=0.02)
    assert await word == b"again"


async def test_who_listens_before_redis_is_there_hears_it_later(server: OwnRedis) -> None:
    server.kill()
    fanout: Fanout = RestingFanout(
        RedisFanout(server.url), MemoryFanout(), random=lambda count: bytes(count), rest_s=0.02
    )

    hearing = await fanout.subscribe("c")
    await fanout.publish("c", b"here")

    assert await heard(hearing) == b"here"
    await fanout.close()


@pytest.mark.parametrize(
    ("port", "kind"), [("counters", RestingCounters), ("fanout", RestingFanout)]
)
async def test_what_an_address_of_redis_names_goes_on_without_it(
    port: str, kind: type[RestingCounters | RestingFanout]
) -> None:
    made = plug(port, "redis://127.0.0.1:9/0")("redis://127.0.0.1:9/0")

    assert isinstance(made, kind)
    await made.close()
