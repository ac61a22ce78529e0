"""Register a device in a process of its own that dies at the n-th append; for its test.

Arguments: folder, broker's address, prefix, number of the append, before or after it.
"""

import asyncio
import os
import random
import sys
from datetime import datetime
from pathlib import Path

from tests.killed import KilledLog

from dure.adapters.mqtt import MqttBus
from dure.assistants.home.act import Actor, Claims
from dure.assistants.home.devices import DeviceBook, DeviceSettings
from dure.assistants.home.kit import Kit, Registration
from dure.assistants.home.registration import device_registration
from dure.assistants.home.registry import Registry
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.engine.runner import Owner, Runner
from dure.errors import NotFound
from dure.kernel.clock import SEOUL, StillClock
from dure.trust.seal import Sealer

OWNER = Owner(tenant="t", key_id="kim/profile/2026-11-21")
AREAS = {"거실": (), "안방": ("침실",)}
ANSWERS = {"부를까요": "취침등으로 해줘", "어느 방": "다락방이요", "만들까요": "응"}


async def drive(folder: Path, url: str, prefix: str, *, kill_at: int, after: bool) -> None:
    """Begin the registration or go on with it, answering its questions, until it ends."""
    clock = StillClock(datetime(2026, 11, 21, 12, tzinfo=SEOUL))
    log = KilledLog(folder / "events.db", kill_at=kill_at, after=after)
    sealer = Sealer(
        SqliteKeyStore(folder / "keys.db", b"m" * 32), random.Random(os.getpid()).randbytes
    )
    claims, bus = Claims(SqliteStore(folder / "state.db")), MqttBus(url)
    settings = DeviceSettings(
        discovery_prefix=f"{prefix}/ha", tasmota_prefix=f"{prefix}/tasmota/discovery"
    )
    book = DeviceBook(bus, clock=clock, settings=settings)
    registry = Registry(log, sealer, tenant=OWNER.tenant, key_id=lambda: OWNER.key_id)
    for device, registered in (await registry.load()).items():
        book.register(device, registered)
    await book.start()
    await book.until(lambda: _known(book), within_s=10)
    actor = Actor(book, clock=clock, claims=claims)
    kit = Kit(book=book, actor=actor, claims=claims, registry=registry, clock=clock,
              areas=lambda: AREAS)  # fmt: skip
    runner = Runner(device_registration(kit), log=log, sealer=sealer)
    try:
        progress = await runner.resume("r1", OWNER)
    except NotFound:
        progress = await runner.begin("r1", Registration(), OWNER)
    while progress.status == "waiting":
        question = progress.question or ""
        answer = next((a for asked, a in ANSWERS.items() if asked in question), "다시")
        progress = await runner.reply("r1", answer, OWNER)
    state = progress.state
    names = [one.name for one in (await registry.load()).values() if one is not None]
    sys.stdout.write(f"{progress.status}|{state.outcome}|{state.name}|{state.area}|{names}\n")
    await log.close()


def _known(book: DeviceBook) -> bool | None:
    return True if any(live.state and live.is_available for live in book.all()) else None


if __name__ == "__main__":
    where, address, own, number, when = sys.argv[1:]
    asyncio.run(drive(Path(where), address, own, kill_at=int(number), after=when == "after"))
