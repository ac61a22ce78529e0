"""Put the shops of a file, or the demonstration ones, into the places port, once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import PurePath
from typing import Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.catalogue_rows import (
    ColumnMap,
    check_columns,
    guess_map,
    read_map,
    read_shops,
)
from dure.assistants.meals.demo import SIZE, demo_shops
from dure.assistants.meals.file_rows import FileRows
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.meals.lost_rows import Report, note_rows, said_rows, why_most
from dure.assistants.meals.sheet import SheetMaker
from dure.errors import BadFile, BadSetting
from dure.ports.places import Places
from dure.ports.telemetry import Telemetry
from dure.watch.in_use import InUse, UseBook

Progress = Callable[[str, int, int], None]
"""Told what is worked on, how far it is, and how far it will be; `_SAID`: it is just a line."""

_SAID: Final = -1

DEMO: Final = "demo"
"""Given in place of a file, it takes the invented shops."""
_USED: Final = "meals.catalogue"
_DEMO_SPACE: Final = "meals:demo"
_KEPT_AS: Final = 7
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
    used: UseBook | None = None,
) -> str:
    """Return the space that holds the catalogue; loads it if it is new or has changed.

    Where none is named, the one that was used before stays; without one, the shops are invented.

    read: returns the text of a file the operator named. progress: told of the file, how far it
    is, and how far it will be, while it is loaded; at last of what became of its rows.
    telemetry: the same, for the log. used: where it stands which catalogue was used; None: nowhere.
    Raises BadFile if a file cannot be read, holds no shop, is no column map, or one without a
    file of shops; BadSetting if none is named and the one used before is not there any more.
    """
    before = used.of(_USED) if used else None
    if not settings.catalogue and not settings.columns and before and before.is_own:
        return _kept(places, before)
    space = _loaded(places, settings, read=read, progress=progress, telemetry=telemetry)
    if used is not None:
        file = "" if space == _DEMO_SPACE else PurePath(settings.catalogue).name
        used.note(
            _USED,
            file=file,
            count=places.count(space),
            space=space,
            version=_version(places, space),
        )
    return space


def _kept(places: Places, before: InUse) -> str:
    """Return where the shops stand that were used before."""
    if _version(places, before.space) != before.version:
        why = (
            f"이 데이터 폴더는 {before.file} 가게로 답하던 곳인데, 읽어 둔 가게가 없어졌어요. "
            "그 파일을 다시 적어 주세요. 시범 가게를 쓰려면 demo라고 적어 주세요."
        )
        raise BadSetting(file="meals.catalogue", why=why)
    return before.space


def _version(places: Places, space: str) -> str:
    return f"{_KEPT_AS}:{places.version_of(space)}"


def _loaded(
    places: Places,
    settings: MealsSettings,
    *,
    read: Callable[[str], str],
    progress: Progress,
    telemetry: Telemetry | None,
) -> str:
    if settings.catalogue and settings.catalogue != DEMO:
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
