"""Read shops from the files that exist: national standard data, and any CSV or JSON lines.

A column map says which column holds what. Rows that cannot be used are counted by reason
and reported; a row is never half taken.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final, get_args

from dure.assistants.meals.catalogue import Acceptance, Dish, Shop, id_in, merged
from dure.assistants.meals.file_rows import numbered
from dure.assistants.meals.hours import Hours
from dure.assistants.meals.hours_text import read_closing, read_hours
from dure.assistants.meals.lost_rows import Report
from dure.assistants.meals.menu_text import NAME_LIMIT, read_menu
from dure.errors import BadFile
from dure.kernel.data import read_toml
from dure.korean.normal import tidy

_FIELDS: Final = (
    "id", "name", "address", "lat", "lon", "category", "menus", "card_flag", "open_time",
    "closing", "phone", "parking", "delivery", "reservation", "as_of",
)  # fmt: skip
"""What a column may hold, in the order of the documentation."""
_KOREA: Final = ((33.0, 39.0), (124.0, 132.0))
_MAP: Final = "열 지도"
_MOST_NAMED: Final = 5
_NAMED: Final = 40
_SHORT: Final = 24
"""Letters of a cell that many rows may have alike."""
_STEP: Final = 1000
"""Rows between two reports of progress."""
_TRUE: Final = frozenset(("y", "yes", "true", "1", "o", "○", "예", "가능", "있음", "유"))
_FALSE: Final = frozenset(("n", "no", "false", "0", "x", "×", "아니오", "불가", "없음", "무"))
_CARDS: Final[Mapping[str, Acceptance]] = {
    "p": "P",
    "u": "U",
    **dict.fromkeys((*_TRUE, "가맹", "가맹점"), "Y"),
    **dict.fromkeys((*_FALSE, "불가능", "미가맹", "미가맹점", "비가맹"), "N"),
}
"""What a cell may say of the card, in small letters."""


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """Which columns of a source hold what; `card` and `good_price` are true of its every row."""

    source: str
    columns: Mapping[str, str]
    card: Acceptance = "U"
    good_price: bool | None = None


def unseen(rows: int) -> None:
    """Show nobody how many more rows were read."""


def known_maps() -> dict[str, ColumnMap]:
    """Return the column maps that ship, by name."""
    table = read_toml("dure.assistants.meals", "data/columns.toml")
    return {name: map_of(entry) for name, entry in table.items()}


def read_map(text: str) -> ColumnMap:
    """Return the column map that somebody wrote in TOML.

    Raises BadFile if it is no TOML, names no column for the shop's name, a card that is none, or
    what we do not know.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(file=_MAP, why="TOML로 읽히지 않아요.") from error
    if plain.get("card", "U") not in get_args(Acceptance):
        raise BadFile(file=_MAP, why="card는 Y, P, N, U 가운데 하나예요.")
    _check_names(plain, ("source", "card", "good_price", "columns"))
    return map_of(plain)


def map_of(plain: Mapping[str, Any]) -> ColumnMap:
    """Return the column map of a TOML table.

    Raises BadFile if it names no column for the shop's name, a field that we do not know, or a
    value is not of its kind.
    """
    columns = plain.get("columns", {})
    if not isinstance(columns, dict) or "name" not in columns:
        raise BadFile(file=_MAP, why="가게 이름(name) 열이 없어요.")
    _check_names(columns, _FIELDS)
    texts = {**columns, "source": plain.get("source", "")}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise BadFile(file=_MAP, why=f"{name} 값은 따옴표 안의 글자 하나예요.")
    if not isinstance(plain.get("good_price"), bool | None):
        raise BadFile(file=_MAP, why="good_price는 true나 false예요.")
    return ColumnMap(
        source=plain.get("source", "사용자 파일"),
        columns=columns,
        card=plain.get("card", "U"),
        good_price=plain.get("good_price"),
    )


def _check_names(given: Iterable[str], known: Sequence[str]) -> None:
    unknown = _first_of(name for name in given if name not in known)
    if unknown:
        why = f"모르는 항목이 있어요: {unknown} (아는 항목: {', '.join(known)})"
        raise BadFile(file=_MAP, why=why)


def check_columns(rows: Iterable[Any], column_map: ColumnMap) -> None:
    """Raise BadFile if some rows have a column of a map nowhere; of no rows nothing is said."""
    missing, records = dict(column_map.columns), 0
    for row in rows:
        if isinstance(row, dict):
            records += 1
            missing = {ours: theirs for ours, theirs in missing.items() if theirs not in row}
        if not missing:
            return
    if records:
        said = _first_of(f'{ours} = "{theirs}"' for ours, theirs in missing.items())
        raise BadFile(file=_MAP, why=f"가게 파일에 없는 열이에요: {said}")


def _first_of(names: Iterable[str]) -> str:
    return ", ".join(name[:_NAMED] for name in islice(names, _MOST_NAMED))


def guess_map(rows: Iterable[Any], name: str) -> ColumnMap:
    """Return the shipped column map whose columns the rows have.

    Raises BadFile if none fits.
    """
    first = next(iter(rows), None)
    header = set(first) if isinstance(first, dict) else set()
    for column_map in known_maps().values():
        if header >= set(column_map.columns.values()):
            return column_map
    raise BadFile(file=name, why="아는 열 이름이 없어요. 열 지도(TOML)를 함께 주세요.")


