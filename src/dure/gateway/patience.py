"""Connections that are given up: who sends its request drop by drop, or does not read the answer.

Built on uvicorn's protocols, which wait for ever for both.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HEAD_S: Final = 10.0
"""Seconds for the head of a request, from the connection or its first byte."""
READ_S: Final = 30.0
"""Seconds in which a reader who lets everything pile up must take some of it."""


class PatientHttp(HttpToolsProtocol):
    """HTTP/1.1 with an end to patience."""

    _head: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._head_is_there()
        self.resume_writing()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """See httptools."""
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._head_is_there()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """See asyncio.Protocol."""
        self._reading = self.loop.call_later(READ_S, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def _await_head(self) -> None:
        self._head_is_there()
        self._head = self.loop.call_later(HEAD_S, self.transport.abort)

    def _head_is_there(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


class PatientSocket(WebSocketsSansIOProtocol):
    """WebSockets with an end to patience."""

    _reading: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """See asyncio.Protocol."""
        self._reading = self.loop.call_later(READ_S, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self.resume_writing()
        super().connection_lost(exc)
