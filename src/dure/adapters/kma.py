"""The weather by the Korea Meteorological Administration's newest observations (초단기실황).

One question: `GET {address}/getUltraSrtNcst` of 기상청 단기예보 조회서비스 (15084084 at the public
data portal, https://www.data.go.kr), with the key that the operator got there. Observations are
made on the hour and can be asked for 40 minutes later; they hold for a cell of 5 km.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

import httpx2
import orjson

from dure.errors import BadSetting, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import SEOUL, Clock
from dure.kernel.servers import is_server, read_at_most
from dure.ports.weather import Falls, Observation, Weather

ADDRESS: Final = "https://apis.data.go.kr/1360000/VilageFcstInfoService_2.0"
_WHAT: Final = "날씨"
_READY_MIN: Final = 40
"""Minutes past the hour from which its observation can be asked for (the service's guide)."""
_ANSWER_LIMIT: Final = 64_000
_OK: Final = "00"
_NO_DATA: Final = "03"
_MISSING: Final = 900.0
"""Values of +900 and more, -900 and less stand for a missing one (the service's guide)."""
# PTY of an observation: nothing, rain, rain and snow, snow, (shower,) drizzle, drizzle and flurry,
# flurry.
_FALLS: Final[Mapping[int, Falls]] = {
    0: "dry", 1: "rain", 2: "rain", 3: "snow", 4: "rain", 5: "rain", 6: "rain", 7: "snow",
}  # fmt: skip

# The projection of the cells: Lambert conformal conic, as the service's guide gives it.
_CELL_KM: Final = 5.0
_EARTH_KM: Final = 6371.00877
_PARALLELS: Final = (math.radians(30.0), math.radians(60.0))
_ORIGIN: Final = (math.radians(38.0), math.radians(126.0))
_ORIGIN_CELL: Final = (43, 136)
_CELLS: Final = (149, 253)


class Kma(Weather):
    """The observations of one service.

    url: `kma://` for the service itself, else its address (`http://` only on this machine). key:
    the operator's, as the portal shows it, encoded or not.
    Raises BadSetting without a key, or for an address that is none.
    """

    def __init__(self, url: str, clock: Clock, *, key: str = "", timeout_s: float = 2.0) -> None:
        self._base, self._clock, self._timeout_s = _address(url), clock, timeout_s
        if not key:
            raise BadSetting(
                file="meals.weather_key", why="기상청 자료를 보려면 인증키가 있어야 해요."
            )
        self._key = unquote(key)
        self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False)

    async def now(self, lat: float, lon: float) -> Observation:
        """See Weather."""
        at, (x, y) = self._newest(), cell_of(lat, lon)
        asked = {
            "serviceKey": self._key,
            "pageNo": "1",
            "numOfRows": "20",
            "dataType": "JSON",
            "base_date": f"{at:%Y%m%d}",
            "base_time": f"{at:%H}00",
            "nx": str(x),
            "ny": str(y),
        }
        async with _translated(self._timeout_s):
            url = f"{self._base}/getUltraSrtNcst"
            async with self._client.stream("GET", url, params=asked) as response:
                if response.status_code != httpx2.codes.OK:
                    raise Unavailable(f"the service answers {response.status_code}", what=_WHAT)
                content = await read_at_most(response.aiter_bytes(), _ANSWER_LIMIT, what=_WHAT)
        return _observation(content, at)

    async def close(self) -> None:
        """See Weather."""
        await self._client.aclose()

    def _newest(self) -> datetime:
        """Return the hour of the newest observation that can be asked for."""
        now = self._clock.now().astimezone(SEOUL)
        hour = now.replace(minute=0, second=0, microsecond=0)
        return hour if now.minute >= _READY_MIN else hour - timedelta(hours=1)


def cell_of(lat: float, lon: float) -> tuple[int, int]:
    """Return (nx, ny) of the service's cell around a point.

    Raises NotFound for a point outside its cells.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and -85 < lat < 85):
        raise NotFound(what=_WHAT)
    first, second = _PARALLELS
    cone = math.log(math.cos(first) / math.cos(second)) / math.log(_tan(second) / _tan(first))
    scale = _EARTH_KM / _CELL_KM * _tan(first) ** cone * math.cos(first) / cone
    radius = scale / _tan(math.radians(lat)) ** cone
    turned = (math.radians(lon) - _ORIGIN[1] + math.pi) % (2 * math.pi) - math.pi
    x = radius * math.sin(turned * cone) + _ORIGIN_CELL[0]
    y = scale / _tan(_ORIGIN[0]) ** cone - radius * math.cos(turned * cone) + _ORIGIN_CELL[1]
    cell = math.floor(x + 0.5), math.floor(y + 0.5)
    if not all(1 <= at <= most for at, most in zip(cell, _CELLS, strict=True)):
        raise NotFound(what=_WHAT)
    return cell


def _tan(lat: float) -> float:
    return math.tan(math.pi / 4 + lat / 2)


def _address(url: str) -> str:
    if url in ("kma://", "kma:"):
        return ADDRESS
    if not is_server(url):
        raise BadSetting(file="meals.weather", why="kma:// 또는 https:// 주소여야 해요.")
    return url.rstrip("/")


def _observation(content: bytes, at: datetime) -> Observation:
    """Raises NotFound where there is no data, Unavailable for anything but an answer."""
    try:
        answer = orjson.loads(content)["response"]
        code = answer["header"]["resultCode"]
        items = answer["body"]["items"]["item"] if code == _OK else []
        said = {item["category"]: float(item["obsrValue"]) for item in items}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        # A key that is not registered is answered with XML.
        raise Unavailable("the answer cannot be read", what=_WHAT) from error
    if code == _NO_DATA:
        raise NotFound(what=_WHAT)
    if code != _OK:
        raise Unavailable(f"the service says {str(code)[:10]}", what=_WHAT)
    falls, celsius = _known(said.get("PTY")), _known(said.get("T1H"))
    return Observation(
        at=at, falls=None if falls is None else _FALLS.get(round(falls)), celsius=celsius
    )


def _known(value: Any) -> float | None:  # noqa: ANN401 - a value of theirs
    is_known = value is not None and math.isfinite(value) and abs(value) < _MISSING
    return value if is_known else None


@asynccontextmanager
async def _translated(timeout_s: float) -> AsyncIterator[None]:
    """Say in our words what goes wrong, within so many seconds in all."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise LateAnswer from error
    except httpx2.HTTPError as error:
        raise Unavailable("the service does not answer", what=_WHAT) from error
