"""The HTTP surface: which router answers what."""

from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from dure.engine.assistant import Assistant
from dure.engine.privacy import notice
from dure.gateway import problems
from dure.gateway.completions import completions_router
from dure.gateway.door import Door
from dure.gateway.gates import GuardedRoute, caller_of
from dure.gateway.kakao import kakao_router
from dure.gateway.limits import BODY_LIMIT, BodyLimit
from dure.gateway.local import OnlyThisHouse
from dure.gateway.notices import notices_router
from dure.gateway.pages import page_router
from dure.gateway.people import (
    me_router,
    people_router,
    person_router,
    sign_in_router,
    sign_out_router,
)
from dure.gateway.privacy import (
    consent_router,
    feedback_router,
    masking_router,
    my_data_router,
)
from dure.gateway.running import running_router
from dure.gateway.schemas import AssistantBody, StateBody
from dure.gateway.socket import socket_router
from dure.gateway.turns import add_turns

_METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"


def make_app(door: Door) -> FastAPI:
    """Return the application of a house."""
    app = problems.ProblemApp(
        title="dure",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        responses=problems.RESPONSES,
        generate_unique_id_function=_operation_of,
    )
    app.state.gates, app.state.repeats = door.gates, door.repeats
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    app.add_middleware(OnlyThisHouse, gates=door.gates)
    problems.install(app)
    add_turns(app, door)
    for router in (
        # Matched one after the other: what is asked most comes first.
        _assistants(door),
        completions_router(door),
        socket_router(door),
        sign_in_router(door.identity, door.gates),
        sign_out_router(door.identity, door.gates),
        me_router(door.identity),
        people_router(door.identity, door.privacy.mydata),
        person_router(door.identity),
        masking_router(),
        consent_router(door.privacy.consents),
        my_data_router(door.privacy, door.identity, door.clock),
        feedback_router(door.turns, door.privacy.feedback),
        notices_router(door.notices),
        kakao_router(door),
        running_router(door.turns),
        _state(door),
        page_router(),
    ):
        app.include_router(router)
    return app


def _operation_of(route: APIRoute) -> str:
    return route.name


def _assistants(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.get("/assistants")
    async def list_assistants() -> list[AssistantBody]:
        """List the assistants that can be talked to."""
        return [_shown(assistant) for assistant in door.turns.assistants.values()]

    @router.get("/assistants/{name}/panel")
    async def panel(name: str, request: Request) -> list[dict[str, Any]]:
        """Return what stands beside the conversation now: the devices of a home."""
        door.check(caller_of(request), name)
        assistant = door.turns.named(name)
        return [dict(item) for item in await assistant.panel()] if assistant.panel else []

    return router


def _state(door: Door) -> APIRouter:
    router = APIRouter(route_class=GuardedRoute)

    @router.get("/healthz")
    async def healthz() -> StateBody:
        """Tell that the process lives."""
        return StateBody(status="ok")

    @router.get("/readyz")
    async def readyz() -> StateBody:
        """Tell that turns can be taken: the log answers and an assistant is lit."""
        await door.turns.ready()
        return StateBody(status="ready", assistants=list(door.turns.assistants))

    @router.get("/metrics", responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(door.telemetry.exposition(), media_type=_METRICS)

    return router


def _shown(assistant: Assistant) -> AssistantBody:
    return AssistantBody(
        name=assistant.name,
        title=assistant.title or assistant.name,
        greeting=assistant.greeting,
        notice=notice(),
        examples=list(assistant.examples),
        has_panel=assistant.panel is not None,
        uses_place=assistant.uses_place,
        takes_files=assistant.takes_files,
        guests=assistant.guests,
        tells=assistant.tells is not None,
    )
