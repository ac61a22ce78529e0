"""What the servers that run in tests have in common: a real HTTP server on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, TypeVar

Part = TypeVar("Part", bound="Scripted")


class Handler(BaseHTTPRequestHandler, Generic[Part]):
    """Answers one connection. part: the server that the test writes to."""

    part: Part
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Scripted:
    """A server that answers as its handler does, from the moment it is made.

    over: set when it stops; a handler that keeps silent waits for it. Whoever subclasses this
    calls `__init__` last.
    """

    def __init__(self, handler: type[Handler[Any]]) -> None:
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("_Handler", (handler,), {"part": self}))
        # Its own half second between looks would be waited for at every stop.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop; whoever still waits for an answer gets none."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A queue of five, the library's own, drops the sixth that knocks for a second.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away."""
