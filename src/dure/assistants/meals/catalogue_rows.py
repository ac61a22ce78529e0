"""Read shops from the files that exist: national standard data, and any CSV or JSON lines.

A column map says which column holds what. Rows that cannot be used are counted by reason
and reported; a row is never half taken.
"""

import csv
import hashlib
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from dure.assistants.meals.catalogue import Acceptance, Dish, Shop, merged
from dure.assistants.meals.hours import Hours
from dure.assistants.meals.hours_text import read_closing, read_hours
from dure.errors import BadFile
from dure.kernel.data import read_toml
from dure.korean.normal import tidy

_PRICE: Final = re.compile(r"^\s*([\d,]{3,})\s*원?\s*$")
_PRICE_RANGE_WON: Final = (500, 100_000)
"""Prices outside are slips of the pen, such as two prices run together (1,100,012,000)."""
_KOREA: Final = ((33.0, 39.0), (124.0, 132.0))
_TRUE: Final = frozenset(("y", "yes", "true", "1", "o", "예", "가능", "있음", "유"))
_FALSE: Final = frozenset(("n", "no", "false", "0", "x", "아니오", "불가", "없음", "무"))
_CARDS: Final[Mapping[str, Acceptance]] = {"y": "Y", "p": "P", "n": "N", "u": "U"}


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """Which columns of a source hold what; `card` and `good_price` are true of its every row."""

    source: str
    columns: Mapping[str, str]
    card: Acceptance = "U"
    good_price: bool | None = None


@dataclass(kw_only=True)
class Report:
    """What became of the rows. refused: reason → rows. noticed: oddity → how often."""

    rows: int = 0
    shops: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)


def known_maps() -> dict[str, ColumnMap]:
    """Return the column maps that ship, by name."""
    table = read_toml("dure.assistants.meals", "data/columns.toml")
    return {name: map_of(entry) for name, entry in table.items()}


def read_map(text: str) -> ColumnMap:
    """Return the column map that somebody wrote in TOML.

    Raises BadFile if it is no TOML, names no column for the shop's name, or a card that is none.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(file="열 지도", why="TOML로 읽히지 않아요.") from error
    if plain.get("card", "U") not in _CARDS.values():
        raise BadFile(file="열 지도", why="card는 Y, P, N, U 가운데 하나예요.")
    return map_of(plain)


def map_of(plain: Mapping[str, Any]) -> ColumnMap:
    """Return the column map of a TOML table.

    Raises BadFile if it names no column for the shop's name.
    """
    columns = plain.get("columns", {})
    if not isinstance(columns, dict) or "name" not in columns:
        raise BadFile(file="열 지도", why="가게 이름(name) 열이 없어요.")
    return ColumnMap(
        source=plain.get("source", "사용자 파일"),
        columns=columns,
        card=plain.get("card", "U"),
        good_price=plain.get("good_price"),
    )


def rows_of(text: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of a CSV, JSON or JSON-lines text.

    name: the file's name, which tells the format.
    Raises BadFile if the text is not of that format.
    """
    try:
        text = text.lstrip("\ufeff")
        if name.endswith(".jsonl"):
            return [orjson.loads(line) for line in text.split("\n") if line.strip()]
        if name.endswith(".json"):
            return _listed(orjson.loads(text))
        return list(csv.DictReader(io.StringIO(text, newline="")))
    except (orjson.JSONDecodeError, csv.Error) as error:
        raise BadFile(file=name, why="표나 JSON으로 읽히지 않아요.") from error


def guess_map(rows: list[dict[str, Any]], name: str) -> ColumnMap:
    """Return the shipped column map whose columns the rows have.

    Raises BadFile if none fits.
    """
    header = set(rows[0]) if rows and isinstance(rows[0], dict) else set()
    for column_map in known_maps().values():
        if header >= set(column_map.columns.values()):
            return column_map
    raise BadFile(file=name, why="아는 열 이름이 없어요. 열 지도(TOML)를 함께 주세요.")


