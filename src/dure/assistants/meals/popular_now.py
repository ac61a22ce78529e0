"""Close windows of traffic, and hand out what is popular: the job of every five minutes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

import orjson

from dure.assistants.meals import popularity
from dure.assistants.meals.popularity import STREAM, WINDOW_CLOSED, popular_at, window_of
from dure.assistants.meals.traffic import windows_over
from dure.errors import Conflict
from dure.kernel.clock import SEOUL, Clock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.ports.stores import Store
from dure.trust.seal import Sealer

HOUSE: Final = "main"
"""The tenant in whose name a house writes what belongs to everybody."""
_KEY: Final = "popularity"
_SPACE: Final = "meals"


class PopularNow:
    """What is popular at the moment: a fold of the windows that were closed.

    Several processes may close windows: each window is closed once, by whoever appends first.
    """

    def __init__(self, log: EventLog, sealer: Sealer, clock: Clock, store: Store) -> None:
        self._log, self._sealer, self._clock, self._store = log, sealer, clock, store
        self._state: Json = {}
        self._length = 0
        self._seen = 0
        self._scores: dict[str, float] = {}
        self._as_of: datetime | None = None

    def current(self) -> Mapping[str, float]:
        """Return shop → 0 … 1; another mapping whenever it changes."""
        if window_of(self._clock.now().astimezone(SEOUL)) != self._as_of:
            # It fades with time alone too, where another process closes the windows.
            self._refresh()
        return self._scores

    async def load(self) -> None:
        """Take up what was popular, from the last snapshot on."""
        kept = self._store.get(_SPACE, _KEY)
        plain = orjson.loads(kept) if kept else {}
        if plain.get("version") == popularity.PROJECTION.version:
            self._state, self._length = plain["state"], plain["length"]
        await self.catch_up()

    async def catch_up(self) -> None:
        """Fold the windows that were closed since."""
        for event in await self._log.read_stream(HOUSE, STREAM, start=self._length):
            self._fold(event)
        self._refresh()

    def hear(self, event: Event) -> None:
        """Fold a window that was closed here or elsewhere; one that was folded is no news."""
        if self._fold(event):
            self._refresh()

    def _fold(self, event: Event) -> bool:
        is_news = event.stream == STREAM and event.position == self._length
        if is_news:
            self._state = popularity.step(self._state, event, None)
            self._length += 1
        return is_news

    async def close_windows(self) -> None:
        """Close every window that is over: also those that were missed; again is like once.

        Raises what the log raises.
        """
        await self.catch_up()
        while await self._close_some():
            await self.catch_up()
        self._keep()
        self._refresh()

    async def _close_some(self) -> bool:
        """Close windows that are over; return whether more may be."""
        last = self._state.get("window")
        seen = await windows_over(
            self._log,
            self._sealer,
            after=max(self._seen, self._state.get("cursor", 0)),
            last=datetime.fromisoformat(last) if last else None,
            now=self._clock.now(),
        )
        if not seen.windows:
            # Where nothing happened nothing is written; it is only not looked at again.
            self._seen = seen.cursor
            return False
        events = tuple(
            NewEvent(
                kind=WINDOW_CLOSED,
                open={
                    "window": window.start.isoformat(),
                    "shops": window.counts(),
                    "cursor": window.cursor,
                },
            )
            for window in seen.windows
        )
        closing = Append(tenant=HOUSE, stream=STREAM, events=events, expect=self._length)
        with suppress(Conflict):  # Another process closed them.
            await self._log.append([closing])
        return True

    def _refresh(self) -> None:
        now = window_of(self._clock.now().astimezone(SEOUL))
        # The newest window that can be closed is the one before this.
        self._scores, self._as_of = popular_at(self._state, now - popularity.WINDOW), now

    def _keep(self) -> None:
        plain = {
            "version": popularity.PROJECTION.version,
            "length": self._length,
            "state": self._state,
        }
        self._store.put(_SPACE, _KEY, orjson.dumps(plain))
