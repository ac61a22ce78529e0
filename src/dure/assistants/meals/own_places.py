"""Places that an operator adds to those that ship: a table of names and where they are."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from dure.assistants.meals.words import grammar
from dure.engine.assistant import Understanding
from dure.errors import BadFile
from dure.kernel.turns import Place

_HERE: Final = grammar("slots.here")
_STAND_IN: Final = "강남역"
_COLUMNS: Final = ("name", "lat", "lon", "aliases")
_NAME_LIMIT: Final = 40
_SOUTH, _NORTH = 33.0, 39.0
_WEST, _EAST = 124.0, 132.0


@dataclass(frozen=True, kw_only=True)
class OwnPlaces:
    """Each spelling, in small letters, → its place. pattern: finds the longest in a text."""

    by_name: Mapping[str, Place] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    def point_of(self, name: str) -> Place | None:
        """Return the place of a name, called as it was said; None if it is not among them."""
        found = self.by_name.get(name.strip().lower())
        return replace(found, name=name) if found else None

    def named_in(self, text: str) -> str | None:
        """Return the name that a sentence says of where somebody is or wants to eat."""
        for match in self.pattern.finditer(text) if self.pattern else ():
            if _HERE.match(text, match.end()):
                return match.group()
        return None


def read_own_places(text: str, file: str) -> OwnPlaces:
    """Return the places of a table.

    text: lines of name, latitude, longitude and, if there are any, other names with | between
    them, all with tabs between them; a first line `name lat lon aliases` is no place.
    Raises BadFile naming the line that is none, or that says otherwise of a name than another.
    """
    found: dict[str, Place] = {}
    name = PurePath(file).name
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or cells[0].startswith("#") or cells[:3] == list(_COLUMNS[:3]):
            continue
        if wrong := _what_is_wrong(cells):
            raise BadFile(file=name, why=f"{number}번째 줄: {wrong}")
        for spelling, place in _spellings(cells):
            if found.setdefault(spelling, place) != place:
                raise BadFile(file=name, why=f"{number}번째 줄: 같은 이름이 다른 자리에 또 있어요.")
    if not found:
        raise BadFile(file=name, why="장소가 한 곳도 없어요.")
    longest_first = sorted(found, key=lambda spelling: (-len(spelling), spelling))
    pattern = "(?<![가-힣A-Za-z])(?:" + "|".join(map(re.escape, longest_first)) + ")"
    return OwnPlaces(by_name=found, pattern=re.compile(pattern, re.IGNORECASE))


def read_with_places(
    text: str, own: OwnPlaces, *, read: Callable[[str], Understanding]
) -> Understanding:
    """Return what is understood of a sentence that may name an operator's place.

    read: knows the places that ship only; it is handed one of those in place of the other.
    """
    named = own.named_in(text)
    if named is None:
        return read(text)
    understood = read(text.replace(named, _STAND_IN, 1))
    if understood.slots.get("location") != _STAND_IN:
        return read(text)
    return replace(understood, slots={**understood.slots, "location": named})


def _spellings(cells: list[str]) -> Iterator[tuple[str, Place]]:
    lat, lon = float(cells[1]), float(cells[2])
    others = cells[3].split("|") if len(cells) > 3 else []
    for spelling in filter(None, (cells[0], *(other.strip() for other in others))):
        yield spelling.lower(), Place(lat=lat, lon=lon, name=cells[0])


def _what_is_wrong(cells: list[str]) -> str:
    """Return what a row should be, "" if it is a place."""
    if not 3 <= len(cells) <= len(_COLUMNS):
        return "이름, 위도, 경도를 탭으로 나눠 적어 주세요. 다른 이름은 네 번째 칸에 |로 나눠요."
    if not cells[0] or len(cells[0]) > _NAME_LIMIT:
        return f"이름은 {_NAME_LIMIT}자까지 적어 주세요."
    try:
        lat, lon = float(cells[1]), float(cells[2])
    except ValueError:
        return "위도와 경도는 37.3785 127.1160처럼 수로 적어 주세요."
    if _is_in_korea(lat, lon):
        return ""
    return "위도와 경도가 뒤바뀌었어요." if _is_in_korea(lon, lat) else "한국 밖의 자리예요."


def _is_in_korea(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST
