"""Registrations in a simulated home that go on whenever their process has died; for test_kills.

The home stands outside: it lives on while everything that the process knew is gone.
"""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.killed import Death, DyingLog

from dure.assistants.home.act import Actor, ActSettings, Claims
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import Flat, FlatDevice
from dure.assistants.home.kit import Kit, Registration, RegistrationSettings
from dure.assistants.home.registration import device_registration
from dure.assistants.home.registry import Registry
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.embedded.bus import EmbeddedBus
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.engine.graph import Progress
from dure.engine.runner import Owner, Runner
from dure.errors import NotFound
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.bus import Subscription
from dure.trust.seal import Sealer
from dure.watch.health import every_event

OWNER: Final = Owner(tenant="t", key_id="kim/profile/2026-11-21")
AREAS: Final = {"거실": (), "안방": ("침실",)}
RUN: Final = "r1"
QUICK: Final = ActSettings(deadline_s=5, settle_s=0.02)
SHORT: Final = RegistrationSettings(scan_s=5, listen_s=5, travel_s=5)
BIRTH: Final = "homeassistant/status"
_OVER: Final = b"over"
LAMP: Final = FlatDevice(id="lamp", dialect="discovery", kind="light", name="Mood Lamp",
                         can=("brightness",), state={"state": "off", "brightness": 50})  # fmt: skip
CURTAIN: Final = FlatDevice(id="curtain", dialect="discovery", kind="cover", name="Curtain",
                            state={"state": "closed", "position": 0})  # fmt: skip
TWINS: Final = tuple(FlatDevice(**{**vars(LAMP), "id": f"twin_{n}"}) for n in (1, 2))
NAMED: Final = {"부를까요": "취침등으로 해줘", "어느 방": "다락방이요", "만들까요": "응"}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Devices, what is wrong with each, and part of a question → answer.

    is_late: they are plugged in once the first process has started. forgets: a process does
    not keep for good which commands it sent, as it must.
    """

    devices: tuple[FlatDevice, ...]
    answers: Mapping[str, str]
    faults: Faults = field(default_factory=Faults)
    is_late: bool = False
    forgets: bool = False


SCENARIOS: Final = {
    "new room": Scenario(devices=(LAMP,), answers=NAMED),
    "one of twins": Scenario(
        devices=TWINS,
        answers={"1번이 깜빡": "아니, 다음", "2번이 깜빡": "응 맞아", "2개": "깜빡여 줘",
                 "부를까요": "거실 무드등"},
    ),
    "hidden": Scenario(
        devices=(LAMP,),
        answers={"부를까요": "거실 무드등"},
        faults=Faults(hides=True),
        is_late=True,
    ),
    "refusing": Scenario(devices=(LAMP,), answers={"": "다시"}, faults=Faults(refuses=True)),
    "moving": Scenario(devices=(CURTAIN,), answers={"움직여도": "응", "부를까요": "거실 커튼"}),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run ended, and what the world saw of it.

    visited: nodes that were done. asked: how often the run asked devices to announce
    themselves. appends: how many there are in the log.
    """

    status: str
    outcome: str
    name: str
    area: str
    registered: tuple[str, ...]
    orders: Mapping[str, int]
    states: Mapping[str, Mapping[str, Any]]
    visited: frozenset[str] = field(compare=False)
    asked: int = field(compare=False)
    appends: int = field(compare=False)


@asynccontextmanager
async def world(scenario: Scenario) -> AsyncIterator[tuple[SimulatedHome, EmbeddedBus]]:
    """A home with its devices, and the bus that reaches them."""
    bus, clock = EmbeddedBus(), StillClock(datetime(2026, 11, 21, 12, tzinfo=SEOUL))
    flat = Flat(areas=(), area_aliases={}, devices=())
    home = SimulatedHome(bus.join(), flat, clock=clock, random=random.Random(1))
    await home.start()
    if not scenario.is_late:
        await _plug_in(home, scenario)
    yield home, bus
    await home.close()


