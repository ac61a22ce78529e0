"""Call something that may be down: try again, then leave it alone for a while.

A source that is missing comes back as a value, so that an answer can go on without it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dure.errors import LateAnswer, Unavailable
from dure.kernel.clock import Clock

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class BreakerSettings:
    """When to give up, and for how long."""

    tries: int = 2
    """Calls in one go before it counts as a failure."""
    failures: int = 3
    """Failures in a row after which it is left alone."""
    rest_s: float = 30.0
    """Seconds until one call may try again."""
    timeout_s: float = 5.0
    """Seconds for one call."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A source that did not answer; reason is the error's code, or "resting"."""

    source: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Present(Generic[Result]):
    """What a source answered."""

    value: Result


class Breaker:
    """Guards one source. Closed, it lets calls through; open, it answers Missing at once."""

    def __init__(self, source: str, clock: Clock, settings: BreakerSettings) -> None:
        self._source, self._clock, self._settings = source, clock, settings
        self._failures = 0
        self._opened_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are turned away now."""
        if self._opened_at is None:
            return False
        return self._clock.elapsed_s() - self._opened_at < self._settings.rest_s

    async def call(self, ask: Callable[[], Awaitable[Result]]) -> Present[Result] | Missing:
        """Return what the source answers, or that it is missing.

        Unavailable and lateness count as failures; any other error is the caller's.
        """
        if self.is_open:
            return Missing(source=self._source, reason="resting")
        reason = ""
        for _ in range(self._settings.tries):
            try:
                async with asyncio.timeout(self._settings.timeout_s):
                    value = await ask()
            except (TimeoutError, LateAnswer):
                reason = LateAnswer.code
            except Unavailable as error:
                reason = error.code
            else:
                self._failures, self._opened_at = 0, None
                return Present(value=value)
        self._failures += 1
        # After a rest one failure is enough to rest again.
        if self._failures >= self._settings.failures or self._opened_at is not None:
            self._opened_at = self._clock.elapsed_s()
        return Missing(source=self._source, reason=reason)
