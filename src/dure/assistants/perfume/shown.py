"""A formula as people see it: what is in it, its smell over time, its verdict and its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from dure.assistants.perfume.certificate import certificate, name_of, number, number_down
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.curve import describe, draw
from dure.assistants.perfume.formula import Formula
from dure.assistants.perfume.identify import identify
from dure.assistants.perfume.materials import Material
from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.physics import AirSettings, Smell, Stage, smell
from dure.assistants.perfume.verdict import Verdict, judge

CLEAR: Final = 10
"""Strength (0..100) above which a smell is told to be clear; it is noticed from 1.4."""
_MAINS: Final = 3
_RULES_SHOWN: Final = 12
_LINES_WITH_SHEET: Final = 100
"""A longer formula shows its sheet only when it is asked for."""
_LAST_H: Final = AirSettings.last_h


@dataclass(frozen=True, kw_only=True)
class Known:
    """The lines of a formula as materials; what no table knows takes no part in the smell."""

    materials: tuple[Material, ...]
    weights: tuple[float, ...]
    smell: Smell


def known(formula: Formula, bench: Workbench) -> Known:
    """Return what is known of a formula's lines, each as it was written."""
    found = []
    for line in formula.ingredients:
        candidates = identify(line, bench.shelf, bench.rules).candidates
        unknown = Material(id="", name_en=line.name, name_ko=line.name, kind="aroma_chemical")
        found.append(candidates[0] if len(candidates) == 1 else unknown)
    weights = [float(line.active) for line in formula.ingredients]
    over_time = smell(np.array(weights), found, dosage_pct=float(formula.dosage_pct))
    return Known(materials=tuple(found), weights=tuple(weights), smell=over_time)


def item_of(
    formula: Formula, bench: Workbench, *, title: str, remarks: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a formula as an item of an answer."""
    verdict = judge(formula, shelf=bench.shelf, rules=bench.rules)
    about = known(formula, bench)
    names = [line.name or line.cas or "" for line in formula.ingredients]
    parts = [
        {"name": name, "pct": float(line.percent), "note": _note(material, stage)}
        for name, line, material, stage in zip(
            names, formula.ingredients, about.materials, about.smell.stages, strict=True
        )
    ]
    cost = cost_index(formula, about)
    item: dict[str, Any] = {
        "kind": "formula",
        "title": title,
        "mains": mains(about, names),
        "verdict": verdict.outcome,
        "category": formula.category,
        "dosage_pct": float(formula.dosage_pct),
        "parts": parts,
        "curve": curve_of(about.smell),
        "notes": [*remarks, lasting(about.smell), *_notes(verdict, about, cost)],
        "limits": _limits(verdict),
        "max_dosage_pct": verdict.max_dosage_pct,
        "cost_index": cost,
        "strength": {
            "after_1h": strength_at(about.smell, 1),
            "after_24h": strength_at(about.smell, 24),
        },
    }
    if len(parts) <= _LINES_WITH_SHEET:
        item["sheet"] = certificate(formula, shelf=bench.shelf, rules=bench.rules)
    return item


def curve_of(over_time: Smell) -> dict[str, str] | None:
    """Return the curve with its words, None where nothing of the formula can be drawn."""
    if not over_time.whole.any():
        return None
    return {"data": draw(over_time, title=part("curve_title")), "alt": describe(over_time)}


def mains(about: Known, names: Sequence[str]) -> str:
    """Return the names of what there is most of, solvents aside."""
    places = [n for n, m in enumerate(about.materials) if m.kind != "solvent" and about.weights[n]]
    most = sorted(places, key=lambda n: -about.weights[n])[:_MAINS]
    return ", ".join(names[n] for n in most) or names[0]


def lasting(over_time: Smell) -> str:
    """Return for how long the smell is clear, or how strong it still is at the end."""
    if not over_time.whole.any():
        return part("lasts_unknown")
    hours = over_time.above_h(CLEAR)
    if hours >= _LAST_H:
        return part("lasts_beyond", strength=strength_at(over_time, _LAST_H))
    if not hours:
        return part("lasts_faint", strength=round(float(over_time.whole.max())))
    return part("lasts", hours=number(round(hours, 1)))


def strength_at(over_time: Smell, hours: float) -> int:
    """Return the strength (0..100) at the moment of the grid that is nearest."""
    return round(float(over_time.whole[int(np.argmin(np.abs(over_time.times_h - hours)))]))


def cost_index(formula: Formula, about: Known) -> float | None:
    """Return the mean cost class (1..10, our estimate) by weight, None where one is missing."""
    classes = {colour.material.id: colour.cost for colour in palette()}
    pairs = [
        (material.id, weight)
        for material, weight in zip(about.materials, about.weights, strict=True)
        if material.kind != "solvent" and weight
    ]
    whole = sum(weight for _, weight in pairs)
    if not whole or any(material_id not in classes for material_id, _ in pairs):
        return None
    return round(sum(classes[material_id] * weight for material_id, weight in pairs) / whole, 2)


def whole_pct(formula: Formula) -> Fraction:
    """Return what the lines add up to."""
    return sum((line.percent for line in formula.ingredients), Fraction(0))


def _note(material: Material, stage: Stage | None) -> str:
    if material.kind == "solvent":
        return part("stage_solvent")
    if stage is not None:
        return part("stage_" + stage)
    if material.note_hint in ("top", "middle", "base"):
        return part("stage_by_custom", stage=part("stage_" + material.note_hint))
    return ""


def _notes(verdict: Verdict, about: Known, cost: float | None) -> list[str]:
    said = [part("curve_known", percent=int(about.smell.known_share * 100))]
    if verdict.max_dosage_pct is not None:
        said.append(part("max_dosage", dosage=number_down(verdict.max_dosage_pct)))
    if cost is not None:
        said.append(part("cost_index", cost=number(cost)))
    return [*said, part("lists_not_checked")]


def _limits(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the tightest limits; a sum of ratios is told as such, against one."""
    shown = []
    for standing in verdict.standings[:_RULES_SHOWN]:
        is_sum = standing.limit_pct is None
        shown.append(
            {
                "name": name_of(standing.rule, standing.name),
                "measured_pct": _short(standing.ratio if is_sum else standing.measured_pct),
                "limit_pct": 1 if is_sum else standing.limit_pct,
                "source": f"IFRA {verdict.amendment}, {standing.rule}",
            }
        )
    return shown


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
