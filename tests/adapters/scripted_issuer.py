"""An issuer of cards that runs in the test as a real HTTP server and misbehaves on demand."""

import json
from typing import Any

from tests.adapters.scripted import Handler, Scripted


class ScriptedIssuer(Scripted):
    """cards: token → the answer. status, content: sent instead of it. asked: (method, path,
    headers, body) of all that came. trouble: "", "silent", "drips", "drops", "cut", "huge".
    location: where a redirect leads, "" for none.
    """

    def __init__(self, cards: dict[str, dict[str, Any]] | None = None) -> None:
        self.cards = cards or {}
        self.status, self.trouble, self.location = 200, "", ""
        self.content: bytes | None = None
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.address}/v1"


class _Handler(Handler[ScriptedIssuer]):
    def _any(self) -> None:
        issuer = self.part
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        issuer.asked.append((self.command, self.path, dict(self.headers), body))
        token = self.path.removeprefix("/v1/cards/").removesuffix("/balance")
        if issuer.trouble == "silent":
            issuer.over.wait(30)
        elif issuer.trouble == "drops":
            self.close_connection = True
        elif issuer.content is not None:
            self._send(issuer.content, issuer.status)
        elif token in issuer.cards:
            self._send(json.dumps(issuer.cards[token]).encode(), issuer.status)
        else:
            self._send(b'{"error": "no such card"}', 404)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any

    def _send(self, content: bytes, status: int) -> None:
        trouble = self.part.trouble
        content = content + b" " * 1_000_000 if trouble == "huge" else content
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if self.part.location:
            self.send_header("Location", self.part.location)
        self.end_headers()
        if trouble == "cut":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif trouble == "drips":
            self._drip(content)
        else:
            self.wfile.write(content)

    def _drip(self, content: bytes) -> None:
        for byte in content:
            if self.part.over.wait(0.05):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
