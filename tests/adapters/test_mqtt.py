"""What only a broker on the network shows: it goes away and comes back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.mosquitto import Mosquitto, program

from dure.adapters.mqtt import MqttBus, MqttSettings
from dure.errors import Unavailable
from dure.ports.bus import Will

QUICK = MqttSettings(answer_s=1.0, first_pause_s=0.02, longest_pause_s=0.1)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A Mosquitto of our own."""
    if program() is None:
        pytest.skip("Mosquitto is not installed here")
    made = Mosquitto(tmp_path)
    made.start()
    yield made
    made.stop()


async def test_a_subscription_outlives_a_broker_that_restarts(broker: Mosquitto) -> None:
    bus = MqttBus(broker.url, settings=QUICK)
    messages = await bus.subscribe("a/#")

    async with asyncio.timeout(10):
        broker.stop()
        await bus.wait_for(connected=False)
        with pytest.raises(Unavailable):
            await bus.publish("a/lost", b"")
        broker.start()
        await bus.wait_for(connected=True)
        await bus.publish("a/b", b"again")
        heard = await anext(messages)

    assert heard.topic == "a/b"
    await bus.close()


async def test_a_pattern_added_while_the_broker_was_away_is_taken_up_later(
    broker: Mosquitto,
) -> None:
    bus = MqttBus(broker.url, settings=QUICK)
    messages = await bus.subscribe("a")
    broker.stop()

    async with asyncio.timeout(10):
        await bus.wait_for(connected=False)
        with pytest.raises(Unavailable):
            await messages.add("b")
        broker.start()
        await bus.wait_for(connected=True)
        await bus.publish("b", b"heard")
        heard = await anext(messages)

    assert heard.payload == b"heard"
    await bus.close()


async def test_the_will_is_spoken_for_a_client_that_is_taken_over(broker: Mosquitto) -> None:
    watcher = MqttBus(broker.url, settings=QUICK)
    messages = await watcher.subscribe("d/lwt")
    will = Will(topic="d/lwt", payload=b"Offline")
    device = MqttBus(broker.url, will=will, client_id="d", settings=QUICK)
    await device.publish("d/hello", b"")
    twin = MqttBus(broker.url, client_id="d", settings=QUICK)

    async with asyncio.timeout(10):
        await twin.publish("d/hello", b"")
        heard = await anext(messages)

    assert heard.payload == b"Offline"
    for bus in (twin, device, watcher):
        await bus.close()


async def test_a_broker_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    away = MqttBus(Mosquitto(tmp_path).url, settings=QUICK)

    with pytest.raises(Unavailable):
        await away.publish("a", b"")
    with pytest.raises(Unavailable):
        await away.subscribe("a")

    await away.close()


def test_another_scheme_is_a_slip() -> None:
    with pytest.raises(ValueError, match="mqtt://"):
        MqttBus("http://127.0.0.1")
