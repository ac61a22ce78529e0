"""A simulated home on an embedded bus, and the book that listens to it."""

import random
from collections.abc import AsyncIterator

import pytest

from dure.assistants.home.act import Actor, ActSettings, Claims
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import default_flat
from dure.assistants.home.simulator import SimulatedHome
from dure.embedded.bus import EmbeddedBus
from dure.kernel.clock import StillClock

QUICK = ActSettings(deadline_s=0.15, settle_s=0.05)


@pytest.fixture
def bus() -> EmbeddedBus:
    """The assistant's side of the bus."""
    return EmbeddedBus()


@pytest.fixture
async def home(bus: EmbeddedBus, clock: StillClock) -> AsyncIterator[SimulatedHome]:
    """The default flat, alive."""
    made = SimulatedHome(bus.join(), default_flat(), clock=clock, random=random.Random(1))
    await made.start()
    yield made
    await made.close()


@pytest.fixture
async def book(
    bus: EmbeddedBus, home: SimulatedHome, clock: StillClock
) -> AsyncIterator[DeviceBook]:
    """A book that knows the whole flat and its names."""
    made = DeviceBook(bus, clock=clock)
    for device, registered in default_flat().registrations().items():
        made.register(device, registered)
    await made.start()
    count = len(default_flat().devices)

    def is_whole() -> bool | None:
        facts = made.facts()
        known = [f for f in facts if f["state"] is not None and f["available"]]
        return True if len(known) == count else None

    assert await made.until(is_whole, within_s=60)
    yield made
    await made.close()


@pytest.fixture
def claims() -> Claims:
    """Claimed keys, in memory."""
    return Claims()


@pytest.fixture
def actor(book: DeviceBook, clock: StillClock, claims: Claims) -> Actor:
    """Acts on the flat without much patience."""
    return Actor(book, clock=clock, claims=claims, settings=QUICK)
