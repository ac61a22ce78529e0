"""A conversation over a WebSocket, and what becomes of those who do not keep to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
import websockets
from tests.gateway.doors import bearing, client
from tests.gateway.served import serving_door
from tests.trust.door import member
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from dure.gateway.door import Door
from dure.gateway.limits import BODY_LIMIT
from dure.gateway.socket import Connection
from dure.kernel.clock import StillClock
from dure.trust.access import Caller
from dure.trust.identity import Tokens

PATIENCE_S = 3


@asynccontextmanager
async def talk(
    address: str, token: str = "", origin: Origin | None = None
) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket and wait until it is ready."""
    protocols = [Subprotocol(name) for name in ("dure.v1", *([f"bearer.{token}"] if token else []))]
    async with websockets.connect(
        address.replace("http", "ws") + "/v1/chat", subprotocols=protocols, origin=origin
    ) as made:
        assert (await heard(made))["type"] == "ready"
        yield made


async def heard(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        message: dict[str, Any] = orjson.loads(await connection.recv())
    return message


async def say(connection: ClientConnection, text: str, **more: object) -> dict[str, Any]:
    """Say something and return what comes back for it, whatever else is heard meanwhile."""
    said = {"type": "turn", "assistant": "parrot", "text": text, **more}
    await connection.send(orjson.dumps(said).decode())
    while (answer := await heard(connection))["type"] == "turn_answered":
        pass
    return answer


@pytest.fixture
async def kim(guarded: Door) -> Tokens:
    return await member(guarded.identity, "kim")


@pytest.fixture
async def address(guarded: Door) -> AsyncIterator[str]:
    async with serving_door(guarded) as made:
        yield made


async def test_a_turn_is_answered_over_a_socket(address: str, kim: Tokens) -> None:
    async with talk(address, kim.access) as connection:
        answer = await say(connection, "세어", id="t-1", session="s")

    assert (answer["type"], answer["id"], answer["result"]["text"]) == (
        "result",
        "t-1",
        "1번째예요.",
    )


async def test_the_same_id_is_the_same_turn(address: str, kim: Tokens) -> None:
    async with talk(address, kim.access) as connection:
        answers = [await say(connection, "세어", id="t-1", session="s") for _ in range(2)]

    assert answers[0] == answers[1]


async def test_without_a_login_this_machine_talks(talking: Door) -> None:
    async with serving_door(talking) as address, talk(address) as connection:
        answer = await say(connection, "세어")

    assert answer["result"]["text"] == "1번째예요."


@pytest.mark.parametrize("token", ["bad", "a.b.c"])
async def test_a_bad_token_opens_no_socket(address: str, token: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with talk(address, token):
            pass

    assert caught.value.response.status_code == 401


async def test_another_page_opens_no_socket(address: str, kim: Tokens) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with talk(address, kim.access, origin=Origin("http://evil.example")):
            pass

    assert caught.value.response.status_code == 403


async def test_a_guest_is_told_to_sign_in_for_the_house(address: str) -> None:
    async with talk(address) as connection:
        answer = await say(connection, "세어")

    assert (answer["type"], answer["problem"]["status"]) == ("problem", 401)


async def test_a_token_that_runs_out_ends_the_connection(
    address: str, kim: Tokens, clock: StillClock
) -> None:
    async with talk(address, kim.access) as connection:
        clock.move(kim.expires_s)
        answer = await say(connection, "세어")
        with pytest.raises(ConnectionClosed):
            await heard(connection)

    assert (answer["problem"]["code"], connection.close_code) == ("unauthenticated", 4401)


async def test_a_fresh_token_keeps_the_connection(
    address: str, guarded: Door, kim: Tokens, clock: StillClock
) -> None:
    async with talk(address, kim.access) as connection:
        clock.move(kim.expires_s - 1)
        fresh = await guarded.identity.refresh(kim.refresh)
        await connection.send(orjson.dumps({"type": "token", "token": fresh.access}).decode())
        renewed = await heard(connection)
        clock.move(60)
        answer = await say(connection, "세어")

    assert (renewed["type"], answer["type"]) == ("ready", "result")


async def test_somebody_elses_token_ends_the_connection(
    address: str, guarded: Door, kim: Tokens
) -> None:
    lee = await member(guarded.identity, "lee")
    async with talk(address, kim.access) as connection:
        await connection.send(orjson.dumps({"type": "token", "token": lee.access}).decode())
        answer = await heard(connection)

    assert answer["problem"]["code"] == "unauthenticated"


async def test_a_revoked_sign_in_ends_a_silent_connection(
    address: str, guarded: Door, kim: Tokens
) -> None:
    async with talk(address, kim.access) as connection:
        await guarded.identity.logout(kim.refresh)
        answer = await heard_within(connection, 5)

    assert answer["problem"]["code"] == "unauthenticated"


async def heard_within(connection: ClientConnection, seconds: float) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        message: dict[str, Any] = orjson.loads(await connection.recv())
    return message


async def test_an_answer_given_elsewhere_is_told_to_the_same_person_only(
    address: str, guarded: Door, kim: Tokens
) -> None:
    lee = await member(guarded.identity, "lee")
    async with (
        talk(address, kim.access) as mine,
        talk(address, lee.access) as theirs,
        client(guarded, address, headers=bearing(kim.access)) as http,
    ):
        for connection in (mine, theirs):
            await connection.send('{"type": "follow"}')
            assert (await heard(connection))["type"] == "following"
        said = {"text": "세어", "session": "s"}
        answer = (await http.post("/v1/assistants/parrot/turns", json=said)).json()
        told = await heard(mine)
        hers = await say(theirs, "세어")

    assert told == {
        "type": "turn_answered",
        "assistant": "parrot",
        "session": "s",
        "turn": answer["turn"],
    }
    assert hers["type"] == "result"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '{"type": "nothing"}',
        '{"type": "turn"}',
        '{"type": "turn", "assistant": "parrot", "text": 5}',
        '{"type": "turn", "assistant": "parrot", "text": "세어", "extra": 1}',
        '{"type": "turn", "assistant": "nope", "text": "세어"}',
        '{"type": "turn", "assistant": "parrot", "text": "\\u0000"}',
        '{"type": "turn", "assistant": "parrot", "text": "\\ud800"}',
        b"\xff\xfe",
    ],
)
async def test_what_cannot_be_taken_is_told_and_the_connection_stays(
    address: str, kim: Tokens, message: str | bytes
) -> None:
    async with talk(address, kim.access) as connection:
        await connection.send(message)
        problem = await heard(connection)
        answer = await say(connection, "세어")

    assert (problem["type"], 400 <= problem["problem"]["status"] < 500) == ("problem", True)
    assert answer["type"] == "result"


