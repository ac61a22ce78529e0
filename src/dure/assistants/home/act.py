"""Carry out a command on a device, and tell what came of it.

State is looked at first, the answer of the device is awaited, and one key is published once:
it is claimed in a store before the message leaves, so that whoever comes again with it (a
second click, a graph after a crash) is told how things stand instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import orjson

from dure.assistants.home.book import LiveDevice
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.dialects import discovery, tasmota
from dure.assistants.home.goal import Goal, Trouble, goal_of, is_guarded, is_reached, is_under_way
from dure.assistants.home.things import Outgoing, Rejected, State
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.ports.stores import Store

ActOutcome = Literal[
    "already", "confirmed", "under_way", "refused", "unreachable", "unconfirmed", "expired",
    "needs_confirmation", "not_supported", "unknown_value", "state_unknown", "unknown_device",
]  # fmt: skip

SPACE: Final = "home.commands"
"""Where claimed keys stand in the store."""
_SLOW: Final = frozenset(("cover", "valve", "vacuum"))
"""Domains that are told to be under way at once, and not awaited to the end."""
_ORDERS: Final = {discovery.DIALECT: discovery.orders, tasmota.DIALECT: tasmota.orders}


@dataclass(frozen=True, kw_only=True)
class ActSettings:
    """How long a device may take."""

    deadline_s: float = 3.0
    """Seconds from the message to the state that confirms it."""
    settle_s: float = 1.0
    """Seconds that a device which repeats its old state may still change its mind."""


@dataclass(frozen=True, kw_only=True)
class DeviceCommand:
    """A wish for one device.

    key: idempotency key. expires_at: after it the command is dropped. set: attribute → value;
    change: attribute → by how much. confirmed: the person said yes to just this.
    """

    device: str
    key: str
    expires_at: datetime
    set: State = field(default_factory=dict)
    change: Mapping[str, float] = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Acted:
    """What came of a command.

    goal: what the device was to be. clamped: what its range cut short. is_repeat: the key
    had been claimed before, so nothing was sent now.
    """

    outcome: ActOutcome
    device: str
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    goal: State = field(default_factory=dict)
    clamped: frozenset[str] = frozenset()
    is_repeat: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimedKey:
    """A key that was published. outcome: None while, or if ever, nobody knows."""

    goal: State
    outcome: ActOutcome | None = None


class Claims:
    """Which keys were published, and to what end.

    store: None forgets them with the process.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._here: dict[str, bytes] = {}

    def find(self, key: str) -> "ClaimedKey | None":
        """Return what is known under a key, None if nobody claimed it."""
        kept = self._here.get(key)
        if kept is None and self._store is not None:
            kept = self._store.get(SPACE, key)
        return None if kept is None else ClaimedKey(**orjson.loads(kept))

    def take(self, key: str, goal: State) -> None:
        """ClaimedKey a key; where there is a store, for good."""
        self._keep(key, {"goal": dict(goal)})

    def settle(self, key: str, goal: State, outcome: ActOutcome) -> None:
        """Keep what came of a key, for whoever comes again with it."""
        self._keep(key, {"goal": dict(goal), "outcome": outcome})

    def _keep(self, key: str, plain: Mapping[str, object]) -> None:
        if self._store is not None:
            self._store.put(SPACE, key, orjson.dumps(plain))
        else:
            self._here[key] = orjson.dumps(plain)


