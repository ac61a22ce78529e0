"""The chat page and its parts."""

from pathlib import PurePath
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from dure.errors import NotFound
from dure.kernel.data import read_text

_PARTS: Final = (
    "page.css",
    "talk.js",
    "elements.js",
    "sign_in.js",
    "shops.js",
    "rows.js",
    "panel.js",
    "formulas.js",
    "notices.js",
    "worker.js",
)
_PAGE: Final = {name: read_text("dure.gateway", f"page/{name}") for name in ("index.html", *_PARTS)}
_KINDS: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_router() -> APIRouter:
    """Return the routes of the page; they hold nothing of anybody and ask nobody."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        """Return the chat page."""
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
        return HTMLResponse(_PAGE["index.html"], headers=headers)

    @router.get("/page/{name}", include_in_schema=False)
    async def part(name: str) -> Response:
        """Return a part of the page: its style, or a module of its script."""
        if name not in _PAGE:
            raise NotFound(what="화면")
        kind = _KINDS[PurePath(name).suffix]
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(_PAGE[name], media_type=kind, headers=headers)

    return router