def read_shops(rows: Iterable[Any], column_map: ColumnMap, report: Report) -> list[Shop]:
    """Return the shops of some rows, one per name and address, and count what was refused."""
    shops: dict[str, Shop] = {}
    for row in rows:
        report.rows += 1
        shop = _shop(row, column_map, report)
        if shop is None:
            continue
        if shop.id in shops:
            report.noticed["duplicate"] += 1
            shop = merged(shops[shop.id], shop)
        shops[shop.id] = shop
    report.shops = len(shops)
    return list(shops.values())


def _listed(plain: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Return the records of a JSON document: the widest list of records in it.

    Open-data portals wrap theirs, beside lists that tell of the columns.
    """
    if isinstance(plain, list):
        return plain if any(isinstance(row, dict) for row in plain) else []
    parts = plain.values() if isinstance(plain, dict) else ()
    return max((_listed(part) for part in parts), key=_width, default=[])


def _width(rows: list[Any]) -> int:
    return max((len(row) for row in rows if isinstance(row, dict)), default=0)


def _shop(row: Any, column_map: ColumnMap, report: Report) -> Shop | None:  # noqa: ANN401
    if not isinstance(row, dict):
        report.refused["not_a_record"] += 1
        return None
    cell = _Cells(row, column_map.columns)
    name = cell.text("name")
    if not name:
        report.refused["no_name"] += 1
        return None
    place = _place(cell)
    if place is None:
        report.refused["no_place"] += 1
        return None
    address = cell.text("address")
    return Shop(
        id=_id(column_map.source, cell.text("id"), name, address),
        name=name,
        category=cell.text("category") or "미분류",
        source=column_map.source,
        as_of=cell.text("as_of"),
        address=address,
        lat=place[0],
        lon=place[1],
        hours=_hours(cell),
        dishes=tuple(_dishes(cell.text("menus"), report)),
        card=_CARDS.get((cell.text("card_flag") or "").lower(), column_map.card),
        phone=cell.text("phone"),
        parking=cell.flag("parking"),
        delivery=cell.flag("delivery"),
        reservation=cell.flag("reservation"),
        good_price=column_map.good_price,
    )


class _Cells:
    """The cells of a row by our own names."""

    def __init__(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        self._row, self._columns = row, columns

    def text(self, name: str) -> str | None:
        value = self._row.get(self._columns.get(name, ""))
        if value is None or isinstance(value, dict | list):
            return None
        return tidy(str(value)) or None

    def flag(self, name: str) -> bool | None:
        said = (self.text(name) or "").lower()
        return True if said in _TRUE else False if said in _FALSE else None


def _id(source: str, own: str | None, name: str, address: str | None) -> str:
    key = own or f"{name}\x1f{address or ''}"
    return hashlib.sha256(f"{source}\x1f{key}".encode()).hexdigest()[:16]


def _place(cell: _Cells) -> tuple[float, float] | None:
    try:
        lat, lon = float(cell.text("lat") or ""), float(cell.text("lon") or "")
    except ValueError:
        return None
    (south, north), (west, east) = _KOREA
    return (lat, lon) if south <= lat <= north and west <= lon <= east else None


def _hours(cell: _Cells) -> Hours | None:
    opens, closing = cell.text("open_time"), cell.text("closing")
    if opens is None and closing is None:
        return None
    read = read_hours(opens or "")
    return Hours(
        periods=read.periods,
        closing=read_closing(closing) if closing else None,
        last_order=read.last_order,
    )


def _dishes(menus: str | None, report: Report) -> Iterator[Dish]:
    for entry in (menus or "").split(";"):
        name, _, said = entry.partition(":")
        if name.strip():
            yield Dish(name=name.strip(), price=_price(said, report))


def _price(said: str, report: Report) -> int | None:
    match = _PRICE.match(said)
    if match is None:
        return None
    price = int(match[1].replace(",", "") or 0)
    low, high = _PRICE_RANGE_WON
    if low <= price <= high:
        return price
    report.noticed["absurd_price"] += 1
    return None
