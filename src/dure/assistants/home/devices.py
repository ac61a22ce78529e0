"""The live book of devices over a bus: it listens, remembers and lets others wait for a change."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from dure.assistants.home.book import Book, Happened, LiveDevice, Registered
from dure.assistants.home.dialects import discovery, tasmota
from dure.assistants.home.things import Outgoing
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.ports.bus import Bus, Subscription, end

Found = TypeVar("Found")
_BESIDE_STATE: Final = frozenset(("state", "mode"))


@dataclass(frozen=True, kw_only=True)
class DeviceSettings:
    """Where devices announce themselves."""

    discovery_prefix: str = "homeassistant"
    """First level of Home Assistant's discovery topics (its default)."""
    tasmota_prefix: str = "tasmota/discovery"
    """First levels of Tasmota's discovery topics (its default)."""


class DeviceBook:
    """What devices there are and how they are; a task of its own keeps it up to date.

    version: another number whenever something may have changed.
    """

    def __init__(self, bus: Bus, *, clock: Clock, settings: DeviceSettings | None = None) -> None:
        self.bus, self._clock = bus, clock
        self._settings = settings or DeviceSettings()
        self._book = Book(
            discovery_prefix=self._settings.discovery_prefix,
            tasmota_prefix=self._settings.tasmota_prefix,
        )
        self.version = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._asked: set[str] = set()
        self._heard_topics: set[str] = set()
        self._topics: dict[str, None] = {}
        self._changed, self._wanted = asyncio.Event(), asyncio.Event()

    async def start(self) -> None:
        """Begin to listen and ask devices to announce themselves.

        Returns when that is done; where the broker is not reached, at once, and it is done
        as soon as it is.
        """
        first = asyncio.Event()
        self._tasks = [asyncio.create_task(self._listen(first))]
        await first.wait()

    async def close(self) -> None:
        """Stop listening; the bus stays open."""
        for task in self._tasks:
            await end(task)
        self._tasks = []

    def get(self, device: str) -> LiveDevice | None:
        """Return a device by its id, None if it is not there."""
        return self._book.get(device)

    def all(self) -> tuple[LiveDevice, ...]:
        """Return all devices, in the order of their ids."""
        return self._book.all()

    def fresh(self) -> tuple[LiveDevice, ...]:
        """Return the devices that nobody has named yet."""
        return tuple(live for live in self.all() if live.registered is None)

    def facts(self) -> tuple[dict[str, Any], ...]:
        """Return the registered devices as plain facts, in the order of their names.

        Keys: id, name, domain, area, state, device_class, aliases, attributes, available.
        state is text, None if unknown.
        """
        return tuple(map(facts_of, self.named()))

    def named(self) -> tuple[LiveDevice, ...]:
        """Return the registered devices, in the order of their names."""
        named = [live for live in self.all() if live.registered is not None]
        return tuple(sorted(named, key=lambda live: live.name))

    def register(self, device: str, registered: Registered | None) -> None:
        """Give a device its name and place, also before it is seen; None takes them away."""
        self._book.register(device, registered)
        self._tell()

    def registrations(self) -> Mapping[str, Registered]:
        """Return id → name and place, also of devices that are away."""
        return self._book.registrations()

    def counts(self) -> Mapping[str, int]:
        """Return code → how many messages were rejected with it."""
        return dict(self._book.counts)

    def drain(self) -> tuple[Happened, ...]:
        """Return what happened since the last call, to be written down."""
        return self._book.drain()

    async def ask_all(self) -> None:
        """Ask devices to announce themselves (the birth message).

        Raises Unavailable if the broker is not reached.
        """
        await self._send(discovery.birth(self._settings.discovery_prefix))

    async def until(self, look: Callable[[], Found | None], *, within_s: float) -> Found | None:
        """Return what `look` finds, looking again at every change; None if the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while True:
                    found = look()
                    if found is not None:
                        return found
                    changed = self._changed
                    await changed.wait()
        return look()

    async def _listen(self, first: asyncio.Event) -> None:
        while True:
            try:
                messages = await self.bus.subscribe(*self._book.patterns)
                await self.ask_all()
            except Unavailable:
                first.set()
                await self.bus.wait_for(connected=True)
                continue
            first.set()
            self._tasks.append(asyncio.create_task(self._ask_again()))
            self._tasks.append(asyncio.create_task(self._listen_closer(messages)))
            await self._take_in(messages)
            return

    async def _take_in(self, messages: Subscription) -> None:
        async for message in messages:
            topics = self._book.receive(message, self._clock.now())
            if topics:
                self._topics.update(dict.fromkeys(topics))
                self._wanted.set()
            self._tell()

    async def _listen_closer(self, messages: Subscription) -> None:
        """Subscribe to the topics of new devices, many at a time."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            topics, self._topics = list(self._topics), {}
            # An unreached broker gets the patterns with the next connection.
            with suppress(Unavailable):
                await asyncio.gather(*(messages.add(topic) for topic in topics))
            self._heard_topics.update(topics)
            await self._ask_states()

    async def _ask_states(self) -> None:
        """Ask new Tasmota devices for their state, which they do not retain.

        Only those whose topics are listened to by now: an answer before that would be lost.
        """
        for live in self._book.all():
            config = live.config
            is_new = config.dialect == tasmota.DIALECT and config.id not in self._asked
            if is_new and self._heard_topics.issuperset(config.topics):
                self._asked.add(config.id)
                with suppress(Unavailable):
                    await self._send(tasmota.ask_state(config))

    async def _ask_again(self) -> None:
        """After a lost connection devices are asked once more."""
        while True:
            await self.bus.wait_for(connected=False)
            self._tell()
            await self.bus.wait_for(connected=True)
            self._asked.clear()
            self._wanted.set()
            with suppress(Unavailable):
                await self.ask_all()
            self._tell()

    async def _send(self, outgoing: Outgoing) -> None:
        await self.bus.publish(outgoing.topic, outgoing.payload, retain=outgoing.retain)

    def _tell(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()


def facts_of(live: LiveDevice) -> dict[str, Any]:
    """Return a device as plain facts (see `DeviceBook.facts`)."""
    registered = live.registered or Registered(name=live.name)
    state = live.state.get("state")
    about = {k: v for k, v in live.state.items() if k not in _BESIDE_STATE}
    ranges = {f"min_{k}": v.low for k, v in live.config.ranges.items()}
    ranges |= {f"max_{k}": v.high for k, v in live.config.ranges.items()}
    unit = {"unit": live.config.unit} if live.config.unit else {}
    return {
        "id": live.config.id,
        "name": live.name,
        "domain": live.config.domain,
        "area": registered.area,
        "state": None if state is None else str(state),
        "device_class": live.config.device_class or None,
        "aliases": registered.aliases,
        "attributes": {**about, **ranges, **unit},
        "available": live.is_available,
    }
