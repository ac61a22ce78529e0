"""Signing in and out over the wire, and looking after people."""

import asyncio

import httpx2
from tests.gateway.doors import bearing, client
from tests.trust.door import PASSWORD, member

from dure.gateway.door import Door
from dure.gateway.people import COOKIE
from dure.kernel.clock import StillClock


async def sign_in(
    http: httpx2.AsyncClient, user: str = "kim", *, cookie: bool = False
) -> httpx2.Response:
    body = {"user": user, "password": PASSWORD, "cookie": cookie}
    return await http.post("/v1/auth/token", json=body)


async def test_the_first_link_makes_an_administrator_who_signs_in(talking: Door) -> None:
    invite = await talking.identity.first_invite()
    async with client(talking) as http:
        body = {"invite": invite, "password": PASSWORD, "user": "boss"}
        tokens = (await http.post("/v1/auth/invite", json=body)).json()
        me = (await http.get("/v1/me", headers=bearing(tokens["access_token"]))).json()
        nobody = (await http.get("/v1/me")).json()

    assert (me["user"], me["role"], me["login_is_set_up"]) == ("boss", "admin", True)
    assert nobody["role"] == "guest"


async def test_a_link_is_good_once(talking: Door) -> None:
    invite = await talking.identity.first_invite()
    async with client(talking) as http:
        body = {"invite": invite, "password": PASSWORD, "user": "boss"}
        seen = [(await http.post("/v1/auth/invite", json=body)).status_code for _ in range(2)]

    assert seen == [200, 401]


async def test_a_wrong_name_and_a_wrong_password_are_told_the_same(guarded: Door) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        wrong = await http.post("/v1/auth/token", json={"user": "kim", "password": "틀린 비밀번호"})
        nobody = await sign_in(http, "nobody")

    assert (wrong.status_code, wrong.text) == (nobody.status_code, nobody.text)
    assert wrong.status_code == 401


async def test_tokens_are_kept_by_nobody_on_the_way(guarded: Door) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        response = await sign_in(http)

    assert response.headers["cache-control"] == "no-store"


async def test_a_page_keeps_its_refresh_token_where_no_script_reads_it(guarded: Door) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        signed = await sign_in(http, cookie=True)
        kept = signed.headers["set-cookie"]
        again = await http.post("/v1/auth/refresh", json={})

    assert signed.json()["refresh_token"] is None
    assert kept.startswith(f"{COOKIE}=")
    assert all(word in kept for word in ("HttpOnly", "SameSite=strict", "Path=/v1/auth"))
    assert (again.status_code, again.json()["refresh_token"]) == (200, None)


async def test_after_signing_out_nothing_of_the_sign_in_is_good(guarded: Door) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        tokens = (await sign_in(http)).json()
        mine = {"refresh_token": tokens["refresh_token"]}
        left = await http.post("/v1/auth/logout", json=mine)
        seen = [
            (await http.post("/v1/auth/refresh", json=mine)).status_code,
            (await http.get("/v1/me", headers=bearing(tokens["access_token"]))).status_code,
        ]

    assert (left.status_code, seen) == (204, [401, 401])


async def test_a_refresh_token_used_again_later_ends_the_sign_in(
    guarded: Door, clock: StillClock
) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        first = (await sign_in(http)).json()["refresh_token"]
        second = (await http.post("/v1/auth/refresh", json={"refresh_token": first})).json()
        clock.move(5)
        reused = await http.post("/v1/auth/refresh", json={"refresh_token": first})
        stolen = {"refresh_token": second["refresh_token"]}
        after = await http.post("/v1/auth/refresh", json=stolen)

    assert (reused.status_code, after.status_code) == (401, 401)


async def test_fifty_tabs_that_refresh_at_once_are_one_lineage(guarded: Door) -> None:
    await member(guarded.identity)
    async with client(guarded) as http:
        mine = {"refresh_token": (await sign_in(http)).json()["refresh_token"]}
        tabs = await asyncio.gather(*(http.post("/v1/auth/refresh", json=mine) for _ in range(50)))
        next_ones = {tab.json()["refresh_token"] for tab in tabs}
        me = await http.get("/v1/me", headers=bearing(tabs[-1].json()["access_token"]))

    assert (len(next_ones), me.status_code) == (1, 200)


