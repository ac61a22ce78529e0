"""A cache in memory forgets what is old, and what was asked for longest ago."""

from dure.embedded.cache import MemoryCache
from dure.kernel.clock import StillClock


async def test_a_value_is_gone_when_its_time_is_over(clock: StillClock) -> None:
    cache = MemoryCache(clock)
    await cache.put("a", b"1", ttl_s=10)

    clock.move(9.9)
    before = await cache.get("a")
    clock.move(0.1)

    assert (before, await cache.get("a"), cache.bytes_kept) == (b"1", None, 0)


async def test_there_are_never_more_bytes_than_there_is_room(clock: StillClock) -> None:
    cache = MemoryCache(clock, most_bytes=10_000)

    for number in range(100):
        await cache.put(str(number), bytes(1000), ttl_s=60)
        assert cache.bytes_kept <= 10_000

    assert [await cache.get(str(n)) is not None for n in (0, 98, 99)] == [False, True, True]


async def test_what_was_asked_for_longest_ago_goes_first(clock: StillClock) -> None:
    cache = MemoryCache(clock, most_bytes=3_700)
    for key in "abc":
        await cache.put(key, bytes(1000), ttl_s=60)

    await cache.get("a")
    await cache.put("d", bytes(1000), ttl_s=60)

    kept = [key for key in "abcd" if await cache.get(key) is not None]
    assert kept == ["a", "c", "d"]


async def test_what_has_no_room_at_all_is_not_kept(clock: StillClock) -> None:
    cache = MemoryCache(clock, most_bytes=1_000)
    await cache.put("a", b"1", ttl_s=60)

    await cache.put("large", bytes(1_000), ttl_s=60)

    assert await cache.get("large") is None
    assert await cache.get("a") == b"1"
