"""Chat completions in OpenAI's format, so that existing chat clients can talk to an assistant.

The model is the assistant's name. Clients send the whole conversation each time; what they sent
before is recognised by its hash and goes on in the session it belongs to. A history that is not
known any more begins a new one: only the newest message is heard, nothing is done twice.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from dure.errors import EmptyUtterance
from dure.gateway.door import Door
from dure.gateway.gates import GuardedRoute, caller_of
from dure.gateway.schemas import CompletionBody, CompletionResultBody, MessageBody, ModelsBody
from dure.gateway.stream import EVENT_STREAM, event, pieces
from dure.gateway.taking import IdempotencyKey, request_of
from dure.kernel.turns import TurnResult
from dure.trust.access import Caller

_KEPT: Final = 10_000
"""Conversations whose last message is remembered."""
_DONE: Final = b"data: [DONE]\n\n"


class Conversations:
    """Which session a history belongs to: hash of (caller, model, messages) → session."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, str] = OrderedDict()

    def session(self, caller: Caller, model: str, history: Sequence[MessageBody]) -> str | None:
        """Return the session of a history, None if there is none or it is not known."""
        return self._sessions.get(_hash(caller, model, history)) if history else None

    def keep(
        self, caller: Caller, model: str, history: Sequence[MessageBody], session: str
    ) -> None:
        """Remember a history that ends with an answer."""
        self._sessions[_hash(caller, model, history)] = session
        if len(self._sessions) > _KEPT:
            self._sessions.popitem(last=False)


def completions_router(door: Door) -> APIRouter:
    """Return the routes that existing clients know."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)
    conversations = Conversations()

    @router.get("/models")
    async def list_models() -> ModelsBody:
        """List the assistants as models."""
        return ModelsBody(data=[{"id": name, "object": "model"} for name in door.turns.assistants])

    @router.post(
        "/chat/completions",
        response_model=CompletionResultBody,
        responses={200: {"content": {EVENT_STREAM: {}}}},
    )
    async def chat_completions(
        body: CompletionBody, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Answer the newest message; with "stream" in pieces."""
        return await _completed(door, conversations, caller_of(request), body, idempotency_key)

    return router


async def _completed(
    door: Door, kept: Conversations, caller: Caller, body: CompletionBody, key: str | None
) -> Response:
    door.check(caller, body.model)
    talk = [message for message in body.messages if message.role in ("user", "assistant")]
    if not talk or talk[-1].role != "user":
        raise EmptyUtterance
    history, newest = talk[:-1], talk[-1]
    session = kept.session(caller, body.model, history)
    said = request_of(caller, newest.text(), key, session=session)
    made = int(door.clock.now().timestamp())

    async def taking() -> TurnResult:
        result = await door.take(caller, body.model, said)
        answer = MessageBody(role="assistant", content=result.text)
        kept.keep(caller, body.model, [*talk, answer], result.session)
        return result

    if body.stream:
        return await door.streams.open(taking(), partial(_chunks, model=body.model, made=made))
    whole = _whole(await taking(), body.model, made)
    return Response(orjson.dumps(whole), media_type="application/json")


def _hash(caller: Caller, model: str, history: Sequence[MessageBody]) -> str:
    said = [[caller.tenant, caller.user, model], *([m.role, m.text()] for m in history)]
    # Not orjson: a history may hold half a letter (a lone surrogate), which it refuses to write.
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _whole(result: TurnResult, model: str, made: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": result.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    # No tokens are told: none were counted, and unknown is not zero.
    return {
        "id": f"chatcmpl-{result.turn}",
        "object": "chat.completion",
        "created": made,
        "model": model,
        "choices": [choice],
    }


def _chunks(result: TurnResult, model: str, made: int) -> list[bytes]:
    head = {
        "id": f"chatcmpl-{result.turn}",
        "object": "chat.completion.chunk",
        "created": made,
        "model": model,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        return event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    begun = chunk({"role": "assistant", "content": ""})
    return [begun, *(chunk({"content": p}) for p in pieces(result.text)), chunk({}, "stop"), _DONE]