def read_shops(
    rows: Iterable[Any],
    column_map: ColumnMap,
    report: Report,
    progress: Callable[[int], None] = unseen,
) -> Iterator[Shop]:
    """Yield the shops of some rows, one per name and address, and count what was refused.

    The rows are gone through twice: first for the shops that stand in them more than once, which
    are held back until all is read; so only those are in memory. progress: told how many rows
    were read, of both times, now and then.
    """
    several = _ids_of_several(rows, column_map, progress)
    held: dict[str, Shop] = {}
    for line, row in numbered(rows):
        report.begin(line)
        if report.rows % _STEP == 0:
            progress(_STEP)
        shop = _shop(row, column_map, report)
        if shop is None:
            continue
        if shop.id not in several:
            report.shops += 1
            yield shop
            continue
        if shop.id in held:
            report.notice("duplicate")
            shop = merged(held[shop.id], shop)
        held[shop.id] = shop
    report.shops += len(held)
    yield from held.values()


def _ids_of_several(
    rows: Iterable[Any], column_map: ColumnMap, progress: Callable[[int], None]
) -> frozenset[str]:
    seen, several = set[int](), set[str]()
    for number, row in enumerate(rows, start=1):
        if number % _STEP == 0:
            progress(_STEP)
        if not isinstance(row, dict):
            continue
        cell = _Cells(row, column_map.columns)
        shop = _id_of(cell, column_map)
        number_of_it = int(shop, 16)  # A number takes a third of the room of a text.
        if number_of_it in seen:
            several.add(shop)
        seen.add(number_of_it)
    return frozenset(several)


def _shop(row: Any, column_map: ColumnMap, report: Report) -> Shop | None:  # noqa: ANN401
    if not isinstance(row, dict):
        report.refuse("not_a_record")
        return None
    cell = _Cells(row, column_map.columns)
    name, place = cell.text("name"), _place(cell)
    refused = why_not(name, place)
    if name is None or place is None or refused:
        report.refuse(refused)
        return None
    address = cell.text("address")
    return Shop(
        id=_id_of(cell, column_map),
        name=name,
        category=cell.text("category") or "미분류",
        source=column_map.source,
        as_of=cell.text("as_of"),
        address=address,
        lat=place[0],
        lon=place[1],
        hours=_hours(cell.text("open_time"), cell.text("closing")),
        dishes=tuple(_dishes(cell.text("menus"), report)),
        card=_card(cell.text("card_flag"), column_map, report),
        phone=cell.text("phone"),
        parking=cell.flag("parking"),
        delivery=cell.flag("delivery"),
        reservation=cell.flag("reservation"),
        good_price=column_map.good_price,
    )


def _card(said: str | None, column_map: ColumnMap, report: Report) -> Acceptance:
    """Return what a cell says of the card; only an empty one says what the whole file does."""
    if said is None:
        return column_map.card
    if said.lower() not in _CARDS:
        report.notice("unread_card")
    return _CARDS.get(said.lower(), "U")


def why_not(name: str | None, place: tuple[float, float] | None) -> str:
    """Return why something of a name and a place cannot be taken; "" if it can."""
    if not name:
        return "no_name"
    if len(name) > NAME_LIMIT:
        return "name_too_long"
    if place is None:
        return "no_place"
    return "" if _is_in_korea(*place) else _why_there(*place)


def _why_there(lat: float, lon: float) -> str:
    return "place_swapped" if _is_in_korea(lon, lat) else "place_elsewhere"


class _Cells:
    """The cells of a row by our own names."""

    def __init__(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        self._row, self._columns = row, columns

    def text(self, name: str) -> str | None:
        column = self._columns.get(name)
        # A column without a name is no field of ours, whatever stands in it.
        value = None if column is None else self._row.get(column)
        if value is None or isinstance(value, dict | list):
            return None
        said = str(value)
        return _short(said) if len(said) <= _SHORT else _seen(said)

    def flag(self, name: str) -> bool | None:
        said = (self.text(name) or "").lower()
        return True if said in _TRUE else False if said in _FALSE else None


def _seen(said: str) -> str | None:
    """Return what can be seen of a text: NUL, or marks that turn it around, are no part of it."""
    said = tidy(said)
    return (said if said.isprintable() else "".join(filter(str.isprintable, said))) or None


# Kinds, hours and closing days of many shops are the same.
_short: Final = lru_cache(maxsize=65_536)(_seen)


def _id_of(cell: _Cells, column_map: ColumnMap) -> str:
    key = cell.text("id") or f"{cell.text('name')}\x1f{cell.text('address') or _spot(cell)}"
    return id_in(column_map.source, key)


def _spot(cell: _Cells) -> str:
    """Return where a shop without an address is, to a metre: one chain has many of one name."""
    place = _place(cell)
    return f"{place[0]:.5f},{place[1]:.5f}" if place else ""


def _place(cell: _Cells) -> tuple[float, float] | None:
    try:
        lat, lon = float(cell.text("lat") or ""), float(cell.text("lon") or "")
    except ValueError:
        return None
    return lat, lon


def _is_in_korea(lat: float, lon: float) -> bool:
    (south, north), (west, east) = _KOREA
    return south <= lat <= north and west <= lon <= east


@lru_cache(maxsize=16_384)
def _hours(opens: str | None, closing: str | None) -> Hours | None:
    """Return what two texts say; many shops have the same ones, and then the same hours."""
    if opens is None and closing is None:
        return None
    read = read_hours(opens or "")
    return Hours(
        periods=read.periods,
        closing=read_closing(closing) if closing else None,
        last_order=read.last_order,
    )


def _dishes(menus: str | None, report: Report) -> Iterator[Dish]:
    for dish, noticed in read_menu(menus or ""):
        if noticed:
            report.notice(noticed)
        if dish is not None:
            yield dish
