"""Put the gateway's parts together for a house: who may come in, how often, who hears of it."""

from collections.abc import Coroutine
from typing import Any

from dure.app.advice import IN_PROCESS
from dure.app.kakao import open_kakao
from dure.app.notices import open_notices
from dure.app.plugs import plug
from dure.app.wire import House
from dure.embedded.signing import make_signing_key
from dure.gateway.door import Door
from dure.gateway.gates import Gates, GateSettings
from dure.gateway.repeats import Repeats
from dure.gateway.sockets import Sockets
from dure.kernel.ids import system_random
from dure.trust.identity import Identity, IdentitySettings
from dure.trust.limits import LimitSettings
from dure.trust.passwords import PasswordSettings


async def open_door(house: House) -> Door:
    """Return the door of a house, which must be closed before the house.

    DURE_SHARED names where limits are counted and word is passed on, for several processes
    (`redis://…`); without it each process does so for itself.
    """
    settings = house.settings
    shared = settings.text("shared", IN_PROCESS)
    counters, fanout = _made("counters", shared), _made("fanout", shared)
    identity = Identity(
        log=house.log,
        sealer=house.sealer,
        store=house.store,
        clock=house.clock,
        random=system_random,
        make_key=make_signing_key,
        settings=settings.read(IdentitySettings, "identity"),
        passwords=settings.read(PasswordSettings, "passwords"),
        counters=counters,
    )
    await identity.load()
    gates = Gates(
        identity=identity,
        counters=counters,
        clock=house.clock,
        settings=settings.read(GateSettings, "gates"),
        limits=settings.read(LimitSettings, "limits"),
        telemetry=house.telemetry,
    )
    house.privacy.consents.ask_while(lambda: not gates.is_open)
    sockets = Sockets(fanout, house.telemetry)
    return Door(
        turns=house.turns,
        gates=gates,
        identity=identity,
        privacy=house.privacy,
        clock=house.clock,
        telemetry=house.telemetry,
        sockets=sockets,
        repeats=Repeats(house.store, house.sealer, house.clock),
        counters=counters,
        fanout=fanout,
        notices=open_notices(house, sockets),
        kakao=open_kakao(house),
    )


def beside(door: Door) -> list[Coroutine[Any, Any, None]]:
    """Return the work that goes on while a door is served."""
    return [door.identity.watch(), door.sockets.carry(), door.sockets.look_after()]


def _made(port: str, url: str) -> Any:  # noqa: ANN401 - a plug of the port
    make = plug(port, url)
    return make() if url == IN_PROCESS else make(url)
