"""What concerns a person's own data."""

import asyncio

from fastapi import APIRouter

from dure.gateway.door import Door
from dure.gateway.gates import GuardedRoute
from dure.gateway.schemas import MaskBody, MaskedBody, SpanBody
from dure.trust.mask import find_personal, mask


def privacy_router(door: Door) -> APIRouter:
    """Return the routes about a person's data."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.post("/privacy/mask")
    async def mask_text(body: MaskBody) -> MaskedBody:
        """Return a text with personal data masked, and where they stood."""
        found = await asyncio.to_thread(find_personal, body.text)
        masked = await asyncio.to_thread(mask, body.text)
        spans = [SpanBody(start=one.start, end=one.end, type=one.kind) for one in found]
        return MaskedBody(text=masked, spans=spans)

    return router
