"""Which gate turns whom away, for every operation there is."""

from dataclasses import replace
from typing import Any, Final

import httpx2
import pytest
from tests.gateway.conftest import MakeDoor
from tests.gateway.doors import bearing, client
from tests.trust.door import PASSWORD, member
from tests.trust.forged import forgeries
from tests.trust.test_verifier import key_of

from dure.embedded.stores import SqliteStore
from dure.engine.turn import Turns
from dure.gateway.api import make_app
from dure.gateway.door import Door
from dure.gateway.gates import GateSettings
from dure.kernel.clock import StillClock
from dure.trust.access import OPEN, POLICY
from dure.trust.identity import IdentitySettings
from dure.trust.seal import Sealer

WEB_SOCKETS: Final = {"chat_socket"}
"""Operations that the document does not know."""
ULID: Final = "01KASJ7M4W0000000000000001"
FACTS: Final = {
    "name": "parrot",
    "session": "s",
    "user": "kim",
    "purpose": "terms",
    "target": ULID,
    "notice": ULID,
    "order": "sold_out",
    "period": "2026-W47",
}
CLOSED: Final = IdentitySettings(required=True)
NOTHING_READ: Final = b"{ this is no JSON, and nobody got as far as to see it"


def operations_of(door: Door) -> dict[str, tuple[str, str]]:
    """Return operation -> (method, path with its facts) as the OpenAPI document has them."""
    paths: dict[str, dict[str, Any]] = make_app(door).openapi()["paths"]
    return {
        told["operationId"]: (method.upper(), path.format(**FACTS))
        for path, methods in paths.items()
        for method, told in methods.items()
    }


async def send(http: httpx2.AsyncClient, where: tuple[str, str]) -> tuple[int, str]:
    """Send something unreadable and return the status and code of what comes back."""
    method, path = where
    response = await http.request(
        method, path, content=NOTHING_READ, headers={"Content-Type": "application/json"}
    )
    problem = response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"] if problem else ""


async def test_every_operation_has_its_line_in_the_policy_and_every_line_an_operation(
    guarded: Door,
) -> None:
    assert operations_of(guarded).keys() | WEB_SOCKETS == POLICY.keys()


async def test_no_operation_but_the_open_ones_is_let_through_without_somebody(
    parroting: Turns, door: MakeDoor
) -> None:
    closed = await door(parroting, identity=CLOSED, gates=GateSettings(guests=False))
    async with client(closed) as http:
        denied = {
            name
            for name, where in operations_of(closed).items()
            if await send(http, where) == (401, "unauthenticated")
        }

    assert denied == {n for n in POLICY if POLICY[n] != OPEN} - WEB_SOCKETS


@pytest.mark.parametrize("role", ["member", "premium"])
async def test_who_is_no_administrator_is_turned_away_by_the_policy(
    guarded: Door, role: str
) -> None:
    tokens = await member(guarded.identity, role=role)
    async with client(guarded, headers=bearing(tokens.access)) as http:
        denied = {
            name
            for name, where in operations_of(guarded).items()
            # After it there would be nobody to ask as.
            if name != "forget_me" and await send(http, where) == (403, "forbidden")
        }

    assert denied == {name for name in POLICY if POLICY[name] in ("admin", "operator")}


async def test_a_guest_is_asked_to_sign_in_where_members_are_meant(guarded: Door) -> None:
    async with client(guarded) as http:
        denied = {
            name: answer
            for name, where in operations_of(guarded).items()
            if (answer := await send(http, where))[0] in (401, 403)
        }

    assert denied.keys() >= {n for n in POLICY if POLICY[n] in ("member", "admin")}
    assert set(denied.values()) <= {(403, "forbidden"), (401, "unauthenticated")}


