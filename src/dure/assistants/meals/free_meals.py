"""Meals that cost nothing: children's centres, soup kitchens, what a town offers in the holidays.

Loaded from a file that the operator names; nothing of it is known without one. A kitchen that is
for old people only is never offered to a child; whom it is for, and when, is unknown where the
source does not say.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import PurePath
from typing import Any, Final

import orjson

from dure.assistants.meals.catalogue import walk_minutes
from dure.assistants.meals.catalogue_rows import why_not
from dure.assistants.meals.file_rows import FileRows, numbered
from dure.assistants.meals.hours_text import read_hours
from dure.assistants.meals.lost_rows import Report, why_most
from dure.assistants.meals.words import grammar, points
from dure.errors import BadFile
from dure.kernel.clock import SEOUL
from dure.kernel.data import read_toml
from dure.kernel.turns import Place
from dure.ports.places import Located, Places

Told = Callable[[str, Report], None]
DEMO: Final = "demo"
_ASKED: Final = grammar("reading.free_meal")
_KEPT_AS: Final = 2
_REACH_M: Final = (3_000.0, 10_000.0)
_DAYS: Final = "월화수목금토일"
_SPAN: Final = re.compile(rf"(?<![가-힣\d])([{_DAYS}])\s*[~∼～〜–—-]\s*([{_DAYS}])(?![가-힣])")
_LISTED: Final = re.compile(rf"(?<![가-힣\d])(?:[{_DAYS}]|[{_DAYS}]{{3,7}}|토일)(?![가-힣])")
_GROUPS: Final = {
    "매일": range(7),
    "연중": range(7),
    "평일": range(5),
    "주중": range(5),
    "주말": range(5, 7),
}
_TEXT_LIMIT: Final = 60
_NEEDED: Final = {"name": "이름", "lat": "위도", "lon": "경도"}
"""Columns without which there is no place, and their names for people."""


@dataclass(frozen=True, kw_only=True)
class FreeMeal:
    """A place where a meal costs nothing. for_children: None if the source does not tell.

    days: weekdays on which there is one (0 is Monday), None if unknown. hours: "11:30~12:30", ""
    if unknown. ends: the day (ISO) on which it ended, None if it did not.
    """

    id: str
    name: str
    source: str
    lat: float
    lon: float
    address: str = ""
    phone: str = ""
    for_children: bool | None = None
    days: tuple[int, ...] | None = None
    hours: str = ""
    ends: str | None = None
    as_of: str | None = None

    def is_on(self, day: date) -> bool | None:
        """Whether there is a meal on a day, None if nobody says."""
        return None if self.days is None else day.weekday() in self.days


@dataclass(frozen=True, kw_only=True)
class NearbyMeal:
    """A free meal and how far it is."""

    meal: FreeMeal
    metres: float

    @property
    def walk_min(self) -> int:
        """Return minutes on foot."""
        return walk_minutes(self.metres)


def _untold(file: str, report: Report) -> None:
    """Tell nobody what became of the rows of a file."""


class FreeMeals:
    """What is known of free meals; without a file nothing is."""

    def __init__(self, places: Places | None = None, space: str = "") -> None:
        self._places, self._space = places, space

    @property
    def is_known(self) -> bool:
        """Whether anything is known at all."""
        return self._places is not None

    def nearest(self, here: Place, now: datetime, *, most: int = 2) -> list[NearbyMeal]:
        """Return the nearest ones a child may go to; those that serve today before the others.

        One that is for others only, or has ended, is left out.
        """
        today, found = now.astimezone(SEOUL).date(), list[NearbyMeal]()
        for radius_m in _REACH_M:
            found = [one for one in self._around(here, radius_m) if _may_go(one.meal, today)]
            found.sort(key=lambda one: (one.meal.is_on(today) is False, one.metres))
            # Further away there may be one that is not known to be closed today.
            if found and found[0].meal.is_on(today) is not False:
                break
        return found[:most]

    def _around(self, here: Place, radius_m: float) -> Iterator[NearbyMeal]:
        if self._places is None:
            return
        near = self._places.near(self._space, lat=here.lat, lon=here.lon, radius_m=radius_m)
        records = self._places.records(self._space, [key for key, _ in near])
        for key, metres in near:
            yield NearbyMeal(meal=_from_record(records[key]), metres=metres)


def asks_free_meal(text: str) -> bool:
    """Whether a sentence asks for a meal that costs nothing."""
    return _ASKED.search(text) is not None


def stock_free_meals(
    places: Places, named: str, *, read: Callable[[str], str], told: Told = _untold
) -> FreeMeals:
    """Return the free meals that the settings name, loading them if they are new or have changed.

    named: empty for none, "demo" for invented ones, or files with commas between them.
    told: is told of each file that is loaded, and of what became of its rows.
    Raises BadFile if a file cannot be read, or holds no place.
    """
    if not named:
        return FreeMeals()
    files = [name.strip() for name in named.split(",") if name.strip()]
    texts = {} if named == DEMO else {name: read(name) for name in files}
    said = f"{_KEPT_AS}\x1f{named}\x1f" + "\x1f".join(texts.values())
    version, space = hashlib.sha256(said.encode()).hexdigest(), "meals:free"
    if places.version_of(space) != version:
        meals = demo_free_meals() if named == DEMO else _of_files(texts, told)
        places.load(space, [_located(meal) for meal in meals], version=version)
    return FreeMeals(places, space)


def read_free_meals(text: str, name: str, report: Report | None = None) -> list[FreeMeal]:
    """Return the places of a file (CSV, JSON, JSON lines), each once.

    Rows without a name or a place in Korea are left out, and counted in the report.
    Raises BadFile if a column that is needed is missing, or no place is left.
    """
    report, file = report or Report(), PurePath(name).name
    found: dict[str, FreeMeal] = {}
    for line, row in numbered(_with_columns(FileRows(text, name), file)):
        report.begin(line)
        meal = _of_row(row, file, report)
        if meal is not None and meal.id in found:
            report.notice("duplicate")
        if meal is not None:
            found[meal.id] = meal
    if not found:
        most = f" (가장 많은 까닭: {why_most(report)}줄)" if report.refused else ""
        raise BadFile(file=file, why=f"무료 급식소가 한 곳도 없어요{most}.")
    report.shops = len(found)
    return list(found.values())


def _with_columns(rows: FileRows, file: str) -> FileRows:
    """Return the rows. Raises BadFile if none of them has a column that is needed."""
    there = {name for row in rows if isinstance(row, Mapping) for name in row if name}
    for column in _NEEDED if there else ():
        known = _columns()[column]
        if there.isdisjoint(known):
            said = ", ".join(known)
            raise BadFile(file=file, why=f"{_NEEDED[column]} 열이 없어요 (아는 열 이름: {said}).")
    return rows


def demo_free_meals() -> list[FreeMeal]:
    """Return invented places, two at every place of the gazetteer; their names say so."""
    meals = []
    named = {(lat, lon): name for name, (_, lat, lon) in sorted(points().items())}
    for (lat, lon), name in named.items():
        meals += [
            FreeMeal(
                id=f"demo-centre-{name}",
                name=f"(지어낸 예) {name} 아동센터",
                source="지어낸 예시",
                lat=lat + 0.002,
                lon=lon + 0.002,
                for_children=True,
                days=(0, 1, 2, 3, 4, 5),
                hours="12:00~19:00",
            ),
            FreeMeal(
                id=f"demo-kitchen-{name}",
                name=f"(지어낸 예) {name} 경로식당",
                source="지어낸 예시",
                lat=lat + 0.001,
                lon=lon,
                for_children=False,
            ),
        ]
    return meals


def _may_go(meal: FreeMeal, today: date) -> bool:
    return meal.for_children is not False and (meal.ends is None or meal.ends >= today.isoformat())


def _of_files(texts: Mapping[str, str], told: Told) -> Iterable[FreeMeal]:
    by_id: dict[str, FreeMeal] = {}
    for name, text in texts.items():
        report = Report()
        by_id |= {meal.id: meal for meal in read_free_meals(text, name, report)}
        told(PurePath(name).name, report)
    return by_id.values()


def _of_row(row: Any, source: str, report: Report) -> FreeMeal | None:  # noqa: ANN401 - any JSON
    if not isinstance(row, Mapping):
        report.refuse("not_a_record")
        return None
    told = {column: _first(row, names) for column, names in _columns().items()}
    lat, lon = _degrees(told["lat"]), _degrees(told["lon"])
    place = None if lat is None or lon is None else (lat, lon)
    refused = why_not(told["name"], place)
    if place is None or refused:
        report.refuse(refused)
        return None
    days, hours = read_days(told["days"]), _hours(told["times"])
    if told["days"] and days is None:
        report.notice("unread_days")
    if told["times"] and not hours:
        report.notice("unread_hours")
    said = f"{told['name']}|{told['address']}"
    return FreeMeal(
        id=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16],
        name=told["name"],
        source=source,
        lat=place[0],
        lon=place[1],
        address=told["address"],
        phone=told["phone"] if re.fullmatch(r"[\d-]{3,15}", told["phone"]) else "",
        for_children=for_children(told["target"], told["name"]),
        days=days,
        hours=hours,
        ends=told["ends"] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", told["ends"]) else None,
        as_of=told["as_of"] or None,
    )


def for_children(target: str, name: str) -> bool | None:
    """Return whether a child may eat there, None if neither the text nor the name tells."""
    words = _words()
    if words["children"].search(target):
        return True
    if words["others"].search(target):
        return False
    return True if words["centre"].search(name) else None


def read_days(said: str) -> tuple[int, ...] | None:
    """Return the weekdays of a text (0 is Monday), None if it names none, or takes some out."""
    if _words()["except"].search(said):
        return None
    found = {day for word, days in _GROUPS.items() if word in said for day in days}
    bare = said.replace("요일", "")
    for first, last in _SPAN.findall(bare):
        found.update(_between(_DAYS.index(first), _DAYS.index(last)))
    listed = "".join(_LISTED.findall(_SPAN.sub(" ", bare)))
    found.update(_DAYS.index(day) for day in listed)
    return tuple(sorted(found)) or None


def _between(first: int, last: int) -> Iterator[int]:
    """Yield the days from one to another, over the end of a week where the last comes first."""
    return ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _hours(said: str) -> str:
    """Return the hours of a text as they are told; "" where it tells none that can be read."""
    periods = [period for listed in read_hours(said).periods.values() for period in listed]
    shown = [f"{_clock(opens)}~{_clock(ends)}" for opens, ends in periods if ends is not None]
    return ", ".join(dict.fromkeys(shown))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int | float) and str(value).strip():
            return " ".join(str(value).split())[:_TEXT_LIMIT]
    return ""


def _degrees(said: str) -> float | None:
    try:
        return float(said)
    except ValueError:
        return None


def _located(meal: FreeMeal) -> Located:
    record = orjson.dumps(vars(meal))
    return Located(id=meal.id, name=meal.name, lat=meal.lat, lon=meal.lon, record=record)


def _from_record(record: bytes) -> FreeMeal:
    plain = orjson.loads(record)
    days = plain["days"]
    return FreeMeal(**{**plain, "days": None if days is None else tuple(days)})


@cache
def _columns() -> Mapping[str, tuple[str, ...]]:
    told = read_toml("dure.assistants.meals", "data/free_meal_columns.toml")
    return {column: tuple(names) for column, names in told.items() if column != "words"}


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    told = read_toml("dure.assistants.meals", "data/free_meal_columns.toml")["words"]
    return {name: re.compile(words) for name, words in told.items()}
