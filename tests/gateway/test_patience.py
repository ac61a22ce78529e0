"""Connections that dawdle are given up, and others do not notice them."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.gateway.served import serving_door

from dure.gateway.door import Door

HEAD = b"POST /v1/privacy/mask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture
async def address(talking: Door, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A server that loses its patience soon."""
    monkeypatch.setattr("dure.gateway.patience.HEAD_S", 0.3)
    monkeypatch.setattr("dure.gateway.patience.READ_S", 0.3)
    monkeypatch.setattr("dure.gateway.limits._BODY_S", 0.3)
    async with serving_door(talking) as made:
        yield made


async def connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """Return what still comes until the other side hangs up."""
    async with asyncio.timeout(5):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("begun", [b"", b"GET /v1/assis", HEAD])
async def test_a_head_that_does_not_come_ends_the_connection(address: str, begun: bytes) -> None:
    reader, writer = await connect(address)
    writer.write(begun)

    assert await rest_of(reader) == b""
    writer.close()


async def test_a_body_that_does_not_come_is_a_problem(address: str) -> None:
    reader, writer = await connect(address)
    writer.write(HEAD + b"Content-Length: 100\r\n\r\n{")

    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"}")
    writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body_too_slow" in answer


async def test_a_hundred_that_dawdle_hold_nobody_up(address: str) -> None:
    slow = [await connect(address) for _ in range(100)]
    for _, writer in slow:
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
    async with httpx2.AsyncClient(base_url=address) as http, asyncio.timeout(2):
        response = await http.get("/healthz")
    for _, writer in slow:
        writer.close()

    assert response.status_code == 200


async def test_who_reads_nothing_is_given_up(address: str) -> None:
    text = "가" * 90_000
    body = f'{{"text": "{text}"}}'.encode()
    request = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    deaf = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.settimeout(10)

    def pour() -> bool:
        try:
            for _ in range(200):
                deaf.sendall(request)
        except (ConnectionError, TimeoutError):
            return True
        return False

    given_up = await asyncio.to_thread(pour)
    deaf.close()

    assert given_up
