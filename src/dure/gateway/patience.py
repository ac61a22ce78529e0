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
HEAD_LIMIT: Final = 65_536
"""Bytes of a head; the parser itself would take any number of them."""
MESSAGE_LIMIT: Final = 16_777_216
"""Bytes of a request as it is sent: a body in chunks of one byte each, and what cannot be one."""


class _ReadInTime(asyncio.Protocol):
    """Gives up who does not read what was sent."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
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


class PatientHttp(_ReadInTime, HttpToolsProtocol):
    """HTTP/1.1 with an end to patience."""

    _head: asyncio.TimerHandle | None = None
    _bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._bytes += len(data)
        super().data_received(data)
        if self._bytes > (MESSAGE_LIMIT if self._head is None else HEAD_LIMIT):
            self.transport.abort()

    def on_message_begin(self) -> None:
        """See httptools."""
        self._await_head()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """See httptools; what stands behind a body (trailers) is not taken for a header."""
        if self._head is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._head_is_there()
        self._bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """See httptools."""
        self._bytes = 0
        super().on_message_complete()

    def _await_head(self) -> None:
        self._head_is_there()
        self._head = self.loop.call_later(HEAD_S, self.transport.abort)

    def _head_is_there(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


class PatientSocket(_ReadInTime, WebSocketsSansIOProtocol):
    """WebSockets with an end to patience."""
