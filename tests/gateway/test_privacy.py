"""One's own data over the wire: agreed to, shown, handed out, forgotten; and opinions."""

import httpx2
from tests.gateway.doors import bearing, client
from tests.trust.door import member

from dure.embedded.events import SqliteEventLog
from dure.gateway.door import Door

TURNS = "/v1/assistants/parrot/turns"


async def told(http: httpx2.AsyncClient, text: str) -> dict[str, str]:
    answer: dict[str, str] = (await http.post(TURNS, json={"text": text, "session": "s"})).json()
    return answer


async def test_a_consent_is_given_and_taken_back(talking: Door) -> None:
    async with client(talking) as http:
        given = (await http.put("/v1/privacy/consents/improvement", json={})).json()
        taken = await http.delete("/v1/privacy/consents/improvement")
        after = (await http.get("/v1/privacy/consents")).json()

    states = [
        next(one["state"] for one in listed if one["purpose"] == "improvement")
        for listed in (given, after)
    ]
    assert (states[0] == states[1], taken.status_code) == (False, 200)


async def test_a_purpose_that_is_none_is_a_problem(talking: Door) -> None:
    async with client(talking) as http:
        response = await http.put("/v1/privacy/consents/nothing", json={})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")


async def test_what_is_known_is_shown_and_handed_out(talking: Door) -> None:
    async with client(talking) as http:
        await told(http, "말해 참새와 이야기했어")
        shown = (await http.get("/v1/privacy/me")).json()
        handed = await http.get("/v1/privacy/me/export")

    assert shown["conversations"]["days"] == ["2026-11-21"]
    assert "참새와 이야기했어" in handed.text
    assert handed.headers["content-disposition"].startswith("attachment")
    assert handed.json()


async def test_what_signs_in_is_named_and_never_handed_out(guarded: Door) -> None:
    kim = await member(guarded.identity, "kim")
    async with client(guarded) as http:
        export = await http.get("/v1/privacy/me/export", headers=bearing(kim.access))

    secrets = {
        record["kind"]: record["content"]
        for record in export.json()["records"]
        if record["area"] == "sign_in"
    }
    assert secrets == {"trust.password_set": {"hash": None}, "trust.signed_in": {"secret": None}}
    assert "argon2" not in export.text


async def test_who_is_forgotten_is_gone_and_others_stay(guarded: Door, log: SqliteEventLog) -> None:
    kim, lee = [await member(guarded.identity, name) for name in ("kim", "lee")]
    async with client(guarded) as http:
        for who in (kim, lee):
            said = {"text": f"말해 나는 {who.caller.user}", "session": who.caller.user}
            await http.post(TURNS, json=said, headers=bearing(who.access))
        forgotten = await http.delete("/v1/privacy/me", headers=bearing(kim.access))
        after = await http.get("/v1/me", headers=bearing(kim.access))
        hers = (await http.get("/v1/sessions/lee", headers=bearing(lee.access))).json()

    assert (forgotten.json()["keys"] > 0, after.status_code) == (True, 401)
    assert hers["turns"][0]["said"] == "말해 나는 lee"
    kept = [event.sealed for event in await log.read_all() if event.sealed]
    assert all(s.data is None for s in kept if s.key_id.startswith("main/kim/"))


async def test_an_opinion_is_taken_once_and_of_ones_own_turns_only(guarded: Door) -> None:
    kim, lee = [await member(guarded.identity, name) for name in ("kim", "lee")]
    async with client(guarded) as http:
        said = {"text": "세어", "session": "s"}
        turn = (await http.post(TURNS, json=said, headers=bearing(kim.access))).json()["turn"]
        opinion = {"session": "s", "turn": turn, "rating": "up"}
        seen = [
            await http.post("/v1/feedback", json=opinion, headers=bearing(who.access))
            for who in (kim, kim, lee)
        ]
        wrong = await http.post(
            "/v1/feedback", json={**opinion, "turn": "none"}, headers=bearing(kim.access)
        )

    assert [one.json().get("is_news") for one in seen] == [True, False, None]
    assert (seen[2].status_code, wrong.status_code) == (404, 404)


async def test_a_guest_who_is_forgotten_is_nobody_any_more(guarded: Door) -> None:
    async with client(guarded) as http:
        tokens = (await http.post("/v1/auth/token", json={"kind": "guest"})).json()
        headers = bearing(tokens["access_token"])
        await http.delete("/v1/privacy/me", headers=headers)
        after = await http.get("/v1/me", headers=headers)

    assert after.status_code == 401
