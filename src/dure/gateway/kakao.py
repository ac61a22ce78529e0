"""KakaoTalk: the skill server that a bot of Kakao i Open Builder asks (skill payload 2.0).

Kakao waits five seconds. What takes longer is sent to the callback address, where the bot's owner
has callbacks, and else said with the person's next message. Kakao's ids of people never get
beyond this module: a person is called by a name that only this installation can work out.
"""

import asyncio
import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from dure.engine.result import result_of
from dure.engine.session import Session
from dure.errors import DureError, InvalidInput, NotFound, Unauthenticated
from dure.gateway import kakao_cards
from dure.gateway.door import Door
from dure.gateway.gates import HOUSE_TENANT, GuardedRoute
from dure.gateway.kakao_parts import Kakao
from dure.kernel.events import Json
from dure.kernel.turns import TurnRequest, TurnResult
from dure.korean.messages import sentence_for
from dure.trust.access import Caller
from dure.trust.accounts import KAKAO_GUEST
from dure.trust.house_secret import name_under

HEADER: Final = "x-dure-skill-token"
_ID_KEYS: Final = ("plusfriendUserKey", "plusfriend_user_key", "appUserId")
_ID_LIMIT: Final = 200
_SAME_S: Final = 1
"""The same request within so many seconds, and sometimes twice as many, is one press or one
sending that came twice; whoever says it again later means it."""
_LOST_S: Final = 60
"""A turn that is open for longer was lost with the process that took it."""
_WAITING: Final = 10_000
"""People whose answer was late and who have not come back."""
_SHOW: Final = "답 보기"
_MOMENT: Final = "조금만 기다려 주세요. 답을 찾고 있어요."
_STILL: Final = "아직 찾고 있어요. 잠시 뒤에 ‘답 보기’를 눌러 주세요."
_LOST: Final = "앞의 말씀에는 답을 드리지 못했어요. 한 번만 다시 말씀해 주세요."


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A request as it was understood. callback: "" where the bot has none that we may use."""

    caller: Caller
    session: str
    text: str
    callback: str
    digest: str


class _Channel:
    """Turns under way, and answers that came too late to be said."""

    def __init__(self, door: Door, kakao: Kakao) -> None:
        self._door, self._kakao = door, kakao
        self._late: OrderedDict[str, asyncio.Task[TurnResult]] = OrderedDict()
        self._posting: set[asyncio.Task[None]] = set()

    async def answer(self, asked: _Asked) -> Json:
        """Return the response to a request, in time."""
        try:
            # Kakao's own machines ask for everybody: who is counted is the person, not the address.
            await self._door.gates.count_person(asked.caller)
            return await self._answered(asked)
        except DureError as error:
            return kakao_cards.of_text(sentence_for(error))

    async def _answered(self, asked: _Asked) -> Json:
        late = self._late.pop(asked.caller.user, None)
        if asked.text.strip() == _SHOW:
            shown = await (self._within(asked, late, ()) if late else self._shown(asked))
            if shown is not None:
                return shown
        before = await _over(late)
        taking = asyncio.create_task(self._take(asked))
        return await self._within(asked, taking, before)

    async def _shown(self, asked: _Asked) -> Json | None:
        """Return the answer that stands in the log: it was given elsewhere, or shown before.

        None if there is none.
        """
        try:
            state = await self._session(asked)
        except NotFound:
            return None
        if state.open_turn is not None:
            since = state.last_at or self._door.clock.now()
            if (self._door.clock.now() - since).total_seconds() > _LOST_S:
                return kakao_cards.of_text(_LOST)
            return kakao_cards.of_text(_STILL, [_SHOW])
        told = state.past[-1].result if state.past else None
        return None if told is None else kakao_cards.of_result(result_of(told))

    async def _take(self, asked: _Asked) -> TurnResult:
        self._door.check(asked.caller, self._kakao.settings.assistant)
        request = TurnRequest(
            text=asked.text,
            user=asked.caller.user,
            tenant=asked.caller.tenant,
            session=asked.session,
            turn=await self._turn(asked),
        )
        return await self._door.take(asked.caller, self._kakao.settings.assistant, request)

    async def _turn(self, asked: _Asked) -> str:
        """Return the turn's id: that of the same request a moment ago, if it was one."""
        beat = int(self._door.clock.now().timestamp()) // _SAME_S
        before, now = (_hash(asked.digest, str(number)) for number in (beat - 1, beat))
        try:
            state = await self._session(asked)
        except NotFound:
            return now
        return before if before in state.answered or state.open_turn == before else now

    async def _session(self, asked: _Asked) -> Session:
        return await self._door.turns.session(asked.caller.tenant, asked.session, asked.caller.user)

    async def _within(
        self, asked: _Asked, taking: asyncio.Task[TurnResult], before: tuple[TurnResult, ...]
    ) -> Json:
        done, _ = await asyncio.wait({taking}, timeout=self._kakao.settings.answer_s)
        if done:
            return kakao_cards.of_result(taking.result(), before)
        if asked.callback:
            posting = asyncio.create_task(self._post(asked.callback, taking, before))
            self._posting.add(posting)
            posting.add_done_callback(self._posting.discard)
            return kakao_cards.later(_MOMENT)
        self._keep(asked.caller.user, taking)
        said = _STILL if asked.text.strip() == _SHOW else _MOMENT
        return kakao_cards.of_text(said, [_SHOW])

    async def _post(
        self, url: str, taking: asyncio.Task[TurnResult], before: tuple[TurnResult, ...]
    ) -> None:
        try:
            body = kakao_cards.of_result(await taking, before)
        except DureError as error:
            body = kakao_cards.of_text(sentence_for(error))
        try:
            await self._kakao.callback.post(url, body)
        except DureError as error:
            self._door.telemetry.mishap("kakao.callback_failed", error)

    def _keep(self, user: str, taking: asyncio.Task[TurnResult]) -> None:
        taking.add_done_callback(_looked_at)
        self._late[user] = taking
        if len(self._late) > _WAITING:
            self._late.popitem(last=False)


