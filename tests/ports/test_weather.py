"""What everybody who tells the weather promises, run over every plug."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final, get_args

import pytest
from tests.adapters.scripted_kma import ScriptedKma

from dure.adapters.kma import Kma
from dure.embedded.weather import MadeWeather, made_weather
from dure.errors import BadFile, NotFound
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.weather import Falls, Observation, Weather

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
SEOUL_CITY: Final = (37.5665, 126.978)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NOON)


@pytest.fixture(params=["made", "kma"])
async def weather(request: pytest.FixtureRequest, clock: StillClock) -> AsyncIterator[Weather]:
    if request.param == "made":
        yield MadeWeather(clock, seed=3)
        return
    server = ScriptedKma()
    kma = Kma(server.url, clock, key="key")
    yield kma
    await kma.close()
    server.close()


async def test_an_observation_tells_what_falls_and_since_when(weather: Weather) -> None:
    seen = await weather.now(*SEOUL_CITY)

    assert seen.falls in get_args(Falls)
    assert seen.celsius is not None
    assert -30 < seen.celsius < 45
    assert timedelta(0) <= NOON - seen.at <= timedelta(hours=2)


async def test_the_same_question_at_the_same_time_has_the_same_answer(weather: Weather) -> None:
    assert await weather.now(*SEOUL_CITY) == await weather.now(*SEOUL_CITY)


@pytest.mark.parametrize("place", [(0.0, 0.0), (51.5, -0.1), (-37.5, 127.0), (90.0, 0.0)])
async def test_a_point_far_away_is_not_known(weather: Weather, place: tuple[float, float]) -> None:
    with pytest.raises(NotFound):
        await weather.now(*place)


async def test_it_can_be_closed_twice(weather: Weather) -> None:
    await weather.close()
    await weather.close()


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="zone"):
        Observation(at=datetime(2026, 11, 21))  # noqa: DTZ001 - that is the point


async def test_made_weather_differs_from_day_to_day_and_snows_in_the_cold(
    clock: StillClock,
) -> None:
    made, seen = MadeWeather(clock, rain=0.5), set()
    for _ in range(120):
        clock.move(86_400)
        now = await made.now(*SEOUL_CITY)
        seen.add(now.falls)
        assert (now.falls != "snow") or (now.celsius is not None and now.celsius <= 0)

    assert seen == {"dry", "rain", "snow"}


@pytest.mark.parametrize("url", ["made://?rain=2", "made://?seed=x", "made://?sun=1"])
def test_an_address_that_makes_no_sense_is_refused(url: str, clock: StillClock) -> None:
    with pytest.raises(BadFile):
        made_weather(url, clock)


async def test_made_weather_is_as_its_address_says(clock: StillClock) -> None:
    always = made_weather("made://?rain=1", clock)

    assert (await always.now(*SEOUL_CITY)).falls in ("rain", "snow")
