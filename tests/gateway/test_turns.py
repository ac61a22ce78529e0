"""A turn goes the short way, and is taken, refused and described like every other operation."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from tests.gateway.doors import client

from dure.embedded.events import SqliteEventLog
from dure.gateway.door import Door

PARROT: Final = "/v1/assistants/parrot/turns"
SAID: Final = '{"text":"안녕"}'.encode()


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/a+json",
    ],
)
async def test_what_is_said_to_be_json_is_taken(talking: Door, kind: str) -> None:
    async with client(talking) as http:
        response = await http.post(PARROT, content=SAID, headers={"Content-Type": kind})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "x/json"]
)
async def test_what_a_form_of_another_page_can_send_is_no_turn(
    talking: Door, log: SqliteEventLog, kind: str
) -> None:
    async with client(talking) as http:
        response = await http.post(PARROT, content=SAID, headers={"Content-Type": kind})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")
    assert await log.read_all() == []


@pytest.mark.parametrize("key", ["a b", "k" * 101, ""])
async def test_a_key_that_is_none_is_refused(talking: Door, key: str) -> None:
    async with client(talking) as http:
        response = await http.post(PARROT, json={"text": "안녕"}, headers={"Idempotency-Key": key})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")


async def test_the_same_key_gets_the_same_answer(talking: Door) -> None:
    async with client(talking) as http:
        both = [
            await http.post(PARROT, json={"text": "안녕"}, headers={"Idempotency-Key": "one"})
            for _ in range(2)
        ]

    assert both[0].status_code == 200
    assert both[0].json() == both[1].json()


async def test_who_is_denied_is_denied_before_the_body_is_read(guarded: Door) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    async with client(guarded) as http:
        response = await http.post(
            PARROT,
            content=never(),
            headers={"Content-Type": "application/json", "Authorization": "Bearer nobody"},
        )

    assert response.status_code == 401
