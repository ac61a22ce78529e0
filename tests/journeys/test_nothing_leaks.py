"""Personal data go through every endpoint, and through what fails; nothing of them is left behind.

Looked at byte by byte: the log, the metrics, the traces, every error body, and all files of the
data folder, whose sealed parts are ciphertext.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx2
import orjson
import pytest
import websockets
from tests.conftest import SHARED
from tests.gateway.doors import client
from tests.gateway.served import serving_door
from tests.watch.told import Told

from dure.app.door import open_door
from dure.app.wire import House, open_house
from dure.engine.assistant import Answer, Scene
from dure.gateway.door import Door
from dure.kernel.clock import StillClock
from dure.settings import Settings

DEV: Final = SHARED / "mask_dev.jsonl"
SHORTEST: Final = 6
"""Bytes of a span that cannot stand somewhere by chance."""
OPERATOR: Final = "http://dure"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The marked lines of the sample."""
    if not DEV.exists():
        pytest.skip("the sample of personal data is not here")
    return [orjson.loads(line) for line in DEV.read_bytes().splitlines() if line]


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Keeps every line, figure and span."""
    made = Told(clock)
    made.traced()
    return made


@pytest.fixture
async def house(settings: Settings, clock: StillClock, told: Told) -> AsyncIterator[House]:
    """A whole house that tells how it goes."""
    made = open_house(settings, clock=clock, telemetry=told.plug)
    yield made
    await made.close()


def spans_of(rows: Rows) -> dict[bytes, str]:
    """Return the personal pieces of the sample as bytes, with their kind."""
    found = {}
    for row in rows:
        for span in row["spans"]:
            piece = row["text"][span["start"] : span["end"]].encode()
            if len(piece) >= SHORTEST:
                found[piece] = span["type"]
    return found


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def left_in(name: str, data: bytes, pieces: dict[bytes, str]) -> list[tuple[str, str]]:
    return [(name, piece.decode()) for piece in pieces if piece in data]


class Errors(list[bytes]):
    """Bodies of what was refused."""

    def take(self, response: httpx2.Response) -> None:
        """Keep an error's body and headers."""
        if response.is_error:
            told = "".join(f"{k}: {v}\n" for k, v in response.headers.items())
            self.append(told.encode() + response.content)


def requests_of(text: str) -> list[tuple[str, str, Any]]:
    """Return (method, path, body) in which a text stands wherever a text can."""
    named = quote(text, safe="")
    said = {"text": text, "attachments": [{"name": text[:200], "text": text}]}
    return [
        *(("POST", f"/v1/assistants/{name}/turns", said) for name in ("meals", "erp", "home")),
        ("POST", f"/v1/assistants/{named}/turns", {"text": "안녕"}),
        ("POST", "/v1/assistants/meals/turns", {"text": "안녕", "session": text[:100]}),
        ("POST", "/v1/assistants/meals/turns", {"text": "안녕", "here": text}),
        ("GET", f"/v1/assistants/{named}/panel", None),
        ("GET", f"/v1/sessions/{named}", None),
        ("POST", "/v1/privacy/mask", {"text": text, "more": text}),
        ("POST", "/v1/chat/completions", {"model": text[:100], "messages": [_user(text)]}),
        ("POST", "/v1/chat/completions", {"model": "meals", "messages": [_user(text)]}),
        ("POST", "/v1/auth/token", {"user": text[:64], "password": text}),
        ("POST", "/v1/auth/refresh", {"refresh_token": text}),
        ("POST", "/v1/auth/logout", {"refresh_token": text}),
        ("POST", "/v1/auth/invite", {"invite": text, "password": text, "user": text[:64]}),
        ("POST", "/v1/people", {"user": text[:64]}),
        ("PATCH", f"/v1/people/{named}", {"role": "member"}),
        ("DELETE", f"/v1/people/{named}", None),
        ("PUT", f"/v1/privacy/consents/{named}", {}),
        ("PUT", "/v1/privacy/consents/guardian", {"guardian": {"name": text, "checked": "sms"}}),
        ("POST", "/v1/feedback", {"session": text[:100], "turn": text[:100], "text": text}),
        ("GET", f"/{named}", None),
        ("GET", "/v1/privacy/me", None),
    ]


def _user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


async def send_all(http: httpx2.AsyncClient, rows: Rows, errors: Errors) -> None:
    for row in rows:
        for method, path, body in requests_of(row["text"]):
            errors.take(await http.request(method, path, json=body))
        broken = f'{{"text": "{row["text"]}'.encode()
        errors.take(await http.post("/v1/privacy/mask", content=broken))


async def talk_all(address: str, rows: Rows) -> None:
    async with websockets.connect(address.replace("http", "ws") + "/v1/chat") as socket:
        await socket.recv()
        for row in rows:
            said = {"type": "turn", "assistant": "meals", "text": row["text"]}
            await socket.send(orjson.dumps(said).decode())
            while orjson.loads(await socket.recv())["type"] == "turn_answered":
                pass


@asynccontextmanager
async def crashing(door: Door) -> AsyncIterator[None]:
    """Let every skill of meals fail with what was said in its mouth."""

    async def fail(scene: Scene) -> Answer:
        raise RuntimeError(scene.heard.text)

    before = dict(door.turns.assistants)
    broken = replace(before["meals"], skills=dict.fromkeys(before["meals"].skills, fail))
    door.turns.assistants = {**before, "meals": broken}
    yield
    door.turns.assistants = before


async def test_nothing_of_the_sample_is_left_in_the_open(
    house: House, told: Told, rows: Rows
) -> None:
    pieces, errors = spans_of(rows), Errors()
    door = await open_door(house)
    async with client(door, OPERATOR) as http:
        await send_all(http, rows, errors)
        async with crashing(door):
            for row in rows:
                said = {"text": row["text"]}
                errors.take(await http.post("/v1/assistants/meals/turns", json=said))
        metrics = (await http.get("/metrics")).content
    async with serving_door(door) as address:
        await talk_all(address, rows)

    left = [*left_in("metrics", metrics, pieces)]
    for line in told.sink.held:
        left += left_in("log", line, pieces)
    for span in told.exporter.get_finished_spans():
        left += left_in("trace", str(span.to_json()).encode(), pieces)
    for body in errors:
        left += left_in("error", body, pieces)
    for name, data in files_of(house.folder.path):
        left += left_in(name, data, pieces)
    assert (len(pieces) > 20, len(errors) > len(rows)) == (True, True)
    assert sorted(set(left)) == [], sorted(set(left))


def test_the_look_finds_what_is_left_in_the_open(rows: Rows, tmp_path: Path) -> None:
    pieces = spans_of(rows)
    (tmp_path / "leak").write_bytes(b"\0\1" + next(iter(pieces)) + b"\2")

    assert [left_in(name, data, pieces) for name, data in files_of(tmp_path)] != [[]]
