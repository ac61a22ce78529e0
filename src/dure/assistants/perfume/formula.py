"""A formula as somebody wrote it, and whether it can be computed with at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from dure.assistants.perfume.cas import is_cas
from dure.assistants.perfume.numerals import read_exact

SUM_TOLERANCE: Final = Fraction(1, 100)
"""Per cent by which weights may miss 100: three thirds written as 33.33."""
_WHOLE: Final = 100
_DIGITS: Final = re.compile(r"\d+")
_LINES_AT_MOST: Final = 2000
_LETTERS_AT_MOST: Final = 300


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """One line: percent of the concentrate as written, its dilution, what is known of it.

    dilution_pct: how much of the line is the material, the rest a solvent. bergapten_ppm: its
    measured content, None where nobody measured.
    """

    name: str
    percent: Fraction
    cas: str | None = None
    quality: str | None = None
    dilution_pct: Fraction = Fraction(_WHOLE)
    bergapten_ppm: Fraction | None = None

    @property
    def active(self) -> Fraction:
        """Return the per cent of the concentrate that is the material itself."""
        return self.percent * self.dilution_pct / _WHOLE


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A recipe with the product it is for. amendment: None takes the rule book's own."""

    ingredients: tuple[Ingredient, ...]
    category: str | None
    dosage_pct: Fraction
    amendment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why something cannot be computed: a stable code, the line it is about and its value."""

    code: str
    line: int | None = None
    said: str = ""


def read_formula(row: Mapping[str, Any]) -> tuple[Formula | None, tuple[Fault, ...]]:
    """Return the formula of a row (`recipe`, `category`, `dosage_pct`), and every fault of it.

    There is a formula only where there is no fault.
    """
    recipe = row.get("recipe")
    if not isinstance(recipe, Sequence) or isinstance(recipe, str) or not recipe:
        return None, (Fault(code="empty"),)
    if len(recipe) > _LINES_AT_MOST:
        return None, (Fault(code="too_many_lines", said=str(len(recipe))),)
    faults: list[Fault] = []
    ingredients = [_ingredient(line, place, faults) for place, line in enumerate(recipe)]
    dosage = read_exact(row.get("dosage_pct"))
    if dosage is None or not 0 < dosage <= _WHOLE:
        faults.append(Fault(code="dosage", said=_said(row.get("dosage_pct"))))
    known = [ingredient for ingredient in ingredients if ingredient]
    total = sum((ingredient.percent for ingredient in known), Fraction(0))
    if len(known) == len(ingredients) and abs(total - _WHOLE) > SUM_TOLERANCE:
        faults.append(Fault(code="sum", said=f"{float(total):.10g}"))
    if faults or dosage is None:
        return None, tuple(faults)
    formula = Formula(
        ingredients=tuple(known),
        category=read_category(row.get("category")),
        dosage_pct=dosage,
        amendment=_amendment(row.get("ifra_amendment")),
    )
    return formula, ()


def _ingredient(line: object, place: int, faults: list[Fault]) -> Ingredient | None:
    if not isinstance(line, Mapping):
        faults.append(Fault(code="line", line=place))
        return None
    before = len(faults)
    percent = _within(line.get("pct_of_concentrate"), _WHOLE)
    if percent is None:
        faults.append(Fault(code="percent", line=place, said=_said(line.get("pct_of_concentrate"))))
    dilution = (
        _within(line["dilution_pct"], _WHOLE) if _has(line, "dilution_pct") else Fraction(100)
    )
    if not dilution:
        faults.append(Fault(code="dilution", line=place, said=_said(line.get("dilution_pct"))))
    ppm = _within(line["bergapten_ppm"], 10**6) if _has(line, "bergapten_ppm") else None
    if ppm is None and _has(line, "bergapten_ppm"):
        faults.append(Fault(code="bergapten", line=place, said=_said(line["bergapten_ppm"])))
    cas, name, quality = (_text(line.get(key)) for key in ("cas", "name", "quality"))
    if cas and not is_cas(cas):
        faults.append(Fault(code="cas", line=place, said=cas))
    if not cas and not name:
        faults.append(Fault(code="nameless", line=place))
    if len(faults) > before or percent is None or dilution is None:
        return None
    return Ingredient(
        name=name,
        percent=percent,
        cas=cas or None,
        quality=quality or None,
        dilution_pct=dilution,
        bergapten_ppm=ppm,
    )


def _has(line: Mapping[str, Any], key: str) -> bool:
    return line.get(key) is not None


def _within(value: object, most: int) -> Fraction | None:
    number = read_exact(value)
    return number if number is not None and 0 <= number <= most else None


def _text(value: object) -> str:
    return " ".join(value.split())[:_LETTERS_AT_MOST] if isinstance(value, str) else ""


def _said(value: object) -> str:
    return str(value)[:40]


def read_category(value: object) -> str | None:
    """Return a category as the standards write it ("5A"), or None where none was named."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    written = str(value).upper().replace("CATEGORY", "").replace("CAT.", "").replace(" ", "")
    return written.removeprefix("CAT").removesuffix("류")[:10] or None


def _amendment(value: object) -> str | None:
    """Return the number of a named amendment ("51st"); what cannot be read names another one."""
    if value is None or value == "":
        return None
    number = _DIGITS.search(str(value))
    return number[0] if number else str(value)[:20]