class Actor:
    """Acts on the devices of a book."""

    def __init__(
        self,
        book: DeviceBook,
        *,
        clock: Clock,
        claims: Claims | None = None,
        settings: ActSettings | None = None,
    ) -> None:
        self._book, self._clock = book, clock
        self._claims = claims or Claims()
        self._settings = settings or ActSettings()

    async def act(self, command: DeviceCommand) -> Acted:
        """Carry out a command; never raises for what a device or a broker does."""
        live = self._book.get(command.device)
        if self._clock.now() > command.expires_at:
            return Acted(outcome="expired", device=command.device)
        claimed = self._claims.find(command.key)
        if claimed is not None:
            return await self._look_again(command.device, claimed)
        if live is None:
            return Acted(outcome="unknown_device", device=command.device)
        goal = goal_of(live, command.set, command.change)
        if not isinstance(goal, Goal):
            return _acted(goal, live, live)
        outcome = self._at_once(command, live, goal)
        if outcome is not None:
            return _acted(outcome, live, live, goal)
        return await self._carry_out(command, live, goal)

    async def happened(self, key: str, device: str) -> Acted | None:
        """Return what came of a key after a crash; None if it surely was not published."""
        claimed = self._claims.find(key)
        return None if claimed is None else await self._look_again(device, claimed)

    def _at_once(self, command: DeviceCommand, live: LiveDevice, goal: Goal) -> ActOutcome | None:
        """Return what is clear before anything is sent."""
        if not self._book.bus.is_connected or live.is_available is False:
            return "unreachable"
        if is_reached(goal.state, live, exact=True):
            return "already"
        is_allowed = command.confirmed or not is_guarded(live, goal.state)
        return None if is_allowed else "needs_confirmation"

    async def _carry_out(self, command: DeviceCommand, live: LiveDevice, goal: Goal) -> Acted:
        sent = _ORDERS[live.config.dialect](live.config, goal.state, live.state)
        if isinstance(sent, Rejected):
            code: Trouble = "unknown_value" if sent.code == "unknown_value" else "not_supported"
            return _acted(code, live, live, goal)
        self._claims.take(command.key, goal.state)
        try:
            await self._publish(sent)
        except Unavailable:
            self._claims.settle(command.key, goal.state, "unreachable")
            return _acted("unreachable", live, live, goal)
        outcome = await self._watched(live, goal.state)
        self._claims.settle(command.key, goal.state, outcome)
        return _acted(outcome, live, self._book.get(command.device) or live, goal)

    async def _publish(self, sent: tuple[Outgoing, ...]) -> None:
        # Quality 0 is "at most once", as it must be, and waits for no acknowledgement, which a
        # broker without TCP_NODELAY would hold back together with the state (40 ms).
        for one in sent:
            await self._book.bus.publish(one.topic, one.payload, retain=one.retain)

    async def _watched(self, before: LiveDevice, goal: State) -> ActOutcome:
        """Wait for the state that confirms, or for what speaks against it."""
        device, settings = before.config.id, self._settings

        def clear() -> ActOutcome | None:
            return _clear(before, self._book.get(device), goal)

        def clear_or_repeated() -> ActOutcome | None:
            now = self._book.get(device)
            found = clear()
            if found is None and now is not None and _repeats(before, now, goal):
                return "refused"
            return found

        found: ActOutcome | None
        found = await self._book.until(clear_or_repeated, within_s=settings.deadline_s)
        if found == "refused" and clear() is None:
            found = await self._book.until(clear, within_s=settings.settle_s) or "refused"
        now = self._book.get(device)
        if found is None and now is not None and is_under_way(goal, now):
            return "under_way"
        return found or "unconfirmed"

    async def _look_again(self, device: str, claim: ClaimedKey) -> Acted:
        """Tell what came of a key that was claimed before; sends nothing."""

        def reached() -> bool | None:
            now = self._book.get(device)
            return True if now is not None and is_reached(claim.goal, now) else None

        outcome = claim.outcome
        if outcome is None:
            found = await self._book.until(reached, within_s=self._settings.deadline_s)
            outcome = "confirmed" if found else "unconfirmed"
        now = self._book.get(device)
        state = now.state if now is not None else {}
        return Acted(outcome=outcome, device=device, before=state, after=state,
                     goal=claim.goal, is_repeat=True)  # fmt: skip


def _clear(before: LiveDevice, now: LiveDevice | None, goal: State) -> ActOutcome | None:
    if now is None or now.is_available is False:
        return "unreachable"
    if now.refusals > before.refusals or now.state.get("state") == "jammed":
        return "refused"
    if now.reports > before.reports and is_reached(goal, now):
        return "confirmed"
    is_slow = now.config.domain in _SLOW
    return "under_way" if is_slow and is_under_way(goal, now) else None


def _repeats(before: LiveDevice, now: LiveDevice, goal: State) -> bool:
    """Return whether a device told what was asked of it, and told the old value."""
    told = [name for name in goal if now.told.get(name, 0) > before.reports]
    old = [name for name in told if now.state.get(name) == before.state.get(name)]
    return bool(old) and not any(now.state.get(n) != before.state.get(n) for n in goal)


def _acted(
    outcome: ActOutcome, before: LiveDevice, after: LiveDevice, goal: Goal | None = None
) -> Acted:
    return Acted(
        outcome=outcome,
        device=before.config.id,
        before=before.state,
        after=after.state,
        goal=goal.state if goal else {},
        clamped=goal.clamped if goal else frozenset(),
    )
