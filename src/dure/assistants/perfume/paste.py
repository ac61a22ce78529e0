"""Read a formula that somebody pasted: lines of names and per cent, or a table with CAS numbers.

"베르가못 오일 3,5%" is three and a half; what a line does not say clearly is a fault.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.brief import product_spans, read_brief
from dure.assistants.perfume.cas import find_cas
from dure.assistants.perfume.formula import Fault
from dure.assistants.perfume.lines import CATEGORY, DILUTED, DOSAGE, PERCENT, split, trimmed
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.perfume"
_LAST: Final = re.compile(r"(?<![\d.,-])([+-]?\d+(?:[.,]\d+)?)\s*$")
_BULLET: Final = re.compile(r"^\s*(?:[-*•·]|\d+[.)](?=\s))\s*")
_DASHES: Final = re.compile(r"[‐‑‒–—−]")
_LINES_AT_MOST: Final = 300


def read_pasted(text: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return a row for the validator (`recipe`, `category`, `dosage_pct`) and lines not read.

    Category and dosage come from a line that names them or a product ("오드퍼퓸"), whose usual
    dosage is then `dosage_assumed`; where none does, they are missing from the row. A line that
    holds no amount is a fault, and so are more lines than anybody weighs.
    """
    text = _DASHES.sub("-", text)
    row: dict[str, Any] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _LINES_AT_MOST:
        return {}, (Fault(code="too_many_lines", said=str(len(lines))),)
    rest = [line for line in lines if not _is_about_product(line, row)]
    table = _table(rest)
    if table is not None:
        row["recipe"] = table
        return row, ()
    recipe, faults = [], []
    for place, line in enumerate(rest):
        found = _ingredient(line)
        if found is None:
            faults.append(Fault(code="line", line=place, said=line[:40]))
        else:
            recipe.append(found)
    return {**row, "recipe": recipe}, tuple(faults)


def from_utterance(text: str) -> str:
    """Return the lines of an utterance, one below the other, what is said of the product first."""
    flat = split(_DASHES.sub("-", text))
    return "\n".join((*flat.about, *flat.lines))


def _is_about_product(line: str, row: dict[str, Any]) -> bool:
    """Take category and dosage from a line that is about the product, not an ingredient."""
    category, dosage = CATEGORY.search(line), DOSAGE.search(line)
    if category:
        row["category"] = category[1].upper()
    spans = product_spans(line)
    brief = read_brief(line)
    amounts = PERCENT.findall(line)
    is_product = bool(spans) and not find_cas(line) and _is_only(line, spans)
    if dosage or (is_product and len(amounts) == 1):
        row["dosage_pct"] = dosage[1] if dosage else amounts[0]
        row.pop("dosage_assumed", None)
    if is_product and brief.category:
        row.setdefault("category", brief.category)
        if "dosage_pct" not in row:
            row |= {"dosage_pct": brief.dosage_pct, "dosage_assumed": True}
    return bool(category or dosage or is_product)


def _is_only(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a line that names a product names nothing that could be a material."""
    rest = line[: spans[0][0]] + " " + line[spans[-1][1] :]
    if not PERCENT.search(line):
        return not _LAST.search(rest)
    return not re.sub(
        r"[^A-Za-z가-힣]|부향률|농도|정도|에|으로|로|이야|야|예요", "", PERCENT.sub("", rest)
    )


def _ingredient(line: str) -> dict[str, Any] | None:
    line = _BULLET.sub("", line)
    numbers = find_cas(line)
    for cas in numbers:
        line = line.replace(cas, " ")
    out: dict[str, Any] = {"cas": numbers[0]} if numbers else {}
    if diluted := DILUTED.search(line):
        out["dilution_pct"] = diluted[1]
        line = line[: diluted.start()] + " " + line[diluted.end() :]
    amounts = PERCENT.findall(line) or _LAST.findall(line)
    if len(amounts) != 1 or len(numbers) > 1:
        return None
    name = _LAST.sub(" ", PERCENT.sub(" ", line))
    out["name"] = trimmed(" ".join(name.replace("\t", " ").split()))
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
