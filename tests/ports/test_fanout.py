"""What every fan-out promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import pytest

from dure.adapters.redis import RedisFanout
from dure.embedded.fanout import MemoryFanout
from dure.ports.fanout import WAITING_LIMIT, Fanout, Hearing

PATIENCE_S: Final = 2


@pytest.fixture(params=["memory", "redis"])
async def fanout(request: pytest.FixtureRequest) -> AsyncIterator[Fanout]:
    """A fan-out of each plug."""
    made: Fanout = MemoryFanout()
    if request.param == "redis":
        made = RedisFanout(request.getfixturevalue("redis_url"), within_s=5)
    yield made
    await made.close()


@pytest.fixture
def channel() -> str:
    """A channel that nobody else uses."""
    return f"test-{uuid4()}"


async def heard(hearing: Hearing) -> bytes:
    async with asyncio.timeout(PATIENCE_S):
        return await anext(hearing)


async def test_everybody_who_listens_hears_a_message(fanout: Fanout, channel: str) -> None:
    one, two = await fanout.subscribe(channel), await fanout.subscribe(channel)

    await fanout.publish(channel, "안녕".encode())

    assert (await heard(one), await heard(two)) == ("안녕".encode(), "안녕".encode())


async def test_messages_are_heard_in_their_order(fanout: Fanout, channel: str) -> None:
    hearing = await fanout.subscribe(channel)

    for number in range(100):
        await fanout.publish(channel, str(number).encode())

    assert [await heard(hearing) for _ in range(100)] == [str(n).encode() for n in range(100)]


async def test_another_channel_is_not_heard(fanout: Fanout, channel: str) -> None:
    hearing = await fanout.subscribe(channel)

    await fanout.publish(f"{channel}-other", b"no")
    await fanout.publish(channel, b"yes")

    assert await heard(hearing) == b"yes"


async def test_who_leaves_comes_to_the_end(fanout: Fanout, channel: str) -> None:
    hearing = await fanout.subscribe(channel)

    await hearing.close()
    await fanout.publish(channel, b"late")

    async with asyncio.timeout(PATIENCE_S):
        assert [message async for message in hearing] == []


async def test_who_falls_behind_loses_the_oldest_and_knows_how_many(
    fanout: Fanout, channel: str
) -> None:
    hearing = await fanout.subscribe(channel)

    for number in range(WAITING_LIMIT + 5):
        hearing.put(str(number).encode())

    assert (await heard(hearing), hearing.dropped) == (b"5", 5)


async def test_all_come_to_the_end_when_it_closes(fanout: Fanout, channel: str) -> None:
    hearing = await fanout.subscribe(channel)

    await fanout.close()

    async with asyncio.timeout(PATIENCE_S):
        assert [message async for message in hearing] == []
