"""What somebody who means harm sends, and that it gets them nowhere."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx2
import orjson
import pytest
import websockets
from tests.engine.parrot import parrot, turns_of
from tests.gateway.conftest import MakeDoor
from tests.gateway.doors import HERE, bearing, client
from tests.gateway.served import serving_door
from tests.gateway.test_patience import connect, rest_of
from tests.trust.door import PASSWORD, member
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Answer, Scene
from dure.gateway.api import make_app
from dure.gateway.door import Door
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.trust.seal import Sealer

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def address(talking: Door) -> AsyncIterator[str]:
    async with serving_door(talking) as made:
        yield made


def coming_from(door: Door, address: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=make_app(door), client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url=HERE)


async def test_half_a_letter_in_a_history_is_no_mistake_of_ours(talking: Door) -> None:
    said = [{"role": "assistant", "content": "\ud800"}, {"role": "user", "content": "말해 안녕"}]
    body = json.dumps({"model": "parrot", "messages": said})
    async with client(talking) as http:
        answer = await http.post("/v1/chat/completions", content=body, headers=JSON)

    assert answer.status_code == 200


async def test_a_length_of_thousands_of_digits_is_no_mistake_of_ours(talking: Door) -> None:
    async with client(talking) as http:
        answer = await http.get("/healthz", headers={"Content-Length": "0" * 5000})

    assert answer.status_code < 500


async def test_a_head_without_end_is_not_read_to_the_end(address: str) -> None:
    reader, writer = await connect(address)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    for number in range(200):
        writer.write(b"X-%d: " % number + b"a" * 1000 + b"\r\n")

    answer = await rest_of(reader)
    writer.close()

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")) or answer == b""


async def test_who_came_before_the_login_was_set_up_has_to_come_again(
    talking: Door, address: str
) -> None:
    async with websockets.connect(address.replace("http", "ws") + "/v1/chat") as socket:
        await socket.recv()
        await member(talking.identity)
        await socket.send(orjson.dumps({"type": "turn", "assistant": "parrot", "text": "말해 나"}))
        async with asyncio.timeout(3):
            answer = orjson.loads(await socket.recv())

    assert answer.get("problem", {}).get("code") == "unauthenticated"


async def test_one_who_has_many_addresses_of_a_network_is_one_guest(guarded: Door) -> None:
    seen = []
    for number in range(11):
        async with coming_from(guarded, f"2001:db8:0:1::{number:x}") as http:
            seen.append((await http.get("/v1/me")).status_code)
    async with coming_from(guarded, "2001:db8:0:2::1") as http:
        neighbour = (await http.get("/v1/me")).status_code

    assert seen == [200] * 10 + [429]
    assert neighbour == 200


async def test_a_sign_in_that_is_renewed_without_pause_fills_no_log(
    guarded: Door, log: SqliteEventLog
) -> None:
    async with client(guarded) as http:
        token = (await http.post("/v1/auth/token", json={"kind": "guest"})).json()["refresh_token"]
        for _ in range(300):
            answer = await http.post("/v1/auth/refresh", json={"refresh_token": token})
            if answer.status_code != 200:
                break
            token = answer.json()["refresh_token"]

    assert answer.status_code == 429
    assert len(await log.read_all()) < 200


async def test_who_tries_too_often_from_one_place_locks_nobody_else_out(guarded: Door) -> None:
    await member(guarded.identity)
    wrong = {"password": "틀린 비밀번호"}
    async with client(guarded) as http:
        for number in range(30):
            await http.post("/v1/auth/token", json={"user": f"nobody{number}", **wrong})
        tries = [
            await http.post("/v1/auth/token", json={"user": "kim", **wrong}) for _ in range(12)
        ]
    async with coming_from(guarded, "192.0.2.7") as http:
        kim = await http.post("/v1/auth/token", json={"user": "kim", "password": PASSWORD})

    assert {answer.status_code for answer in tries} == {429}
    assert kim.status_code == 200


@pytest.mark.parametrize("header", ["Dure-User", "Dure-Tenant"])
async def test_the_operator_can_name_nobody_who_cannot_be(talking: Door, header: str) -> None:
    async with client(talking, "http://dure", {header: "%00"}) as http:
        answer = await http.put("/v1/privacy/consents/health", json={})

    assert answer.status_code == 422


async def test_a_conversation_whose_name_no_database_can_hold_is_asked_of_none(
    talking: Door,
) -> None:
    async with client(talking) as http:
        seen = await http.get("/v1/sessions/a%00b")
        opinion = {"session": "a\0b", "turn": "t", "rating": "up"}
        told = await http.post("/v1/feedback", json=opinion)

    assert (seen.status_code, told.status_code) == (404, 404)


async def test_nobody_opens_connections_without_end(guarded: Door) -> None:
    async with serving_door(guarded) as address, AsyncExitStack() as held:
        url = address.replace("http", "ws") + "/v1/chat"
        for _ in range(30):
            await held.enter_async_context(websockets.connect(url))
        with pytest.raises(InvalidStatus) as refused:
            await held.enter_async_context(websockets.connect(url))

    assert refused.value.response.status_code == 429


@pytest.mark.parametrize("noise", [b"", b"\xff", b"[]", b"{}", b'{"for": []}', b'{"for": "x"}'])
async def test_noise_where_processes_talk_keeps_no_word_from_anybody(
    guarded: Door, noise: bytes
) -> None:
    kim = await member(guarded.identity)
    async with serving_door(guarded) as address:
        protocols = [Subprotocol("dure.v1"), Subprotocol(f"bearer.{kim.access}")]
        url = address.replace("http", "ws") + "/v1/chat"
        async with websockets.connect(url, subprotocols=protocols) as socket:
            await socket.send('{"type": "follow"}')
            heard = [orjson.loads(await socket.recv())["type"] for _ in range(2)]
            await guarded.fanout.publish("dure.turns", noise)
            async with client(guarded, headers=bearing(kim.access)) as http:
                await http.post("/v1/assistants/parrot/turns", json={"text": "말해 나"})
            async with asyncio.timeout(3):
                heard.append(orjson.loads(await socket.recv())["type"])

    assert heard == ["ready", "following", "turn_answered"]


async def test_what_was_said_while_one_is_forgotten_is_forgotten_too(
    door: MakeDoor, log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    parrot_, made = parrot(), list[Door]()

    async def forgetting_first(scene: Scene) -> Answer:
        await made[0].privacy.mydata.forget_me("main", "kim")
        return await parrot_.skills["NOTE"](scene)

    slow = replace(parrot_, skills={**parrot_.skills, "NOTE": forgetting_first})
    made.append(await door(turns_of(slow, log=log, sealer=sealer, clock=clock)))
    said = TurnRequest(text="기억해 참새", user="kim", tenant="main", session="s")
    answer = await made[0].turns.take("parrot", said)
    left = [one async for one in made[0].privacy.mydata.records("main", "kim")]
    seen = await made[0].turns.session("main", "s", "kim")

    assert answer.outcome == "answered"
    assert (left, seen.past[-1].result) == ([], None)