async def test_a_guest_keeps_their_conversation(guarded: Door) -> None:
    async with client(guarded) as http:
        tokens = (await http.post("/v1/auth/token", json={"kind": "guest"})).json()
        seen = [
            (await http.get("/v1/me", headers=bearing(tokens["access_token"]))).json()["user"]
            for _ in range(2)
        ]

    assert seen[0] == seen[1] == tokens["user"]


async def test_an_administrator_invites_changes_and_removes_people(guarded: Door) -> None:
    admin = await member(guarded.identity, "boss", role="admin")
    async with client(guarded, headers=bearing(admin.access)) as http:
        made = (await http.post("/v1/people", json={"user": "lee", "role": "member"})).json()
        body = {"invite": made["invite"], "password": PASSWORD}
        lee = (await http.post("/v1/auth/invite", json=body)).json()
        await http.patch("/v1/people/lee", json={"role": "premium"})
        listed = (await http.get("/v1/people")).json()
        await http.delete("/v1/people/lee")
        after = await http.get("/v1/me", headers=bearing(lee["access_token"]))

    assert {(one["user"], one["role"]) for one in listed} == {
        ("boss", "admin"),
        ("lee", "premium"),
    }
    assert after.status_code == 401


async def test_another_role_holds_from_the_next_request_on(guarded: Door) -> None:
    admin = await member(guarded.identity, "boss", role="admin")
    lee = await member(guarded.identity, "lee", role="admin")
    async with client(guarded) as http:
        before = await http.get("/v1/people", headers=bearing(lee.access))
        await http.patch("/v1/people/lee", json={"role": "member"}, headers=bearing(admin.access))
        after = await http.get("/v1/people", headers=bearing(lee.access))

    assert (before.status_code, after.status_code) == (200, 401)


async def test_an_administrator_of_another_tenant_looks_after_their_own(guarded: Door) -> None:
    theirs = await member(guarded.identity, "boss", tenant="other", role="admin")
    await member(guarded.identity, "kim")
    async with client(guarded, headers=bearing(theirs.access)) as http:
        listed = (await http.get("/v1/people")).json()
        reached = await http.post("/v1/people", json={"user": "x", "tenant": "main"})
        removed = await http.delete("/v1/people/kim")

    assert [one["user"] for one in listed] == ["boss"]
    assert (reached.status_code, removed.status_code) == (403, 404)


async def test_new_signing_keys_leave_tokens_good_until_they_run_out(guarded: Door) -> None:
    admin = await member(guarded.identity, "boss", role="admin")
    async with client(guarded, headers=bearing(admin.access)) as http:
        rotated = await http.post("/v1/keys/rotate")
        me = await http.get("/v1/me")

    assert (rotated.status_code, me.status_code) == (200, 200)


async def test_a_name_is_not_given_again_while_somebodys_words_stand_under_it(
    guarded: Door,
) -> None:
    admin = await member(guarded.identity, "boss", role="admin")
    kim = await member(guarded.identity, "kim")
    async with client(guarded, headers=bearing(admin.access)) as http:
        said = {"text": "기억해 땅콩", "session": "old"}
        path = "/v1/assistants/parrot/turns"
        await http.post(path, json=said, headers=bearing(kim.access))
        await http.delete("/v1/people/kim")
        refused = await http.post("/v1/people", json={"user": "kim"})
        await guarded.privacy.mydata.forget_me("main", "kim")
        invited = await http.post("/v1/people", json={"user": "kim"})

    assert (refused.status_code, refused.json()["code"]) == (409, "name_left")
    assert invited.status_code == 201


async def test_the_only_administrator_stays_one(guarded: Door) -> None:
    admin = await member(guarded.identity, "boss", role="admin")
    async with client(guarded, headers=bearing(admin.access)) as http:
        removed = await http.delete("/v1/people/boss")
        changed = await http.patch("/v1/people/boss", json={"role": "member"})

    assert (removed.status_code, changed.status_code) == (403, 403)


async def test_the_first_link_is_void_once_somebody_has_a_password(talking: Door) -> None:
    first = await talking.identity.first_invite()
    await member(talking.identity, "boss", role="admin")
    async with client(talking) as http:
        body = {"invite": first, "password": PASSWORD, "user": "thief"}
        late = await http.post("/v1/auth/invite", json=body)

    assert late.status_code == 401
