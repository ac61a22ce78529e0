"""What the steps of a registration share: its state, what they work with, how they act."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dure.assistants.home.act import Acted, Actor, Claims, DeviceCommand
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.registry import Registry
from dure.engine.graph import Go, Step
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.kernel.events import Json


@dataclass(frozen=True, kw_only=True)
class RegistrationSettings:
    """How long we wait for devices."""

    scan_s: float = 5.0
    """Seconds in which a device answers the birth message."""
    listen_s: float = 10.0
    """Seconds in which a sensor that is only listened to says something."""
    travel_s: float = 30.0
    """Seconds that a cover may take to where it is sent."""
    command_s: float = 30.0
    """Seconds after which a trial command expires."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The state of a run.

    listed: id → label of the candidates, in the order read out. blinked: number of the one
    that blinked last, 0 before. trial, before: what verification sets and puts back.
    result: what came of it. outcome: "" until the run ends, then registered, cancelled,
    incompatible or escalated.
    """

    device: str = ""
    label: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)
    blinked: int = 0
    did_blink: bool = False
    trial: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    result: str = ""
    tries: int = 0
    name: str = ""
    area: str = ""
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What the graph works with. areas: the rooms there are, with what else they are called."""

    book: DeviceBook
    actor: Actor
    claims: Claims
    registry: Registry
    clock: Clock
    areas: Callable[[], Mapping[str, tuple[str, ...]]]
    settings: RegistrationSettings = field(default_factory=RegistrationSettings)


async def once(kit: Kit, step: Step, name: str, send: Callable[[], Awaitable[None]]) -> None:
    """Send what has no answer at most once in a visit of a node."""

    async def do(key: str) -> Json:
        kit.claims.take(key, {})
        try:
            await send()
        except Unavailable:
            return {"sent": False}
        return {"sent": True}

    async def confirm(key: str) -> Json | None:
        return None if kit.claims.find(key) is None else {"sent": True}

    await step.act(name, do, confirm=confirm)


async def command(kit: Kit, device: str, wish: Mapping[str, Any], key: str) -> Json:
    """Send a trial command and return what came of it."""
    expires_at = kit.clock.now() + timedelta(seconds=kit.settings.command_s)
    wished = DeviceCommand(device=device, key=key, expires_at=expires_at, set=wish)
    return _outcome(await kit.actor.act(wished))


async def commanded(kit: Kit, device: str, key: str) -> Json | None:
    """Return what came of a command after a crash; None if it surely was not sent."""
    acted = await kit.actor.happened(key, device)
    return None if acted is None else _outcome(acted)


def _outcome(acted: Acted) -> Json:
    return {"outcome": acted.outcome}


def cancelled() -> Go:
    """Return the way out at the person's wish."""
    return Go(to="cancel", update={"outcome": "cancelled"})
