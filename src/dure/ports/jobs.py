"""What is done at a time of day, whether or not the process was up at that time."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

Work = Callable[[], Awaitable[Any]]
"""What a job does. It may be cut off and begun anew, so doing it twice must be like once."""


@dataclass(frozen=True, kw_only=True)
class JobState:
    """How it went.

    done: the due time that was last met, None before the first. failures: in a row since then.
    code: of the last failure, "" after a success. missed: the due time that failed, None where
    there is none. retry_at: when that is tried again.
    """

    done: datetime | None = None
    failures: int = 0
    code: str = ""
    missed: datetime | None = None
    retry_at: datetime | None = None


class Jobs(ABC):
    """Does jobs when they are due, one after the other, never two at a time.

    A due time that was met is not met again, also by another process later. Due times that were
    missed are caught up with one run; a job seen for the first time waits for its first one.
    What fails (a DureError) is tried again, less and less often, until the next due time.
    """

    @abstractmethod
    def daily(self, name: str, at: time, work: Work) -> None:
        """Do something every day at a time in Seoul, from now on under this name."""

    @abstractmethod
    def state(self, name: str) -> JobState:
        """Return how a job went so far."""

    @abstractmethod
    async def do_due(self) -> float:
        """Do what is due now and return the seconds until something may be due again."""

    @abstractmethod
    async def run(self) -> None:
        """Do what is due whenever it is due, until cancelled."""
