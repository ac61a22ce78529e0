"""Writes that are sent twice: the same Idempotency-Key gets the same answer, and happens once.

Turns have their own way, in the log. Everything else that changes something is kept here for the
person who sent it, sealed with their key of the day, so that it goes when what they said goes.
"""

import asyncio
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from typing import Any, Final
from weakref import WeakValueDictionary

import orjson
from fastapi import Request
from fastapi.responses import Response

from dure.errors import InvalidInput, KeyReused
from dure.kernel.clock import Clock
from dure.kernel.events import Json, Sealed
from dure.ports.stores import Store
from dure.trust.access import Caller
from dure.trust.retention import RAW, person_of
from dure.trust.seal import Sealer

HEADER: Final = "idempotency-key"
SPACE: Final = "gateway.repeats"
_WRITES: Final = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_OWN_WAY: Final = frozenset(
    ("take_turn", "chat_completions", "sign_in", "refresh", "logout", "accept_invite", "mask_text")
)
"""Turns have their answer in the log, tokens are given out anew, masking changes nothing."""
_KEY_LIMIT: Final = 100


class Repeats:
    """Keeps answers to writes by their keys."""

    def __init__(self, store: Store, sealer: Sealer, clock: Clock) -> None:
        self._store, self._sealer, self._clock = store, sealer, clock
        self._let_go_on = ""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(
        self,
        request: Request,
        caller: Caller,
        operation: str,
        answer: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        """Return the answer to a write, the kept one if its key was there before.

        Raises InvalidInput for a key that is none, KeyReused for one with another body, and what
        the write raises; that is not kept, so it may be tried again.
        """
        key = request.headers.get(HEADER)
        if key is None or request.method not in _WRITES or operation in _OWN_WAY:
            return await answer(request)
        if not (0 < len(key) <= _KEY_LIMIT and key.isascii() and key.isprintable()):
            raise InvalidInput("an idempotency key has 1 to 100 printable letters")
        name = _digest([caller.tenant, caller.user, operation, str(request.url.path), key])
        body = hashlib.sha256(await request.body()).hexdigest()
        async with self._locks.setdefault(name, asyncio.Lock()):
            kept = self._kept(name, caller)
            if kept is None:
                response = await answer(request)
                self._keep(name, caller, {"body": body, **_plain(response)})
                return response
        if kept["body"] != body:
            raise KeyReused("the key stood for another body")
        return Response(b64decode(kept["content"]), kept["status"], dict(kept["headers"]))

    def _kept(self, name: str, caller: Caller) -> Json | None:
        value = self._store.get(SPACE, name)
        return None if value is None else self._opened(name, value, caller.tenant)

    def _opened(self, name: str, value: bytes, tenant: str) -> Json | None:
        told: dict[str, str] = orjson.loads(value)
        sealed = Sealed(key_id=told["key_id"], data=b64decode(told["data"]))
        return self._sealer.open_sealed(sealed, tenant=tenant, stream=_stream(name))

    def _let_go(self, today: str) -> None:
        """Delete, once a day, what nobody can open any more: its key has gone."""
        if self._let_go_on == today:
            return
        self._let_go_on = today
        for name, value in list(self._store.items(SPACE)):
            tenant = orjson.loads(value)["key_id"].partition("/")[0]
            if self._opened(name, value, tenant) is None:
                self._store.delete(SPACE, name)

    def _keep(self, name: str, caller: Caller, plain: Json) -> None:
        today = self._clock.now().date().isoformat()
        self._let_go(today)
        key_id = self._sealer.current_key(person_of(caller.tenant, caller.user), RAW, today)
        sealed = self._sealer.seal(plain, key_id=key_id, tenant=caller.tenant, stream=_stream(name))
        data = b64encode(sealed.data or b"").decode()
        self._store.put(SPACE, name, orjson.dumps({"key_id": key_id, "data": data}))


def _plain(response: Response) -> Json:
    headers = [(name, value) for name, value in response.headers.items() if name != "set-cookie"]
    return {
        "status": response.status_code,
        "headers": headers,
        "content": b64encode(bytes(response.body)).decode(),
    }


def _stream(name: str) -> str:
    return f"repeat:{name}"


def _digest(parts: Any) -> str:  # noqa: ANN401 - any JSON
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()
