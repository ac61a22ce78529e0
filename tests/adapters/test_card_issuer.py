import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import httpx2
import pytest
from tests.adapters.scripted_issuer import ScriptedIssuer

from dure.adapters.card_issuer import GetOnly, HttpCardIssuer
from dure.app.plugs import plug
from dure.errors import BadFile, DureError, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.balance import CardIssuer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
ANSWER = {
    "as_of": "2026-11-21T11:58:00+09:00",
    "balance": 50_000,
    "spent_today": 5_000,
    "daily_limit": 28_500,
    "monthly_limit": None,
}


@pytest.fixture
def server() -> Iterator[ScriptedIssuer]:
    made = ScriptedIssuer({"card-a": dict(ANSWER)})
    yield made
    made.close()


@pytest.fixture
async def issuer(server: ScriptedIssuer) -> AsyncIterator[HttpCardIssuer]:
    made = HttpCardIssuer(server.url, StillClock(NOON), key="secret", timeout_s=10.0)
    yield made
    await made.close()


async def test_what_the_issuer_says_is_read(issuer: HttpCardIssuer) -> None:
    card = await issuer.balance("card-a")

    assert (card.balance_won, card.spent_today_won, card.per_day_won) == (50_000, 5_000, 28_500)
    assert card.as_of == datetime(2026, 11, 21, 11, 58, tzinfo=SEOUL)


async def test_a_limit_of_null_is_none_and_one_left_out_is_unknown(issuer: HttpCardIssuer) -> None:
    card = await issuer.balance("card-a")

    assert card.per_month_won == "none"
    assert card.per_meal_won is None
    assert card.spent_month_won is None


async def test_a_balance_of_null_is_unknown_and_not_zero(
    issuer: HttpCardIssuer, server: ScriptedIssuer
) -> None:
    server.cards["card-a"] = {**ANSWER, "balance": None}

    assert (await issuer.balance("card-a")).balance_won is None


async def test_a_balance_of_zero_is_believed_where_it_is_said(
    issuer: HttpCardIssuer, server: ScriptedIssuer
) -> None:
    server.cards["card-a"] = {**ANSWER, "balance": 0}

    assert (await issuer.balance("card-a")).balance_won == 0


async def test_an_answer_of_long_ago_keeps_its_time(
    issuer: HttpCardIssuer, server: ScriptedIssuer
) -> None:
    server.cards["card-a"] = {**ANSWER, "as_of": "2026-11-01T00:00:00Z"}

    assert (await issuer.balance("card-a")).as_of.astimezone(SEOUL).day == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>it works!",
        b"[]",
        b"null",
        b"0",
        b"{}",
        b'{"balance": 0}',
        b'{"as_of": "2026-11-21T11:58:00+09:00"}',
        b'{"as_of": "2026-11-21T11:58:00", "balance": 1}',
        b'{"as_of": "yesterday", "balance": 1}',
        b'{"as_of": 1700000000, "balance": 1}',
        b'{"as_of": "2026-11-22T11:58:00+09:00", "balance": 1}',
        b'{"as_of": "0001-01-01T00:00:00+14:00", "balance": 1}',
        b'{"as_of": "0001-01-01T00:00:00-12:00", "balance": 1}',
        b'{"as_of": "9999-12-31T23:59:59-12:00", "balance": 1}',
        b'{"as_of": "2016-11-21T11:58:00+09:00", "balance": 1}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "balance": -1}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "balance": 1.5}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "balance": "5000"}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "balance": true}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "balance": 99999999999999999999}',
        b'{"as_of": "2026-11-21T11:58:00+09:00", "daily_limit": "none"}',
        b'\xff\xfe{"balance": 1}',
    ],
)
async def test_what_cannot_be_an_answer_is_never_a_balance(
    issuer: HttpCardIssuer, server: ScriptedIssuer, content: bytes
) -> None:
    server.content = content

    with pytest.raises(Unavailable):
        await issuer.balance("card-a")


@pytest.mark.parametrize("status", [201, 204, 301, 302, 400, 401, 403, 429, 500, 502, 503])
async def test_any_other_status_is_no_balance(
    issuer: HttpCardIssuer, server: ScriptedIssuer, status: int
) -> None:
    server.status = status

    with pytest.raises(Unavailable):
        await issuer.balance("card-a")


