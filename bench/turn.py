"""A whole turn over HTTP: CPU per turn, and latency at 50 requests a second, open loop.

Claims: at most 5 ms of CPU at the median, p95 at most 50 ms, the served process at most 400 MB.
The server is pinned to one core, the generator to another. A hundred guests talk, each from a
place of their own and with a history of their own. The peer is the brief's own target
(2 s for 95 % of requests); a second one in the same run is an endpoint of the same process that
only answers (`/healthz`).
"""

import asyncio
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from bench.machine import DURE, free_port, memory_kb, served

from dure.assistants.meals.words import points

RATE = 50
SECONDS = 12
PEOPLE = 100
"""Who talk at the same time; at 100 turns a second each says something every second."""
SAID = (
    "5천원으로 점심 먹을만한 곳 추천해줘",
    "근처 떡볶이집",
    "치킨 말고",
    "더 싼 데",
    "첫 번째 거기 몇 시까지 해?",
    "만원 이하 국밥",
    "강남역 근처 8천원 돈까스",
    "2번으로 할게",
    "거기 어떻게 가?",
    "친구 셋이랑 갈만한 분식집",
)
_PLACES = itertools.cycle(points().values())
OPEN_TO_ALL = {
    "DURE_IDENTITY_REQUIRED": "1",
    "DURE_LIMITS_GUEST_PER_MINUTE": "1000000",
    "DURE_GATES_ARRIVALS_PER_MINUTE": "1000000",
}
"""Guests are told apart where a login is asked for; here all of them come from one address."""
BRIEF_P95_MS = 2000


def measure() -> dict[str, Any]:
    """Return the figures of one run."""
    return measure_server(RATE)


def measure_server(rate: int, **environment: str) -> dict[str, Any]:
    """Return the figures of a server with settings of its own.

    rate: requests a second.
    """
    server_core, our_core = _cores()
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(
            [DURE, "serve", "--port", str(port)],
            server_core,
            DURE_DATA_DIR=folder,
            **OPEN_TO_ALL,
            **environment,
        ) as pid,
    ):
        os.sched_setaffinity(0, {our_core})
        try:
            return asyncio.run(_run(pid, port, rate))
        finally:
            os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _cores() -> tuple[int, int]:
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


async def _run(pid: int, port: int, rate: int) -> dict[str, Any]:
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    base = f"http://127.0.0.1:{port}"
    async with httpx2.AsyncClient(base_url=base, limits=limits, timeout=10) as http:
        guests = [await _arrive(http) for _ in range(PEOPLE)]
        await asyncio.gather(*(_turn(http, guests, number) for number in range(20)))
        idle = [await _timed(http.get("/healthz")) for _ in range(50)]
        cpu = [await _cpu_of_one(http, guests, pid, number) for number in range(600)]
        before, began = _cpu_s(pid), time.perf_counter()
        latencies = await _open_loop(http, guests, rate)
        cpu_share = (_cpu_s(pid) - before) / (time.perf_counter() - began)
    ordered = sorted(latencies)
    p95 = ordered[int(len(ordered) * 0.95)]
    return {
        "turns": len(ordered),
        "rate_per_s": rate,
        "cpu_ms_per_turn": round(statistics.median(cpu), 2),
        "cpu_ms_per_turn_mean": round(statistics.fmean(cpu), 2),
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(p95, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
        "healthz_p50_ms": round(statistics.median(idle), 2),
        "server_core_share": round(cpu_share, 3),
        "server_mb": memory_kb(pid) // 1024,
        "brief_p95_ms": BRIEF_P95_MS,
        "ratio_to_brief": round(p95 / BRIEF_P95_MS, 4),
    }


@dataclass(frozen=True)
class _Guest:
    """Somebody who talks. headers: who they are."""

    headers: dict[str, str]
    here: dict[str, float]


async def _arrive(http: httpx2.AsyncClient) -> _Guest:
    """Let a guest in, at the next of the named places."""
    response = await http.post("/v1/auth/token", json={"kind": "guest"})
    response.raise_for_status()
    _, lat, lon = next(_PLACES)
    token = response.json()["access_token"]
    return _Guest({"Authorization": f"Bearer {token}"}, {"lat": lat, "lon": lon})


async def _turn(http: httpx2.AsyncClient, guests: Sequence[_Guest], number: int) -> None:
    # Each says one thing after the other, and begins with another one than the next.
    said = SAID[(number // PEOPLE + number) % len(SAID)]
    guest = guests[number % PEOPLE]
    body = {"text": said, "session": f"bench-{number % PEOPLE}", "here": guest.here}
    response = await http.post("/v1/assistants/meals/turns", json=body, headers=guest.headers)
    response.raise_for_status()


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


async def _cpu_of_one(
    http: httpx2.AsyncClient, guests: Sequence[_Guest], pid: int, number: int
) -> float:
    """Return CPU milliseconds of one turn, and of what the server did beside it."""
    before = _cpu_s(pid)
    await _turn(http, guests, 10_000 + number)
    return (_cpu_s(pid) - before) * 1000


async def _open_loop(http: httpx2.AsyncClient, guests: Sequence[_Guest], rate: int) -> list[float]:
    """Send at fixed times, whatever comes back when."""
    began = asyncio.get_running_loop().time()
    tasks = []
    for number in range(rate * SECONDS):
        await asyncio.sleep(max(0.0, began + number / rate - asyncio.get_running_loop().time()))
        tasks.append(asyncio.create_task(_timed(_turn(http, guests, 100_000 + number))))
    return list(await asyncio.gather(*tasks))


def _cpu_s(pid: int) -> float:
    """Return seconds that all threads of a process have run; the kernel counts nanoseconds."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
