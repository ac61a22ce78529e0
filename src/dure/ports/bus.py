"""Messages between a home and its devices, in MQTT's terms: topics, retained, last will.

A subscription is in force when `subscribe` returns. It outlives a lost connection: the plug
connects again and subscribes again, and then what is retained comes once more.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from dure.ports.listening import Listening

TOPIC_LIMIT: Final = 65_535
"""Bytes of UTF-8 in a topic (MQTT 5.0, section 1.5.4)."""
WAITING_LIMIT: Final = 100_000
"""Messages that may wait in one subscription; then the oldest go."""
_PATIENCE_S: Final = 0.2
"""Seconds until a task that goes on is cancelled again."""

Qos = Literal[0, 1, 2]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What arrived. retained: it was kept by the broker and may be old."""

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True, kw_only=True)
class Will:
    """What the broker says in our name when we are lost without a farewell."""

    topic: str
    payload: bytes
    retain: bool = True


class Subscription(Listening[Message]):
    """The messages of some patterns, in the order in which they arrived; a plug fills it.

    Each message comes once, also where several of the patterns fit.
    """

    def __init__(
        self,
        add: Callable[["Subscription", str], Awaitable[None]],
        close: Callable[["Subscription"], Awaitable[None]],
    ) -> None:
        super().__init__(WAITING_LIMIT)
        self.patterns: list[str] = []
        self._add, self._close = add, close

    async def add(self, pattern: str) -> None:
        """Listen for one more pattern; nothing happens if it is there already.

        Raises Unavailable if the broker does not answer; the pattern is then taken up with
        the next connection. Raises ValueError for a pattern that is none.
        """
        check_pattern(pattern)
        if pattern not in self.patterns:
            self.patterns.append(pattern)
            await self._add(self, pattern)

    async def _leave(self) -> None:
        await self._close(self)


class Bus(ABC):
    """A connection to a broker."""

    @property
    @abstractmethod
    def is_connected(self) -> bool:
        """Return whether the broker is reached now."""

    @abstractmethod
    async def wait_for(self, *, connected: bool) -> None:
        """Return when the connection stands, or when it does not."""

    @abstractmethod
    async def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, qos: Qos = 0
    ) -> None:
        """Send a message; retain keeps it for later subscribers, an empty one unkeeps it.

        Raises Unavailable if the broker is not reached: then it was not sent, and it is not
        sent later either. Raises ValueError for a topic that is none.
        """

    @abstractmethod
    async def subscribe(self, *patterns: str) -> Subscription:
        """Listen for topics; `+` stands for one level, a last `#` for any number.

        Raises Unavailable if the broker does not answer.
        """

    @abstractmethod
    def join(self, *, will: Will | None = None) -> "Bus":
        """Return another connection to the same broker."""

    @abstractmethod
    async def close(self) -> None:
        """Say farewell: the last will is not spoken."""


async def end(task: "asyncio.Task[None]") -> None:
    """Cancel a task until it is over.

    Once is not enough: asyncio.wait_for of Python 3.11 may swallow a cancellation that comes
    together with its result.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_PATIENCE_S)


def check_topic(topic: str) -> None:
    """Raise ValueError for what cannot be published to: empty, too long, wildcards, NUL."""
    if not is_topic(topic):
        raise ValueError(f"not a topic: {topic[:80]!r}")


def is_topic(topic: str) -> bool:
    """Return whether one can publish to it."""
    return _is_text(topic) and not any(letter in topic for letter in "+#")


def check_pattern(pattern: str) -> None:
    """Raise ValueError for what cannot be subscribed to."""
    levels = pattern.split("/")
    is_plain = all(level == "+" or "+" not in level for level in levels)
    hashes = [at for at, level in enumerate(levels) if "#" in level]
    is_last = hashes in ([], [len(levels) - 1]) and (not hashes or levels[-1] == "#")
    if not (_is_text(pattern) and is_plain and is_last):
        raise ValueError(f"not a pattern: {pattern[:80]!r}")


def fits(pattern: str, topic: str) -> bool:
    """Return whether a pattern stands for a topic; wildcards in front spare `$…` topics."""
    wanted, levels = pattern.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in ("+", "#"):
        return False
    for at, want in enumerate(wanted):
        if want == "#":
            return True
        if at >= len(levels) or want not in ("+", levels[at]):
            return False
    return len(wanted) == len(levels)


def _is_text(topic: str) -> bool:
    try:
        size = len(topic.encode())
    except UnicodeEncodeError:
        return False
    return 0 < size <= TOPIC_LIMIT and "\0" not in topic
