"""What the assistant works with: the rules, materials and prices that the operator brought.

Without a file of the operator's the facts that ship stand in.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.evolve import SearchSettings
from dure.assistants.perfume.materials import Shelf, shipped_materials
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.sheet import read_annex, read_sheet
from dure.errors import BadFile
from dure.kernel.data import read_toml

SECTION: Final = "perfume"


@dataclass(frozen=True, kw_only=True)
class PerfumeSettings:
    """Files that the operator may bring."""

    sheet: str = ""
    """Path of the official IFRA Standards overview (xlsx); empty knows categories 4, 5A and 9."""
    amendment: str = "51"
    """The amendment that the sheet is of."""
    annex: str = ""
    """Path of a table of the annex (CSV: Natural_Name, Constituent_CAS, Percentage)."""
    prices: str = ""
    """Path of a price list (CSV: name or CAS number, won per kg); empty knows no prices."""
    population: int = 60
    """Formulas that a search keeps at a time."""
    generations: int = 80
    """Rounds of a search; fewer are faster and fit the wish less well."""


class Files(Protocol):
    """What reads a file that the operator named."""

    def read_bytes(self, path: str) -> bytes:
        """Return its bytes."""
        ...

    def read_file(self, path: str) -> str:
        """Return its text."""
        ...


def workbench(files: Files, settings: PerfumeSettings) -> Workbench:
    """Return what the composer and the validator work with.

    Raises BadFile for a file that cannot be read.
    """
    shelf, rules, prices = shipped_materials(), shipped_rules(), None
    if settings.sheet:
        book = files.read_bytes(settings.sheet)
        rules = read_sheet(book, amendment=settings.amendment, file=_last(settings.sheet))
    if settings.annex:
        shelf = shelf.with_qualities(read_annex(files.read_file(settings.annex)))
    if settings.prices:
        prices = read_prices(files.read_file(settings.prices), shelf)
    search = SearchSettings(population=settings.population, generations=settings.generations)
    return Workbench(shelf=shelf, rules=rules, prices=prices, search=search)


def read_prices(csv_text: str, shelf: Shelf) -> dict[str, int]:
    """Return material id → won per kg of a price list.

    A CAS number that several qualities share prices only the one that is named. What no table
    of ours knows is left out. Raises BadFile for a list without the columns, or a price that
    is none.
    """
    rows = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")))
    names = {_column(head): head for head in rows.fieldnames or ()}
    if "price" not in names or not {"name", "cas"} & set(names):
        raise BadFile(file="prices", why="원료명이나 CAS 번호, 그리고 kg당 가격 칸이 있어야 해요.")
    prices: dict[str, int] = {}
    for row in rows:
        said = {ours: (row[theirs] or "").strip() for ours, theirs in names.items() if ours}
        for material_id in _meant(said, shelf):
            prices[material_id] = _won(said["price"])
    return prices


def _meant(said: Mapping[str, str], shelf: Shelf) -> list[str]:
    pool = shelf.with_cas(said.get("cas", ""))
    named = shelf.named(said.get("name", ""))
    both = [material.id for material in named if not pool or material in pool]
    if both:
        return both
    return [pool[0].id] if len(pool) == 1 else []


def _won(cell: str) -> int:
    bare = cell.replace(",", "").replace("₩", "").removesuffix("원").strip()
    if not bare.isdecimal() or not int(bare):
        raise BadFile(file="prices", why=f"가격을 읽을 수 없어요: {cell[:20]}")
    return int(bare)


def _column(head: str) -> str:
    small = head.casefold().replace(" ", "")
    return next((name for name, words in _columns().items() if small in words), "")


@cache
def _columns() -> Mapping[str, Any]:
    table = read_toml("dure.assistants.perfume", "data/columns.toml")
    known = table["columns"]
    return {"name": known["name"], "cas": known["cas"], "price": table["prices"]["price"]}


def _last(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
