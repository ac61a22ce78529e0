"""What the KMA's service is asked, and what is made of its answers; over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.scripted_kma import ScriptedKma

from dure.adapters.kma import ADDRESS, Kma, cell_of
from dure.app.plugs import plug
from dure.errors import BadFile, DureError, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import SEOUL, StillClock

CITY: Final = (37.5665, 126.978)


@pytest.fixture
def server() -> Iterator[ScriptedKma]:
    made = ScriptedKma()
    yield made
    made.close()


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 11, 21, 12, 50, tzinfo=SEOUL))


@pytest.fixture
async def kma(server: ScriptedKma, clock: StillClock) -> AsyncIterator[Kma]:
    made = Kma(server.url, clock, key="a%2Fb%3D%3D", timeout_s=10.0)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        ((37.5665, 126.978), (60, 127)),  # Seoul
        ((35.1796, 129.0756), (98, 76)),  # Busan
        ((33.4996, 126.5312), (53, 38)),  # Jeju
    ],
)
def test_cities_stand_in_their_cells(place: tuple[float, float], cell: tuple[int, int]) -> None:
    assert cell_of(*place) == cell


@given(st.floats(33.2, 38.5), st.floats(126.1, 129.5))
def test_a_step_of_five_kilometres_is_a_step_of_one_cell(lat: float, lon: float) -> None:
    x, y = cell_of(lat, lon)
    above = cell_of(lat + 5 / 111.2, lon)

    assert above[1] - y in (0, 1, 2)
    assert abs(above[0] - x) <= 1


async def test_it_asks_for_the_newest_hour_with_the_key_as_it_is(
    kma: Kma, server: ScriptedKma
) -> None:
    await kma.now(*CITY)

    [(path, asked)] = server.asked
    assert path == "/service/getUltraSrtNcst"
    assert asked["serviceKey"] == "a/b=="
    assert (asked["base_date"], asked["base_time"]) == ("20261121", "1200")
    assert (asked["nx"], asked["ny"], asked["dataType"]) == ("60", "127", "JSON")


async def test_before_twenty_to_the_hour_before_is_asked_for_over_midnight_too(
    server: ScriptedKma,
) -> None:
    kma = Kma(server.url, StillClock(datetime(2026, 12, 1, 0, 39, 59, tzinfo=SEOUL)), key="k")

    seen = await kma.now(*CITY)

    assert (server.asked[0][1]["base_date"], server.asked[0][1]["base_time"]) == (
        "20261130",
        "2300",
    )
    assert seen.at == datetime(2026, 11, 30, 23, 0, tzinfo=SEOUL)
    await kma.close()


@pytest.mark.parametrize(
    ("code", "falls"),
    [("0", "dry"), ("1", "rain"), ("2", "rain"), ("3", "snow"), ("5", "rain"), ("7", "snow"),
     ("-999", None), ("9", None)],
)  # fmt: skip
async def test_what_falls_is_read_and_what_is_missing_is_unknown(
    kma: Kma, server: ScriptedKma, code: str, falls: str | None
) -> None:
    server.values = {"PTY": code, "T1H": "-998.9"}

    seen = await kma.now(*CITY)

    assert (seen.falls, seen.celsius) == (falls, None)


async def test_an_answer_without_rain_in_it_says_nothing_of_rain(
    kma: Kma, server: ScriptedKma
) -> None:
    server.values = {"T1H": "3.1"}

    assert (await kma.now(*CITY)).falls is None


async def test_no_data_is_not_known_and_any_other_code_a_failure(
    kma: Kma, server: ScriptedKma
) -> None:
    server.code = "03"
    with pytest.raises(NotFound):
        await kma.now(*CITY)
    for code in ("22", "30", "99"):
        server.code = code
        with pytest.raises(Unavailable):
            await kma.now(*CITY)


@pytest.mark.parametrize(
    "content",
    [
        b"<OpenAPI_ServiceResponse><cmmMsgHeader><returnReasonCode>30</returnReasonCode>",
        b"",
        b"[]",
        b'{"response": {"header": {"resultCode": "00"}, "body": {"items": ""}}}',
        b'{"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": [{}]}}}}',
        b" " * 70_000,
    ],
)
async def test_what_is_no_answer_is_unavailable(
    kma: Kma, server: ScriptedKma, content: bytes
) -> None:
    server.content = content

    with pytest.raises(Unavailable):
        await kma.now(*CITY)


async def test_a_service_that_fails_or_is_silent_is_said_so(
    kma: Kma, server: ScriptedKma, clock: StillClock
) -> None:
    hasty = Kma(server.url, clock, key="k", timeout_s=0.1)
    server.status = 500
    with pytest.raises(Unavailable):
        await kma.now(*CITY)
    server.status, server.silent = 200, True
    with pytest.raises(LateAnswer):
        await hasty.now(*CITY)
    await hasty.close()


async def test_nothing_of_the_key_or_the_place_stands_in_an_error(
    kma: Kma, server: ScriptedKma
) -> None:
    server.content = b"no"

    with pytest.raises(DureError) as caught:
        await kma.now(*CITY)

    assert "a/b" not in str(caught.value)
    assert "37.5" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("kma://", ""),
        ("http://weather.example", "k"),
        ("ftp://127.0.0.1", "k"),
        ("https://", "k"),
        ("https://a:b", "k"),
    ],
)
def test_a_wrong_address_or_no_key_is_refused(url: str, key: str, clock: StillClock) -> None:
    with pytest.raises(BadFile):
        Kma(url, clock, key=key)


async def test_kma_alone_names_the_service_itself(clock: StillClock) -> None:
    made = plug("weather", "kma://")("kma://", clock, key="k")

    assert made._base == ADDRESS
    await made.close()
