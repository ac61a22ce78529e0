"""Make the shipped tables from a materials table and a rule book: which columns may be shipped.

Descriptors of third parties stay behind: their licences do not allow shipping them.
The shipped files are `materials_table(csv)` and `standards_table(book, categories)`, where book
was read from the official overview sheet; docs/assistants/perfume.md shows the call. Of a standard
names, numbers and limits are facts; the prose of its notes stays behind.
"""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from dure.assistants.perfume.rules import Limit, RuleBook, Standard

_KEPT: Final = {
    "id": "id",
    "name_en": "name_en",
    "name_ko": "name_ko",
    "cas": "cas",
    "kind": "kind",
    "note_hint": "note_class",
    "molar_mass": "mw_g_mol",
    "pressure_pa": "vp_pa_25c",
    "pressure_quality": "vp_quality",
    "pressure_source": "vp_source",
    "pressure_estimate_pa": "vp_est_pa_25c",
    "curve_max": "wak_imax",
    "curve_middle": "wak_c",
    "curve_width": "wak_d",
    "quality": "annex_quality",
    "constituents": "annex_constituents",
    "note": "notes",
}
_SCHIFF: Final = "IFRA annex, Schiff bases"


def materials_table(csv_text: str) -> str:
    """Return the tab-separated materials, the allowed columns only."""
    lines = ["\t".join(_KEPT)]
    for row in csv.DictReader(io.StringIO(csv_text)):
        cells = {ours: row[theirs].strip() for ours, theirs in _KEPT.items()}
        cells["constituents"] = cells["constituents"].replace(";", "|")
        if cells["quality"] == _SCHIFF:
            cells["quality"] = ""
        lines.append("\t".join(cells.values()))
    return "\n".join(lines) + "\n"


def standards_table(book: RuleBook, categories: Iterable[str]) -> str:
    """Return all standards as tab-separated facts; categories: whose limits are written."""
    columns = tuple(categories)
    lines = ["\t".join(("key", "name", "cas", "ban", "trace", "flags", "group", *columns))]
    lines += [_row(standard, columns) for standard in book.standards]
    return "\n".join(lines) + "\n"


def _row(standard: Standard, categories: Iterable[str]) -> str:
    flags = "specification" if standard.is_specification else ""
    limits = (_cell(standard.limits[c]) if c in standard.limits else "" for c in categories)
    cells = (
        standard.key,
        standard.name,
        "|".join(standard.cas),
        standard.ban,
        "" if standard.trace is None else _cell(standard.trace),
        "mixed" if standard.is_mixed else flags,
        standard.group,
        *limits,
    )
    return "\t".join(cells)


def _cell(limit: Limit) -> str:
    return "none" if limit is None else decimal(limit)


def decimal(number: Fraction) -> str:
    """Return a number whose decimal form ends, written out."""
    text = f"{float(number):.12f}".rstrip("0").rstrip(".")
    if Fraction(text) != number:
        raise ValueError(f"{number} has no short decimal form")
    return text
