"""What every bus promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters import mosquitto

from dure.adapters.mqtt import MqttBus
from dure.embedded.bus import EmbeddedBus
from dure.ports.bus import Bus, Message, Subscription, Will, check_pattern, check_topic, fits

Connect = Callable[..., Bus]


@pytest.fixture(params=["embedded", "mqtt"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Makes connections to one broker of each plug; it may hold topics of others already."""
    made: list[Bus] = []
    first = EmbeddedBus()
    url = mosquitto.found() if request.param == "mqtt" else None
    if request.param == "mqtt" and url is None:
        pytest.skip("no MQTT broker at DURE_TEST_MQTT or on the standard port")

    def one(will: Will | None = None) -> Bus:
        made.append(MqttBus(url, will=will) if url else first.join(will=will))
        return made[-1]

    yield one
    for bus in made:
        await bus.close()


@pytest.fixture
def base() -> str:
    """A topic that nobody else uses."""
    return f"dure-test/{uuid4()}"


async def heard(subscription: Subscription, count: int) -> list[Message]:
    async with asyncio.timeout(5):
        return [await anext(subscription) for _ in range(count)]


async def test_what_is_published_arrives_at_those_who_listen(connect: Connect, base: str) -> None:
    here, there = connect(), connect()
    messages = await there.subscribe(f"{base}/a")

    await here.publish(f"{base}/b", b"not this")
    await here.publish(f"{base}/a", "켜".encode())

    assert await heard(messages, 1) == [Message(topic=f"{base}/a", payload="켜".encode())]


async def test_messages_keep_their_order(connect: Connect, base: str) -> None:
    bus = connect()
    messages = await bus.subscribe(f"{base}/#")
    sent = [b"%d" % n for n in range(200)]

    for payload in sent:
        await bus.publish(f"{base}/n", payload)

    assert [m.payload for m in await heard(messages, 200)] == sent


async def test_what_is_retained_comes_to_those_who_listen_later(
    connect: Connect, base: str
) -> None:
    here, there = connect(), connect()
    await here.publish(f"{base}/state", b"old", retain=True, qos=1)
    await here.publish(f"{base}/state", b"new", retain=True, qos=1)

    late = await there.subscribe(f"{base}/+")
    await here.publish(f"{base}/end", b"")

    first, second = await heard(late, 2)
    assert (first.payload, first.retained) == (b"new", True)
    assert (second.topic, second.retained) == (f"{base}/end", False)
    await here.publish(f"{base}/state", b"", retain=True, qos=1)


async def test_an_empty_retained_message_clears_the_topic(connect: Connect, base: str) -> None:
    bus = connect()
    await bus.publish(f"{base}/state", b"on", retain=True, qos=1)
    await bus.publish(f"{base}/state", b"", retain=True, qos=1)

    late = await bus.subscribe(f"{base}/#")
    await bus.publish(f"{base}/end", b"end")

    assert [m.payload for m in await heard(late, 1)] == [b"end"]


async def test_a_message_comes_once_however_many_patterns_fit(connect: Connect, base: str) -> None:
    bus = connect()
    both = await bus.subscribe(f"{base}/#", f"{base}/a/+", f"{base}/a/b")
    other = await bus.subscribe(f"{base}/+/b", f"{base}/end")

    await bus.publish(f"{base}/a/b", b"1")
    await bus.publish(f"{base}/end", b"2")

    assert [m.payload for m in await heard(both, 2)] == [b"1", b"2"]
    assert [m.payload for m in await heard(other, 2)] == [b"1", b"2"]


async def test_a_pattern_may_be_added_later(connect: Connect, base: str) -> None:
    bus = connect()
    messages = await bus.subscribe(f"{base}/a")

    await bus.publish(f"{base}/b", b"too early")
    await messages.add(f"{base}/b")
    await messages.add(f"{base}/b")
    await bus.publish(f"{base}/b", b"in time")

    assert [m.payload for m in await heard(messages, 1)] == [b"in time"]


async def test_a_closed_subscription_ends_and_the_others_go_on(connect: Connect, base: str) -> None:
    bus = connect()
    closed, open_ = await bus.subscribe(f"{base}/a"), await bus.subscribe(f"{base}/a")

    await closed.close()
    await bus.publish(f"{base}/a", b"1")

    assert [m async for m in closed] == []
    assert [m.payload for m in await heard(open_, 1)] == [b"1"]


async def test_a_farewell_leaves_the_will_unspoken(connect: Connect, base: str) -> None:
    will = Will(topic=f"{base}/lwt", payload=b"lost", retain=False)
    watcher, leaving = connect(), connect(will)
    messages = await watcher.subscribe(f"{base}/#")
    await leaving.publish(f"{base}/hello", b"")

    await leaving.close()
    await watcher.publish(f"{base}/end", b"")

    topics = [m.topic for m in await heard(messages, 2)]
    assert topics == [f"{base}/hello", f"{base}/end"]


async def test_a_connection_tells_whether_it_stands(connect: Connect, base: str) -> None:
    bus = connect()

    await bus.publish(f"{base}/a", b"")
    assert bus.is_connected
    await bus.close()

    assert not bus.is_connected


@pytest.mark.parametrize("topic", ["", "a/+", "#", "a\0b", "가" * 30_000, "\ud800"])
async def test_what_is_no_topic_is_a_slip(connect: Connect, topic: str) -> None:
    with pytest.raises(ValueError, match="not a topic"):
        await connect().publish(topic, b"")


@pytest.mark.parametrize("pattern", ["", "a+/b", "a/#/b", "a#", "##"])
async def test_what_is_no_pattern_is_a_slip(connect: Connect, pattern: str) -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        await connect().subscribe(pattern)


@pytest.mark.parametrize(
    ("pattern", "topic", "is_fit"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a", True),
        ("+/+", "/a", True),
        ("+", "/a", False),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
    ],
)
def test_a_pattern_fits_as_the_standard_says(pattern: str, topic: str, is_fit: bool) -> None:
    assert fits(pattern, topic) is is_fit


LEVELS = st.lists(st.text("ab가😀 ", min_size=0, max_size=3), min_size=1, max_size=4)


@given(LEVELS, st.data())
def test_a_topic_with_levels_blotted_out_still_fits(levels: list[str], data: st.DataObject) -> None:
    topic = "/".join(levels) or "x"
    blots = data.draw(st.lists(st.booleans(), min_size=len(levels), max_size=len(levels)))
    pattern = "/".join("+" if b else n for b, n in zip(blots, topic.split("/"), strict=True))

    check_topic(topic)
    check_pattern(f"{pattern}/#")

    assert fits(pattern, topic) if pattern else True
    assert fits(f"{pattern}/#", topic)
