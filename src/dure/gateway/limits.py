"""Turn away bodies that are too large or too slow, before and while they are read."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dure.gateway.problems import problem
from dure.korean.messages import sentence

BODY_LIMIT: Final = 1_100_000
"""Bytes of a request or a message: an utterance and one attachment of 1 MB."""
_MOST_DIGITS: Final = 20
_TOO_LARGE: Final = 413
_TOO_SLOW: Final = 408
_BODY_S: Final = 30.0
"""Seconds for a whole body to arrive."""


class BodyLimit:
    """ASGI middleware: at most `limit` bytes in a body, told or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        # Thousands of digits are no number to Python, not even zeros.
        if told.isdigit() and int(told.lstrip(b"0")[:_MOST_DIGITS] or b"0") > self._limit:
            too_large = problem(_TOO_LARGE, "body_too_large", sentence("body_too_large"))
            await too_large(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        left, more = self._limit, True
        deadline = asyncio.get_running_loop().time() + _BODY_S

        async def counted() -> Message:
            nonlocal left, more
            try:
                # Once the body is there, what comes is the farewell, and that may take its time.
                async with asyncio.timeout_at(deadline if more else None):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(_TOO_SLOW) from error
            more = message.get("more_body", False)
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(_TOO_LARGE)
            return message

        return counted
