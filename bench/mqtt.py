"""A command, and a whole turn, to the confirmed state over Mosquitto; the peer is the bare client.

The simulated flat and an echo stand in another process; the broker runs with
deploy/mosquitto.conf on a free port. Figures to be compared come from the same run, in turns.

Claims: Korean text to confirmed state, the event log included, p99 below 100 ms; understanding
at most 5 ms at p99 and a turn at most 50 ms at p95 with 1,000 devices.
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
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiomqtt

from dure.adapters.mqtt import MqttBus
from dure.app.wire import House, open_house
from dure.assistants.home.act import Actor, DeviceCommand
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import Flat, FlatDevice, default_flat
from dure.assistants.home.registry import Registry
from dure.assistants.home.simulator import SimulatedHome
from dure.kernel.clock import SystemClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings
from dure.trust.retention import PROFILE

COMMANDS = 1000
TURNS = 600
MANY = 1000
SAID = ("거실 불", "욕실 불", "주방 불", "컴퓨터 플러그")
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
        url = f"mqtt://127.0.0.1:{port}"
        try:
            figures = asyncio.run(_measure(url))
            for devices in (len(default_flat().devices), MANY):
                figures[f"turns_{devices}_devices"] = asyncio.run(_talked(url, devices))
            return figures
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


async def _talked(url: str, devices: int) -> dict[str, Any]:
    """Return figures of whole turns: Korean text in, confirmed by a device, answered, on disk."""
    async with _peer_process(url, devices), _house(url, devices) as house, _bare(url) as round_trip:
        turns, bare = [], []
        replies: set[str] = set()
        cpu_began = time.process_time()
        for n in range(TURNS):
            text = f"{SAID[n % len(SAID)]} {'켜' if n // len(SAID) % 2 else '꺼'}줘"
            began = time.perf_counter()
            request = TurnRequest(text=text, session=f"bench-{n // 10}")
            result = await house.turns.take("home", request)
            turns.append((time.perf_counter() - began) * 1000)
            replies.add(f"{result.outcome} {result.text[-4:]}")
        cpu_ms = (time.process_time() - cpu_began) * 1000 / TURNS
        bare = sorted([await round_trip() for _ in range(TURNS)])
        stages = await _stages(house)
    turns.sort()
    return {
        "turns": TURNS,
        "replies": sorted(replies),
        "p50_ms": round(turns[TURNS // 2], 2),
        "p95_ms": round(turns[int(TURNS * 0.95)], 2),
        "p99_ms": round(turns[int(TURNS * 0.99)], 2),
        "worst_ms": round(turns[-1], 2),
        "cpu_ms_per_turn": round(cpu_ms, 2),
        "bare_p50_ms": round(bare[TURNS // 2], 2),
        "bare_p99_ms": round(bare[int(TURNS * 0.99)], 2),
        "ratio_p50": round(turns[TURNS // 2] / bare[TURNS // 2], 1),
        **stages,
    }


async def _stages(house: House) -> dict[str, float]:
    """Return the median of each stage of the turns, and p99 of understanding."""
    told: dict[str, list[float]] = {}
    for number in range(TURNS // 10):
        for event in await house.log.read_stream("main", f"session:bench-{number}"):
            for stage, ms in event.open.get("stages_ms", {}).items():
                told.setdefault(stage, []).append(ms)
    found = {f"{name}_p50_ms": sorted(ms)[len(ms) // 2] for name, ms in told.items()}
    understand = sorted(told["understand"])
    return {**found, "understand_p99_ms": understand[int(len(understand) * 0.99)]}


def _flat(devices: int) -> Flat:
    """Return the default flat with as many plugs more as it takes."""
    flat = default_flat()
    more = tuple(
        FlatDevice(
            id=f"plug{n}", dialect="tasmota", kind="switch", name=f"{n}호 방 콘센트",
            area=f"{n}호 방", state={"state": "off"},
        )
        for n in range(devices - len(flat.devices))
    )  # fmt: skip
    return replace(flat, devices=(*flat.devices, *more), spares=())


@asynccontextmanager
async def _house(url: str, devices: int) -> AsyncIterator[House]:
    """Yield the home over the broker, all its devices named and known."""
    with tempfile.TemporaryDirectory() as folder:
        named = {"DURE_DATA_DIR": folder, "DURE_HOME_BROKER": url}
        house = open_house(Settings(named), only=["home"])
        key = house.sealer.current_key("household", PROFILE, "2026-01-01")
        registry = Registry(house.log, house.sealer, tenant="main", key_id=lambda: key)
        await registry.record("bench", _flat(devices).registrations())
        await house.start()
        panel = house.turns.assistants["home"].panel
        assert panel is not None
        for _ in range(600):
            shown = await panel()
            if len([one for one in shown if one["state"] is not None]) == devices:
                break
            await asyncio.sleep(0.1)
        else:
            raise RuntimeError(f"only {len(shown)} of {devices} devices are there")
        yield house
        await house.close()


@asynccontextmanager
async def _peer_process(url: str, devices: int = 0) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.mqtt", url, str(devices or len(default_flat().devices)),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
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


async def _peer(url: str, devices: int) -> None:
    """Be the flat, and the echo of the bare client."""
    flat = _flat(devices)
    home = SimulatedHome(MqttBus(url), flat, clock=SystemClock(), random=random.Random(1))
    await home.start()
    async with _client(url) as client:
        await client.subscribe("bench/call")
        print("ready", flush=True)
        async for _ in client.messages:
            await client.publish("bench/reply", b"ON")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(_peer(sys.argv[1], int(sys.argv[2])))
    else:
        print(measure())
