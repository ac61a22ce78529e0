"""Two thousand silent WebSockets, and what they cost those who talk.

Claims: at most 60 KB of the server's memory for each; p95 of others' requests at most 200 ms
meanwhile. The peer is a bare uvicorn WebSocket that accepts and waits, in the same run.
"""

import asyncio
import resource
import sys
import tempfile
import time
from typing import Any

import httpx2
import websockets
from bench.machine import DURE, free_port, memory_kb, served

COUNT = 2000
REQUESTS = 200
PEER = """
import sys, uvicorn
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
print("http://", flush=True)
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", lifespan="off")
"""


def measure() -> dict[str, Any]:
    """Return the figures of one run."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, COUNT * 2 + 500), hard))
    try:
        with tempfile.TemporaryDirectory() as folder:
            dure = [DURE, "serve", "--assistants", "meals"]
            ours = _measured([*dure, "--port"], folder, talk=True)
            bare = _measured([sys.executable, "-c", PEER], folder, talk=False)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return {
        "connections": COUNT,
        "kb_each": ours["kb_each"],
        "bare_kb_each": bare["kb_each"],
        "ratio": round(ours["kb_each"] / bare["kb_each"], 2),
        "others_p95_ms": ours["p95_ms"],
    }


def _measured(command: list[str], folder: str, *, talk: bool) -> dict[str, float]:
    port = free_port()
    with served([*command, str(port)], DURE_DATA_DIR=folder) as pid:
        return asyncio.run(_hold(pid, port, talk=talk))


async def _hold(pid: int, port: int, *, talk: bool) -> dict[str, float]:
    warm = [await _connect(port) for _ in range(50)]
    before = memory_kb(pid)
    held = [await _connect(port) for _ in range(COUNT)]
    each = (memory_kb(pid) - before) / COUNT
    latencies = await _talk(port) if talk else [0.0]
    for one in (*warm, *held):
        one.transport.abort()
    return {"kb_each": round(each, 1), "p95_ms": latencies[int(len(latencies) * 0.95)]}


async def _connect(port: int) -> "websockets.ClientConnection":
    for _ in range(100):
        try:
            return await websockets.connect(
                f"ws://127.0.0.1:{port}/v1/chat", compression=None, ping_interval=None
            )
        except OSError:
            await asyncio.sleep(0.05)
    raise RuntimeError("nobody listens")


async def _talk(port: int) -> list[float]:
    latencies = []
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
        for number in range(REQUESTS):
            began = time.perf_counter()
            body = {"text": "5천원으로 점심", "session": f"bench-{number // 10}"}
            (await http.post("/v1/assistants/meals/turns", json=body)).raise_for_status()
            latencies.append(round((time.perf_counter() - began) * 1000, 2))
    return sorted(latencies)
