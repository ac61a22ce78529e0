"""Reading a session behind the gates, beside a bare FastAPI endpoint that verifies RS256.

Claims: at least 70 % of the bare endpoint's requests per second in the same run; p99 at most 5 ms
at half that rate, open loop. Server and generator each have a core. The bare endpoint decodes the
token with PyJWT at every request and returns the same bytes, made beforehand: what FastAPI does
by itself to a returned dict takes five times as long. It knows no policy, no limits, no revocation.
"""

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar, cast

import jwt
import orjson
import uvloop
from bench.machine import DURE, free_port, served
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from dure.app.door import open_door
from dure.app.wire import open_house
from dure.engine.session import Session
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

Made = TypeVar("Made")
CONNECTIONS = 16
SECONDS = 4.0
ROUNDS = 3
PASSWORD = "a word for the bench"  # noqa: S105
SAID = ("5천원으로 점심", "치킨 말고", "더 싼 데")
PEER = """
import sys, uvicorn, jwt
from pathlib import Path
from typing import Annotated
from fastapi import FastAPI, Header, Response
app = FastAPI()
port, folder = int(sys.argv[1]), Path(sys.argv[2])
key = (folder / "public.pem").read_bytes()
body = (folder / "session.json").read_bytes()

@app.get("/v1/sessions/{session}")
async def session(session: str, authorization: Annotated[str, Header()]):
    jwt.decode(authorization[7:], key, algorithms=["RS256"], audience="bench", issuer="bench")
    return Response(body, media_type="application/json")

print("http://", flush=True)
uvicorn.run(app, port=port, log_level="warning", access_log=False)
"""


def measure() -> dict[str, Any]:
    """Return the figures of one run."""
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = asyncio.run(_prepare(folder))
        os.sched_setaffinity(0, {cores[-1]})
        try:
            return _run(folder, ours, theirs, core=cores[0])
        finally:
            os.sched_setaffinity(0, cores)


async def _prepare(folder: Path) -> tuple[str, str]:
    """Make a house with a member and a conversation; return our token and the peer's."""
    house = open_house(Settings(_settings(folder)), only=["meals"])
    door = await open_door(house)
    invite = await door.identity.invite(tenant="main", user="kim", role="member", by="bench")
    tokens = await door.identity.accept(invite, password=PASSWORD)
    for said in SAID:
        request = TurnRequest(text=said, user="kim", session="bench")
        await house.turns.take("meals", request)
    state = await house.turns.session("main", "bench", "kim")
    await door.close()
    await house.close()
    return tokens.access, _peer_token(folder, state)


def _peer_token(folder: Path, state: Session) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / "public.pem").write_bytes(public)
    past = [{"turn": p.turn, "said": p.said, "result": p.result} for p in state.past]
    body = {"session": state.id, "assistant": state.assistant, "turns": past}
    (folder / "session.json").write_bytes(orjson.dumps(body))
    now = int(time.time())
    claims = {"iss": "bench", "aud": "bench", "sub": "kim", "iat": now, "exp": now + 3600}
    return jwt.encode(claims, key, algorithm="RS256")


def _settings(folder: Path) -> dict[str, str]:
    return {
        "DURE_DATA_DIR": str(folder / "data"),
        "DURE_LIMITS_MEMBER_PER_MINUTE": "1000000000",
    }


def _run(folder: Path, ours: str, theirs: str, *, core: int) -> dict[str, Any]:
    dure = [DURE, "serve", "--assistants", "meals"]
    peer = [sys.executable, "-c", PEER]
    port, other = free_port(), free_port()
    with (
        served([*dure, "--port", str(port)], core, **_settings(folder)),
        served([*peer, str(other), str(folder)], core),
    ):
        mine, bare = _request(port, ours), _request(other, theirs)
        rates = [(_generated(_flood(port, mine)), _generated(_flood(other, bare)))
                 for _ in range(ROUNDS)]  # fmt: skip
        rate = statistics.median(one for one, _ in rates)
        peer_rate = statistics.median(two for _, two in rates)
        latencies = sorted(_generated(_open_loop(port, mine, rate / 2)))
        bare_latencies = sorted(_generated(_open_loop(other, bare, peer_rate / 2)))
    return {
        "bytes": (folder / "session.json").stat().st_size,
        "requests_per_s": round(rate),
        "bare_requests_per_s": round(peer_rate),
        "ratio": round(rate / peer_rate, 3),
        "open_loop_per_s": round(rate / 2),
        "p50_ms": _percentile_ms(latencies, 0.5),
        "p99_ms": _percentile_ms(latencies, 0.99),
        "bare_p99_ms": _percentile_ms(bare_latencies, 0.99),
    }


def _generated(work: Coroutine[Any, Any, Made]) -> Made:
    """Run a generator that is held up by nothing of its own: its garbage waits."""
    gc.collect()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    finally:
        gc.enable()


def _percentile_ms(ordered: list[float], share: float) -> float:
    return round(ordered[int(len(ordered) * share)] * 1000, 2)


def _request(port: int, token: str) -> bytes:
    return (
        f"GET /v1/sessions/bench HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()


class _Client(asyncio.Protocol):
    """Sends a request, waits for the whole answer, tells how long it took."""

    def __init__(self, request: bytes) -> None:
        self._request, self._left = request, 0
        self._done: asyncio.Future[float] | None = None
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def ask(self) -> "asyncio.Future[float]":
        self._done = asyncio.get_running_loop().create_future()
        self._began, self._left = time.perf_counter(), -1
        self._transport.write(self._request)
        return self._done

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            head, _, rest = data.partition(b"\r\n\r\n")
            if b" 200 " not in head[:20]:
                raise RuntimeError(head.decode())
            length = head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            self._left, data = int(length), rest
        self._left -= len(data)
        if self._left == 0 and self._done:
            self._done.set_result(time.perf_counter() - self._began)


async def _connect(port: int, request: bytes) -> _Client:
    for _ in range(100):
        try:
            loop = asyncio.get_running_loop()
            _, client = await loop.create_connection(lambda: _Client(request), "127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
        else:
            return client
    raise RuntimeError("nobody listens")


async def _flood(port: int, request: bytes) -> float:
    """Return requests per second of connections that ask again at once."""
    clients = [await _connect(port, request) for _ in range(CONNECTIONS)]
    until = time.perf_counter() + SECONDS

    async def keep_asking(client: _Client) -> int:
        count = 0
        while time.perf_counter() < until:
            await client.ask()
            count += 1
        return count

    return sum(await asyncio.gather(*map(keep_asking, clients))) / SECONDS


async def _open_loop(port: int, request: bytes, rate: float) -> list[float]:
    """Send at fixed times; an answer's time counts from when it was due to be asked for."""
    free = [await _connect(port, request) for _ in range(CONNECTIONS * 4)]
    waiting: list[asyncio.Task[float]] = []
    began = time.perf_counter()

    async def one(due: float) -> float:
        client = free.pop() if free else await _connect(port, request)
        await client.ask()
        free.append(client)
        return time.perf_counter() - due

    for number in range(int(rate * SECONDS)):
        due = began + number / rate
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        waiting.append(asyncio.create_task(one(due)))
    return list(await asyncio.gather(*waiting))
