"""Put the shops of a file, or the demonstration ones, into the places port, once."""

import hashlib
from pathlib import PurePath
from typing import Final

from dure.assistants.meals.catalogue_rows import Report, guess_map, read_shops, rows_of
from dure.assistants.meals.demo import SIZE, demo_shops
from dure.assistants.meals.kitchen import MealsSettings
from dure.engine.assistant import Ports
from dure.errors import BadFile
from dure.ports.places import Places

_DEMO_SPACE: Final = "meals:demo"
_DEMO_VERSION: Final = f"3:{SIZE}"
"""Raised whenever the generator makes other shops."""


def stock(ports: Ports, settings: MealsSettings) -> str:
    """Return the space that holds the catalogue; loads it if it is new or has changed.

    Raises BadFile if the file cannot be read or holds no shop.
    """
    if settings.catalogue:
        text = ports.read_file(settings.catalogue)
        space, _ = stock_file(ports.places, text, PurePath(settings.catalogue).name)
        return space
    if ports.places.version_of(_DEMO_SPACE) != _DEMO_VERSION:
        records = (shop.to_record() for shop in demo_shops())
        ports.places.load(_DEMO_SPACE, records, version=_DEMO_VERSION)
    return _DEMO_SPACE


def stock_file(places: Places, text: str, name: str) -> tuple[str, Report]:
    """Load a file's shops and return (space, what became of the rows).

    The same file is loaded once; its report is then empty.
    """
    space = f"meals:{name}"
    version = hashlib.sha256(text.encode()).hexdigest()
    report = Report()
    if places.version_of(space) == version:
        return space, report
    rows = rows_of(text, name)
    shops = read_shops(rows, guess_map(rows, name), report)
    if not shops:
        raise BadFile(file=name, why="쓸 수 있는 가게가 한 곳도 없어요.")
    places.load(space, (shop.to_record() for shop in shops), version=version)
    return space, report
