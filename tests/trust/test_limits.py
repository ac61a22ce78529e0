"""Each role has its limit, and whoever is over it is told how long to wait."""

import pytest

from dure.embedded.counters import MemoryCounters
from dure.errors import RateLimited
from dure.trust.access import Role
from dure.trust.limits import LimitSettings, limit_of, take

SETTINGS = LimitSettings()


class ListeningCounters(MemoryCounters):
    """Keeps the keys it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        """See Counters."""
        self.heard.append(key)
        return await super().take(key, limit=limit, window_s=window_s, now=now)


@pytest.mark.parametrize(
    ("role", "limit"),
    [("guest", 10), ("member", 60), ("premium", 300), ("admin", 300), ("operator", None)],
)
def test_a_role_has_its_limit(role: Role, limit: int | None) -> None:
    assert limit_of(role, SETTINGS) == limit


@pytest.mark.parametrize("role", ["guest", "member", "premium"])
async def test_exactly_the_limit_is_let_in_within_a_minute(role: Role) -> None:
    counters, limit = MemoryCounters(), limit_of(role, SETTINGS) or 0
    for number in range(limit):
        await take(counters, "k", limit, number * 59.9 / limit)

    with pytest.raises(RateLimited):
        await take(counters, "k", limit, 59.9)

    await take(counters, "k", limit, 60.0)


async def test_who_is_over_the_limit_is_told_whole_seconds() -> None:
    counters = MemoryCounters()
    await take(counters, "k", 1, 0.0)

    with pytest.raises(RateLimited) as raised:
        await take(counters, "k", 1, 18.5)

    assert raised.value.facts == {"retry_s": 42}


async def test_a_wait_is_never_told_as_no_seconds() -> None:
    counters = MemoryCounters()
    await take(counters, "k", 1, 0.0)

    with pytest.raises(RateLimited) as raised:
        await take(counters, "k", 1, 59.999)

    assert raised.value.facts == {"retry_s": 1}


async def test_without_a_limit_nothing_is_counted() -> None:
    counters = MemoryCounters()

    for _ in range(1000):
        await take(counters, "k", None, 0.0)

    assert len(counters) == 0


async def test_counters_learn_no_name_and_no_address() -> None:
    counters = ListeningCounters()

    await take(counters, "main/kim", 10, 0.0)
    await take(counters, "guest:192.0.2.7", 10, 0.0)

    assert len(set(counters.heard)) == 2
    assert not any("kim" in key or "192" in key for key in counters.heard)
