"""A house or a door on a real port, in the process of the test."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dure.app.door import beside, open_door
from dure.app.wire import House
from dure.gateway.api import make_app
from dure.gateway.door import Door
from dure.gateway.server import ServeSettings, listen, serve


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[str]:
    """Serve a house and give its address."""
    await house.start()
    async with serving_door(await open_door(house)) as address:
        yield address


@asynccontextmanager
async def serving_door(door: Door) -> AsyncIterator[str]:
    """Serve a door and give its address."""
    port = free_port()
    sockets, ready = [listen("127.0.0.1", port)], asyncio.Event()
    work = serve(
        make_app(door),
        sockets,
        beside=beside(door),
        announce=ready.set,
        settings=ServeSettings(),
    )
    serving = asyncio.create_task(work)
    await ready.wait()
    yield f"http://127.0.0.1:{port}"
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
