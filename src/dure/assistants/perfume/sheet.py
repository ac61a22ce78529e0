"""Read the official overview sheet of the standards, and a table of the annex, as rules.

The sheet has decimal commas, prose in cells of numbers, prohibitions whose cells are empty, and
rules that stand in notes only; each is read for what it says, and what cannot be read is unknown.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from dure.assistants.perfume.cas import find_cas, is_cas
from dure.assistants.perfume.materials import Material, key_of
from dure.assistants.perfume.numerals import read_exact
from dure.assistants.perfume.rules import Ban, Group, Limit, RuleBook, Standard
from dure.assistants.perfume.xlsx import Row, read_rows
from dure.errors import BadFile

_COLUMNS: Final = 37
_KEY: Final = re.compile(r"IFRA_STD_\d+")
_CATEGORY: Final = re.compile(r"Category (\d+[A-D]?) \(%\)")
_BERGAPTEN: Final = re.compile(r"\s*([\d.,]+)\s*\(5-MOP\)\s*", re.IGNORECASE)
_TRACE: Final = re.compile(r"does not exceed\s+(?:\d+\s*ppm\s*\()?([\d.,]*\d)\s*%?", re.IGNORECASE)
_PROHIBITED: Final = re.compile(r"prohibited", re.IGNORECASE)
_FREE: Final = re.compile(r"\s*no restriction\s*", re.IGNORECASE)
_AS_SUCH: Final = re.compile(r"\bas such\b", re.IGNORECASE)
_SUM_OF_SHARES: Final = "sum of the concentrations of all furocoumarin-containing"
_BOTH_MOSSES: Final = "total amount of both extracts"
_BOTH_CARBONATES: Final = re.compile(r"sum total of (?:and )?Methyl heptine carbonate")


def read_sheet(workbook: bytes, *, amendment: str, file: str = "xlsx") -> RuleBook:
    """Return the rule book of an overview sheet.

    Raises BadFile if this is not the overview, or a standard stands in it twice.
    """
    rows = read_rows(workbook, columns=_COLUMNS, file=file)
    header = next((row for row in rows if row[0].strip() == "Key"), None)
    if header is None or "Name of the IFRA Standard" not in header:
        raise BadFile(file=file, why="IFRA Standards overview 시트가 아니에요.")
    places = {name.strip(): place for place, name in enumerate(header) if name.strip()}
    categories = {m[1]: p for name, p in places.items() if (m := _CATEGORY.fullmatch(name))}
    listed = [row for row in rows if _KEY.fullmatch(row[0].strip())]
    if len({row[0].strip() for row in listed}) != len(listed) or not listed or not categories:
        raise BadFile(file=file, why="기준이 없거나 두 번 적혀 있어요.")
    return RuleBook(
        amendment=amendment,
        source=f"IFRA Standards overview, amendment {amendment} ({file})",
        categories=frozenset(categories),
        standards=tuple(_standard(row, _reader(row, places), categories) for row in listed),
    )


def _reader(row: Row, places: Mapping[str, int]) -> Callable[[str], str]:
    return lambda name: row[places[name]].strip() if name in places else ""


def _standard(row: Row, said: Callable[[str], str], categories: Mapping[str, int]) -> Standard:
    kinds = said("IFRA Standard type").split("_")
    limits = {name: _limit(row[place]) for name, place in categories.items()}
    ban = _ban(kinds, said)
    return Standard(
        key=said("Key"),
        name=" ".join(said("Name of the IFRA Standard").split()),
        cas=tuple(cas for cas in find_cas(said("CAS numbers")) if is_cas(cas)),
        limits={name: limit[0] for name, limit in limits.items() if limit},
        ban=ban,
        trace=_trace(said("Restricted ingredients: notes")) if ban == "as_such" else None,
        is_specification=kinds == ["SPECIFICATION"],
        is_mixed="PROHIBITION" in kinds and ban == "no",
        group=_group(row, said, categories.values()),
    )


def _ban(kinds: Sequence[str], said: Callable[[str], str]) -> Ban:
    """Tell what is prohibited: everything, the pure substance, or (as "no") only some qualities."""
    if "PROHIBITION" not in kinds:
        return "no"
    prose = said("Prohibited fragrance ingredients: notes") + said("Specified ingredients: notes")
    if _AS_SUCH.search(prose):
        return "as_such"
    return "all" if kinds in (["PROHIBITION"], ["PROHIBITION", "SPECIFICATION"]) else "no"


def _trace(note: str) -> Fraction | None:
    found = _TRACE.search(note)
    return read_exact(found[1]) if found else None


def _limit(cell: str) -> tuple[Limit] | None:
    """Return the limit in a tuple, or None where the cell names none that we can read."""
    if _FREE.fullmatch(cell):
        return (None,)
    if _PROHIBITED.search(cell):
        return (Fraction(0),)
    if bergapten := _BERGAPTEN.fullmatch(cell):
        cell = bergapten[1]
    number = read_exact(cell)
    return None if number is None or number < 0 else (number,)


def _group(row: Row, said: Callable[[str], str], cells: Iterable[int]) -> Group:
    if any(_BERGAPTEN.fullmatch(row[place]) for place in cells):
        return "bergapten"
    light = said("Restricted ingredients due to phototoxicity considerations: notes")
    note = said("Restricted ingredients: notes")
    if _SUM_OF_SHARES in light:
        return "phototoxic"
    if _BOTH_MOSSES in note:
        return "moss"
    return "heptine_octine" if _BOTH_CARBONATES.search(note) else ""


def read_annex(csv_text: str) -> tuple[Material, ...]:
    """Return the naturals of an annex table; a row that stands there twice counts once.

    Columns: Natural_Name, Constituent_CAS, Percentage. Two rows of one constituent with
    different figures count with the larger. Raises BadFile if a cell cannot be read.
    """
    found: dict[str, tuple[str, dict[str, Fraction]]] = {}
    for row in csv.DictReader(io.StringIO(csv_text)):
        name, cas = row.get("Natural_Name") or "", (row.get("Constituent_CAS") or "").strip()
        percent = read_exact(row.get("Percentage"))
        if not key_of(name) or not is_cas(cas) or percent is None or not 0 <= percent <= 100:
            raise BadFile(file="annex", why=f"읽을 수 없는 줄이 있어요: {name[:40]}")
        _, constituents = found.setdefault(key_of(name), (name, {}))
        constituents[cas] = max(percent, constituents.get(cas, percent))
    return tuple(
        Material(
            id=f"annex:{key}", name_en=name, name_ko="", kind="natural", quality=name,
            constituents=constituents,
        )
        for key, (name, constituents) in found.items()
    )  # fmt: skip
