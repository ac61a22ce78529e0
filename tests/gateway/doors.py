"""Doors for the tests of the gateway: over a whole house, or over turns made by hand."""

import random
from typing import Final

import httpx2
from tests.trust.door import QUICK, keys_from

from dure.app.privacy import Vault, open_privacy
from dure.embedded.counters import MemoryCounters
from dure.embedded.fanout import MemoryFanout
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.turn import Turns
from dure.gateway.api import make_app
from dure.gateway.door import Door
from dure.gateway.gates import Gates, GateSettings
from dure.gateway.repeats import Repeats
from dure.gateway.sockets import Sockets
from dure.kernel.clock import Clock
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.stores import Store
from dure.settings import Settings
from dure.trust.identity import Identity, IdentitySettings
from dure.trust.limits import LimitSettings
from dure.trust.seal import Sealer

HERE: Final = "http://127.0.0.1:8000"


async def open_door_of(
    turns: Turns,
    *,
    log: EventLog,
    sealer: Sealer,
    clock: Clock,
    store: Store,
    keys: KeyStore,
    identity: IdentitySettings | None = None,
    gates: GateSettings | None = None,
) -> Door:
    """Return a door over turns; nothing of it needs to be closed but the log."""
    counters, fanout, telemetry = MemoryCounters(), MemoryFanout(), SilentTelemetry()
    made = Identity(
        log=log,
        sealer=sealer,
        store=store,
        clock=clock,
        random=random.Random(5).randbytes,
        make_key=keys_from(1),
        settings=identity or IdentitySettings(),
        passwords=QUICK,
        counters=counters,
    )
    await made.load()
    vault = Vault(log=log, keys=keys, sealer=sealer, clock=clock, settings=Settings({}))
    return Door(
        turns=turns,
        gates=Gates(
            identity=made,
            counters=counters,
            clock=clock,
            settings=gates or GateSettings(),
            limits=LimitSettings(),
            telemetry=telemetry,
        ),
        identity=made,
        privacy=open_privacy(vault, turns.assistants, house="main", clear=turns.forget_folded),
        clock=clock,
        telemetry=telemetry,
        sockets=Sockets(fanout, telemetry),
        repeats=Repeats(store, sealer, clock),
        counters=counters,
        fanout=fanout,
    )


def client(
    door: Door, url: str = HERE, headers: dict[str, str] | None = None
) -> httpx2.AsyncClient:
    """Return a client of a door; over "http://dure", without a port, it is the operator."""
    transport = httpx2.ASGITransport(app=make_app(door), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=url, headers=headers)


def bearing(token: str) -> dict[str, str]:
    """Return the header of somebody who signed in."""
    return {"Authorization": f"Bearer {token}"}
