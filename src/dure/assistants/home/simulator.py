"""A home of virtual devices over any bus, with a clock and a seed handed in, and faults.

It is on the broker's side of the test: it counts the orders that really arrived.
"""

import asyncio
import heapq
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from dure.assistants.home.flat import Flat, FlatDevice
from dure.assistants.home.things import Outgoing, State
from dure.assistants.home.virtual import (
    QUESTIONS,
    Virtual,
    Wires,
    after,
    announced,
    ordered,
    presence,
    refusal,
    says,
    virtual_of,
)
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.ports.bus import Bus, Message, Subscription, end

_DRIFT: Final = 0.3
"""How far a sensor's reading may move in one step."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What is wrong with a device.

    offline: its last will is spoken, orders are lost. silent: it takes orders and says
    nothing. refuses: it keeps its state and says so. delay_s: how late it acts. garbage: it
    says what is no JSON. repeats: how often it says everything more. replays: an old state
    comes once more after the new one. hides: it announces itself only when asked.
    """

    offline: bool = False
    silent: bool = False
    refuses: bool = False
    delay_s: float = 0.0
    garbage: bool = False
    repeats: int = 0
    replays: bool = False
    hides: bool = False


class SimulatedHome:
    """N virtual devices in one process.

    orders: (device, topic, payload) in the order of arrival; what a mere question asks is
    not among them.
    """

    def __init__(
        self, bus: Bus, flat: Flat, *, clock: Clock, random: Random, wires: Wires | None = None
    ) -> None:
        self._bus, self._clock, self._random = bus, clock, random
        self._wires = wires or Wires()
        self._devices: dict[str, Virtual] = {}
        self._faults: dict[str, Faults] = {}
        self._later: list[tuple[float, int, str, State]] = []
        self._count = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._woken = asyncio.Event()
        self.orders: list[tuple[str, str, bytes]] = []
        for made in flat.devices:
            self._devices[made.id] = virtual_of(made, self._wires)

    async def start(self) -> None:
        """Take orders from now on, and announce everything.

        Raises Unavailable if the broker is not reached.
        """
        base = self._wires.base
        orders = (f"{base}/+/set", f"{base}/+/+/set", f"{base}/+/cmnd/+")
        messages = await self._bus.subscribe(*orders, f"{self._wires.discovery}/status")
        for device in self._devices:
            if not self._fault(device).hides:
                await self._introduce(device)
        self._tasks = [asyncio.create_task(self._take_orders(messages))]
        self._tasks.append(asyncio.create_task(self._run()))

    async def close(self) -> None:
        """Stop; retained messages stay as they are."""
        for task in self._tasks:
            await end(task)

    async def add(self, made: FlatDevice, faults: Faults | None = None) -> None:
        """Plug in one more device."""
        self._devices[made.id] = virtual_of(made, self._wires)
        self._faults[made.id] = faults or Faults()
        if not self._faults[made.id].hides:
            await self._introduce(made.id)

    async def remove(self, device: str) -> None:
        """Take a device away for good: its announcements are emptied."""
        for one in announced(self._devices.pop(device)):
            await self._send(replace(one, payload=b""))

    async def break_(self, device: str, faults: Faults) -> None:
        """Give a device other faults; offline and back are told at once."""
        before = self._fault(device)
        self._faults[device] = faults
        if before.offline is not faults.offline:
            await self._send(presence(self._devices[device], is_there=not faults.offline))

    async def press(self, device: str, changes: State) -> None:
        """Change a device by hand, at its own switch."""
        await self._become(device, changes)

    async def drift(self) -> None:
        """Let the readings of sensors move a little, by the seed."""
        for device, virtual in tuple(self._devices.items()):
            reading = virtual.state.get("state")
            if virtual.made.kind == "sensor" and isinstance(reading, int | float):
                by = self._random.uniform(-_DRIFT, _DRIFT)
                await self._become(device, {"state": round(float(reading) + by, 1)})

    def state(self, device: str) -> State:
        """Return how a device really stands."""
        return self._devices[device].state

    def order_counts(self) -> Counter[str]:
        """Return device → how many orders arrived."""
        return Counter(device for device, _, _ in self.orders)

    async def step(self) -> None:
        """Do what is due by the clock."""
        while self._later and self._later[0][0] <= self._clock.elapsed_s():
            _, _, device, changes = heapq.heappop(self._later)
            if device in self._devices:
                await self._become(device, changes)

    async def _run(self) -> None:
        """Do what is due, as the clock goes; a still clock is moved by hand and `step`ped."""
        while True:
            self._woken.clear()
            wait_s = None
            if self._later:
                wait_s = max(0.01, self._later[0][0] - self._clock.elapsed_s())
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            with suppress(Unavailable):
                await self.step()

    async def _take_orders(self, messages: Subscription) -> None:
        async for message in messages:
            # A broker that is away loses what is said meanwhile, as it does for real devices.
            with suppress(Unavailable):
                await self._take(message)

    async def _take(self, message: Message) -> None:
        if message.topic == f"{self._wires.discovery}/status":
            for device in tuple(self._devices) if message.payload == b"online" else ():
                await self._introduce(device)
            return
        device = message.topic.removeprefix(f"{self._wires.base}/").partition("/")[0]
        virtual = self._devices.get(device)
        if virtual is None or message.retained:
            return
        if message.topic.rpartition("/cmnd/")[2] not in QUESTIONS:
            self.orders.append((device, message.topic, message.payload))
        if not self._fault(device).offline:
            await self._obey(virtual, message)

    async def _obey(self, virtual: Virtual, message: Message) -> None:
        device, faults = virtual.made.id, self._fault(virtual.made.id)
        changes = ordered(virtual, message.topic, message.payload)
        if changes is None:
            await self._say(device, refusal(virtual))
        elif faults.refuses:
            await self._say(device, says(virtual))
        elif faults.delay_s:
            self._after(faults.delay_s, device, changes)
        elif virtual.made.kind == "cover" and virtual.made.travel_s and changes:
            await self._travel(virtual, changes)
        else:
            await self._become(device, changes)

    async def _travel(self, virtual: Virtual, changes: State) -> None:
        # Whatever it was on the way to is over.
        self._later = [one for one in self._later if one[2] != virtual.made.id]
        heapq.heapify(self._later)
        if changes.get("state") == "stopped":
            await self._become(virtual.made.id, {})
            return
        there = after(virtual, changes).state["position"]
        moving = "opening" if there > virtual.state["position"] else "closing"  # type: ignore[operator]
        await self._say(virtual.made.id, says(virtual, moving=moving))
        self._after(virtual.made.travel_s, virtual.made.id, changes)

    async def _become(self, device: str, changes: State) -> None:
        old = self._devices[device]
        self._devices[device] = after(old, changes)
        if self._fault(device).offline:
            return
        await self._say(device, says(self._devices[device]))
        if self._fault(device).replays:
            await self._say(device, says(old))

    async def _introduce(self, device: str) -> None:
        virtual = self._devices[device]
        for one in announced(virtual):
            await self._send(one)
        await self._send(presence(virtual, is_there=not self._fault(device).offline))
        if not self._fault(device).offline:
            await self._say(device, says(virtual))

    async def _say(self, device: str, sayings: list[Outgoing]) -> None:
        faults = self._fault(device)
        if faults.silent:
            return
        for one in sayings * (faults.repeats + 1):
            await self._send(replace(one, payload=b"{'oops") if faults.garbage else one)

    async def _send(self, one: Outgoing) -> None:
        await self._bus.publish(one.topic, one.payload, retain=one.retain)

    def _fault(self, device: str) -> Faults:
        return self._faults.get(device, Faults())

    def _after(self, seconds: float, device: str, changes: State) -> None:
        self._count += 1
        due = self._clock.elapsed_s() + seconds
        heapq.heappush(self._later, (due, self._count, device, changes))
        self._woken.set()
