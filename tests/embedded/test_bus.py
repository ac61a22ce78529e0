"""What only the embedded bus can: to be cut and mended at will."""

import asyncio

import pytest

from dure.embedded.bus import EmbeddedBus
from dure.errors import Unavailable
from dure.ports.bus import Will


async def test_a_cut_connection_speaks_its_will_and_keeps_it() -> None:
    watcher = EmbeddedBus()
    device = watcher.join(will=Will(topic="d/lwt", payload=b"Offline"))
    messages = await watcher.subscribe("d/lwt")

    device.cut()
    late = await watcher.subscribe("d/lwt")

    assert (await anext(messages)).payload == b"Offline"
    assert (await anext(late)).retained


async def test_a_cut_connection_sends_nothing_and_hears_nothing() -> None:
    watcher = EmbeddedBus()
    device = watcher.join()
    messages = await device.subscribe("d/cmd")
    device.cut()

    with pytest.raises(Unavailable):
        await device.publish("d/state", b"1")
    with pytest.raises(Unavailable):
        await device.subscribe("d/more")
    await watcher.publish("d/cmd", b"lost")
    device.mend()
    await watcher.publish("d/cmd", b"heard")

    assert (await anext(messages)).payload == b"heard"


async def test_who_waits_learns_of_the_cut_and_of_the_mending() -> None:
    bus = EmbeddedBus()
    lost = asyncio.create_task(bus.wait_for(connected=False))

    bus.cut()
    await lost
    back = asyncio.create_task(bus.wait_for(connected=True))
    bus.mend()

    await back
    assert bus.is_connected


async def test_a_mended_connection_is_told_again_what_is_retained() -> None:
    watcher = EmbeddedBus()
    device = watcher.join()
    messages = await device.subscribe("s")
    device.cut()
    await watcher.publish("s", b"new", retain=True)

    device.mend()

    message = await anext(messages)
    assert (message.payload, message.retained) == (b"new", True)