async def test_a_message_that_is_too_large_ends_the_connection(address: str, kim: Tokens) -> None:
    async with talk(address, kim.access) as connection:
        await connection.send("x" * (BODY_LIMIT + 1))
        with pytest.raises(ConnectionClosed) as caught:
            await heard(connection)

    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1009


async def test_a_person_is_limited_over_sockets_too(address: str, kim: Tokens) -> None:
    async with talk(address, kim.access) as connection:
        answers = [await say(connection, "세어") for _ in range(61)]

    assert [one["type"] for one in answers] == ["result"] * 60 + ["problem"]
    assert answers[-1]["problem"]["code"] == "rate_limited"


async def test_who_leaves_is_let_go_of(address: str, guarded: Door, kim: Tokens) -> None:
    async with talk(address, kim.access) as connection:
        await say(connection, "세어")
        during = len(guarded.sockets)
    async with asyncio.timeout(PATIENCE_S):
        while len(guarded.sockets):  # noqa: ASYNC110 - nobody tells when a server let go
            await asyncio.sleep(0.01)

    assert during == 1


async def upgraded(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a WebSocket by hand, which answers nothing by itself."""
    port = int(address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**16)
    writer.write(
        f"GET /v1/chat HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_who_answers_no_ping_is_given_up(
    talking: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dure.gateway.server.PING_EVERY_S", 0.1)
    monkeypatch.setattr("dure.gateway.server.PONG_WITHIN_S", 0.2)
    async with serving_door(talking) as address:
        reader, writer = await upgraded(address)
        async with asyncio.timeout(PATIENCE_S):
            heard_last = await reader.read()
        writer.close()

    assert heard_last[-28:].find(b"keepalive ping timeout") >= 0


class DeafSocket:
    """Takes nothing, and remembers with what it was closed."""

    def __init__(self) -> None:
        self.closed: list[int] = []

    async def send_text(self, text: str) -> None:
        """Never return."""
        await asyncio.Event().wait()

    async def close(self, code: int) -> None:
        """Note the code."""
        self.closed.append(code)


async def test_who_follows_and_reads_nothing_is_let_go_of(talking: Door) -> None:
    deaf = DeafSocket()
    local = Caller(tenant="main", user="local", role="operator")
    connection = Connection(deaf, talking, local, None)  # type: ignore[arg-type]

    for _ in range(100):
        connection.hear({"type": "turn_answered"})
        await asyncio.sleep(0)

    assert deaf.closed[0] == 1013
