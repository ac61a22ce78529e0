"""Let only this machine in, and tell the operator's socket from the network.

Without identity everything that reaches the port may ask; so the port listens on loopback,
and a page from elsewhere that made the browser send something here (another Origin, or a
name that was rebound to 127.0.0.1) is turned away.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from dure.gateway.problems import problem
from dure.korean.messages import sentence

_HERE: Final = frozenset(("127.0.0.1", "localhost", "::1"))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    return host.strip("[]").lower() in _HERE


def is_operator(scope: Any) -> bool:  # noqa: ANN401 - an ASGI scope
    """Whether a request came over the operator's socket (a file that only the owner may open)."""
    return scope.get("server") is None or scope["server"][1] is None


class OnlyThisMachine:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from here."""
        if scope["type"] == "lifespan" or is_operator(scope) or _is_from_here(scope):
            await self._app(scope, receive, send)
            return
        await problem(403, "forbidden", sentence("wrong_host"))(scope, receive, send)


def _is_from_here(scope: Scope) -> bool:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    same = origin is None or is_loopback(_host_of(origin))
    return is_loopback(_host_of(f"//{headers.get(b'host', '')}")) and same


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