async def test_every_operation_refuses_every_forged_token_with_the_same_words(
    guarded: Door, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    good = (await member(guarded.identity)).access
    asked = {n: w for n, w in operations_of(guarded).items() if POLICY[n] != OPEN}
    bodies = set()
    async with client(guarded) as http:
        for token in forgeries(good, key_of(store, sealer, clock)).values():
            for method, path in asked.values():
                try:
                    response = await http.request(method, path, headers=bearing(token))
                except (UnicodeEncodeError, ValueError):
                    continue  # What cannot stand in a header never arrives.
                bodies.add((response.status_code, response.text))

    assert len(bodies) == 1
    assert bodies.pop()[0] == 401


async def test_a_token_that_ran_out_is_refused_at_the_second(
    guarded: Door, clock: StillClock
) -> None:
    tokens = await member(guarded.identity)
    async with client(guarded, headers=bearing(tokens.access)) as http:
        clock.move(tokens.expires_s - 1)
        before = (await http.get("/v1/me")).status_code
        clock.move(1)
        after = (await http.get("/v1/me")).status_code

    assert (before, after) == (200, 401)


@pytest.mark.parametrize(("role", "limit"), [("guest", 10), ("member", 60), ("premium", 300)])
async def test_so_many_requests_a_minute_are_answered_and_not_one_more(
    guarded: Door, clock: StillClock, role: str, limit: int
) -> None:
    headers = {}
    if role != "guest":
        headers = bearing((await member(guarded.identity, role=role)).access)
    async with client(guarded, headers=headers) as http:
        clock.move(1)
        answered = [(await http.get("/v1/models")).status_code for _ in range(limit)]
        one_more = await http.get("/v1/models")
        clock.move(59.9)
        still = await http.get("/v1/models")
        clock.move(0.1)
        again = [(await http.get("/v1/models")).status_code for _ in range(limit)]

    assert answered == [200] * limit
    assert (one_more.status_code, one_more.json()["code"]) == (429, "rate_limited")
    assert one_more.headers["retry-after"] == "60"
    assert still.status_code == 429
    assert again == [200] * limit


async def test_a_person_is_limited_over_all_their_sign_ins(guarded: Door) -> None:
    await member(guarded.identity, "kim")
    one = await guarded.identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    two = await guarded.identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    async with client(guarded) as http:
        for _ in range(30):
            await http.get("/v1/me", headers=bearing(one.access))
            await http.get("/v1/me", headers=bearing(two.access))
        more = await http.get("/v1/me", headers=bearing(two.access))

    assert more.status_code == 429


async def test_an_assistant_of_the_house_talks_to_no_other_tenant(
    parroting: Turns, door: MakeDoor
) -> None:
    bird = parroting.assistants["parrot"]
    parroting.assistants = {"parrot": replace(bird, of_house=True)}
    closed = await door(parroting, identity=CLOSED)
    tokens = await member(closed.identity, tenant="other")
    async with client(closed, headers=bearing(tokens.access)) as http:
        response = await http.post("/v1/assistants/parrot/turns", json={"text": "세어"})

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_an_assistant_that_knows_no_guests_asks_them_to_sign_in(guarded: Door) -> None:
    async with client(guarded) as http:
        response = await http.post("/v1/assistants/parrot/turns", json={"text": "세어"})

    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


async def test_an_assistant_for_guests_answers_them(parroting: Turns, door: MakeDoor) -> None:
    bird = parroting.assistants["parrot"]
    parroting.assistants = {"parrot": replace(bird, guests=True)}
    closed = await door(parroting, identity=CLOSED)
    async with client(closed) as http:
        response = await http.post("/v1/assistants/parrot/turns", json={"text": "세어"})

    assert response.json()["text"] == "1번째예요."


async def test_another_persons_session_is_not_there(guarded: Door) -> None:
    kim, lee = [await member(guarded.identity, name) for name in ("kim", "lee")]
    other = await member(guarded.identity, "kim", tenant="other")
    async with client(guarded) as http:
        said = {"text": "세어", "session": "s"}
        await http.post("/v1/assistants/parrot/turns", json=said, headers=bearing(kim.access))
        seen = [
            (await http.get("/v1/sessions/s", headers=bearing(one.access))).status_code
            for one in (kim, lee, other)
        ]

    assert seen == [200, 404, 404]


async def test_metrics_are_for_administrators_and_for_who_scrapes_them(
    parroting: Turns, door: MakeDoor
) -> None:
    closed = await door(parroting, identity=CLOSED, gates=GateSettings(scrape_token="scrape me"))
    admin = await member(closed.identity, role="admin")
    async with client(closed) as http:
        seen = [
            (await http.get(path, headers=bearing(token))).status_code
            for path, token in (
                ("/metrics", admin.access),
                ("/metrics", "scrape me"),
                ("/metrics", "scrape you"),
                ("/v1/me", "scrape me"),
            )
        ]

    assert seen == [200, 200, 401, 401]


@pytest.mark.parametrize(("method", "path"), [("GET", "/metrics"), ("POST", "/v1/keys/rotate")])
async def test_what_concerns_the_installation_is_for_the_houses_own_administrators(
    guarded: Door, method: str, path: str
) -> None:
    ours = await member(guarded.identity, role="admin")
    theirs = await member(guarded.identity, tenant="other", role="admin")
    async with client(guarded) as http:
        seen = [
            (await http.request(method, path, headers=bearing(who.access))).status_code
            for who in (ours, theirs)
        ]

    assert seen == [200, 403]


async def test_without_a_login_this_machine_is_the_operator(talking: Door) -> None:
    async with client(talking) as http:
        me = (await http.get("/v1/me")).json()

    assert (me["user"], me["role"], me["login_is_set_up"]) == ("local", "operator", False)


async def test_with_a_login_another_machine_may_come_but_no_other_page(guarded: Door) -> None:
    async with client(guarded, "http://dure.example:8000") as http:
        seen = [
            (await http.get("/v1/models", headers=headers)).status_code
            for headers in (
                {},
                {"Origin": "http://dure.example:8000"},
                {"Origin": "http://evil.example"},
                {"Origin": "null"},
            )
        ]

    assert seen == [200, 200, 403, 403]
