"""A running Tryton, spoken to over JSON-RPC as one of its users.

What the user may see is decided by Tryton itself, so its answers are the measure of our own
reading of its rules.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from dure.errors import Forbidden, Unavailable

_DENIED: Final = frozenset(("AccessError", "UserError"))


@dataclass(frozen=True, kw_only=True)
class TrytonSettings:
    """How long Tryton may take."""

    timeout_s: float = 10.0
    """Seconds after which a call is given up."""


class TrytonClient:
    """One user's session on one database."""

    def __init__(self, url: str, database: str, *, settings: TrytonSettings | None = None) -> None:
        """url: of the server, such as http://127.0.0.1:8000; nothing is sent yet."""
        timeout_s = (settings or TrytonSettings()).timeout_s
        self._http = httpx2.Client(base_url=url, timeout=timeout_s)
        self._path = f"/{database}/rpc/"
        self._session = ""
        self._context: dict[str, Any] = {}

    def login(self, user: str, password: str) -> int:
        """Begin a session and return the user's id.

        Raises Forbidden if the name or the password is wrong, Unavailable if nobody answers.
        """
        found = self._post("common.db.login", [user, {"password": password}, "ko"])
        if not found:
            raise Forbidden(why="login")
        number, key = found[0], found[1]
        raw = f"{user}:{number}:{key}".encode()
        self._session = "Session " + base64.b64encode(raw).decode("ascii")
        self._context = self._post("model.res.user.get_preferences", [True, {}])
        return int(number)

    def search(self, model: str, domain: Sequence[Any] = ()) -> list[int]:
        """Return the ids of the records that the user sees, in order.

        Raises Forbidden if the user may not read the model.
        """
        arguments = [list(domain), 0, None, [["id", "ASC"]], self._context]
        return [int(number) for number in self._post(f"model.{model}.search", arguments)]

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> list[dict[str, Any]]:
        """Return fields of records.

        Raises Forbidden if one of them may not be read.
        """
        arguments = [list(ids), list(fields), self._context]
        rows: list[dict[str, Any]] = self._post(f"model.{model}.read", arguments)
        return rows

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _post(self, method: str, params: list[Any]) -> Any:  # noqa: ANN401 - JSON
        headers = {"Authorization": self._session} if self._session else {}
        body = {"id": 0, "method": method, "params": params}
        try:
            response = self._http.post(self._path, json=body, headers=headers)
        except httpx2.HTTPError as error:
            raise Unavailable(what="tryton") from error
        if response.status_code in (401, 403):
            raise Forbidden(why=method)
        if response.status_code != 200:
            raise Unavailable(what=f"tryton {response.status_code}")
        told = response.json()
        if told.get("error"):
            kind = told["error"][0]
            if kind in _DENIED:
                raise Forbidden(why=method)
            raise Unavailable(what=f"tryton {kind}")
        return told["result"]
