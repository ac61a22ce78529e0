"""A whole turn over HTTP: CPU per turn, and latency at 50 requests a second, open loop.

Claims: at most 5 ms of CPU at the median, p95 at most 50 ms, the served process at most 400 MB.
The server is pinned to one core, the generator to another. The peer is the brief's own target
(2 s for 95 % of requests); a second one in the same run is an endpoint of the same process that
only answers (`/healthz`).
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import httpx2
from bench.machine import DURE, free_port, memory_kb, served

RATE = 50
SECONDS = 12
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
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
BRIEF_P95_MS = 2000


def measure() -> dict[str, Any]:
    """Return the figures of one run."""
    server_core, our_core = _cores()
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        served([DURE, "serve", "--port", str(port)], server_core, DURE_DATA_DIR=folder) as pid,
    ):
        os.sched_setaffinity(0, {our_core})
        try:
            return asyncio.run(_run(pid, port))
        finally:
            os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _cores() -> tuple[int, int]:
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


async def _run(pid: int, port: int) -> dict[str, Any]:
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    base = f"http://127.0.0.1:{port}"
    async with httpx2.AsyncClient(base_url=base, limits=limits, timeout=10) as http:
        await _burst(http, 20)
        idle = [await _timed(http.get("/healthz")) for _ in range(50)]
        cpu = [await _cpu_of_one(http, pid, i) for i in range(60)]
        before, began = _cpu_s(pid), time.perf_counter()
        latencies = await _open_loop(http)
        cpu_share = (_cpu_s(pid) - before) / (time.perf_counter() - began)
    ordered = sorted(latencies)
    p95 = ordered[int(len(ordered) * 0.95)]
    return {
        "turns": len(ordered),
        "rate_per_s": RATE,
        "cpu_ms_per_turn": round(statistics.median(cpu), 2),
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(p95, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
        "healthz_p50_ms": round(statistics.median(idle), 2),
        "server_core_share": round(cpu_share, 3),
        "server_mb": memory_kb(pid) // 1024,
        "brief_p95_ms": BRIEF_P95_MS,
        "ratio_to_brief": round(p95 / BRIEF_P95_MS, 4),
    }


async def _burst(http: httpx2.AsyncClient, count: int) -> None:
    await asyncio.gather(*(_turn(http, i) for i in range(count)))


async def _turn(http: httpx2.AsyncClient, number: int) -> None:
    body = {"text": SAID[number % len(SAID)], "session": f"bench-{number // len(SAID)}"}
    response = await http.post("/v1/assistants/meals/turns", json=body)
    response.raise_for_status()


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


async def _cpu_of_one(http: httpx2.AsyncClient, pid: int, number: int) -> float:
    """Return CPU milliseconds of ten turns, per turn: the clock of the kernel ticks at 10 ms."""
    before = _cpu_s(pid)
    for i in range(10):
        await _turn(http, 10_000 + number * 10 + i)
    return (_cpu_s(pid) - before) * 1000 / 10


async def _open_loop(http: httpx2.AsyncClient) -> list[float]:
    """Send at fixed times, whatever comes back when."""
    began = asyncio.get_running_loop().time()
    tasks = []
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, began + number / RATE - asyncio.get_running_loop().time()))
        tasks.append(asyncio.create_task(_timed(_turn(http, 100_000 + number))))
    return list(await asyncio.gather(*tasks))


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS
