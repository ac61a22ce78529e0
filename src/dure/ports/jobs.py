"""What is done at times in Seoul, whether or not the process was up at that time."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from dure.kernel.clock import SEOUL

_DAY: Final = timedelta(days=1)
_MONTH_DAYS: Final = 28
Work = Callable[[], Awaitable[Any]]
"""What a job does. It may be cut off and begun anew, so doing it twice must be like once."""


@dataclass(frozen=True)
class Daily:
    """Every day at a time."""

    at: time

    def newest(self, now: datetime) -> datetime:
        """Return the last due time that is not after now."""
        local = now.astimezone(SEOUL)
        today = datetime.combine(local.date(), self.at, tzinfo=SEOUL)
        return today if today <= local else today - _DAY

    def after(self, due: datetime) -> datetime:
        """Return the due time after one."""
        return due + _DAY


@dataclass(frozen=True)
class Weekly:
    """Every week at a time. weekday: 0 is Monday."""

    weekday: int
    at: time

    def newest(self, now: datetime) -> datetime:
        """See Daily."""
        day = Daily(self.at).newest(now)
        return day - timedelta(days=(day.weekday() - self.weekday) % 7)

    def after(self, due: datetime) -> datetime:
        """See Daily."""
        return due + timedelta(days=7)


@dataclass(frozen=True)
class Monthly:
    """Every month at a time of a day that all months have (1 to 28).

    Raises ValueError for another day.
    """

    day: int
    at: time

    def __post_init__(self) -> None:
        """See the class."""
        if not 1 <= self.day <= _MONTH_DAYS:
            raise ValueError(f"not every month has a day {self.day}")

    def newest(self, now: datetime) -> datetime:
        """See Daily."""
        day = Daily(self.at).newest(now)
        if day.day >= self.day:
            return day.replace(day=self.day)
        return (day.replace(day=1) - _DAY).replace(day=self.day)

    def after(self, due: datetime) -> datetime:
        """See Daily."""
        return (due.replace(day=_MONTH_DAYS) + timedelta(days=4)).replace(day=self.day)


@dataclass(frozen=True)
class Every:
    """Every so many minutes, counted from midnight. minutes: divides a day without rest.

    Raises ValueError for another number.
    """

    minutes: int

    def __post_init__(self) -> None:
        """See the class."""
        if self.minutes < 1 or (24 * 60) % self.minutes:
            raise ValueError(f"a day is no multiple of {self.minutes} minutes")

    def newest(self, now: datetime) -> datetime:
        """See Daily."""
        local = now.astimezone(SEOUL)
        minute = local.hour * 60 + local.minute
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(minutes=minute - minute % self.minutes)

    def after(self, due: datetime) -> datetime:
        """See Daily."""
        return due + timedelta(minutes=self.minutes)


When = Daily | Weekly | Monthly | Every


@dataclass(frozen=True, kw_only=True)
class Job:
    """Something a house does by itself. name: unique in the house."""

    name: str
    when: When
    work: Work


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
    def plan(self, job: Job) -> None:
        """Do a job at its times from now on."""

    @abstractmethod
    def state(self, name: str) -> JobState:
        """Return how a job went so far."""

    @abstractmethod
    async def do_due(self) -> float:
        """Do what is due now and return the seconds until something may be due again."""

    @abstractmethod
    async def run(self) -> None:
        """Do what is due whenever it is due, until cancelled."""
