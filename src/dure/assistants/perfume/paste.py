"""Read a formula that somebody pasted: lines of names and per cent, or a table with CAS numbers.

"베르가못 오일 3,5%" is three and a half; what a line does not say clearly is a fault.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.cas import find_cas
from dure.assistants.perfume.formula import Fault
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.perfume"
_PERCENT: Final = re.compile(r"(?<![\d.,])([+-]?\d+(?:[.,]\d+)?)\s*(?:%|퍼센트|프로)")
_LAST: Final = re.compile(r"(?<![\d.,-])([+-]?\d+(?:[.,]\d+)?)\s*$")
_DOSAGE: Final = re.compile(
    r"(?:부향률|농도|dosage)\s*[:=]?\s*(\d+(?:[.,]\d+)?)\s*%?", re.IGNORECASE
)
_CATEGORY: Final = re.compile(r"(?:카테고리|category)\s*[:=]?\s*(\d{1,2}[A-Da-d]?)", re.IGNORECASE)
_DILUTED: Final = re.compile(
    r"\(?\s*(\d+(?:[.,]\d+)?)\s*%\s*(?:희석|용액|in\s+\w+|sol\w*)\)?", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^\s*(?:[-*•·]|\d+[.)](?=\s))\s*")
_DASHES: Final = re.compile(r"[‐‑‒–—−]")
_LINES_AT_MOST: Final = 500


def read_pasted(text: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return a row for the validator (`recipe`, `category`, `dosage_pct`) and lines not read.

    Category and dosage come from a line that names them or a product ("오드퍼퓸"); where none does,
    they are missing from the row. A line that holds no amount is a fault.
    """
    text = _DASHES.sub("-", text)
    row: dict[str, Any] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LINES_AT_MOST]
    rest = [line for line in lines if not _is_about_product(line, row)]
    table = _table(rest)
    if table is not None:
        row["recipe"] = table
        return row, ()
    recipe, faults = [], []
    for place, line in enumerate(rest):
        ingredient = _ingredient(line)
        if ingredient is None:
            faults.append(Fault(code="line", line=place, said=line[:40]))
        else:
            recipe.append(ingredient)
    return {**row, "recipe": recipe}, tuple(faults)


def _is_about_product(line: str, row: dict[str, Any]) -> bool:
    """Take category and dosage from a line that is about the product, not an ingredient."""
    category, dosage = _CATEGORY.search(line), _DOSAGE.search(line)
    if category:
        row["category"] = category[1].upper()
    if dosage:
        row["dosage_pct"] = dosage[1]
    if category or dosage:
        return True
    brief = read_brief(line)
    if brief.is_product_assumed or find_cas(line) or _PERCENT.search(line) or _LAST.search(line):
        return False
    row.setdefault("category", brief.category)
    row.setdefault("dosage_pct", brief.dosage_pct)
    return True


def _ingredient(line: str) -> dict[str, Any] | None:
    line = _BULLET.sub("", line)
    numbers = find_cas(line)
    for cas in numbers:
        line = line.replace(cas, " ")
    out: dict[str, Any] = {"cas": numbers[0]} if numbers else {}
    if diluted := _DILUTED.search(line):
        out["dilution_pct"] = diluted[1]
        line = line[: diluted.start()] + " " + line[diluted.end() :]
    amounts = _PERCENT.findall(line) or _LAST.findall(line)
    if len(amounts) != 1 or len(numbers) > 1:
        return None
    name = _LAST.sub(" ", _PERCENT.sub(" ", line))
    out["name"] = " ".join(name.replace("\t", " ").split()).strip(" ,;:|()")
    out["pct_of_concentrate"] = amounts[0]
    return out


def _table(lines: Sequence[str]) -> list[dict[str, Any]] | None:
    """Return the rows of a table whose header we know, or None if this is none."""
    if len(lines) < 2:
        return None
    separator = next((mark for mark in ("\t", ";", "|", ",") if mark in lines[0]), None)
    if separator is None:
        return None
    header = [_column(cell) for cell in lines[0].split(separator)]
    if "pct_of_concentrate" not in header or not {"name", "cas"} & set(header):
        return None
    rows = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=separator)
    return [_cells(header, cells) for cells in rows]


def _cells(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    if len(cells) > len(header):
        # A decimal comma in a table of commas: nobody can tell which comma parts cells.
        return {"name": ",".join(cells)[:80], "pct_of_concentrate": None}
    pairs = zip(header, cells, strict=False)
    return {
        name: cell.strip().removesuffix("%").strip()
        for name, cell in pairs
        if name and cell.strip()
    }


def _column(cell: str) -> str:
    said = cell.strip().strip('"').casefold().replace(" ", "")
    return next((name for name, words in _columns().items() if said in words), "")


@cache
def _columns() -> Mapping[str, Sequence[str]]:
    columns: Mapping[str, Sequence[str]] = read_toml(_PACKAGE, "data/columns.toml")["columns"]
    return columns
