"""The open WebSockets of this process, and word of answers that were given elsewhere.

A person may talk on a phone and look on a desk: a connection that follows hears that a turn of
theirs was answered, whichever process answered it. Only ids travel; the answer is read by its
session.
"""

import asyncio
import hashlib
from collections import defaultdict
from contextlib import suppress
from typing import Any, Final, Protocol

import orjson

from dure.errors import Unavailable
from dure.kernel.turns import TurnResult
from dure.ports.fanout import Fanout
from dure.ports.telemetry import Telemetry
from dure.trust.access import Caller

_CHANNEL: Final = "dure.turns"
_LOOK_EVERY_S: Final = 2.0
"""Seconds between looks at the tokens of open connections; revocation must act within 5."""
_TRY_AGAIN_S: Final = 1.0


class Listener(Protocol):
    """An open connection."""

    def hear(self, message: dict[str, Any]) -> None:
        """Send a message soon; a connection that does not keep up is closed."""
        ...

    def look(self) -> None:
        """Close if its token is not good any more."""
        ...


class Sockets:
    """Who is connected."""

    def __init__(self, fanout: Fanout, telemetry: Telemetry) -> None:
        self._fanout, self._telemetry = fanout, telemetry
        self._open: set[Listener] = set()
        self._following: defaultdict[str, set[Listener]] = defaultdict(set)

    def __len__(self) -> int:
        """Return the number of open connections."""
        return len(self._open)

    def add(self, listener: Listener) -> None:
        """Take in a connection."""
        self._open.add(listener)

    def follow(self, caller: Caller, listener: Listener) -> None:
        """Let a connection hear of its person's answers."""
        self._following[_name_of(caller)].add(listener)

    def remove(self, caller: Caller, listener: Listener) -> None:
        """Let go of a connection."""
        self._open.discard(listener)
        name = _name_of(caller)
        if listener in self._following.get(name, ()):
            self._following[name].discard(listener)
            if not self._following[name]:
                del self._following[name]

    async def tell(self, caller: Caller, assistant: str, result: TurnResult) -> None:
        """Tell the person's connections everywhere that a turn was answered."""
        told = {
            "for": _name_of(caller),
            "assistant": assistant,
            "session": result.session,
            "turn": result.turn,
        }
        try:
            await self._fanout.publish(_CHANNEL, orjson.dumps(told))
        except Unavailable:
            # The answer itself is safe; those here hear of it all the same.
            self._telemetry.note("fanout.unavailable", level="warning")
            self._pass_on(told)

    async def notify(self, tenant: str, user: str, told: dict[str, Any]) -> bool:
        """Tell a person's connections everywhere of something else, if one follows here.

        told: plain JSON with a "type". Returns whether one does.
        """
        name = _name_of(Caller(tenant=tenant, user=user, role="member"))
        if not self._following.get(name):
            return False
        try:
            await self._fanout.publish(_CHANNEL, orjson.dumps({**told, "for": name}))
        except Unavailable:
            self._pass_on({**told, "for": name})
        return True

    async def carry(self) -> None:
        """Pass on what is told in any process; runs until it is cancelled."""
        while True:
            with suppress(Unavailable):
                async for message in await self._fanout.subscribe(_CHANNEL):
                    told = _read(message)
                    if told is not None:
                        self._pass_on(told)
            await asyncio.sleep(_TRY_AGAIN_S)

    async def look_after(self) -> None:
        """Close connections whose tokens are not good any more; runs until it is cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            for listener in list(self._open):
                listener.look()

    def _pass_on(self, told: dict[str, Any]) -> None:
        message = {"type": "turn_answered", **told}
        for listener in list(self._following.get(message.pop("for"), ())):
            listener.hear(message)


def _read(message: bytes) -> dict[str, Any] | None:
    """Return what was told; None for what is not of ours: others may speak there too."""
    try:
        told = orjson.loads(message)
    except orjson.JSONDecodeError:
        return None
    return told if isinstance(told, dict) and isinstance(told.get("for"), str) else None


def _name_of(caller: Caller) -> str:
    """Return a name for a person that tells nobody who it is."""
    return hashlib.sha256(orjson.dumps([caller.tenant, caller.user])).hexdigest()
