"""A command to its confirmed state over Mosquitto, beside the bare client's round trip.

The simulated flat and an echo stand in another process; the broker runs with
deploy/mosquitto.conf on a free port. Both figures come from the same run, in turns.
"""

import asyncio
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiomqtt

from dure.adapters.mqtt import MqttBus
from dure.assistants.home.act import Actor, DeviceCommand
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import default_flat
from dure.assistants.home.simulator import SimulatedHome
from dure.kernel.clock import SystemClock

COMMANDS = 1000
ROOT = Path(__file__).parents[1]
LAMPS = ("living_light", "bath_light", "kitchen_light", "study_plug")
NO_DELAY = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)


def measure() -> dict[str, Any]:
    """Return milliseconds from command to confirmed state, and the bare client's round trip."""
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        return {"skipped": "Mosquitto is not installed here"}
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        config = Path(folder) / "mosquitto.conf"
        shipped = (ROOT / "deploy" / "mosquitto.conf").read_text(encoding="utf-8")
        shipped = shipped.replace("1883", str(port)).replace("persistence true", "")
        config.write_text(shipped, encoding="utf-8")
        broker = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
        try:
            return asyncio.run(_measure(f"mqtt://127.0.0.1:{port}"))
        finally:
            broker.terminate()
            broker.wait(10)


async def _measure(url: str) -> dict[str, Any]:
    async with _peer_process(url), _book(url) as book, _bare(url) as round_trip:
        clock = SystemClock()
        actor = Actor(book, clock=clock)
        ids = [one.book_id for one in default_flat().devices if one.id in LAMPS]
        ours, bare = [], []
        outcomes: set[str] = set()
        for n in range(COMMANDS):
            device = ids[n % len(ids)]
            found = book.get(device)
            wish = "off" if found and found.state.get("state") == "on" else "on"
            until = clock.now() + timedelta(seconds=5)
            command = DeviceCommand(
                device=device, key=str(n), expires_at=until, set={"state": wish}
            )
            began = time.perf_counter()
            acted = await actor.act(command)
            ours.append((time.perf_counter() - began) * 1000)
            outcomes.add(acted.outcome)
            bare.append(await round_trip())
    ours.sort()
    bare.sort()
    return {
        "commands": COMMANDS,
        "outcomes": sorted(outcomes),
        "p50_ms": round(ours[COMMANDS // 2], 2),
        "p99_ms": round(ours[int(COMMANDS * 0.99)], 2),
        "worst_ms": round(ours[-1], 2),
        "bare_p50_ms": round(bare[COMMANDS // 2], 2),
        "bare_p99_ms": round(bare[int(COMMANDS * 0.99)], 2),
        "ratio_p50": round(ours[COMMANDS // 2] / bare[COMMANDS // 2], 2),
        "ratio_p99": round(ours[int(COMMANDS * 0.99)] / bare[int(COMMANDS * 0.99)], 2),
    }


@asynccontextmanager
async def _peer_process(url: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.mqtt", url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        await process.stdout.readline()
        yield
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _book(url: str) -> AsyncIterator[DeviceBook]:
    bus = MqttBus(url)
    book = DeviceBook(bus, clock=SystemClock())
    await book.start()
    count = len(default_flat().devices)

    def is_whole() -> bool | None:
        return True if len([one for one in book.all() if one.state]) == count else None

    assert await book.until(is_whole, within_s=20)
    yield book
    await book.close()
    await bus.close()


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """Yield a round trip of the bare client, in milliseconds."""
    async with _client(url) as client:
        await client.subscribe("bench/reply")
        replies = client.messages

        async def round_trip() -> float:
            began = time.perf_counter()
            await client.publish("bench/call", b"ON")
            await anext(replies)
            return (time.perf_counter() - began) * 1000

        yield round_trip


def _client(url: str) -> aiomqtt.Client:
    parts = urlsplit(url)
    return aiomqtt.Client(
        parts.hostname or "",
        parts.port or 1883,
        protocol=aiomqtt.ProtocolVersion.V5,
        socket_options=NO_DELAY,
    )


async def _peer(url: str) -> None:
    """Be the flat, and the echo of the bare client."""
    home = SimulatedHome(MqttBus(url), default_flat(), clock=SystemClock(), random=random.Random(1))
    await home.start()
    async with _client(url) as client:
        await client.subscribe("bench/call")
        print("ready", flush=True)
        async for _ in client.messages:
            await client.publish("bench/reply", b"ON")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(_peer(sys.argv[1]))
    else:
        print(measure())
