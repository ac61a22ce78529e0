"""Counters in memory: bounded, and idle keys go."""

from dure.embedded.counters import MemoryCounters


async def take(counters: MemoryCounters, key: str, now: float) -> float:
    return await counters.take(key, limit=1, window_s=60, now=now)


async def test_idle_keys_go() -> None:
    counters = MemoryCounters()
    for number in range(100):
        await take(counters, f"k{number}", now=0)

    await take(counters, "late", now=60)

    assert len(counters) == 1


async def test_keys_that_still_count_stay() -> None:
    counters = MemoryCounters()
    for number in range(100):
        await take(counters, f"k{number}", now=number)

    waits = [await take(counters, f"k{number}", now=100) for number in range(100)]

    assert waits == [0.0] * 41 + [float(number - 40) for number in range(41, 100)]


async def test_there_are_never_more_keys_than_the_bound() -> None:
    counters = MemoryCounters(most_keys=10)

    for number in range(100):
        await take(counters, f"k{number}", now=0)

    assert len(counters) == 10


async def test_a_flood_of_keys_does_not_reset_the_one_that_keeps_trying() -> None:
    counters = MemoryCounters(most_keys=10)
    await take(counters, "busy", now=0)

    for number in range(100):
        await take(counters, f"k{number}", now=0)
        assert await take(counters, "busy", now=0) == 60
