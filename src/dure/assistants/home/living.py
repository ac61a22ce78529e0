"""The home as it lives: its devices over a bus, what they are called, what is to be done later.

Without a broker of one's own a simulated flat stands in, so that everything can be tried at
once; what its devices were told survives a restart.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from dure.assistants.home.act import Acted, Actor, Claims, DeviceCommand
from dure.assistants.home.agenda import Agenda, Safe
from dure.assistants.home.book import LiveDevice
from dure.assistants.home.deeds import Deed
from dure.assistants.home.devices import DeviceBook, DeviceSettings, facts_of
from dure.assistants.home.flat import default_flat
from dure.assistants.home.history import History
from dure.assistants.home.household import Entity, Household, HouseholdIndex, index
from dure.assistants.home.kit import Kit
from dure.assistants.home.recording import Recorder
from dure.assistants.home.registration import device_registration
from dure.assistants.home.registry import Registry
from dure.assistants.home.standin import BUS, StandIn
from dure.engine.assistant import Facts, Ports
from dure.engine.runner import Runner
from dure.errors import Unavailable
from dure.ports.bus import Bus
from dure.trust.retention import PROFILE, RAW

_HOUSEHOLD: Final = "household"
"""Whose key seals the names of devices: they belong to all who live there."""
_LOOK_S: Final = 0.5
"""Seconds between two looks at the agenda."""
GOOD: Final = frozenset(("confirmed", "under_way", "already"))
"""What may come of a deed that was done."""
_WRITE_S: Final = 0.2
"""Seconds between two looks whether something is to be written down."""


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
    registry: Registry
    recorder: Recorder
    history: History
    flat: StandIn | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class LivingHome:
    """Opens and closes a home, and shows it as it is."""

    def __init__(self, ports: Ports, settings: HomeSettings) -> None:
        self._ports, self._settings = ports, settings
        self._started: _Started | None = None
        self._index: tuple[int, tuple[object, ...], HouseholdIndex] | None = None
        self._entities: dict[str, tuple[LiveDevice, Entity]] = {}

    async def start(self) -> None:
        """Connect to the devices, or set up the flat."""
        settings = self._settings
        self._started = here = self._made()
        registered = await here.registry.load()
        if not settings.broker:
            here.flat = StandIn(self._ports, here.book)
            await here.flat.start()
            registered = {**here.flat.registrations(), **registered}
        for device, named in registered.items():
            here.book.register(device, named)
        await here.book.start()
        if here.flat is not None:
            await here.book.until(here.flat.is_there, within_s=settings.ready_s)
        here.tasks += [asyncio.create_task(self._keep_agenda()), asyncio.create_task(self._write())]

    async def stop(self) -> None:
        """Let go of the devices, and write down what happened last."""
        here = self._started
        if here is None:
            return
        for task in here.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await here.book.close()
        if here.flat is not None:
            with suppress(Unavailable):
                here.flat.remember()
            await here.flat.close()
        await here.recorder.flush()
        await here.bus.close()
        self._started = None

    def _made(self) -> _Started:
        ports, settings = self._ports, self._settings
        bus = ports.bus(settings.broker or BUS)
        topics = DeviceSettings(
            discovery_prefix=settings.discovery_prefix, tasmota_prefix=settings.tasmota_prefix
        )
        book = DeviceBook(bus, clock=ports.clock, settings=topics)
        claims = Claims(ports.store)
        actor = Actor(book, clock=ports.clock, claims=claims)
        log, sealer, tenant = ports.log, ports.sealer, settings.tenant
        registry = Registry(log, sealer, tenant=tenant, key_id=lambda: self._key_id(PROFILE))
        kit = Kit(
            book=book, actor=actor, claims=claims, registry=registry, clock=ports.clock,
            areas=self.areas,
        )  # fmt: skip
        return _Started(
            bus=bus,
            book=book,
            actor=actor,
            runner=ports.runner(device_registration(kit)),
            agenda=Agenda(
                Safe(ports.store, sealer, tenant=tenant, key_id=lambda: self._key_id(PROFILE)),
                ports.clock,
            ),
            registry=registry,
            recorder=Recorder(
                log, sealer, tenant=tenant, key_id=lambda: self._key_id(RAW), drain=book.drain
            ),
            history=History(log, sealer, tenant=tenant),
        )

    def _key_id(self, retention: str) -> str:
        today = self._ports.clock.now().date().isoformat()
        return self._ports.sealer.current_key(_HOUSEHOLD, retention, today)

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
        version = self.here.book.version
        if self._index is not None and self._index[0] == version:
            return self._index[2]
        entities = tuple(map(self._entity, self.here.book.named()))
        areas = self.areas()
        names = (tuple((e.id, e.name, e.domain, e.area, e.aliases) for e in entities), tuple(areas))
        household = Household(entities=entities, areas=tuple(areas), area_aliases=areas)
        if self._index is None or self._index[1] != names:
            prepared = index(household)
        else:
            # Only states have changed: what was prepared holds positions, and they stay.
            prepared = replace(self._index[2], household=household)
        self._index = version, names, prepared
        return prepared

    def called(self, live: LiveDevice) -> str:
        """Return how to speak of a device, with its room where its name alone does not do."""
        # Whether a name is shared does not depend on states: what was prepared last will do.
        known = self._index[2] if self._index is not None else self.index()
        return known.called(live.name, live.area)

    def _entity(self, live: LiveDevice) -> Entity:
        known = self._entities.get(live.config.id)
        if known is None or known[0] is not live:
            known = live, _entity(facts_of(live))
            self._entities[live.config.id] = known
        return known[1]

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
        return await self.here.actor.act(command)

    def shown(self, live: LiveDevice) -> Facts:
        """Return a device as it is shown beside the conversation."""
        plain = facts_of(live)
        return {
            "kind": "device",
            "name": plain["name"],
            "area": plain["area"],
            "state": plain["state"],
            "detail": detail_of(plain),
            "available": plain["available"],
        }

    async def panel(self) -> Sequence[Facts]:
        """Return the devices as they are now."""
        return [self.shown(live) for live in self.here.book.named()]

    async def _keep_agenda(self) -> None:
        while True:
            # A store that is full or away for a while is looked at again.
            with suppress(Unavailable):
                await self._look_at_agenda()
                if self.here.flat is not None:
                    self.here.flat.remember()
            await asyncio.sleep(_LOOK_S)

    async def _look_at_agenda(self) -> None:
        agenda = self.here.agenda
        agenda.ring()
        for later in agenda.due():
            done = [
                await self.act(deed, f"later:{later.id}:{number}", confirmed=False)
                for number, deed in enumerate(later.deeds)
            ]
            if not all(one.outcome in GOOD for one in done):
                agenda.note_failed(later)

    async def _write(self) -> None:
        while True:
            await self.here.recorder.flush()
            await asyncio.sleep(_WRITE_S)


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
    if plain["available"] is False:
        # What it told last may be long over.
        known |= {"state": None, "attributes": {}}
    return Entity(**known)
