"""The weather where somebody wants to eat, kept for a while; what is not known is None.

A turn does not wait for it longer than for a breath; an answer that comes later serves the turns
after it. A service that fails is left alone for some minutes: the weather is one reason among
many, and never one to answer late.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dure.errors import DureError, NotFound
from dure.ports.weather import Observation, Weather

_CELLS: Final = 500
_AT_ONCE: Final = 8
"""Places asked for at a time; a service that answers nothing holds no more than these."""
_ROUND: Final = 1
"""Decimals of degrees that share an observation: some 10 km."""
_Cell = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class SkySettings:
    """How the weather is kept."""

    keep_min: int = 20
    """Minutes until a place is looked at again; observations come by the hour."""
    rest_min: int = 5
    """Minutes for which a service that failed is not asked again."""
    wait_s: float = 0.3
    """Seconds that a turn waits at most; 2 s are there for all of it (seed 002, 2.1)."""
    give_up_s: float = 10.0
    """Seconds after which an answer is not waited for in the background either; our choice."""
    old_min: int = 120
    """Minutes after which an observation says nothing of now."""
    ahead_min: int = 90
    """Minutes before a meal within which the weather of now is that of the meal."""


class Skies:
    """Looks at the weather, each place once in a while."""

    def __init__(self, weather: Weather, settings: SkySettings | None = None) -> None:
        self._weather, self._settings = weather, settings or SkySettings()
        self._seen: OrderedDict[_Cell, tuple[datetime, Observation | None]] = OrderedDict()
        self._asking: dict[_Cell, asyncio.Task[Observation | None]] = {}
        self._rests_until: datetime | None = None

    async def word_at(self, lat: float, lon: float, *, at: datetime, now: datetime) -> str | None:
        """Return what falls at the time of a meal: dry, rain or snow; None if unknown."""
        if abs(at - now) > timedelta(minutes=self._settings.ahead_min):
            return None
        cell = (round(lat, _ROUND), round(lon, _ROUND))
        looked, seen = self._seen.get(cell, (None, None))
        if looked is None or now - looked >= timedelta(minutes=self._settings.keep_min):
            seen = await self._look(cell, now) or seen
        if seen is None or now - seen.at > timedelta(minutes=self._settings.old_min):
            return None
        return seen.falls

    async def close(self) -> None:
        """Drop what is still asked, and let go of the service."""
        asking = [*self._asking.values()]
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await self._weather.close()

    async def _look(self, cell: _Cell, now: datetime) -> Observation | None:
        """Ask for a place, unless the service is resting; None if nothing came of it in time.

        An answer that comes later is kept for the next turn, which does not wait for it again.
        """
        if self._rests_until is not None and now < self._rests_until:
            return None
        if cell in self._asking or len(self._asking) >= _AT_ONCE:
            return None
        task = self._asking[cell] = asyncio.create_task(self._ask(cell, now))
        task.add_done_callback(lambda _: self._asking.pop(cell, None))
        done, _ = await asyncio.wait([task], timeout=self._settings.wait_s)
        return task.result() if done else None

    async def _ask(self, cell: _Cell, now: datetime) -> Observation | None:
        try:
            async with asyncio.timeout(self._settings.give_up_s):
                seen = await self._weather.now(*cell)
        except NotFound:
            return self._kept(cell, now, None)
        except (DureError, TimeoutError):
            self._rests_until = now + timedelta(minutes=self._settings.rest_min)
            return None
        self._rests_until = None
        return self._kept(cell, now, seen)

    def _kept(self, cell: _Cell, now: datetime, seen: Observation | None) -> Observation | None:
        self._seen[cell] = (now, seen)
        self._seen.move_to_end(cell)
        if len(self._seen) > _CELLS:
            self._seen.popitem(last=False)
        return seen