async def _plug_in(home: SimulatedHome, scenario: Scenario) -> None:
    for device in scenario.devices:
        await home.add(device, scenario.faults)


@dataclass(frozen=True, kw_only=True)
class Life:
    """What one process works with, from its start to its death or the end."""

    log: DyingLog
    registry: Registry
    runner: Runner


@asynccontextmanager
async def life(
    folder: Path, bus: EmbeddedBus, scenario: Scenario, log: DyingLog, *, is_first: bool = False
) -> AsyncIterator[Life]:
    """A process over a folder, as a start finds it."""
    clock = StillClock(datetime(2026, 11, 21, 12, tzinfo=SEOUL))
    keys, store = SqliteKeyStore(folder / "keys.db", b"m" * 32), SqliteStore(folder / "state.db")
    sealer, claims = Sealer(keys, random.randbytes), Claims(None if scenario.forgets else store)
    registry = Registry(log, sealer, tenant=OWNER.tenant, key_id=lambda: OWNER.key_id)
    book = DeviceBook(bus.join(), clock=clock)
    for device, registered in (await registry.load()).items():
        book.register(device, registered)
    await book.start()
    await _met(book, 0 if is_first and scenario.is_late else len(scenario.devices))
    kit = Kit(
        book=book,
        actor=Actor(book, clock=clock, claims=claims, settings=QUICK),
        claims=claims,
        registry=registry,
        clock=clock,
        areas=lambda: AREAS,
        settings=SHORT,
    )
    try:
        runner = Runner(device_registration(kit), log=log, sealer=sealer)
        yield Life(log=log, registry=registry, runner=runner)
    finally:
        await book.close()
        await log.close()
        keys.close()
        store.close()


async def lived(
    folder: Path, scenario: Scenario, *, kill_at: int = 0, after: bool = False
) -> Ended:
    """Let a registration begin, die at an append (0: never), and go on to its end."""
    async with world(scenario) as (home, bus):
        births, lives = await bus.subscribe(BIRTH), 2
        log = DyingLog(folder / "events.db", kill_at=kill_at, after=after)
        try:
            async with life(folder, bus, scenario, log, is_first=True) as first:
                if scenario.is_late:
                    await _plug_in(home, scenario)
                progress = await _driven(first, scenario)
        except Death:
            lives += 1
            log = DyingLog(folder / "events.db", kill_at=0, after=False)
            async with life(folder, bus, scenario, log) as second:
                progress = await _driven(second, scenario)
        log = DyingLog(folder / "events.db", kill_at=0, after=False)
        async with life(folder, bus, scenario, log) as later:
            registered = await later.registry.load()
            appends = len([event async for event in every_event(later.log)])
        await bus.publish(BIRTH, _OVER)
        return Ended(
            status=progress.status,
            outcome=progress.state.outcome,
            name=progress.state.name,
            area=progress.state.area,
            registered=tuple(sorted(registered)),
            orders=home.order_counts(),
            states={one.id: dict(home.state(one.id)) for one in scenario.devices},
            visited=frozenset(progress.visits),
            # Every process asks once by itself, when it starts.
            asked=await _count(births) - lives,
            appends=appends,
        )


async def _driven(life: Life, scenario: Scenario) -> Progress:
    """Begin the run, or go on with it, answering its questions until it ends."""
    try:
        progress = await life.runner.resume(RUN, OWNER)
    except NotFound:
        progress = await life.runner.begin(RUN, Registration(), OWNER)
    while progress.status == "waiting":
        question = progress.question or ""
        answer = next(answer for asked, answer in scenario.answers.items() if asked in question)
        progress = await life.runner.reply(RUN, answer, OWNER)
    return progress


async def _count(births: Subscription) -> int:
    count = 0
    while (await anext(births)).payload != _OVER:
        count += 1
    return count


async def _met(book: DeviceBook, count: int) -> None:
    """Wait until a new book knows what is there: what was announced is kept by the broker."""

    def known() -> bool | None:
        met = [live for live in book.all() if live.state and live.is_available]
        return True if len(met) >= count else None

    assert await book.until(known, within_s=20)
