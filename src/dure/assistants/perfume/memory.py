"""What a session keeps of a wish and its formulas: plain JSON, and back."""

from collections.abc import Mapping
from typing import Any

from dure.assistants.perfume.brief import Brief
from dure.assistants.perfume.formula import Formula


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
