"""Put the shops of a file, or the demonstration ones, into the places port, once."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Final

from dure.assistants.meals.catalogue_rows import Report, guess_map, read_map, read_shops, rows_of
from dure.assistants.meals.demo import SIZE, demo_shops
from dure.assistants.meals.kitchen import MealsSettings
from dure.errors import BadFile
from dure.ports.places import Places

_DEMO_SPACE: Final = "meals:demo"
_DEMO_VERSION: Final = f"3:{SIZE}"
"""Raised whenever the generator makes other shops."""


def stock(places: Places, settings: MealsSettings, *, read: Callable[[str], str]) -> str:
    """Return the space that holds the catalogue; loads it if it is new or has changed.

    read: returns the text of a file the operator named.
    Raises BadFile if a file cannot be read, holds no shop, or is no column map.
    """
    if settings.catalogue:
        columns = read(settings.columns) if settings.columns else ""
        text, name = read(settings.catalogue), PurePath(settings.catalogue).name
        return stock_file(places, text, name, columns=columns)[0]
    if places.version_of(_DEMO_SPACE) != _DEMO_VERSION:
        records = (shop.to_record() for shop in demo_shops())
        places.load(_DEMO_SPACE, records, version=_DEMO_VERSION)
    return _DEMO_SPACE


def stock_file(places: Places, text: str, name: str, *, columns: str = "") -> tuple[str, Report]:
    """Load a file's shops and return (space, what became of the rows).

    columns: a column map (TOML); empty takes the shipped one that fits. The same file with the
    same map is loaded once; its report is then empty.
    """
    space = f"meals:{name}"
    version = hashlib.sha256(f"{columns}\x1f{text}".encode()).hexdigest()
    report = Report()
    if places.version_of(space) == version:
        return space, report
    rows = rows_of(text, name)
    column_map = read_map(columns) if columns else guess_map(rows, name)
    shops = read_shops(rows, column_map, report)
    if not shops:
        raise BadFile(file=name, why="쓸 수 있는 가게가 한 곳도 없어요.")
    places.load(space, (shop.to_record() for shop in shops), version=version)
    return space, report
