"""Answers that arrive piece by piece, as Server-Sent Events.

A turn goes on when its listener leaves: what was heard is answered and written down all the same.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import orjson
from fastapi.responses import StreamingResponse

from dure.engine.result import to_json
from dure.errors import DureError
from dure.gateway.problems import problem_of
from dure.kernel.turns import TurnResult

EVENT_STREAM: Final = "text/event-stream"
_EARLY_S: Final = 1.0
"""Seconds in which a refusal can still be told by its status."""
_BREATH_S: Final = 10.0
"""Seconds of silence until a comment says that the work goes on; proxies close at 30 or 60."""
_PIECE: Final = re.compile(r"\S+\s*|\s+")

Frames = Callable[[TurnResult], list[bytes]]


def pieces(text: str) -> list[str]:
    """Return a text cut after its words; joined they are the text."""
    return _PIECE.findall(text)


def event(data: Any, name: str | None = None) -> bytes:  # noqa: ANN401 - any JSON
    """Return one event; data: JSON, or bytes as they are."""
    shown = data if isinstance(data, bytes) else orjson.dumps(data)
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + shown + b"\n\n"


def turn_frames(result: TurnResult) -> list[bytes]:
    """Return the events of an answer: its text in pieces, then the whole result."""
    deltas = [event({"delta": piece}, "text") for piece in pieces(result.text)]
    return [*deltas, event(to_json(result), "result")]


class Streams:
    """Holds the turns that are streamed until they are over, whoever still listens."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Future[TurnResult]] = set()

    async def open(self, taking: Awaitable[TurnResult], frames: Frames) -> StreamingResponse:
        """Return the stream of a turn.

        Raises what the turn raises within its first second; later it becomes an event "problem".
        """
        task = asyncio.ensure_future(taking)
        self._under_way.add(task)
        task.add_done_callback(self._over)
        await asyncio.wait({task}, timeout=_EARLY_S)
        if task.done():
            task.result()
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_events(task, frames), media_type=EVENT_STREAM, headers=headers)

    def _over(self, task: asyncio.Future[TurnResult]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # Told to the listener; nobody may be there any more.


async def _events(task: asyncio.Future[TurnResult], frames: Frames) -> AsyncIterator[bytes]:
    while not task.done():
        yield b": the answer is being worked out\n\n"
        await asyncio.wait({task}, timeout=_BREATH_S)
    try:
        for frame in frames(task.result()):
            yield frame
    except DureError as error:
        yield event(bytes(problem_of(error).body), "problem")
