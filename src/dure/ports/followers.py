"""Those who follow an event log, woken only for what they follow."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from dure.ports.events import Append

_FAR_BEHIND: Final = 32
"""Events of other kinds after which a follower looks at them: the newest rows are still at hand."""


@dataclass(slots=True)
class Follower:
    """Somebody who follows. kinds: only these; None for all. seen: the last seq looked at."""

    news: asyncio.Event
    kinds: frozenset[str] | None
    seen: int

    def cares(self, kinds: set[str], newest: int) -> bool:
        """Whether to look at what was written; now and then, so as not to fall behind."""
        is_wanted = self.kinds is None or not self.kinds.isdisjoint(kinds)
        return is_wanted or newest - self.seen >= _FAR_BEHIND


class Followers:
    """The followers of one log."""

    def __init__(self) -> None:
        self._all: dict[int, Follower] = {}

    @contextmanager
    def one(self, after: int, kinds: frozenset[str] | None) -> Iterator[Follower]:
        """Let somebody follow from a seq on."""
        follower = Follower(asyncio.Event(), kinds, after)
        self._all[id(follower)] = follower
        try:
            yield follower
        finally:
            del self._all[id(follower)]

    def wake(self, written: Iterable[Append], newest: int) -> None:
        """Wake whom it concerns. newest: the last seq that is safe."""
        kinds = {event.kind for append in written for event in append.events}
        for follower in self._all.values():
            if follower.cares(kinds, newest):
                follower.news.set()
