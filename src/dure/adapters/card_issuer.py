"""The issuer of a meal card over HTTP: one question, asked with GET, and nothing else.

No public interface of a Korean issuer is known, so this is ours: whoever connects one answers
`GET {address}/cards/{token}/balance` with JSON (docs/adapters/card_issuer.md). What comes back is
read here, because a server may send anything; whatever cannot be an answer is Unavailable, never
a balance of zero.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2
import orjson

from dure.errors import BadSetting, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import Clock
from dure.kernel.servers import is_server, read_at_most
from dure.ports.balance import UNLIMITED, CardBalance, CardIssuer, LimitWon, is_card_number

_WHAT: Final = "카드 잔액"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_KEY: Final = re.compile(r"[!-~]*")
"""What a header can carry: what can be seen, in ASCII."""
_ANSWER_LIMIT: Final = 64_000
"""Bytes; an answer has some two hundred."""
_MOST_WON: Final = 1_000_000_000
_AHEAD: Final = timedelta(minutes=5)
"""How far the issuer's clock may be before ours."""
_BEHIND: Final = timedelta(days=3 * 365)
"""Longer ago nothing of a card was said: a slip, which may be no moment in another zone."""
_AMOUNTS: Final = {
    "balance_won": "balance",
    "spent_today_won": "spent_today",
    "spent_month_won": "spent_month",
}
_LIMITS: Final = {
    "per_day_won": "daily_limit",
    "per_month_won": "monthly_limit",
    "per_meal_won": "meal_limit",
}


class HttpCardIssuer(CardIssuer):
    """One issuer.

    url: `https://host/path`; `http://` only on this machine. key: sent as a bearer token, "" sends
    none. timeout_s: for the whole answer, however slowly it comes.
    Raises BadFile for an address without a host, or a plain one elsewhere, and for a key that
    cannot be sent.
    """

    def __init__(self, url: str, clock: Clock, *, key: str = "", timeout_s: float = 3.0) -> None:
        if not is_server(url):
            raise BadSetting(file="meals.issuer", why="https:// 주소여야 해요.")
        if not _KEY.fullmatch(key):
            raise BadSetting(file="meals.issuer_token", why="영문자와 숫자, 기호만 쓸 수 있어요.")
        self._base, self._clock, self._timeout_s = url.rstrip("/"), clock, timeout_s
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        # No redirect is followed: it would carry the token of a card to another server.
        self._client = httpx2.AsyncClient(
            transport=GetOnly(), headers=headers, trust_env=False, follow_redirects=False
        )

    async def balance(self, card: str) -> CardBalance:
        """See CardIssuer; what cannot be a token is not asked about."""
        if not _TOKEN.fullmatch(card) or is_card_number(card):
            raise NotFound(what="카드")
        async with _translated(self._timeout_s):
            url = f"{self._base}/cards/{card}/balance"
            async with self._client.stream("GET", url, timeout=self._timeout_s) as response:
                if response.status_code == 404:
                    raise NotFound(what="카드")
                if response.status_code != 200:
                    raise Unavailable(f"the issuer answers {response.status_code}", what=_WHAT)
                content = await read_at_most(response.aiter_raw(), _ANSWER_LIMIT, what=_WHAT)
        return _balance(content, self._clock.now())

    async def close(self) -> None:
        """See CardIssuer."""
        await self._client.aclose()


class GetOnly(httpx2.AsyncHTTPTransport):
    """Lets nothing out that could change anything."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See AsyncHTTPTransport; raises ValueError for any method but GET, or with a body."""
        if request.method != "GET" or await request.aread():
            raise ValueError(f"a card is only read: {request.method}")
        return await super().handle_async_request(request)


def _balance(content: bytes, now: datetime) -> CardBalance:
    """Raises Unavailable for anything but a whole answer."""
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unavailable("the answer is no JSON", what=_WHAT) from error
    if not isinstance(answer, dict):
        raise Unavailable("the answer is no object", what=_WHAT)
    said: dict[str, Any] = {
        name: _won(key, answer[key]) for name, key in _AMOUNTS.items() if key in answer
    }
    said |= {name: _limit(key, answer[key]) for name, key in _LIMITS.items() if key in answer}
    if not said:
        raise Unavailable("the answer says nothing of money", what=_WHAT)
    return CardBalance(as_of=_time(answer.get("as_of"), now), **said)


def _won(key: str, value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_WON:
        raise Unavailable(f"{key} is no amount in won", what=_WHAT)
    return value


def _limit(key: str, value: object) -> LimitWon:
    """A limit of null is none at all (design of meals, form 2); one left out is unknown."""
    return UNLIMITED if value is None else _won(key, value)


def _time(value: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError as error:
        raise Unavailable("as_of is no time", what=_WHAT) from error
    if at is None or at.tzinfo is None or not now - _BEHIND <= at <= now + _AHEAD:
        raise Unavailable("as_of is missing, without a zone, of old, or to come", what=_WHAT)
    return at


@asynccontextmanager
async def _translated(timeout_s: float) -> AsyncIterator[None]:
    """Say in our words what goes wrong, within so many seconds in all."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise LateAnswer from error
    except httpx2.HTTPError as error:
        raise Unavailable("the issuer does not answer", what=_WHAT) from error