def kakao_router(door: Door) -> APIRouter:
    """Return the route that a bot's skill is set to; without a token nobody is answered there."""
    router = APIRouter(prefix="/v1/channels", route_class=GuardedRoute)
    channel = _Channel(door, door.kakao) if door.kakao else None

    @router.post("/kakao", openapi_extra=_DOCUMENT)
    async def kakao_skill(request: Request) -> Response:
        """Answer a skill of Kakao i Open Builder, in its own form."""
        if channel is None or door.kakao is None:
            raise NotFound(what="카카오톡 채널")
        _check(request, door.kakao.settings.skill_token)
        body = await request.body()
        answer = await channel.answer(_read(body, door.kakao))
        return Response(orjson.dumps(answer), media_type="application/json")

    return router


_DOCUMENT: Final[dict[str, Any]] = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
}


def _check(request: Request, token: str) -> None:
    """Raises Unauthenticated for whoever does not know the token; nothing was read yet."""
    told = request.headers.get(HEADER, "").encode()
    if not hmac.compare_digest(told, token.encode()):
        raise Unauthenticated


def _read(body: bytes, kakao: Kakao) -> _Asked:
    """Raises InvalidInput for what is no skill payload."""
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput from error
    asked = payload.get("userRequest") if isinstance(payload, dict) else None
    if not isinstance(asked, dict) or not isinstance(asked.get("utterance"), str):
        raise InvalidInput("a skill payload has userRequest.utterance")
    bot = payload.get("bot")
    bot_id = str(bot.get("id", ""))[:_ID_LIMIT] if isinstance(bot, dict) else ""
    name = name_under(kakao.secret, f"user:{bot_id}:{_id_of(asked.get('user'))}")
    told = asked.get("callbackUrl")
    url = told if isinstance(told, str) else ""
    return _Asked(
        caller=Caller(tenant=HOUSE_TENANT, user=f"{KAKAO_GUEST}{name}", role="guest"),
        session=name_under(kakao.secret, f"session:{name}"),
        text=asked["utterance"],
        callback=url if url and kakao.callback.may_reach(url) else "",
        digest=_hash(name, hashlib.sha256(body).hexdigest()),
    )


def _id_of(user: Any) -> str:  # noqa: ANN401 - any JSON
    """Return Kakao's id of a person. Raises InvalidInput where there is none."""
    if not isinstance(user, dict):
        raise InvalidInput("a skill payload has userRequest.user")
    properties = user.get("properties")
    told = properties if isinstance(properties, dict) else {}
    for found in (user.get("id"), *(told.get(key) for key in _ID_KEYS)):
        if isinstance(found, str) and 0 < len(found) <= _ID_LIMIT:
            return found
    raise InvalidInput("a skill payload names its user")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def _over(late: asyncio.Task[TurnResult] | None) -> tuple[TurnResult, ...]:
    """Return a late answer that is there now; one that failed or still takes is let go."""
    if late is None or not late.done() or late.cancelled() or late.exception() is not None:
        return ()
    return (late.result(),)


def _looked_at(task: asyncio.Task[TurnResult]) -> None:
    # Nobody may ever ask for it: what went wrong is told by the turn itself.
    if not task.cancelled():
        task.exception()
