"""A way to a server that can be cut at a chosen word, before or after the server heard it."""

import asyncio
import contextlib
import threading
from types import TracebackType
from urllib.parse import urlsplit


class Wire:
    """Forwards what goes to and fro; a context manager with a thread of its own."""

    def __init__(self, url: str) -> None:
        self._server = urlsplit(url)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._asked = self._answered = b""
        self._open: set[asyncio.StreamWriter] = set()
        self.cuts = 0
        self.port = 0

    @property
    def url(self) -> str:
        """The server's address by way of this wire."""
        host = f"{self._server.username}@127.0.0.1:{self.port}"
        return self._server._replace(netloc=host).geturl()

    def cut_before(self, word: bytes) -> None:
        """Cut when the client says a word; the server does not hear it."""
        self._asked = word

    def cut_after(self, word: bytes) -> None:
        """Cut when the server answers what held a word; the client does not hear that."""
        self._answered = word

    def cut_now(self) -> None:
        """Cut whatever is open."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)

    def __enter__(self) -> "Wire":
        """Listen on a free port."""
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(5)
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._server.hostname, self._server.port)
        both = {writer, back}
        self._open |= both
        swallow = asyncio.Event()

        async def ask() -> None:
            while data := await reader.read(65_536):
                if self._asked and self._asked in data:
                    self._asked = b""
                    return
                if self._answered and self._answered in data:
                    self._answered = b""
                    swallow.set()
                back.write(data)

        async def answer() -> None:
            while data := await there.read(65_536):
                if swallow.is_set():
                    self.cuts += 1
                    return
                writer.write(data)

        tasks = [asyncio.ensure_future(ask()), asyncio.ensure_future(answer())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for end in both:
            end.transport.abort()
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await task
        self._open -= both

    async def _end(self) -> None:
        for end in self._open:
            end.transport.abort()
        while self._open:  # noqa: ASYNC110 - those who serve take themselves off
            await asyncio.sleep(0.01)
