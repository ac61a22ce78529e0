"""Servers of others: which of them may be spoken to, and how much of an answer is read.

Plain HTTP never leaves this machine.
"""

from collections.abc import AsyncIterable, Collection
from typing import Final
from urllib.parse import urlsplit

from dure.errors import Unavailable

_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_URL_LIMIT: Final = 2000


def may_reach(url: str, hosts: Collection[str]) -> bool:
    """Whether an address that anybody may have written is one of these hosts', over https.

    hosts: names, `*.` before one for all below it, or `http://127.0.0.1:8000` for this machine.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(url) > _URL_LIMIT or not url.isascii() or parts.username is not None:
        return False
    if parts.scheme == "http":
        return host in _LOCAL and f"http://{host}:{port}" in hosts
    if parts.scheme != "https" or port not in (None, 443):
        return False
    return any(
        host.endswith(known[1:]) if known.startswith("*.") else host == known for known in hosts
    )


def is_server(url: str) -> bool:
    """Whether an address that the operator wrote is a server's: https, or plain on this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and host in _LOCAL
    return bool(host) and port != 0 and (is_plain or parts.scheme == "https")


async def read_at_most(parts: AsyncIterable[bytes], limit: int, *, what: str) -> bytes:
    """Return an answer of at most so many bytes.

    Raises Unavailable for a longer one. what: whose answer it is, as people call it.
    """
    content = b""
    async for part in parts:
        content += part
        if len(content) > limit:
            raise Unavailable("the answer is too long", what=what)
    return content
