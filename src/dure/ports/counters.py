"""Counters that say when enough is enough, within a window of time that slides."""

from abc import ABC, abstractmethod


class Counters(ABC):
    """Counts what was taken under each key.

    A try counts from the moment it was taken until `window_s` later, not included; so in no
    interval of that length are more than `limit` taken. No fixed windows, no estimates.
    """

    @abstractmethod
    async def take(self, key: str, *, limit: int, window_s: float, now: float) -> float:
        """Take one under a key and return 0.0, or the seconds to wait where none is left.

        A refused try costs nothing: whoever comes back after the wait, and nobody else did in
        between, is let in. limit: how many at most, not negative; with 0 none ever is, and the
        wait is the window. now: seconds since some fixed moment, the same for all processes;
        one that lies before the last try that was taken counts as that try's time.
        Raises Unavailable if nobody can count now.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""
