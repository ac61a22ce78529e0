"""The fold of what devices say: who is there, in what state, under which Korean name.

Messages in, values out: nothing is sent or waited for here (`devices.py` does that).
"""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from dure.assistants.home.dialects import discovery, tasmota
from dure.assistants.home.dialects.payload import PAYLOAD_LIMIT
from dure.assistants.home.things import (
    Announcement,
    DeviceConfig,
    DeviceReport,
    Rejected,
    Removed,
    State,
    Value,
)
from dure.ports.bus import Message, fits

EVENT_LIMIT: Final = 10_000
"""Events that wait to be fetched; then the oldest go."""
DEVICE_LIMIT: Final = 5_000
"""Devices of one home; a broker that announces more is not believed."""
_HEAR: Final = {discovery.DIALECT: discovery.hear, tasmota.DIALECT: tasmota.hear}
_QUIET: Final = frozenset(("sensor",))
"""Domains whose every reading is no event."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What people call a device and where it stands. name: "" if it was forgotten."""

    name: str
    area: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LiveDevice:
    """A device as it is now.

    reach: topic → whether the device said there that it is there. reports: fresh messages
    about its state so far. told: attribute → the report that told it last. refusals: how
    often it said that it did not understand. last_seen: None before the first fresh message.
    """

    config: DeviceConfig
    state: State = field(default_factory=dict)
    reach: Mapping[str, bool] = field(default_factory=dict)
    reports: int = 0
    told: Mapping[str, int] = field(default_factory=dict)
    refusals: int = 0
    last_seen: datetime | None = None
    registered: Registered | None = None

    @property
    def name(self) -> str:
        """What it is called: by people, or else by its maker."""
        return (self.registered.name if self.registered else "") or self.config.name

    @property
    def area(self) -> str | None:
        """Where people say that it stands."""
        return self.registered.area if self.registered else None

    @property
    def is_available(self) -> bool | None:
        """Whether it is there; None if it has not told, True if it never tells."""
        if not self.config.reaches:
            return True
        told = [self.reach.get(reach.topic) for reach in self.config.reaches]
        if self.config.reach_mode == "all":
            return False if False in told else None if None in told else True
        if self.config.reach_mode == "any":
            return True if True in told else None if None in told else False
        return next(reversed(list(self.reach.values())), None)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """Something to be written down: kind and device may stand open, private must be sealed."""

    kind: str
    device: str
    at: datetime
    private: State = field(default_factory=dict)


