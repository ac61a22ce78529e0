"""The materials we know, and finding one by CAS number, name or quality.

A natural is keyed by its quality: one CAS number can be several (cinnamon leaf and bark).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Final, Literal

from dure.kernel.data import read_table, read_toml

Kind = Literal["aroma_chemical", "natural", "solvent"]
_PACKAGE: Final = "dure.assistants.perfume"
_KEPT: Final = re.compile(r"[^0-9a-z가-힣]")
_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is known of a material; None means unknown, never zero.

    note_hint: top, middle or base by rule of thumb (agrees with physics for 65 % only).
    molar_mass in g/mol; pressure_pa at 25 degrees, pressure_quality A (inside the fitted
    range) to C (weak) or E (our estimate). curve: (highest intensity, log10 of the middle
    concentration in micrograms per litre, width) of the dose-response. constituents: CAS →
    per cent, those that standards name. constituents_known: someone listed them.
    """

    id: str
    name_en: str
    name_ko: str
    kind: Kind
    cas: str | None = None
    note_hint: str | None = None
    molar_mass: float | None = None
    pressure_pa: float | None = None
    pressure_quality: str | None = None
    curve: tuple[float, float, float] | None = None
    quality: str | None = None
    constituents: Mapping[str, Fraction] = field(default_factory=dict)


def key_of(name: str) -> str:
    """Return a name without case, spaces and signs, to compare names by."""
    return _KEPT.sub("", name.casefold())


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets in it."""
    return _BRACKETS.sub("", name)


class Shelf:
    """Materials by CAS number, name and quality."""

    def __init__(
        self, materials: Iterable[Material], spellings: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """spellings: CAS number or name of one material → its other names."""
        self.materials: Final = tuple(materials)
        self._by_cas: Final[dict[str, list[Material]]] = {}
        self._by_name: Final[dict[str, list[Material]]] = {}
        self._by_id: Final = {material.id: material for material in self.materials}
        for material in self.materials:
            if material.cas:
                self._by_cas.setdefault(material.cas, []).append(material)
            for key in _names(material):
                self._by_name.setdefault(key, []).append(material)
        self._spellings: Final = dict(spellings or {})
        for said, names in self._spellings.items():
            of = self._by_cas.get(said) or list(self.named(said))
            for key in map(key_of, names if len(of) == 1 else ()):
                self._by_name.setdefault(key, of)

    def with_cas(self, cas: str) -> tuple[Material, ...]:
        """Return the qualities that carry a CAS number; more than one is ambiguous."""
        return tuple(self._by_cas.get(cas, ()))

    def named(self, name: str) -> tuple[Material, ...]:
        """Return the materials of a name, Korean or English; more than one is ambiguous."""
        return tuple(self._by_name.get(key_of(name), ()))

    def inside(self, text: str) -> list[tuple[str, Material]]:
        """Return the names, as keys, that stand in a text, each with its materials."""
        key = key_of(text)
        return [(name, m) for name, of in self._by_name.items() if name in key for m in of]

    def get(self, material_id: str) -> Material | None:
        """Return the material of an id."""
        return self._by_id.get(material_id)

    def with_qualities(self, added: Iterable[Material]) -> "Shelf":
        """Return a shelf that also holds what an annex lists.

        Of a quality that is known already the constituents of both are kept, the larger each.
        """
        listed = {key_of(one.quality or one.name_en): one for one in added}
        known = []
        for material in self.materials:
            twin = listed.pop(key_of(material.quality or ""), None)
            known.append(_joined(material, twin) if twin else material)
        return Shelf((*known, *listed.values()), self._spellings)


def _joined(material: Material, twin: Material) -> Material:
    both = dict(material.constituents)
    for cas, percent in twin.constituents.items():
        both[cas] = max(percent, both.get(cas, percent))
    return replace(material, constituents=both)


def _names(material: Material) -> set[str]:
    spelled = [material.name_en, material.name_ko, material.quality or ""]
    spelled += [without_brackets(name) for name in spelled]
    return {key for key in map(key_of, spelled) if key}


@cache
def shipped_materials() -> Shelf:
    """Return the materials that ship with the assistant."""
    spellings = read_toml(_PACKAGE, "data/spellings.toml")["names"]
    return Shelf(map(_material, read_table(_PACKAGE, "data/materials.tsv")), spellings)


def _material(row: Mapping[str, str]) -> Material:
    measured, estimated = row["pressure_pa"], row["pressure_estimate_pa"]
    curve = [float(row[name]) for name in ("curve_max", "curve_middle", "curve_width") if row[name]]
    return Material(
        id=row["id"],
        name_en=row["name_en"],
        name_ko=row["name_ko"],
        kind=row["kind"],  # type: ignore[arg-type]  # a word of the table, tested
        cas=row["cas"] or None,
        note_hint=row["note_hint"] or None,
        molar_mass=_number(row["molar_mass"]),
        pressure_pa=_number(measured or estimated),
        pressure_quality=row["pressure_quality"] if measured else ("E" if estimated else None),
        curve=(curve[0], curve[1], curve[2]) if len(curve) == 3 and curve[2] > 0 else None,
        quality=row["quality"] or None,
        constituents=dict(map(_constituent, filter(None, row["constituents"].split("|")))),
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _constituent(cell: str) -> tuple[str, Fraction]:
    cas, percent = cell.split("=")
    return cas, Fraction(percent)
