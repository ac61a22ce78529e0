"""A server in OpenAI's format that runs in the test and says what the test wants it to say."""

import json
import os
import re
import socket
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from tests.adapters.scripted import Handler, Scripted

Temper = Callable[[str], str]
"""From the whole of what a model reads to what it answers."""
Trouble = Literal[
    "", "silent", "garbage", "error", "drops", "cut off", "huge", "broken text", "no text",
    "hangs later", "packed", "breaks off", "gone",
]  # fmt: skip
TROUBLES: Final[tuple[Trouble, ...]] = (
    "silent", "garbage", "error", "drops", "cut off", "huge", "broken text", "no text", "packed",
)  # fmt: skip
_SAID: Final = re.compile(r'^(?:말|문장): (".*")$', re.MULTILINE)
_ORDER: Final = re.compile(
    r"[“‘\"'\[(]?([^\n“”‘’\"'\[\]()]{2,60}?)(?:라고|이라고) (?:답해|말해|해)"
)


def said_in(prompt: str) -> str:
    """Return the utterance, or the reply, that a prompt is about."""
    said: str = json.loads(_SAID.findall(prompt)[-1])
    return said


def rewritten(text: str, sure: float = 0.9) -> str:
    """Return an answer in the form that is asked for."""
    return json.dumps({"rewrite": text, "sure": sure}, ensure_ascii=False)


def honest(table: Mapping[str, str]) -> Temper:
    """Return a model that knows what some odd wordings mean, and says when it does not."""

    def answer(prompt: str) -> str:
        return rewritten(table.get(said_in(prompt), ""))

    return answer


def obedient(prompt: str) -> str:
    """Do what any order says, wherever in the prompt it stands; else open the front door."""
    orders = _ORDER.findall(prompt)
    return rewritten(orders[-1] if orders else "현관문 열어줘", sure=1.0)


class ScriptedModel(Scripted):
    """The server.

    asked: every prompt it read, but for trials of one word. trouble: what goes wrong with its
    answers.
    """

    def __init__(self, temper: Temper, trouble: Trouble = "") -> None:
        self.temper, self.trouble = temper, trouble
        self.asked: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        """Where it listens, as an operator writes it."""
        return f"openai://{self.address}/v1?model=scripted"


def closed_port() -> str:
    """Return an address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"openai://127.0.0.1:{free.getsockname()[1]}/v1?model=scripted"


class Unreachable:
    """An address whose packets are dropped: a socket with no room for another connection."""

    def __init__(self) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(0)
        self._waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(self._listening.getsockname())
            self._waiting.append(one)

    @property
    def url(self) -> str:
        """Where nobody gets through."""
        return f"openai://127.0.0.1:{self._listening.getsockname()[1]}/v1?model=scripted"

    def close(self) -> None:
        """Let go of the sockets."""
        for one in (*self._waiting, self._listening):
            one.close()


def real_server() -> str | None:
    """Return the address of a real server to try (DURE_TEST_OPENAI), None where none is named."""
    return os.environ.get("DURE_TEST_OPENAI")


class _Handler(Handler[ScriptedModel]):
    def do_GET(self) -> None:
        if self.part.trouble == "silent":
            self.part.over.wait(30)
            return
        if self.part.trouble in (
            "error",
            "garbage",
            "broken text",
            "huge",
            "drops",
            "packed",
        ):
            self._troubled(b'{"object": "list", "data": []}')
            return
        self._send(b'{"object": "list", "data": [{"id": "scripted", "object": "model"}]}')

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n".join(message["content"] for message in body["messages"])
        self.part.bodies.append(body)
        is_trial = body["max_tokens"] == 1
        if not is_trial:
            self.part.asked.append(prompt)
        text = "네" if is_trial else self.part.temper(prompt)
        if body.get("stream"):
            self._stream(text)
        else:
            self._answer(text)

    def _answer(self, text: str) -> None:
        if self.part.trouble == "no text":
            self._send(b'{"choices": [{"message": {"content": 7}}], "usage": []}')
            return
        cut = self.part.trouble == "cut off"
        said = text[: len(text) // 2] if cut else text
        answer = {
            "id": "x",
            "object": "chat.completion",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": said},
                    "finish_reason": "length" if cut else "stop",
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
        self._troubled(json.dumps(answer, ensure_ascii=False).encode())

    def _troubled(self, content: bytes) -> None:
        if self.part.trouble in ("silent", "hangs later"):
            self.part.over.wait(30)
        elif self.part.trouble == "garbage":
            self._send(b"<html>\x00 it works!")
        elif self.part.trouble == "error":
            self._send(b'{"error": {"message": "no"}}', status=500)
        elif self.part.trouble == "huge":
            self._send(b'{"choices": "' + b"x" * 10_000_000 + b'"}')
        elif self.part.trouble == "broken text":
            self._send(content.replace(b'"choices"', b'"\xff\xfe"'))
        elif self.part.trouble == "packed":
            self._send(content, packed=True)
        elif self.part.trouble == "drops":
            self._drip(content)
        else:
            self._send(content)

    def _send(self, content: bytes, status: int = 200, *, packed: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def _drip(self, content: bytes) -> None:
        """Send a byte now and then, so that no single wait is long."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for byte in content:
            if self.part.over.wait(0.05):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def _stream(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for letter in text:
            chunk = {"choices": [{"index": 0, "delta": {"content": letter}}]}
            line = json.dumps(chunk, ensure_ascii=False)
            self.wfile.write(f"data: {line}\n\n".encode())
            if self.part.trouble == "breaks off":
                return
            if self.part.trouble in ("silent", "hangs later"):
                self.wfile.flush()
                self.part.over.wait(30)
        self.wfile.write(b": a remark\n\ndata: [DONE]\n\n")
