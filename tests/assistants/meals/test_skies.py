"""The weather is looked at once in a while, never waited for, and unknown where it is unknown."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import pytest

from dure.assistants.meals.skies import Skies, SkySettings
from dure.errors import NotFound, Unavailable
from dure.kernel.clock import SEOUL
from dure.ports.weather import Falls, Observation, Weather

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


class ScriptedWeather(Weather):
    """Says what it is told to; counts how often it was asked."""

    def __init__(self, falls: Falls | None = "rain") -> None:
        self.falls, self.at = falls, NOON
        self.trouble: Exception | None = None
        self.is_silent, self.closed = False, False
        self.speaks, self.dropped = asyncio.Event(), 0
        self.asked: list[tuple[float, float]] = []

    async def now(self, lat: float, lon: float) -> Observation:
        """See Weather."""
        self.asked.append((lat, lon))
        if self.is_silent:
            try:
                await self.speaks.wait()
            except asyncio.CancelledError:
                self.dropped += 1
                raise
        if self.trouble is not None:
            raise self.trouble
        return Observation(at=self.at, falls=self.falls)

    async def close(self) -> None:
        """See Weather."""
        self.closed = True


async def word(skies: Skies, *, minutes: float = 0, at: datetime | None = None) -> str | None:
    now = NOON + timedelta(minutes=minutes)
    return await skies.word_at(37.5563, 126.9236, at=at or now, now=now)


async def test_a_place_is_looked_at_once_in_twenty_minutes_and_only_roughly() -> None:
    weather = ScriptedWeather()
    skies = Skies(weather)

    assert [await word(skies, minutes=m) for m in (0, 5, 19)] == ["rain"] * 3
    assert weather.asked == [(37.6, 126.9)]
    await word(skies, minutes=20)
    assert len(weather.asked) == 2


async def test_the_weather_of_now_says_nothing_of_tomorrow() -> None:
    weather = ScriptedWeather()

    assert await word(Skies(weather), at=NOON + timedelta(days=1)) is None
    assert weather.asked == []


@pytest.mark.parametrize("trouble", [Unavailable("down", what="날씨"), TimeoutError()])
async def test_a_service_that_fails_is_unknown_weather_and_left_alone(trouble: Exception) -> None:
    weather = ScriptedWeather()
    weather.trouble = trouble
    skies = Skies(weather)

    assert [await word(skies, minutes=m) for m in (0, 1, 4.9)] == [None] * 3
    assert len(weather.asked) == 1
    weather.trouble = None
    assert await word(skies, minutes=5) == "rain"


async def test_a_place_nobody_knows_keeps_no_other_from_being_looked_at() -> None:
    weather = ScriptedWeather()
    weather.trouble = NotFound(what="날씨")
    skies = Skies(weather)

    assert await skies.word_at(0.0, 0.0, at=NOON, now=NOON) is None
    weather.trouble = None
    assert await word(skies) == "rain"


async def test_nobody_waits_for_the_weather() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True

    skies = Skies(weather, SkySettings(wait_s=0.01))

    assert await word(skies) is None
    await skies.close()


async def test_an_answer_that_comes_late_serves_the_next_turn() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True
    skies = Skies(weather, SkySettings(wait_s=0.01))

    during = [await word(skies), await word(skies, minutes=0.01)]
    weather.speaks.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert during == [None, None]
    assert await word(skies, minutes=0.1) == "rain"
    assert len(weather.asked) == 1


async def test_a_failure_that_comes_late_leaves_the_service_alone() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True
    weather.trouble = Unavailable("down", what="날씨")
    skies = Skies(weather, SkySettings(wait_s=0.01))
    await word(skies)

    weather.speaks.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert await word(skies, minutes=1) is None
    assert len(weather.asked) == 1


async def test_a_service_that_never_answers_is_given_up_and_left_alone() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True
    skies = Skies(weather, SkySettings(wait_s=1.0, give_up_s=0.01))

    assert [await word(skies, minutes=m) for m in (0, 1, 4.9)] == [None] * 3
    assert len(weather.asked) == 1


async def test_a_silent_service_is_asked_for_few_places_at_a_time() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True
    skies = Skies(weather, SkySettings(wait_s=0.0))

    for place in range(20):
        await skies.word_at(35.0 + place / 10, 127.0, at=NOON, now=NOON)
    await skies.close()

    assert len(weather.asked) == 8


async def test_closing_drops_what_is_still_asked() -> None:
    weather = ScriptedWeather()
    weather.is_silent = True
    skies = Skies(weather, SkySettings(wait_s=0.01))
    await word(skies)

    await skies.close()

    assert weather.dropped == 1


async def test_what_was_seen_is_used_while_the_service_is_away_but_not_for_ever() -> None:
    weather = ScriptedWeather()
    skies = Skies(weather)
    await word(skies)

    weather.trouble = Unavailable("down", what="날씨")

    assert await word(skies, minutes=60) == "rain"
    assert await word(skies, minutes=121) is None


async def test_unknown_weather_is_not_dry() -> None:
    assert await word(Skies(ScriptedWeather(None))) is None


async def test_closing_closes_the_service() -> None:
    weather = ScriptedWeather()

    await Skies(weather).close()

    assert weather.closed
