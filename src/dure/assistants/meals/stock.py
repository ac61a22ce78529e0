"""Put the shops of a file, or the demonstration ones, into the places port, once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import PurePath
from typing import Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.catalogue_rows import (
    ColumnMap,
    FileRows,
    Report,
    check_columns,
    guess_map,
    read_map,
    read_shops,
)
from dure.assistants.meals.demo import SIZE, demo_shops
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.meals.lost_rows import note_rows, said_rows, why_most
from dure.assistants.meals.sheet import SheetMaker
from dure.errors import BadFile
from dure.ports.places import Places
from dure.ports.telemetry import Telemetry

Progress = Callable[[str, int, int], None]
"""Told what is worked on, how far it is, and how far it will be; `_SAID`: it is just a line."""

_SAID: Final = -1

_DEMO_SPACE: Final = "meals:demo"
_KEPT_AS: Final = 5
"""Raised whenever shops are read, or kept, in another way."""
_DEMO_VERSION: Final = f"3:{_KEPT_AS}:{SIZE}"
"""3 is raised whenever the generator makes other shops."""


def unshown(what: str, done: int, whole: int) -> None:
    """Show nobody how far it is."""


def stock(
    places: Places,
    settings: MealsSettings,
    *,
    read: Callable[[str], str],
    progress: Progress = unshown,
    telemetry: Telemetry | None = None,
) -> str:
    """Return the space that holds the catalogue; loads it if it is new or has changed.

    read: returns the text of a file the operator named. progress: told of the file, how far it
    is, and how far it will be, while it is loaded; at last of what became of its rows.
    telemetry: the same, for the log.
    Raises BadFile if a file cannot be read, holds no shop, is no column map, or one without a
    file of shops.
    """
    if settings.catalogue:
        columns = read(settings.columns) if settings.columns else ""
        text, name = read(settings.catalogue), PurePath(settings.catalogue).name
        space, report = stock_file(places, text, name, columns=columns, progress=progress)
        if report.refused or report.noticed:
            # Where all rows became shops there is nothing to look into.
            progress(f"{name}: {said_rows(report)}", 0, _SAID)
        if report.rows and telemetry is not None:
            note_rows(report, telemetry)
        return space
    if settings.columns:
        raise BadFile(file=PurePath(settings.columns).name, why="함께 쓸 가게 파일이 없어요.")
    if places.version_of(_DEMO_SPACE) != _DEMO_VERSION:
        load(places, _DEMO_SPACE, demo_shops(), version=_DEMO_VERSION)
    return _DEMO_SPACE


def stock_file(
    places: Places, text: str, name: str, *, columns: str = "", progress: Progress = unshown
) -> tuple[str, Report]:
    """Load a file's shops and return (space, what became of the rows).

    columns: a column map (TOML); empty takes the shipped one that fits. The same file with the
    same map is loaded once; its report is then empty. A file that cannot be used leaves what was
    loaded before. progress: told of the rows; each is read twice.
    Raises BadFile as `stock` does.
    """
    space = f"meals:{name}"
    version = hashlib.sha256(f"{_KEPT_AS}\x1f{columns}\x1f{text}".encode()).hexdigest()
    report = Report()
    if places.version_of(space) == version:
        return space, report
    rows = FileRows(text, name)
    column_map = _own_map(columns, rows) if columns else guess_map(rows, name)
    whole, done = 2 * len(rows), count()

    def read(more: int) -> None:
        progress(name, min(whole, (next(done) + 1) * more), whole)

    shops = read_shops(rows, column_map, report, read)
    load(places, space, _some(shops, name, report), version=version)
    progress(name, whole, whole)
    return space, report


def _own_map(columns: str, rows: FileRows) -> ColumnMap:
    column_map = read_map(columns)
    check_columns(rows, column_map)
    return column_map


def _some(shops: Iterator[Shop], name: str, report: Report) -> Iterator[Shop]:
    """Yield the shops. Raises BadFile if there is none, before anything is replaced."""
    first = next(shops, None)
    if first is None:
        most = f" (가장 많은 까닭: {why_most(report)}줄)" if report.refused else ""
        raise BadFile(file=name, why=f"쓸 수 있는 가게가 한 곳도 없어요{most}.")
    yield first
    yield from shops


def load(places: Places, space: str, shops: Iterable[Shop], *, version: str) -> int:
    """Replace a space by shops, each with an id of its own, and return how many they are."""
    sheet = SheetMaker()
    records = (shop.to_record() for shop in sheet.adding(shops))
    return places.load(space, records, version=version, sheet=sheet.made)
