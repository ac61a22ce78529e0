"""The simulated home speaks both dialects, keeps to its clock and seed, and can be broken."""

import random
from collections.abc import AsyncIterator

import pytest

from dure.assistants.home.flat import default_flat
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.embedded.bus import EmbeddedBus
from dure.kernel.clock import StillClock
from dure.ports.bus import Subscription


async def until(messages: Subscription, topic: str) -> bytes:
    async for message in messages:
        if message.topic == topic and not message.retained:
            return message.payload
    raise AssertionError("the bus was closed")


@pytest.fixture
async def messages(bus: EmbeddedBus, home: SimulatedHome) -> AsyncIterator[Subscription]:
    """All that the flat says from now on."""
    made = await bus.subscribe("dure/#")
    yield made
    await made.close()


async def test_orders_are_counted_on_the_brokers_side(
    bus: EmbeddedBus, home: SimulatedHome, messages: Subscription
) -> None:
    await bus.publish("dure/bath_light/cmnd/POWER", b"TOGGLE")
    said = await until(messages, "dure/bath_light/stat/RESULT")
    await bus.publish("dure/bath_light/cmnd/STATE", b"")
    await until(messages, "dure/bath_light/stat/RESULT")

    assert said == b'{"POWER":"ON"}'
    assert home.orders == [("bath_light", "dure/bath_light/cmnd/POWER", b"TOGGLE")]


async def test_a_cover_takes_the_time_of_the_virtual_clock(
    bus: EmbeddedBus, home: SimulatedHome, messages: Subscription, clock: StillClock
) -> None:
    await bus.publish("dure/living_curtain/set", b"OPEN")
    moving = await until(messages, "dure/living_curtain/state")
    clock.move(3.9)
    await home.step()
    half_way = dict(home.state("living_curtain"))
    clock.move(0.2)
    await home.step()

    assert moving == b"opening"
    assert half_way["position"] == 0
    assert home.state("living_curtain") == {"state": "open", "position": 100}


async def test_a_late_device_acts_late(
    bus: EmbeddedBus, home: SimulatedHome, messages: Subscription, clock: StillClock
) -> None:
    await home.break_("bath_light", Faults(delay_s=60))
    await bus.publish("dure/bath_light/cmnd/POWER", b"ON")
    await bus.publish("dure/study_plug/cmnd/POWER", b"OFF")
    await until(messages, "dure/study_plug/stat/RESULT")
    before = home.state("bath_light")["state"]
    clock.move(60)
    await home.step()

    assert (before, home.state("bath_light")["state"]) == ("off", "on")


async def test_an_old_state_may_come_after_the_new_one(
    bus: EmbeddedBus, home: SimulatedHome, messages: Subscription
) -> None:
    await home.break_("entrance_light", Faults(replays=True))
    await bus.publish("dure/entrance_light/cmnd/POWER", b"ON")

    first = await until(messages, "dure/entrance_light/stat/POWER")
    second = await until(messages, "dure/entrance_light/stat/POWER")

    assert (first, second) == (b"ON", b"OFF")


async def test_an_order_that_is_nonsense_is_refused(
    bus: EmbeddedBus, home: SimulatedHome, messages: Subscription
) -> None:
    await bus.publish("dure/living_light/set", b"{'oops")
    await bus.publish("dure/bath_light/cmnd/POWER", b"MAYBE")

    assert await until(messages, "dure/bath_light/stat/RESULT") == b'{"Command":"Unknown"}'
    assert home.state("living_light")["state"] == "off"


async def test_readings_drift_by_the_seed(bus: EmbeddedBus, clock: StillClock) -> None:
    readings = []
    for seed in (1, 1, 2):
        home = SimulatedHome(bus.join(), default_flat(), clock=clock, random=random.Random(seed))
        for _ in range(5):
            await home.drift()
        readings.append(home.state("living_temperature")["state"])

    assert readings[0] == readings[1] != readings[2]
