"""How many tokens of a language model a person may use up in a day.

One row per person, written over when the day is another one, under a hash: the store learns no
name. A process that dies in between has charged what it set aside, never less than was used.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import orjson

from dure.kernel.clock import Clock
from dure.ports.stores import Store

_SPACE: Final = "model_tokens"


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """Tokens that a call may use, charged already."""

    key: str
    day: str
    tokens: int


class TokenBudget:
    """Counts tokens by person and day (Seoul time) in a store."""

    def __init__(self, store: Store, clock: Clock, *, per_day: int) -> None:
        """per_day: tokens; 0 lets nobody use any."""
        self._store, self._clock, self._per_day = store, clock, per_day

    def set_aside(self, tenant: str, user: str, tokens: int) -> SetAside | None:
        """Charge what a call may use at most; None if less is left today."""
        key = hashlib.sha256(f"{tenant}\x1f{user}".encode()).hexdigest()
        day = self._clock.now().date().isoformat()
        used = self._used(key, day)
        if used + tokens > self._per_day:
            return None
        self._write(key, day, used + tokens)
        return SetAside(key=key, day=day, tokens=tokens)

    def settle(self, kept: SetAside, used: int) -> None:
        """Give back what was not used; a claim to have used more than was set aside is ignored."""
        now_used = self._used(kept.key, kept.day)
        back = max(0, kept.tokens - max(0, used))
        if back and now_used:
            self._write(kept.key, kept.day, max(0, now_used - back))

    def used_today(self, tenant: str, user: str) -> int:
        """Return the tokens charged to a person today."""
        key = hashlib.sha256(f"{tenant}\x1f{user}".encode()).hexdigest()
        return self._used(key, self._clock.now().date().isoformat())

    def _used(self, key: str, day: str) -> int:
        row = self._store.get(_SPACE, key)
        known = orjson.loads(row) if row else {}
        return int(known["tokens"]) if known.get("day") == day else 0

    def _write(self, key: str, day: str, tokens: int) -> None:
        self._store.put(_SPACE, key, orjson.dumps({"day": day, "tokens": tokens}))
