"""The home as it lives: its devices over a bus, what they are called, what is to be done later.

Without a broker of one's own a simulated flat stands in, so that everything can be tried at
once; what its devices were told survives a restart.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import orjson

from dure.assistants.home.act import Acted, Actor, Claims, DeviceCommand
from dure.assistants.home.agenda import Agenda
from dure.assistants.home.deeds import Deed
from dure.assistants.home.devices import DeviceBook, DeviceSettings
from dure.assistants.home.flat import Flat, default_flat
from dure.assistants.home.household import Entity, Household, HouseholdIndex, index
from dure.assistants.home.kit import Kit
from dure.assistants.home.registration import device_registration
from dure.assistants.home.registry import Registry
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.engine.assistant import Facts, Ports
from dure.engine.runner import Runner
from dure.errors import Unavailable
from dure.ports.bus import Bus
from dure.trust.retention import PROFILE

_FLAT_SPACE: Final = "home.flat"
_HOUSEHOLD: Final = "household"
"""Whose key seals the names of devices: they belong to all who live there."""
_LOOK_S: Final = 0.5
"""Seconds between two looks at the agenda."""
_SEED: Final = 7


@dataclass(frozen=True, kw_only=True)
class HomeSettings:
    """Where the devices are."""

    broker: str = ""
    """URL of an MQTT broker (mqtt://user:password@host:1883); empty simulates a flat."""
    discovery_prefix: str = "homeassistant"
    """First level of Home Assistant's discovery topics (its default)."""
    tasmota_prefix: str = "tasmota/discovery"
    """First levels of Tasmota's discovery topics (its default)."""
    tenant: str = "main"
    """Whose home it is."""
    expires_s: float = 10.0
    """Seconds after which a command that could not be carried out is dropped."""
    ready_s: float = 2.0
    """Seconds that a simulated flat may take to announce itself."""


@dataclass(kw_only=True)
class _Started:
    """What there is while the home is open."""

    bus: Bus
    book: DeviceBook
    actor: Actor
    runner: Runner
    agenda: Agenda
    flat: SimulatedHome | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class LivingHome:
    """Opens and closes a home, and shows it as it is."""

    def __init__(self, ports: Ports, settings: HomeSettings) -> None:
        self._ports, self._settings = ports, settings
        self._started: _Started | None = None
        self._index: tuple[object, HouseholdIndex] | None = None

    async def start(self) -> None:
        """Connect to the devices, or set up the flat."""
        ports, settings = self._ports, self._settings
        bus = ports.bus(settings.broker or "memory://")
        topics = DeviceSettings(
            discovery_prefix=settings.discovery_prefix, tasmota_prefix=settings.tasmota_prefix
        )
        book = DeviceBook(bus, clock=ports.clock, settings=topics)
        claims = Claims(ports.store)
        actor = Actor(book, clock=ports.clock, claims=claims)
        registry = self._registry()
        kit = Kit(
            book=book, actor=actor, claims=claims, registry=registry, clock=ports.clock,
            areas=self.areas,
        )  # fmt: skip
        runner = ports.runner(device_registration(kit))
        agenda = Agenda(ports.store, ports.clock)
        self._started = _Started(bus=bus, book=book, actor=actor, runner=runner, agenda=agenda)
        if not settings.broker:
            await self._set_up_flat()
        for device, registered in (await registry.load()).items():
            book.register(device, registered)
        await book.start()
        if not settings.broker:
            await book.until(self._is_flat_there, within_s=settings.ready_s)
        self._started.tasks.append(asyncio.create_task(self._keep_agenda()))

    async def stop(self) -> None:
        """Let go of the devices; the flat remembers how it was."""
        here = self._started
        if here is None:
            return
        self._remember_flat()
        for task in here.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await here.book.close()
        if here.flat is not None:
            await here.flat.close()
        await here.bus.close()
        self._started = None

    @property
    def here(self) -> "_Started":
        """What there is while the home is open.

        Raises Unavailable before it was opened.
        """
        if self._started is None:
            raise Unavailable("the home was not started", what="집")
        return self._started

    def index(self) -> HouseholdIndex:
        """Return the home as sentences may speak of it, prepared anew only when names change."""
        entities = tuple(_entity(plain) for plain in self.here.book.facts())
        areas = self.areas()
        household = Household(entities=entities, areas=tuple(areas), area_aliases=areas)
        key = tuple((e.id, e.name, e.domain, e.area, e.aliases) for e in entities), tuple(areas)
        if self._index is None or self._index[0] != key:
            self._index = key, index(household)
        # Only states may have changed: what was prepared holds positions, and they stay.
        return replace(self._index[1], household=household)

    def areas(self) -> dict[str, tuple[str, ...]]:
        """Return the rooms there are, with what else they are called."""
        flat = default_flat()
        known = dict.fromkeys(flat.areas, ()) if not self._settings.broker else {}
        named = [r.area for r in self.here.book.registrations().values() if r.area]
        return {area: flat.area_aliases.get(area, ()) for area in (*known, *dict.fromkeys(named))}

    async def act(self, deed: Deed, key: str, *, confirmed: bool) -> Acted:
        """Carry out a deed, once for each key."""
        expires_at = self._ports.clock.now() + timedelta(seconds=self._settings.expires_s)
        command = DeviceCommand(
            device=deed.device,
            key=key,
            expires_at=expires_at,
            set=deed.set,
            change=deed.change,
            confirmed=confirmed,
        )
        acted = await self.here.actor.act(command)
        self._remember_flat()
        return acted

    async def panel(self) -> Sequence[Facts]:
        """Return the devices as they are now."""
        return [
            {
                "kind": "device",
                "name": plain["name"],
                "area": plain["area"],
                "state": plain["state"],
                "detail": detail_of(plain),
                "available": plain["available"],
            }
            for plain in self.here.book.facts()
        ]

    def _registry(self) -> Registry:
        today = self._ports.clock.now().date().isoformat()
        key_id = self._ports.sealer.current_key(_HOUSEHOLD, PROFILE, today)
        return Registry(
            self._ports.log, self._ports.sealer, tenant=self._settings.tenant, key_id=key_id
        )

    async def _set_up_flat(self) -> None:
        here = self.here
        flat = self._remembered(default_flat())
        # A fixed seed: the flat's sensors drift the same way everywhere.
        here.flat = SimulatedHome(
            self._ports.bus("memory://"),
            flat,
            clock=self._ports.clock,
            random=random.Random(_SEED),  # noqa: S311
        )
        await here.flat.start()
        for spare in flat.spares:
            await here.flat.add(spare, Faults(hides=True))
        for device, registered in flat.registrations().items():
            here.book.register(device, registered)

    def _is_flat_there(self) -> bool | None:
        wanted = default_flat().registrations()
        book = self.here.book
        found = [book.get(device) for device in wanted]
        return True if all(live is not None and live.state for live in found) else None

    def _remembered(self, flat: Flat) -> Flat:
        kept = self._ports.store.get(_FLAT_SPACE, "states")
        states = orjson.loads(kept) if kept else {}
        devices, spares = (
            tuple(replace(one, state={**one.state, **states.get(one.id, {})}) for one in some)
            for some in (flat.devices, flat.spares)
        )
        return replace(flat, devices=devices, spares=spares)

    def _remember_flat(self) -> None:
        if self._settings.broker:
            return
        states = {}
        for one in (*default_flat().devices, *default_flat().spares):
            live = self.here.book.get(one.book_id)
            if live is not None:
                states[one.id] = {k: v for k, v in live.state.items() if k in one.state}
        self._ports.store.put(_FLAT_SPACE, "states", orjson.dumps(states))

    async def _keep_agenda(self) -> None:
        while True:
            agenda = self.here.agenda
            agenda.ring()
            for later in agenda.due():
                for number, deed in enumerate(later.deeds):
                    await self.act(deed, f"later:{later.id}:{number}", confirmed=False)
            await asyncio.sleep(_LOOK_S)


def detail_of(plain: Facts) -> str:
    """Return what is worth telling of a device beside its state."""
    about, parts = plain["attributes"], []
    if plain["domain"] == "light" and plain["state"] == "on" and "brightness" in about:
        parts.append(f"{about['brightness']}%")
    if plain["domain"] == "climate":
        parts += [f"{about[name]}°" for name in ("temperature",) if about.get(name) is not None]
    if plain["domain"] == "cover" and about.get("position") not in (None, 0, 100):
        parts.append(f"{about['position']}%")
    if plain["domain"] == "sensor" and about.get("unit"):
        parts.append(str(about["unit"]))
    if plain["domain"] == "fan" and plain["state"] == "on" and about.get("percentage"):
        parts.append(f"{about['percentage']}%")
    return " ".join(parts)


def _entity(plain: Facts) -> Entity:
    known: dict[str, Any] = {k: v for k, v in plain.items() if k != "available"}
    return Entity(**known)
