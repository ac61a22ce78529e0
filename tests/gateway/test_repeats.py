"""A write that is sent twice happens once."""

import asyncio

import pytest
from tests.gateway.doors import bearing, client
from tests.trust.door import member

from dure.embedded.stores import SqliteStore
from dure.gateway.door import Door
from dure.gateway.repeats import SPACE
from dure.kernel.clock import StillClock

KEY = {"Idempotency-Key": "k-1"}
LEE = {"user": "lee", "role": "member"}


async def test_the_same_key_gets_the_same_answer(talking: Door) -> None:
    async with client(talking) as http:
        answers = [await http.post("/v1/people", json=LEE, headers=KEY) for _ in range(2)]

    assert answers[0].status_code == 201
    assert answers[0].json()["invite"] == answers[1].json()["invite"]


async def test_the_same_key_at_the_same_moment_happens_once(talking: Door) -> None:
    async with client(talking) as http:
        answers = await asyncio.gather(
            *(http.post("/v1/people", json=LEE, headers=KEY) for _ in range(10))
        )

    assert len({answer.json()["invite"] for answer in answers}) == 1


async def test_the_same_key_with_another_body_is_refused(talking: Door) -> None:
    async with client(talking) as http:
        await http.post("/v1/people", json=LEE, headers=KEY)
        other = await http.post("/v1/people", json={**LEE, "user": "park"}, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


async def test_the_same_turn_key_with_other_words_is_refused(talking: Door) -> None:
    async with client(talking) as http:
        path, said = "/v1/assistants/parrot/turns", {"session": "s"}
        await http.post(path, json={**said, "text": "세어"}, headers=KEY)
        other = await http.post(path, json={**said, "text": "말해 안녕"}, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


async def test_one_persons_key_is_not_anothers(guarded: Door) -> None:
    one, two = [await member(guarded.identity, name, role="admin") for name in ("a", "b")]
    async with client(guarded) as http:
        invites = [
            (
                await http.post("/v1/people", json=LEE, headers={**KEY, **bearing(who.access)})
            ).json()["invite"]
            for who in (one, two)
        ]

    assert invites[0] != invites[1]


async def test_what_was_refused_may_be_tried_again(talking: Door) -> None:
    async with client(talking) as http:
        before = await http.patch("/v1/people/lee", json={"role": "premium"}, headers=KEY)
        await http.post("/v1/people", json=LEE)
        after = await http.patch("/v1/people/lee", json={"role": "premium"}, headers=KEY)

    assert (before.status_code, after.status_code) == (404, 200)


@pytest.mark.parametrize("key", ["", "x" * 101, "caf\u00e9"])
async def test_a_key_that_is_none_is_a_problem(talking: Door, key: str) -> None:
    async with client(talking) as http:
        header = [(b"Idempotency-Key", key.encode("latin-1"))]
        response = await http.post("/v1/people", json=LEE, headers=header)

    assert response.status_code == 422


async def test_what_is_kept_stands_sealed(talking: Door, store: SqliteStore) -> None:
    async with client(talking) as http:
        invite = (await http.post("/v1/people", json=LEE, headers=KEY)).json()["invite"]

    kept = [value for _, value in store.items(SPACE)]
    assert len(kept) == 1
    assert invite.encode() not in kept[0]


async def test_what_nobody_can_open_any_more_is_let_go_of(
    talking: Door, store: SqliteStore, clock: StillClock
) -> None:
    async with client(talking) as http:
        await http.post("/v1/people", json=LEE, headers=KEY)
        await talking.privacy.mydata.forget_me("main", "local")
        clock.move(86_400)
        for number in range(2):
            body = {"user": f"choi{number}"}
            await http.post("/v1/people", json=body, headers={"Idempotency-Key": f"k-{number}x"})

    assert len(list(store.items(SPACE))) == 2
