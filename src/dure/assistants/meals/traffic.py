"""How often shops were shown, looked at, chosen and rated, counted by windows of time.

Windows go by the time at which the log wrote an event down, in Seoul. What is found only after its
window was closed (the clocks of two servers differ a little) counts in the first one still open.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dure.assistants.meals.past import (
    CHOICE_UNDONE,
    MEAL_RATED,
    SHOP_CHOSEN,
    SHOP_VIEWED,
    SHOPS_SHOWN,
)
from dure.assistants.meals.popularity import WINDOW, Counts, window_of
from dure.engine.person import stream_of
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json
from dure.ports.events import EventLog
from dure.trust.seal import Sealer
from dure.watch.projections import PAGE

COUNTED: Final = frozenset((SHOPS_SHOWN, SHOP_VIEWED, SHOP_CHOSEN, CHOICE_UNDONE, MEAL_RATED))
_STREAMS: Final = stream_of("meals", "")
_MOST_WINDOWS: Final = 500
"""Windows that are closed together; the rest has to wait for the next look."""


@dataclass(kw_only=True)
class Window:
    """A window under way. cursor: the last event that was counted."""

    start: datetime
    cursor: int = 0
    shops: dict[str, list[float]] = field(default_factory=dict)
    ratings: dict[str, tuple[str, float]] = field(default_factory=dict)

    def count(self, event: Event, said: Json) -> None:
        """Count what happened to shops."""
        if event.kind == SHOPS_SHOWN:
            for item in said.get("items", ()):
                self._add(item.get("shop"), 0, 1)
        elif event.kind == SHOP_VIEWED:
            self._add(said.get("shop"), 1, 1)
        elif event.kind == SHOP_CHOSEN:
            self._add(said.get("shop"), 2, 1)
            self._add(said.get("instead"), 2, -1)
        elif event.kind == CHOICE_UNDONE:
            self._add(said.get("shop"), 2, -1)
        else:
            self._rate(event, said)
        self.cursor = event.seq

    def counts(self) -> Mapping[str, Counts]:
        """Return shop → its counts, in the order of their names."""
        shops = {shop: list(told) for shop, told in self.shops.items()}
        for shop, value in self.ratings.values():
            told = shops.setdefault(shop, [0, 0, 0, 0.0, 0])
            told[3], told[4] = round(told[3] + value, 3), told[4] + 1
        return {shop: shops[shop] for shop in sorted(shops)}

    def _add(self, shop: str | None, place: int, by: int) -> None:
        if shop:
            self.shops.setdefault(shop, [0, 0, 0, 0.0, 0])[place] += by

    def _rate(self, event: Event, said: Json) -> None:
        value = said.get("value")
        if said.get("shop") and isinstance(value, int | float) and not isinstance(value, bool):
            # Rated again within the window, the last one counts.
            whose = f"{event.tenant}/{event.stream}/{said.get('id') or said['shop']}"
            self.ratings[whose] = (said["shop"], max(-1.0, min(1.0, float(value))))


@dataclass(frozen=True, kw_only=True)
class WindowsOver:
    """Windows that are over, oldest first; only those with traffic. cursor: the event up to which
    there is nothing more to count.
    """

    windows: tuple[Window, ...]
    cursor: int


async def windows_over(
    log: EventLog, sealer: Sealer, *, after: int, last: datetime | None, now: datetime
) -> WindowsOver:
    """Return the windows with traffic that are over and were not closed yet.

    after: the last event that was counted. last: the start of the last window that was closed.
    """
    until = window_of(now.astimezone(SEOUL))
    windows: list[Window] = []
    cursor = after
    while page := await log.read_all(after=cursor, limit=PAGE):
        for event in page:
            newest = windows[-1].start if windows else None
            start = _start(event, newest or (last + WINDOW if last is not None else None))
            if start >= until or (start != newest and len(windows) == _MOST_WINDOWS):
                return WindowsOver(windows=tuple(windows), cursor=cursor)
            said = _counted(event, sealer)
            if said is not None:
                if start != newest:
                    windows.append(Window(start=start))
                windows[-1].count(event, said)
            cursor = event.seq
        await asyncio.sleep(0)  # People are answered between two pages.
    return WindowsOver(windows=tuple(windows), cursor=cursor)


def _start(event: Event, earliest: datetime | None) -> datetime:
    """Return the window of an event: its own, or the first that is still open."""
    own = window_of(event.at.astimezone(SEOUL))
    return own if earliest is None else max(own, earliest)


def _counted(event: Event, sealer: Sealer) -> Json | None:
    """Return what an event that is counted says; None for another, and for what was forgotten."""
    if event.kind not in COUNTED or not event.stream.startswith(_STREAMS):
        return None
    return sealer.open(event)