class Book:
    """What is known of the devices of one home.

    counts: code → how many messages were rejected with it.
    """

    def __init__(self, *, discovery_prefix: str, tasmota_prefix: str) -> None:
        self._prefixes = {discovery.DIALECT: discovery_prefix, tasmota.DIALECT: tasmota_prefix}
        self._patterns = {
            discovery.DIALECT: discovery.patterns(discovery_prefix),
            tasmota.DIALECT: tasmota.patterns(tasmota_prefix),
        }
        self._devices: dict[str, LiveDevice] = {}
        self._listeners: dict[str, set[str]] = {}
        self._halves: dict[str, dict[str, bytes]] = {}
        self._registered: dict[str, Registered] = {}
        self._events: deque[Happened] = deque(maxlen=EVENT_LIMIT)
        self.counts: Counter[str] = Counter()

    @property
    def patterns(self) -> tuple[str, ...]:
        """Where devices announce themselves."""
        return tuple(pattern for patterns in self._patterns.values() for pattern in patterns)

    def get(self, device: str) -> LiveDevice | None:
        """Return a device, None if it is not there."""
        return self._devices.get(device)

    def all(self) -> tuple[LiveDevice, ...]:
        """Return all devices, in the order of their ids."""
        return tuple(self._devices[one] for one in sorted(self._devices))

    def register(self, device: str, registered: Registered | None) -> None:
        """Give a device its name and place, also before it is seen; None takes them away."""
        if registered is None:
            self._registered.pop(device, None)
        else:
            self._registered[device] = registered
        if device in self._devices:
            self._devices[device] = replace(self._devices[device], registered=registered)

    def registrations(self) -> Mapping[str, Registered]:
        """Return id → name and place, also of devices that are away."""
        return dict(self._registered)

    def drain(self) -> tuple[Happened, ...]:
        """Return what happened since the last call."""
        events = tuple(self._events)
        self._events.clear()
        return events

    def receive(self, message: Message, at: datetime) -> tuple[str, ...]:
        """Take in a message; return the topics to listen to from now on."""
        for dialect, patterns in self._patterns.items():
            if any(fits(pattern, message.topic) for pattern in patterns):
                return self._announced(dialect, message, at)
        for device in tuple(self._listeners.get(message.topic, ())):
            self._heard(device, message, at)
        return ()

    def _announced(self, dialect: str, message: Message, at: datetime) -> tuple[str, ...]:
        if dialect == discovery.DIALECT:
            prefix = self._prefixes[dialect]
            told = discovery.read(prefix, message.topic, message.payload)
        else:
            told = self._read_halves(message)
        return tuple(topic for one in told for topic in self._take(one, at))

    def _read_halves(self, message: Message) -> tuple[Announcement, ...]:
        """Tasmota tells itself in two messages, in any order."""
        base, _, half = message.topic.rpartition("/")
        if len(message.payload) > PAYLOAD_LIMIT:
            return (Rejected(code="too_large", topic=message.topic),)
        if base not in self._halves and len(self._halves) >= DEVICE_LIMIT:
            return (Rejected(code="too_many", topic=message.topic),)
        halves = self._halves.setdefault(base, {})
        halves[half] = message.payload
        if "config" not in halves:
            return ()
        return tasmota.read(f"{base}/config", halves["config"], halves.get("sensors", b""))

    def _take(self, one: Announcement, at: datetime) -> tuple[str, ...]:
        if isinstance(one, Rejected):
            self.counts[one.code] += 1
            return ()
        if isinstance(one, Removed):
            self._remove(one, at)
            return ()
        return self._enter(one, at)

    def _enter(self, config: DeviceConfig, at: datetime) -> tuple[str, ...]:
        before = self._devices.get(config.id)
        if before is not None and before.config.announced != config.announced:
            self.counts["duplicate_id"] += 1
            return ()
        if before is None and len(self._devices) >= DEVICE_LIMIT:
            self.counts["too_many"] += 1
            return ()
        if before is None:
            registered = self._registered.get(config.id)
            self._devices[config.id] = LiveDevice(config=config, registered=registered)
            self._events.append(Happened(kind="home.device_found", device=config.id, at=at))
        else:
            self._unlisten(before.config)
            self._devices[config.id] = replace(before, config=config)
        for topic in config.topics:
            self._listeners.setdefault(topic, set()).add(config.id)
        return config.topics

    def _remove(self, removed: Removed, at: datetime) -> None:
        for device, live in tuple(self._devices.items()):
            if live.config.announced == removed.announced and device not in removed.keep:
                self._unlisten(live.config)
                del self._devices[device]
                self._events.append(Happened(kind="home.device_gone", device=device, at=at))

    def _unlisten(self, config: DeviceConfig) -> None:
        for topic in config.topics:
            listeners = self._listeners.get(topic, set())
            listeners.discard(config.id)
            if not listeners:
                self._listeners.pop(topic, None)

    def _heard(self, device: str, message: Message, at: datetime) -> None:
        before = self._devices[device]
        report = _HEAR[before.config.dialect](before.config, message.topic, message.payload)
        if isinstance(report, Rejected):
            self.counts[report.code] += 1
            return
        self._devices[device] = after = told(before, report, message, at)
        changed = {k: v for k, v in after.state.items() if before.state.get(k) != v}
        if changed and after.config.domain not in _QUIET:
            self._happened("home.device_state_changed", device, at, changed)
        if after.is_available is not before.is_available:
            kind = "home.device_reached" if after.is_available else "home.device_lost"
            self._happened(kind, device, at, {})

    def _happened(self, kind: str, device: str, at: datetime, private: State) -> None:
        self._events.append(Happened(kind=kind, device=device, at=at, private=private))


def told(before: LiveDevice, report: DeviceReport, message: Message, at: datetime) -> LiveDevice:
    """Return a device after a report; what is retained may be old and is no sign of life."""
    reach = dict(before.reach)
    if report.is_there is not None:
        # The latest goes last: that is the one that counts where the mode is "latest".
        reach.pop(message.topic, None)
        reach[message.topic] = report.is_there
    state: dict[str, Value] = {**before.state, **report.state}
    if message.retained:
        return replace(before, state=state, reach=reach)
    reports = before.reports + (1 if report.state else 0)
    return replace(
        before,
        state=state,
        reach=reach,
        reports=reports,
        told={**before.told, **dict.fromkeys(report.state, reports)},
        refusals=before.refusals + (1 if report.refusal else 0),
        last_seen=at,
    )
