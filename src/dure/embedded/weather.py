"""Weather that runs in the process, invented by a seed: for demonstrations and tests."""

from random import Random
from typing import Final
from urllib.parse import parse_qs, urlsplit

from dure.errors import BadSetting, NotFound
from dure.kernel.clock import Clock
from dure.ports.weather import Falls, Observation, Weather

_FREEZES: Final = 0.0
_WARMEST: Final = (-2, 1, 7, 14, 20, 24, 27, 28, 24, 18, 10, 2)
"""Degrees by month, as they are in Seoul within a few."""
_KOREA: Final = ((32.0, 39.5), (124.0, 132.5))


class MadeWeather(Weather):
    """The same for all of Korea, and for a whole day. rain: share of days on which it falls."""

    def __init__(self, clock: Clock, *, seed: int = 0, rain: float = 0.3) -> None:
        self._clock, self._seed, self._rain = clock, seed, rain

    async def now(self, lat: float, lon: float) -> Observation:
        """See Weather."""
        if not all(low <= at <= high for at, (low, high) in zip((lat, lon), _KOREA, strict=True)):
            raise NotFound(what="날씨")
        at = self._clock.now()
        # A seed per day, so that it does not matter when and how often it is asked.
        drawn = Random(f"{self._seed}:{at.date()}")  # noqa: S311 -- invented weather
        celsius = round(_WARMEST[at.month - 1] + drawn.uniform(-5, 5), 1)
        falls: Falls = "dry"
        if drawn.random() < self._rain:
            falls = "snow" if celsius <= _FREEZES else "rain"
        return Observation(
            at=at.replace(minute=0, second=0, microsecond=0), falls=falls, celsius=celsius
        )

    async def close(self) -> None:
        """See Weather."""


def made_weather(url: str, clock: Clock, *, key: str = "") -> MadeWeather:
    """Return the weather that `made://?seed=1&rain=0.3` describes. key: not needed.

    Raises BadFile if a value of the address is no number, or no share.
    """
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    try:
        seed, rain = int(asked.pop("seed", "0")), float(asked.pop("rain", "0.3"))
    except ValueError as error:
        raise BadSetting(file="meals.weather", why="주소에 쓴 값이 맞지 않아요.") from error
    if asked or not 0 <= rain <= 1:
        raise BadSetting(file="meals.weather", why="주소에 쓴 값이 맞지 않아요.")
    return MadeWeather(clock, seed=seed, rain=rain)
