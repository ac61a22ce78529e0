"""What processes share over Redis, and do each for itself while Redis is away.

After a call that failed, Redis rests: nobody waits for it, and from time to time one call tries
whether it is back.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

from dure.adapters.redis import RedisCache, RedisCounters, RedisFanout
from dure.embedded.cache import MemoryCache
from dure.embedded.counters import MemoryCounters
from dure.embedded.fanout import MemoryFanout
from dure.errors import Unavailable
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.ids import RandomBytes, system_random
from dure.ports.bus import end
from dure.ports.cache import Cache
from dure.ports.counters import Counters
from dure.ports.fanout import Fanout, Hearing

REST_S: Final = 2.0
"""Seconds between two tries while Redis is away."""
_NAME_BYTES: Final = 16

Result = TypeVar("Result")


def redis_counters(url: str) -> Counters:
    """Return counters in Redis that go on without it."""
    return RestingCounters(RedisCounters(url), MemoryCounters(), Rest(SystemClock()))


def redis_cache(url: str, clock: Clock) -> Cache:
    """Return a cache in Redis that goes on without it."""
    return RestingCache(RedisCache(url), MemoryCache(clock), Rest(SystemClock()))


def redis_fanout(url: str) -> Fanout:
    """Return a fan-out over Redis that goes on within the process without it."""
    return RestingFanout(RedisFanout(url), MemoryFanout(), random=system_random)


class Rest:
    """Whether something that failed is to be tried again."""

    def __init__(self, clock: Clock, rest_s: float = REST_S) -> None:
        self._clock, self._rest_s = clock, rest_s
        self._until_s: float | None = None

    @property
    def is_on(self) -> bool:
        """Whether it failed when it was last tried."""
        return self._until_s is not None

    async def tried(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Return what a call returns; one call at a time tries while it rests.

        Raises Unavailable, at once while it rests.
        """
        now = self._clock.elapsed_s()
        if self._until_s is not None and now < self._until_s:
            raise Unavailable("it rests", what="Redis")
        if self._until_s is not None:
            self._until_s = now + self._rest_s
        try:
            result = await call()
        except Unavailable:
            self._until_s = self._clock.elapsed_s() + self._rest_s
            raise
        self._until_s = None
        return result


class RestingCounters(Counters):
    """Counts far away, and here too, so that what was taken is known when it is away."""

    def __init__(self, far: Counters, near: Counters, rest: Rest) -> None:
        self._far, self._near, self._rest = far, near, rest

    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        """See Counters; while the far ones are away each process counts for itself."""
        take_far = partial(self._far.take, key, limit=limit, window_s=window_s, now=now)
        try:
            wait_s = await self._rest.tried(take_far)
        except Unavailable:
            return await self._near.take(key, limit=limit, window_s=window_s, now=now)
        if wait_s == 0:
            await self._near.take(key, limit=limit, window_s=window_s, now=now)
        return wait_s

    async def close(self) -> None:
        """See Counters."""
        await self._far.close()
        await self._near.close()


class RestingCache(Cache):
    """Keeps far away; here only what is made while that is away."""

    def __init__(self, far: Cache, near: Cache, rest: Rest) -> None:
        super().__init__()
        self._far, self._near, self._rest = far, near, rest

    async def get(self, key: str) -> bytes | None:
        """See Cache."""
        try:
            return await self._rest.tried(partial(self._far.get, key))
        except Unavailable:
            return await self._near.get(key)

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """See Cache."""
        try:
            await self._rest.tried(partial(self._far.put, key, value, ttl_s=ttl_s))
        except Unavailable:
            await self._near.put(key, value, ttl_s=ttl_s)

    async def close(self) -> None:
        """See Cache."""
        await self._far.close()
        await self._near.close()


class RestingFanout(Fanout):
    """Word goes round here at once, and to other processes where they can be reached.

    Each message goes out under this process's name, so that none is heard here twice.
    """

    def __init__(
        self, far: Fanout, near: Fanout, *, random: RandomBytes, rest_s: float = REST_S
    ) -> None:
        self._far, self._near, self._rest_s = far, near, rest_s
        self._rest = Rest(SystemClock(), rest_s)
        self._name = random(_NAME_BYTES)
        self._following: dict[str, asyncio.Task[None]] = {}

    async def publish(self, channel: str, message: bytes) -> None:
        """See Fanout; who listens elsewhere misses it while the way there is down."""
        await self._near.publish(channel, message)
        with contextlib.suppress(Unavailable):
            await self._rest.tried(partial(self._far.publish, channel, self._name + message))

    async def subscribe(self, channel: str) -> Hearing:
        """See Fanout; it does not end when the way to others is lost."""
        hearing = await self._near.subscribe(channel)
        if channel not in self._following:
            is_first_over = asyncio.Event()
            following = asyncio.create_task(self._follow(channel, is_first_over))
            self._following[channel] = following
            await is_first_over.wait()
        return hearing

    async def close(self) -> None:
        """See Fanout."""
        for following in self._following.values():
            await end(following)
        await self._far.close()
        await self._near.close()

    async def _follow(self, channel: str, is_first_over: asyncio.Event) -> None:
        """Pass on what others say, from whenever they can be heard."""
        while True:
            with contextlib.suppress(Unavailable):
                heard = await self._far.subscribe(channel)
                is_first_over.set()
                async for message in heard:
                    if not message.startswith(self._name):
                        await self._near.publish(channel, message[_NAME_BYTES:])
            is_first_over.set()
            await asyncio.sleep(self._rest_s)