async def test_a_redirect_is_not_followed(issuer: HttpCardIssuer, server: ScriptedIssuer) -> None:
    server.status, server.location = 302, f"{server.url}/cards/card-b/balance"

    with pytest.raises(Unavailable):
        await issuer.balance("card-a")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("silent", LateAnswer),
        ("drips", LateAnswer),
        ("drops", Unavailable),
        ("cut", Unavailable),
        ("huge", Unavailable),
    ],
)
async def test_a_server_in_trouble_is_told_apart_and_in_time(
    server: ScriptedIssuer, trouble: str, error: type[DureError]
) -> None:
    server.trouble = trouble
    # Who answers at all is given time, however busy the machine is.
    timeout_s = 0.5 if error is LateAnswer else 10.0
    issuer = HttpCardIssuer(server.url, StillClock(NOON), timeout_s=timeout_s)

    async with asyncio.timeout(timeout_s + 2):
        with pytest.raises(error):
            await issuer.balance("card-a")
    await issuer.close()


async def test_after_trouble_the_next_answer_is_read(
    issuer: HttpCardIssuer, server: ScriptedIssuer
) -> None:
    server.trouble = "drops"
    with pytest.raises(Unavailable):
        await issuer.balance("card-a")
    server.trouble = ""

    assert (await issuer.balance("card-a")).balance_won == 50_000


async def test_a_server_that_is_gone_is_unavailable(server: ScriptedIssuer) -> None:
    url = server.url
    server.close()
    issuer = HttpCardIssuer(url, StillClock(NOON), timeout_s=10.0)

    with pytest.raises(Unavailable):
        await issuer.balance("card-a")
    await issuer.close()


@pytest.mark.parametrize(
    "card", ["", "..", "a/b", "a?b", "카드", "a" * 129, "9410123456789012", "9410-1234-5678-9012"]
)
async def test_what_is_no_token_never_leaves(
    issuer: HttpCardIssuer, server: ScriptedIssuer, card: str
) -> None:
    with pytest.raises(NotFound):
        await issuer.balance(card)
    assert server.asked == []


async def test_only_get_without_a_body_ever_leaves(
    issuer: HttpCardIssuer, server: ScriptedIssuer
) -> None:
    for trouble in ("", "drops", "cut", "huge"):
        for status in (200, 302, 401, 500):
            server.trouble, server.status = trouble, status
            server.location = f"{server.url}/elsewhere"
            await asyncio.gather(
                *(issuer.balance(c) for c in ("card-a", "no")), return_exceptions=True
            )

    assert len(server.asked) >= 32
    assert {(method, body) for method, _, _, body in server.asked} == {("GET", b"")}
    assert {path for _, path, _, _ in server.asked} == {
        "/v1/cards/card-a/balance",
        "/v1/cards/no/balance",
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_another_method_is_held_back_before_the_wire(
    server: ScriptedIssuer, method: str
) -> None:
    async with httpx2.AsyncClient(transport=GetOnly(), trust_env=False) as client:
        with pytest.raises(ValueError, match="only read"):
            await client.request(method, f"{server.url}/cards/card-a/balance")
        with pytest.raises(ValueError, match="only read"):
            await client.request("GET", server.url, content=b"balance=1000000")

    assert server.asked == []


def test_the_port_has_no_way_to_write() -> None:
    promises = {name for name, _ in inspect.getmembers(CardIssuer, inspect.isfunction)}

    assert promises == {"balance", "close"}


async def test_the_key_is_sent_and_the_environment_is_not_looked_at(
    issuer: HttpCardIssuer, server: ScriptedIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    await issuer.balance("card-a")

    assert server.asked[0][2]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    "url", ["http://issuer.example.org", "https://", "http:///x", "ftp://a", "https://a:b"]
)
def test_an_address_that_is_none_or_in_the_open_is_refused(url: str) -> None:
    with pytest.raises(BadFile):
        HttpCardIssuer(url, StillClock(NOON))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_is_named_by_its_address(scheme: str) -> None:
    assert plug("balance", f"{scheme}://issuer") is HttpCardIssuer


@pytest.mark.parametrize("key", ["열쇠", "a\nb", "a b", "\x00", "é"])
def test_a_key_that_no_header_carries_is_refused_by_its_name(key: str) -> None:
    with pytest.raises(BadFile) as refused:
        HttpCardIssuer("https://issuer.example.org", StillClock(NOON), key=key)

    assert refused.value.facts["file"] == "meals.issuer_token"
    assert key not in str(refused.value.facts)
