"""Counters of one process, in memory."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from dure.ports.counters import Counters

_MOST_KEYS: Final = 20_000
"""Keys at once: with 300 times of 8 bytes each that is 48 MB at the very most."""


@dataclass(slots=True)
class _Taken:
    """When tries were taken, in order of time, and how long they count."""

    window_s: float
    times: "array[float]" = field(default_factory=lambda: array("d"))

    def is_idle(self, now: float) -> bool:
        return not self.times or self.times[-1] + self.window_s <= now


class MemoryCounters(Counters):
    """Keeps the time of every try that still counts.

    most_keys: keys remembered at once. Idle ones go first; where none is idle, the one that was
    asked for longest ago goes, so that a flood of keys costs memory to nobody.
    """

    def __init__(self, most_keys: int = _MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._taken: OrderedDict[str, _Taken] = OrderedDict()

    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        """See Counters."""
        if limit <= 0:
            return window_s
        taken = self._of(key, window_s, now)
        times = taken.times
        # A clock that was set back stands still: what it let go of is not asked for again.
        now = max(now, times[-1]) if times else now
        # Compared as it is added up below, so that rounding cannot let one more in.
        del times[: bisect_right(times, now, key=lambda at: at + window_s)]
        if len(times) >= limit:
            return times[-limit] + window_s - now
        times.append(now)
        return 0.0

    async def close(self) -> None:
        """See Counters."""
        self._taken.clear()

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._taken)

    def _of(self, key: str, window_s: float, now: float) -> _Taken:
        taken = self._taken.get(key)
        if taken is None:
            taken = self._taken[key] = _Taken(window_s)
        taken.window_s = window_s
        self._taken.move_to_end(key)
        self._let_go(now)
        return taken

    def _let_go(self, now: float) -> None:
        """Drop idle keys from the front, and the first one if there are too many all the same.

        The key in use stands last and stays.
        """
        while len(self._taken) > 1:
            oldest = next(iter(self._taken))
            if len(self._taken) <= self._most_keys and not self._taken[oldest].is_idle(now):
                return
            del self._taken[oldest]
