"""Counters, cache and fan-out in Redis, for processes that serve together.

Each call ends within 0.3 s: a Redis that does not answer is Unavailable, and whoever asked
does without it. Nothing that must not be lost stands here.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final, cast

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dure.errors import Unavailable
from dure.ports.bus import end
from dure.ports.cache import Cache
from dure.ports.counters import Counters
from dure.ports.fanout import Fanout, Hearing

_CALL_S: Final = 0.28
"""Seconds for a call as a whole, connecting included."""
_QUIET_S: Final = 5.0
"""Seconds of silence after which a listener asks whether Redis is still there."""
_FORGET_S: Final = 60
"""Seconds that a key of a counter outlives its window by Redis's own clock."""
_PREFIX: Final = "dure:"

_TAKE: Final = """
local limit, window, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local last = redis.call('LINDEX', KEYS[1], -1)
if last and tonumber(last) > now then now = tonumber(last) end
local first = redis.call('LINDEX', KEYS[1], 0)
while first and tonumber(first) + window <= now do
    redis.call('LPOP', KEYS[1])
    first = redis.call('LINDEX', KEYS[1], 0)
end
if redis.call('LLEN', KEYS[1]) >= limit then
    local at = tonumber(redis.call('LINDEX', KEYS[1], -limit))
    return string.format('%.17g', at + window - now)
end
redis.call('RPUSH', KEYS[1], string.format('%.17g', now))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return '0'
"""
"""Runs as one step. A clock that was set back stands still; sums are those of MemoryCounters."""


class RedisCounters(Counters):
    """A list of times per key, looked through and added to in one step."""

    def __init__(self, url: str, *, within_s: float = _CALL_S) -> None:
        """within_s: seconds until a call that was not answered is given up."""
        self._redis, self._within_s = _connected(url, within_s), within_s
        self._take = self._redis.register_script(_TAKE)

    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        """See Counters."""
        if limit <= 0:
            return window_s
        outlives_ms = round((window_s + _FORGET_S) * 1000)
        async with _answered(self._within_s):
            wait = await self._take(
                keys=[f"{_PREFIX}count:{key}"],
                args=[limit, repr(float(window_s)), repr(float(now)), outlives_ms],
            )
        return float(wait)

    async def close(self) -> None:
        """See Counters."""
        await self._redis.aclose()


class RedisCache(Cache):
    """Values under keys that Redis lets expire."""

    def __init__(self, url: str, *, within_s: float = _CALL_S) -> None:
        """within_s: seconds until a call that was not answered is given up."""
        super().__init__()
        self._redis, self._within_s = _connected(url, within_s), within_s

    async def get(self, key: str) -> bytes | None:
        """See Cache."""
        async with _answered(self._within_s):
            # Without decode_responses every answer is bytes.
            found = await self._redis.get(f"{_PREFIX}cache:{key}")
        return None if found is None else cast("bytes", found)

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """See Cache."""
        if ttl_s <= 0:
            raise ValueError(f"a value is kept for some time: {ttl_s}")
        async with _answered(self._within_s):
            await self._redis.set(f"{_PREFIX}cache:{key}", value, px=max(1, round(ttl_s * 1000)))

    async def close(self) -> None:
        """See Cache."""
        await self._redis.aclose()


class RedisFanout(Fanout):
    """Publish and subscribe; each listener has a connection of its own."""

    def __init__(self, url: str, *, within_s: float = _CALL_S) -> None:
        """within_s: seconds until a call that was not answered is given up."""
        self._redis, self._within_s = _connected(url, within_s), within_s
        # One that listens is silent for as long as nobody speaks.
        self._listening = _connected(url, None)
        self._readers: dict[Hearing, asyncio.Task[None]] = {}

    async def publish(self, channel: str, message: bytes) -> None:
        """See Fanout."""
        async with _answered(self._within_s):
            await self._redis.publish(f"{_PREFIX}fan:{channel}", message)

    async def subscribe(self, channel: str) -> Hearing:
        """See Fanout."""
        heard = self._listening.pubsub()
        try:
            async with _answered(self._within_s):
                await heard.subscribe(f"{_PREFIX}fan:{channel}")
                # In force once Redis has said so.
                await heard.get_message(timeout=self._within_s)
        except Unavailable:
            await _dropped(heard)
            raise
        hearing = Hearing(self._leave)
        self._readers[hearing] = asyncio.create_task(_read(heard, hearing))
        return hearing

    async def close(self) -> None:
        """See Fanout."""
        for hearing in list(self._readers):
            await hearing.close()
        await self._listening.aclose()
        await self._redis.aclose()

    async def _leave(self, hearing: Hearing) -> None:
        reading = self._readers.pop(hearing, None)
        if reading is not None:
            await end(reading)


async def _read(heard: PubSub, hearing: Hearing) -> None:
    """Hand over what is heard until the connection is lost; then the hearing ends."""
    is_asked = False
    try:
        while True:
            message = await heard.get_message(timeout=_QUIET_S)
            if message is None and is_asked:
                return
            is_asked = message is None
            if is_asked:
                await heard.ping()
            elif message["type"] == "message":
                hearing.put(message["data"])
    except (RedisError, OSError):
        return
    finally:
        hearing.put(None)
        await _dropped(heard)


async def _dropped(heard: PubSub) -> None:
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        async with asyncio.timeout(_CALL_S):
            await heard.aclose()  # type: ignore[no-untyped-call]


def _connected(url: str, within_s: float | None) -> Redis:
    """Return a client; nothing is connected before it is used. It tries nothing twice."""
    return Redis.from_url(
        url,
        socket_connect_timeout=within_s or _CALL_S,
        socket_timeout=within_s,
        retry=Retry(NoBackoff(), 0),
    )


@contextlib.asynccontextmanager
async def _answered(within_s: float) -> AsyncIterator[None]:
    """Raises Unavailable for whatever Redis answers late, wrongly or not at all."""
    try:
        async with asyncio.timeout(within_s):
            yield
    except (RedisError, OSError, TimeoutError) as error:
        raise Unavailable(f"redis: {type(error).__name__}", what="Redis") from error
