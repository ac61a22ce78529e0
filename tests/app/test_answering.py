"""Servers that settings name are asked in their own protocol whether they answer."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Final

import pytest

from dure.app.answering import ask_servers
from dure.app.checkup import Finding

GREETED: Final = {
    "postgres": (b"\x00\x00\x00\x08", b"N"),
    "redis": (b"PING", b"-NOAUTH Authentication required.\r\n"),
    "mqtt": (b"\x10\x0d\x00\x04MQTT", b"\x20\x03\x00\x00\x00"),
    "openai": (b"HEAD /", b"HTTP/1.1 404 Not Found\r\n\r\n"),
}
REAL: Final = {
    "postgres": 5432,
    "redis": 6379,
    "mqtt": 1883,
}


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """A server that answers what it is told to, if it is spoken to rightly; its port."""
    wanted, answer = request.param

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = await reader.read(100)
        writer.write(answer if said.startswith(wanted) else b"?")
        writer.close()

    made = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield made.sockets[0].getsockname()[1]
    made.close()
    await made.wait_closed()


@pytest.mark.parametrize(
    ("server", "scheme"), [(said, scheme) for scheme, said in GREETED.items()], indirect=["server"]
)
async def test_a_server_that_answers_in_its_protocol_is_well(server: int, scheme: str) -> None:
    [finding] = await ask_servers({"its.url": f"{scheme}://u:pw@127.0.0.1:{server}/x"})

    assert (finding.state, finding.facts["setting"]) == ("ok", "its.url")
    assert "pw" not in str(finding.as_json())


@pytest.mark.parametrize("server", [(b"never", b"")], indirect=True)
@pytest.mark.parametrize(
    ("scheme", "state"), [("redis", "warning"), ("openai", "warning"), ("postgres", "problem")]
)
async def test_another_server_in_its_place_is_told(server: int, scheme: str, state: str) -> None:
    [finding] = await ask_servers({"its.url": f"{scheme}://127.0.0.1:{server}"})

    assert finding.state == state


async def test_a_server_that_is_down_is_told() -> None:
    [finding] = await ask_servers({"shared": "redis://127.0.0.1:9"})

    assert (finding.state, "답하지 않아요" in finding.says) == ("warning", True)


@pytest.mark.parametrize(
    "value",
    ["", 3, None, "강남역", "sqlite://", "memory://", "redis://", "redis://h:x", "made://a", "://"],
)
async def test_what_names_no_server_is_not_asked(value: object) -> None:
    assert await ask_servers({"a": value}) == []


@pytest.mark.parametrize("scheme", list(REAL))
async def test_a_real_server_answers(scheme: str) -> None:
    port = REAL[scheme]
    if not is_open(port):
        pytest.skip(f"needs a {scheme} server on 127.0.0.1:{port}")

    [finding] = await ask_servers({"its.url": f"{scheme}://127.0.0.1:{port}"})

    assert isinstance(finding, Finding)
    assert finding.state == "ok"


def is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
