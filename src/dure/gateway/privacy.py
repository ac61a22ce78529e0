"""What concerns a person's own data: masking, consent, showing, handing out, forgetting."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, Any, Final, Protocol

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from dure.engine.dossier import Dossier, consents_of
from dure.engine.turn import Turns
from dure.errors import Forbidden, NotFound
from dure.gateway.gates import GuardedRoute, caller_of
from dure.gateway.schemas import (
    ConsentBody,
    FeedbackBody,
    FeedbackTakenBody,
    ForgottenBody,
    MaskBody,
    MaskedBody,
    SpanBody,
)
from dure.kernel.clock import Clock
from dure.learning.feedback import FeedbackBook, Opinion
from dure.trust.access import Caller
from dure.trust.consent import ConsentBook, Guardian, How
from dure.trust.identity import Identity
from dure.trust.mask import find_personal, mask
from dure.trust.mydata import Forgotten, MyData

Purpose = Annotated[str, Path(min_length=1, max_length=20, pattern="^[a-z]+$")]
_FILE: Final = 'attachment; filename="dure-my-data.json"'


class PrivacyParts(Protocol):
    """What people may ask about their own data."""

    @property
    def mydata(self) -> MyData:
        """Return what forgets."""
        ...

    @property
    def consents(self) -> ConsentBook:
        """Return what people agreed to."""
        ...

    @property
    def feedback(self) -> FeedbackBook:
        """Return what people think of answers."""
        ...

    @property
    def dossier(self) -> Dossier:
        """Return what looks up what is known."""
        ...


def masking_router() -> APIRouter:
    """Return the route that masks somebody's text."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.post("/privacy/mask")
    async def mask_text(body: MaskBody) -> MaskedBody:
        """Return a text with personal data masked, and where they stood."""
        found = await asyncio.to_thread(find_personal, body.text)
        masked = await asyncio.to_thread(mask, body.text)
        spans = [SpanBody(start=one.start, end=one.end, type=one.kind) for one in found]
        return MaskedBody(text=masked, spans=spans)

    return router


def consent_router(consents: ConsentBook) -> APIRouter:
    """Return the routes about what one agrees to."""
    router = APIRouter(prefix="/v1/privacy", route_class=GuardedRoute)

    @router.get("/consents")
    async def list_consents(request: Request) -> list[dict[str, Any]]:
        """List what can be agreed to, and what was."""
        caller = caller_of(request)
        return consents_of(await consents.of(caller.tenant, caller.user))

    @router.put("/consents/{purpose}")
    async def give_consent(
        purpose: Purpose, request: Request, body: ConsentBody | None = None
    ) -> list[dict[str, Any]]:
        """Agree to the present text of a purpose; for a child under 14 a guardian does."""
        caller = caller_of(request)
        guardian = None
        if body is not None and body.guardian is not None:
            # A child cannot vouch for its guardian: whoever checked it writes it down.
            if caller.role != "operator":
                raise Forbidden("a guardian", why="보호자 동의는 운영자가 확인하고 적어요.")
            guardian = Guardian(name=body.guardian.name, checked=body.guardian.checked)
        state = await consents.give(
            caller.tenant, caller.user, purpose, how=_how(caller), guardian=guardian
        )
        return consents_of(state)

    @router.delete("/consents/{purpose}")
    async def withdraw_consent(purpose: Purpose, request: Request) -> ForgottenBody:
        """Take a consent back; what was kept for it is forgotten."""
        caller = caller_of(request)
        return _told(await consents.withdraw(caller.tenant, caller.user, purpose, how=_how(caller)))

    return router


def my_data_router(privacy: PrivacyParts, identity: Identity, clock: Clock) -> APIRouter:
    """Return the routes to see, take along and forget one's data."""
    router = APIRouter(prefix="/v1/privacy/me", route_class=GuardedRoute)

    @router.get("")
    async def show_my_data(request: Request) -> dict[str, Any]:
        """Show what is known of the person who asks."""
        caller = caller_of(request)
        return dict(await privacy.dossier.show(caller.tenant, caller.user))

    @router.get(
        "/export", response_class=Response, responses={200: {"content": {"application/json": {}}}}
    )
    async def export_my_data(request: Request) -> StreamingResponse:
        """Hand out all that is kept of the person who asks, as one JSON document."""
        caller = caller_of(request)
        whole = privacy.dossier.export(caller.tenant, caller.user, now=clock.now())
        headers = {"Content-Disposition": _FILE, "Cache-Control": "no-store"}
        return StreamingResponse(whole, media_type="application/json", headers=headers)

    @router.delete("")
    async def forget_me(request: Request) -> ForgottenBody:
        """Forget the person who asks: their keys are destroyed, for good."""
        caller = caller_of(request)
        forgotten = await privacy.mydata.forget_me(caller.tenant, caller.user)
        # What was signed for them is void at once; their secrets went with the keys.
        end = identity.revoke_all if caller.role == "guest" else identity.remove
        with suppress(NotFound):
            await end(caller.tenant, caller.user, by=caller.user)
        return _told(forgotten)

    return router


def feedback_router(turns: Turns, book: FeedbackBook) -> APIRouter:
    """Return the route by which people say what they think of an answer."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.post("/feedback")
    async def feedback(body: FeedbackBody, request: Request) -> FeedbackTakenBody:
        """Say what one thinks of an answer; said otherwise later, it replaces this."""
        caller = caller_of(request)
        session = await turns.session(caller.tenant, body.session, caller.user)
        opinion = Opinion(
            turn=body.turn,
            rating=body.rating,
            reason=body.reason,
            text=body.text,
            chosen=body.chosen,
        )
        return FeedbackTakenBody(is_news=await book.give(caller.tenant, session, opinion))

    return router


def _how(caller: Caller) -> How:
    return "command" if caller.role == "operator" else "api"


def _told(forgotten: Forgotten) -> ForgottenBody:
    return ForgottenBody(**asdict(forgotten))
