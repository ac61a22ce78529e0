"""Turns over HTTP, the short way: what is asked most by far goes around FastAPI's general one.

Documented, guarded and refused like every other operation (decision 0012).
"""

import json
import re
from typing import Annotated, Any, Final

import orjson
from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from dure.engine.result import to_json
from dure.gateway.door import Door
from dure.gateway.gates import GuardedRoute, caller_of, is_operator
from dure.gateway.repeats import HEADER
from dure.gateway.schemas import SessionBody, TurnBody, TurnResultBody
from dure.gateway.stream import EVENT_STREAM, turn_frames
from dure.gateway.taking import ID, IdempotencyKey, request_of
from dure.kernel.turns import TurnRequest
from dure.trust.access import Caller

SessionId = Annotated[str, Path(min_length=1, max_length=100)]
_UNREADABLE: Final = 400
_KEY: Final = re.compile(ID)
_JSON: Final = re.compile(r"application/(?:[^;]*\+)?json\s*(?:;|$)", re.IGNORECASE)


class TurnRoute(GuardedRoute):
    """A route whose endpoint takes a name, the body of a turn, the request and a key."""

    def __init__(self, path: str, endpoint: Any, **given: Any) -> None:  # noqa: ANN401 - APIRoute's
        super().__init__(path, endpoint, **given)
        answer = self.guarded(self._answer)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await answer(Request(scope, receive, send))
            await response(scope, receive, send)

        self.app = app

    async def _answer(self, request: Request) -> Response:
        key = request.headers.get(HEADER)
        if key is not None and not _KEY.fullmatch(key):
            raise RequestValidationError([])
        response: Response = await self.endpoint(
            request.path_params["name"], await _body_of(request), request, key
        )
        return response


async def _body_of(request: Request) -> TurnBody:
    """Return what was sent.

    Raises RequestValidationError for what is no turn, or not said to be JSON (a form of another
    page can send no such type), HTTPException for what nothing can read: no
    text, a number of thousands of digits, brackets without end.
    """
    body = await request.body()
    if not _JSON.match(request.headers.get("content-type", "")):
        raise RequestValidationError([])
    try:
        return TurnBody.model_validate(json.loads(body))
    except (ValidationError, json.JSONDecodeError) as error:
        raise RequestValidationError([]) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(_UNREADABLE) from error


def add_turns(app: FastAPI, door: Door) -> None:
    """Add the routes; those of an included router would be matched twice each time."""
    app.router.route_class = TurnRoute

    @app.post(
        "/v1/assistants/{name}/turns",
        response_model=TurnResultBody,
        responses={200: {"content": {EVENT_STREAM: {}}}},
    )
    async def take_turn(
        name: str, body: TurnBody, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Say one thing and get the answer; the same Idempotency-Key gets the same answer.

        With `Accept: text/event-stream` it comes as events: text {delta}, then result.
        """
        caller = caller_of(request)
        door.check(caller, name)
        taking = door.take(caller, name, _said(caller, body, request, idempotency_key))
        if EVENT_STREAM in request.headers.get("accept", ""):
            return await door.streams.open(taking, turn_frames)
        return _json(to_json(await taking))

    app.router.route_class = GuardedRoute

    @app.get("/v1/sessions/{session}", response_model=SessionBody)
    async def session(session: SessionId, request: Request) -> Response:
        """Return the last turns of a conversation."""
        caller = caller_of(request)
        state = await door.turns.session(caller.tenant, session, caller.user)
        past = [{"turn": p.turn, "said": p.said, "result": p.result} for p in state.past]
        return _json({"session": state.id, "assistant": state.assistant, "turns": past})


def _said(caller: Caller, body: TurnBody, request: Request, key: str | None) -> TurnRequest:
    # Whoever opened the operator's socket may speak for anybody.
    if body.user and is_operator(request.scope):
        caller = Caller(tenant=caller.tenant, user=body.user, role=caller.role)
    return request_of(
        caller, body.text, key, session=body.session, here=body.here, attachments=body.attachments
    )


def _json(plain: Any) -> Response:  # noqa: ANN401 - any JSON
    # What the engine made has its shape; checking it again would cost more than making it.
    return Response(orjson.dumps(plain), media_type="application/json")
