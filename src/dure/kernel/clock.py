"""The time, handed in, so that tests and replays can hold it still."""

import time
from abc import ABC, abstractmethod
from datetime import datetime, timedelta, timezone
from typing import Final

# Korea has had one offset and no daylight saving since 1988; a fixed zone needs no tzdata.
SEOUL: Final = timezone(timedelta(hours=9), "Asia/Seoul")


class Clock(ABC):
    """Tells the time of day and measures durations."""

    @abstractmethod
    def now(self) -> datetime:
        """Return the time, aware, in Asia/Seoul."""

    @abstractmethod
    def elapsed_s(self) -> float:
        """Return seconds since some fixed moment; never goes back."""


class SystemClock(Clock):
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in Asia/Seoul."""
        return datetime.now(SEOUL)

    def elapsed_s(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


class SetClock(SystemClock):
    """Tells the time it is set to, or the machine's while it is set to none; for evaluation.

    Durations stay real, so that what is measured is measured.
    """

    def __init__(self) -> None:
        self.at: datetime | None = None

    def now(self) -> datetime:
        """Return the time it is set to, in Asia/Seoul."""
        return super().now() if self.at is None else self.at.astimezone(SEOUL)


class StillClock(Clock):
    """Stands still until it is moved: for tests, replays and evaluation."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError(f"the time must know its zone: {at}")
        self._at = at.astimezone(SEOUL)
        self._elapsed = 0.0

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self._at

    def elapsed_s(self) -> float:
        """Return the seconds it was moved by so far."""
        return self._elapsed

    def move(self, seconds: float) -> None:
        """Go on by so many seconds (not negative)."""
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        self._at += timedelta(seconds=seconds)
        self._elapsed += seconds
