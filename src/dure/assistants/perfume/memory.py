"""What a session keeps of a wish and its formulas: plain JSON, and back."""

from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.perfume.brief import Brief
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.formula import Formula
from dure.assistants.perfume.identify import identify
from dure.assistants.perfume.palette import palette

_TAGS: Final = 5
_AS_IT_IS: Final = 0.6


def brief_to_json(brief: Brief) -> dict[str, Any]:
    """Return a wish as JSON."""
    return {
        **vars(brief),
        "wants": dict(brief.wants),
        "avoids": sorted(brief.avoids),
        "without": sorted(brief.without),
        "moods": list(brief.moods),
        "seasons": list(brief.seasons),
        "not_understood": list(brief.not_understood),
    }


def brief_from_json(kept: Mapping[str, Any]) -> Brief:
    """Return the wish that was kept."""
    lists = {name: tuple(kept[name]) for name in ("moods", "seasons", "not_understood")}
    sets = {name: frozenset(kept[name]) for name in ("avoids", "without")}
    return Brief(**{**kept, **lists, **sets})


def brief_of(formula: Formula, bench: Workbench) -> Brief:
    """Return the wish that a formula somebody brought amounts to: what it smells of most."""
    tags = {(c.material.cas, c.material.name_ko): c.tags for c in palette()}
    weights: dict[str, float] = {}
    for line in formula.ingredients:
        material = next(iter(identify(line, bench.shelf, bench.rules).candidates), None)
        for tag in tags.get((material.cas, material.name_ko), ()) if material else ():
            weights[tag] = weights.get(tag, 0.0) + float(line.active)
    most = sorted(weights, key=lambda tag: (-weights[tag], tag))[:_TAGS]
    return Brief(
        text="",
        wants=dict.fromkeys(most, _AS_IT_IS),
        is_product_assumed=False,
        category=formula.category or "",
        dosage_pct=float(formula.dosage_pct),
    )


def formula_to_json(formula: Formula) -> dict[str, Any]:
    """Return a formula as the row that the validator reads; numbers as they were written."""
    recipe = []
    for line in formula.ingredients:
        row: dict[str, Any] = {"name": line.name, "pct_of_concentrate": float(line.percent)}
        if line.cas:
            row["cas"] = line.cas
        if line.quality:
            row["quality"] = line.quality
        if line.dilution_pct != 100:
            row["dilution_pct"] = float(line.dilution_pct)
        if line.bergapten_ppm is not None:
            row["bergapten_ppm"] = float(line.bergapten_ppm)
        recipe.append(row)
    return {
        "recipe": recipe,
        "category": formula.category,
        "dosage_pct": float(formula.dosage_pct),
        "ifra_amendment": formula.amendment,
    }
