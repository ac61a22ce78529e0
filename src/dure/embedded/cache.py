"""A cache in memory, bounded in bytes."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from dure.kernel.clock import Clock
from dure.ports.cache import Cache

_MOST_BYTES: Final = 32 * 2**20
_OVERHEAD_BYTES: Final = 200
"""What a value costs besides its own bytes, about."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: bytes
    until_s: float
    size: int


class MemoryCache(Cache):
    """What was asked for longest ago goes first. most_bytes: keys, values and what they cost."""

    def __init__(self, clock: Clock, *, most_bytes: int = _MOST_BYTES) -> None:
        super().__init__()
        self._clock, self._most_bytes = clock, most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self.bytes_kept = 0

    async def get(self, key: str) -> bytes | None:
        """See Cache."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until_s <= self._clock.elapsed_s():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept.value

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """See Cache; a value larger than all the room there is is not kept."""
        if ttl_s <= 0:
            raise ValueError(f"a value is kept for some time: {ttl_s}")
        self._drop(key)
        size = len(key.encode()) + len(value) + _OVERHEAD_BYTES
        if size > self._most_bytes:
            return
        self._kept[key] = _Kept(value, self._clock.elapsed_s() + ttl_s, size)
        self.bytes_kept += size
        while self.bytes_kept > self._most_bytes:
            self._drop(next(iter(self._kept)))

    async def close(self) -> None:
        """See Cache."""
        self._kept.clear()
        self.bytes_kept = 0

    def _drop(self, key: str) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self.bytes_kept -= kept.size
