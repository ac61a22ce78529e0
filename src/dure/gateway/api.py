"""The HTTP surface: turns, sessions, health, and the chat page."""

import asyncio
from pathlib import PurePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Header, Path, Request
from fastapi.responses import HTMLResponse, Response

from dure.engine.result import to_json
from dure.engine.turn import Turns
from dure.errors import NotFound
from dure.gateway import problems
from dure.gateway.limits import BodyLimit
from dure.gateway.local import OnlyThisMachine, is_operator
from dure.gateway.schemas import (
    AssistantBody,
    MaskBody,
    MaskedBody,
    SessionBody,
    SpanBody,
    StateBody,
    TurnBody,
    TurnResultBody,
)
from dure.kernel.data import read_text
from dure.kernel.turns import Attachment, Place, TurnRequest
from dure.trust.mask import find_personal, mask

BODY_LIMIT: Final = 1_100_000
"""Bytes of a request: an utterance and one attachment of 1 MB."""
TENANT: Final = "main"
LOCAL_USER: Final = "local"

_ID: Final = r"^[\x21-\x7e]{1,100}$"
SessionId = Annotated[str, Path(min_length=1, max_length=100)]
IdempotencyKey = Annotated[str | None, Header(pattern=_ID)]


def make_app(turns: Turns) -> FastAPI:
    """Return the application over the turns of a house."""
    app = problems.ProblemApp(
        title="dure",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        responses=problems.RESPONSES,
    )
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    app.add_middleware(OnlyThisMachine)
    problems.install(app)
    app.include_router(_v1(turns))
    app.include_router(_privacy())
    app.include_router(_open(turns))
    return app


def _v1(turns: Turns) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.get("/assistants")
    async def assistants() -> list[AssistantBody]:
        """List the assistants that can be talked to."""
        return [
            AssistantBody(
                name=a.name,
                title=a.title or a.name,
                greeting=a.greeting,
                examples=list(a.examples),
                has_panel=a.panel is not None,
                uses_place=a.uses_place,
                takes_files=a.takes_files,
            )
            for a in turns.assistants.values()
        ]

    @router.get("/assistants/{name}/panel")
    async def panel(name: str) -> list[dict[str, Any]]:
        """Return what stands beside the conversation now: the devices of a home."""
        assistant = turns.named(name)
        return [dict(item) for item in await assistant.panel()] if assistant.panel else []

    @router.post("/assistants/{name}/turns", response_model=TurnResultBody)
    async def take_turn(
        name: str, body: TurnBody, request: Request, idempotency_key: IdempotencyKey = None
    ) -> dict[str, Any]:
        """Say one thing and get the answer; the same Idempotency-Key gets the same answer."""
        result = await turns.take(name, _request(body, request, idempotency_key))
        return to_json(result)

    @router.get("/sessions/{session}", response_model=SessionBody)
    async def session(session: SessionId, request: Request) -> dict[str, Any]:
        """Return the last turns of a conversation."""
        state = await turns.session(TENANT, session, LOCAL_USER)
        past = [{"turn": p.turn, "said": p.said, "result": p.result} for p in state.past]
        return {"session": state.id, "assistant": state.assistant, "turns": past}

    return router


def _privacy() -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/privacy/mask")
    async def mask_text(body: MaskBody) -> MaskedBody:
        """Return a text with personal data masked, and where they stood."""
        found = await asyncio.to_thread(find_personal, body.text)
        masked = await asyncio.to_thread(mask, body.text)
        spans = [SpanBody(start=one.start, end=one.end, type=one.kind) for one in found]
        return MaskedBody(text=masked, spans=spans)

    return router


def _open(turns: Turns) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> StateBody:
        """Tell that the process lives."""
        return StateBody(status="ok")

    @router.get("/readyz")
    async def readyz() -> StateBody:
        """Tell that turns can be taken: the log answers and an assistant is lit."""
        await turns.ready()
        return StateBody(status="ready", assistants=list(turns.assistants))

    @router.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        """Return the chat page."""
        return HTMLResponse(_PAGE["index.html"], headers={"Content-Security-Policy": _POLICY})

    @router.get("/page/{name}", include_in_schema=False)
    async def part(name: str) -> Response:
        """Return a part of the page: its style, or a module of its script."""
        if name not in _PAGE:
            raise NotFound(what="그런 화면")
        kind = _KINDS[PurePath(name).suffix]
        return Response(_PAGE[name], media_type=kind, headers={"Cache-Control": "no-cache"})

    return router


def _request(body: TurnBody, request: Request, key: str | None) -> TurnRequest:
    named = body.user if is_operator(request.scope) else None
    here = Place(lat=body.here.lat, lon=body.here.lon) if body.here else None
    return TurnRequest(
        text=body.text,
        user=named or LOCAL_USER,
        tenant=TENANT,
        session=body.session,
        turn=key,
        here=here,
        attachments=tuple(
            Attachment(name=a.name, media_type=a.media_type, text=a.text) for a in body.attachments
        ),
    )


_PARTS: Final = (
    "page.css",
    "talk.js",
    "elements.js",
    "shops.js",
    "rows.js",
    "panel.js",
    "formulas.js",
)
_PAGE: Final = {name: read_text("dure.gateway", f"page/{name}") for name in ("index.html", *_PARTS)}
_KINDS: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
