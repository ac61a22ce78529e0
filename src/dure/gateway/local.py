"""Let in only what comes from here: this machine while no login is set up, our own pages later.

Without identity everything that reaches the port may ask; so the port listens on loopback,
and a page from elsewhere that made the browser send something here (another Origin, or a
name that was rebound to 127.0.0.1) is turned away.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from dure.gateway.gates import Gates, is_operator
from dure.gateway.problems import problem
from dure.korean.messages import sentence

_HERE: Final = frozenset(("127.0.0.1", "localhost", "::1"))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    return host.strip("[]").lower() in _HERE


class OnlyThisHouse:
    """ASGI middleware: while no login is set up only this machine, and never another's page."""

    def __init__(self, app: ASGIApp, gates: Gates) -> None:
        self._app, self._gates = app, gates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from where it may."""
        if scope["type"] == "lifespan" or is_operator(scope) or self._may_come(scope):
            await self._app(scope, receive, send)
            return
        why = "wrong_host" if self._gates.is_open else "wrong_origin"
        await problem(403, "forbidden", sentence(why))(scope, receive, send)

    def _may_come(self, scope: Scope) -> bool:
        host, origin = _header(scope, b"host") or "", _header(scope, b"origin")
        if self._gates.is_open:
            same = origin is None or is_loopback(_host_of(origin))
            return is_loopback(_host_of(f"//{host}")) and same
        return origin is None or _place_of(origin) == _place_of(f"{scope['scheme']}://{host}")


def _header(scope: Scope, name: bytes) -> str | None:
    """Return a header's last value."""
    found = None
    for key, value in scope["headers"]:
        if key == name:
            found = value
    return None if found is None else found.decode("latin-1")


def _host_of(url: str) -> str:
    return _place_of(url)[0]


def _place_of(url: str) -> tuple[str, int | None]:
    """Return host and port; a port that goes without saying is None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", None
    return parts.hostname or "", None if port in (80, 443) else port
