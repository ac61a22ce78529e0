"""A conversation over a WebSocket: messages are JSON objects, each with a "type".

In: turn {assistant, text, id?, session?, here?, attachments?} · token {token}, a fresh one for
those who stay long · follow. Out: ready, result {id, result}, problem {id?, problem}, following,
and for those who follow turn_answered {assistant, session, turn} of turns taken anywhere.

Ping and pong, the size of messages and back pressure are the server's (gateway/server.py).
"""

import asyncio
from typing import Any, Final

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dure.engine.result import to_json
from dure.errors import DureError, InvalidInput, Unauthenticated
from dure.gateway.door import Door
from dure.gateway.gates import is_operator, token_of
from dure.gateway.problems import problem_of
from dure.gateway.schemas import AttachmentBody, HereBody
from dure.gateway.taking import request_of
from dure.trust.access import Caller
from dure.watch import metrics

PROTOCOL: Final = "dure.v1"
_OPERATION: Final = "chat_socket"
_WAITING: Final = 64
"""Messages that may wait for a connection; one that falls behind farther is closed."""
_SEND_S: Final = 10.0
"""Seconds for one message to leave."""
_EXPIRED: Final = 4401
_TOO_SLOW: Final = 1013


class TurnMessage(BaseModel):
    """Something said. id: the idempotency key of the turn."""

    model_config = ConfigDict(extra="forbid")

    type: str
    assistant: str = Field(min_length=1, max_length=100)
    text: str
    id: str | None = Field(default=None, pattern=r"^[\x21-\x7e]{1,100}$")
    session: str | None = Field(default=None, min_length=1, max_length=100)
    here: HereBody | None = None
    attachments: list[AttachmentBody] = Field(default_factory=list, max_length=5)


class Connection:
    """One WebSocket of a caller."""

    def __init__(self, socket: WebSocket, door: Door, caller: Caller, token: str | None) -> None:
        self._socket, self._door, self._caller, self._token = socket, door, caller, token
        self._sending = asyncio.Lock()
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Answer until the other side leaves."""
        self._door.sockets.add(self)
        try:
            await self._send({"type": "ready", "user": self._caller.user})
            while True:
                await self._take(await self._socket.receive())
        except (WebSocketDisconnect, TimeoutError):
            pass
        finally:
            self._door.sockets.remove(self._caller, self)
            for task in self._tasks:
                task.cancel()

    def hear(self, message: dict[str, Any]) -> None:
        """See Listener."""
        if self._waiting >= _WAITING:
            self._begin(self._socket.close(_TOO_SLOW))
        else:
            self._begin(self._send(message))

    def look(self) -> None:
        """See Listener."""
        try:
            self._verify()
        except Unauthenticated as error:
            self._begin(self._part(error))

    async def _part(self, error: DureError) -> None:
        await self._send(_problem(error, None))
        await self._socket.close(_EXPIRED)

    async def _take(self, message: Any) -> None:  # noqa: ANN401 - an ASGI message
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        try:
            self._verify()
        except Unauthenticated as error:
            await self._part(error)
            raise WebSocketDisconnect(_EXPIRED) from error
        key: str | None = None
        try:
            said = _read(message)
            key = said.get("id") if isinstance(said.get("id"), str) else None
            answer = await self._answer(said)
        except DureError as error:
            answer = _problem(error, key)
        await self._send(answer)

    async def _answer(self, said: dict[str, Any]) -> dict[str, Any]:
        if said.get("type") == "token":
            return self._renew(said.get("token"))
        if said.get("type") == "follow":
            self._door.sockets.follow(self._caller, self)
            return {"type": "following"}
        if said.get("type") != "turn":
            raise InvalidInput
        try:
            turn = TurnMessage.model_validate(said)
        except ValidationError as error:
            raise InvalidInput from error
        await self._door.gates.count(self._caller, self._socket)
        self._door.check(self._caller, turn.assistant)
        request = request_of(
            self._caller, turn.text, turn.id,
            session=turn.session, here=turn.here, attachments=turn.attachments,
        )  # fmt: skip
        result = await self._door.take(self._caller, turn.assistant, request)
        return {"type": "result", "id": turn.id, "result": to_json(result)}

    def _verify(self) -> None:
        if self._token is not None:
            self._door.identity.verify(self._token)
        elif self._caller.role == "operator" and not (
            # This machine was let in without a login; once one is set up, it is asked as well.
            self._door.gates.is_open or is_operator(self._socket.scope)
        ):
            raise Unauthenticated

    def _renew(self, token: Any) -> dict[str, Any]:  # noqa: ANN401 - what came in
        if not isinstance(token, str):
            raise Unauthenticated
        caller, before = self._door.identity.verify(token), self._caller
        if (caller.tenant, caller.user) != (before.tenant, before.user):
            raise Unauthenticated
        self._token, self._caller = token, caller
        return {"type": "ready", "user": caller.user}

    def _begin(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # The other side left, or does not read: `serve` sees that itself.

    async def _send(self, message: dict[str, Any]) -> None:
        self._waiting += 1
        try:
            async with asyncio.timeout(_SEND_S), self._sending:
                await self._socket.send_text(orjson.dumps(message).decode())
        finally:
            self._waiting -= 1


def socket_router(door: Door) -> APIRouter:
    """Return the WebSocket route."""
    router = APIRouter(prefix="/v1")

    @router.websocket("/chat")
    async def chat_socket(socket: WebSocket) -> None:
        """Talk over a WebSocket."""
        try:
            caller = await door.gates.enter_socket(socket, _OPERATION)
        except DureError as error:
            await socket.send_denial_response(problem_of(error))
            return
        token = token_of(socket) if caller.family else None
        await socket.accept(PROTOCOL if PROTOCOL in socket.scope["subprotocols"] else None)
        metrics.socket_opened(door.telemetry)
        try:
            await Connection(socket, door, caller, token).serve()
        finally:
            metrics.socket_closed(door.telemetry)

    return router


def _read(message: Any) -> dict[str, Any]:  # noqa: ANN401 - an ASGI message
    text = message.get("text")
    try:
        said = orjson.loads(text if text is not None else message.get("bytes") or b"")
    except orjson.JSONDecodeError as error:
        raise InvalidInput from error
    if not isinstance(said, dict):
        raise InvalidInput
    return said


def _problem(error: DureError, key: str | None) -> dict[str, Any]:
    return {"type": "problem", "id": key, "problem": orjson.loads(bytes(problem_of(error).body))}
