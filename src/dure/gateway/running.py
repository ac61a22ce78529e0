"""What whoever runs the house tells its assistants, and asks of how it goes."""

import re
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from dure.engine.turn import Turns
from dure.errors import BadPeriod, NotFound
from dure.gateway.gates import GuardedRoute

Name = Annotated[str, Path(pattern="^[a-z][a-z_]{0,39}$")]
Period = Annotated[str, Path(max_length=40, examples=["2026-W47", "2026-11", "2026-11-21"])]
_PERIOD: Final = re.compile(r"\d{4}-(W\d{2}|\d{2}(-\d{2})?)", re.ASCII)
_HTML: Final = "text/html"
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def running_router(turns: Turns) -> APIRouter:
    """Return the routes of whoever runs the house."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.post("/assistants/{name}/orders/{order}")
    async def give_order(name: Name, order: Name, body: dict[str, Any]) -> dict[str, Any]:
        """Tell an assistant something that concerns everybody: a dish is sold out."""
        orders = turns.named(name).orders
        if order not in orders:
            raise NotFound(what="지시")
        return dict(await orders[order](body))

    @router.get(
        "/reports/{name}/{period}",
        response_class=Response,
        responses={200: {"content": {"application/json": {}, _HTML: {}}}},
    )
    async def report(name: Name, period: Period, request: Request) -> Response:
        """Return how a week (2026-W47), a month (2026-11) or a day (2026-11-21) went.

        Days, weeks and months are Seoul's; a day closes at 02:00, a week and a month at 04:00 of
        the day after. As numbers, or with `Accept: text/html` as a page to read. Counts of a few
        people are not told exactly.
        """
        made = turns.named(name).report
        if made is None:
            raise NotFound(what="보고서")
        if not _PERIOD.fullmatch(period):
            raise BadPeriod
        found = await made(period)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if _HTML in request.headers.get("accept", ""):
            headers["Content-Security-Policy"] = _POLICY
            return HTMLResponse(found.page, headers=headers)
        return Response(orjson.dumps(found.numbers), media_type="application/json", headers=headers)

    return router
