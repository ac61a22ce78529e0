"""The weather service of the KMA as a real HTTP server, that answers as it is written to and
misbehaves on demand.

The form of its answers is that of the service's guide (기상청 단기예보 조회서비스, 초단기실황).
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.adapters.scripted import Handler, Scripted


class ScriptedKma(Scripted):
    """values: category → value as it is written. code: of the answer. status, content: sent instead
    of it. silent: whether it says nothing. asked: the questions that came, (path, parameters).
    """

    def __init__(self) -> None:
        self.values: dict[str, str] = {"PTY": "1", "T1H": "12.4", "RN1": "2", "REH": "88"}
        self.code, self.status, self.silent = "00", 200, False
        self.content: bytes | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.address}/service"

    def answer(self, asked: dict[str, str]) -> bytes:
        """Return the answer to a question."""
        if self.content is not None:
            return self.content
        head = {"resultCode": self.code, "resultMsg": "NORMAL_SERVICE"}
        if self.code != "00":
            return json.dumps({"response": {"header": head}}).encode()
        names = {"baseDate": "base_date", "baseTime": "base_time", "nx": "nx", "ny": "ny"}
        about: dict[str, Any] = {name: asked[key] for name, key in names.items()}
        items = [{**about, "category": c, "obsrValue": v} for c, v in self.values.items()]
        body = {"dataType": "JSON", "items": {"item": items}, "pageNo": 1, "numOfRows": 20,
                "totalCount": len(items)}  # fmt: skip
        return json.dumps({"response": {"header": head, "body": body}}).encode()


class _Handler(Handler[ScriptedKma]):
    def do_GET(self) -> None:
        """Answer a question."""
        service, parts = self.part, urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        service.asked.append((parts.path, asked))
        if service.silent:
            service.over.wait(30)
            return
        content = service.answer(asked)
        self.send_response(service.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
