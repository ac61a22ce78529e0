"""What the fragrance assistant can do, as answers: compose, adjust, check, explain, certify."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.brief import Brief, read_brief
from dure.assistants.perfume.certificate import certificate, explain, number, page
from dure.assistants.perfume.compose import Composition, Workbench, compose
from dure.assistants.perfume.curve import draw
from dure.assistants.perfume.formula import Formula, read_formula
from dure.assistants.perfume.materials import Material
from dure.assistants.perfume.memory import brief_from_json, brief_to_json, formula_to_json
from dure.assistants.perfume.paste import read_pasted
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.physics import AirSettings, smell
from dure.assistants.perfume.repair import repair, told
from dure.assistants.perfume.verdict import judge_row
from dure.engine.assistant import Answer, Line

_TOLD: Final = 5
_MAINS: Final = 3
_GRID_H: Final = AirSettings.last_h


def answer_compose(text: str, *, bench: Workbench, rng: np.random.Generator) -> Answer:
    """Answer a wish (normalised) with formulas that pass, or with one question."""
    brief = read_brief(text)
    if brief.question:
        return Answer(lines=(Line(phrase="ask_notes"),), outcome="asked", question=brief.question)
    return _composed(brief, bench, rng, near=None, first=Line(phrase="composed"))


def answer_adjust(
    text: str,
    *,
    memory: Mapping[str, Any],
    bench: Workbench,
    rng: np.random.Generator,
    place: int = 1,
) -> Answer:
    """Answer "덜 달게" about the formula at a place (from 1) of those shown before."""
    shown = memory.get("formulas") or ()
    if not shown or "brief" not in memory or not 1 <= place <= len(shown):
        return _asked("ask_formula")
    changed = adjust(text, brief_from_json(memory["brief"]))
    if not changed.changes:
        return _asked("ask_change")
    near, _ = read_formula(shown[place - 1])
    return _composed(changed.brief, bench, rng, near=near, first=Line(phrase="adjusted"))


def answer_check(text: str, *, bench: Workbench) -> Answer:
    """Answer a pasted formula with its verdict; where it fails, with the smallest change."""
    row, faults = read_pasted(text)
    if faults:
        unread = ", ".join(fault.said for fault in faults[:_TOLD])
        return _asked("ask_lines", lines=unread)
    for need in ("category", "dosage_pct"):
        if row.get("recipe") and need not in row:
            return replace(_asked("ask_product"), pending={"formula": text})
    formula, _ = read_formula(row)
    verdict = judge_row(row, shelf=bench.shelf, rules=bench.rules)
    said = explain(verdict, formula)
    item: dict[str, Any] = {"verdict": verdict.outcome, "explained": said, "row": row}
    if formula is not None and verdict.outcome == "fail":
        mended = repair(formula, shelf=bench.shelf, rules=bench.rules)
        item["repair"] = {"told": told(mended), "formula": formula_to_json(mended.formula)}
        said = [*said[:_TOLD], *told(mended)[:_MAINS]]
    lines = tuple(Line(phrase="plain", facts={"text": one}) for one in said[: 2 * _TOLD])
    kept = {"formulas": [formula_to_json(formula)]} if formula else None
    return Answer(lines=lines, items=(item,), memory=kept, sources=(bench.rules.source,))


def answer_explain(text: str, *, bench: Workbench) -> Answer:
    """Answer what is known of a material: its qualities, limits, volatility, and what is not."""
    found = [m for m in bench.shelf.materials if _is_named(m, text)]
    if not found:
        return _asked("ask_material")
    longest = max(len(m.name_ko) for m in found)
    items = [_material(m, bench) for m in found if len(m.name_ko) == longest][:_TOLD]
    lines = [Line(phrase="plain", facts={"text": line}) for item in items for line in item["told"]]
    return Answer(lines=tuple(lines), items=tuple(items), sources=(bench.rules.source,))


def answer_certificate(*, memory: Mapping[str, Any], bench: Workbench, place: int = 1) -> Answer:
    """Answer with the computation sheet of the formula at a place (from 1) of those shown."""
    shown = memory.get("formulas") or ()
    formula = read_formula(shown[place - 1])[0] if 1 <= place <= len(shown) else None
    if formula is None:
        return _asked("ask_formula")
    sheet = certificate(formula, shelf=bench.shelf, rules=bench.rules)
    lines = [part("verdict_" + sheet["verdict"]), part("certificate_says")]
    return Answer(
        lines=tuple(Line(phrase="plain", facts={"text": line}) for line in lines),
        items=({"certificate": sheet, "page": page(sheet)},),
        sources=(bench.rules.source,),
    )


def _asked(key: str, **facts: str) -> Answer:
    return Answer(
        lines=(Line(phrase=key, facts=facts),), outcome="asked", question=part(key, **facts)
    )


def _composed(
    brief: Brief, bench: Workbench, rng: np.random.Generator, *, near: Formula | None, first: Line
) -> Answer:
    made = compose(brief, bench=bench, rng=rng, near=near)
    if not made:
        known = ", ".join(sorted(bench.rules.categories))
        item = {"category": brief.category, "loaded": sorted(bench.rules.categories)}
        refusal = {"category": brief.category, "known": known}
        return Answer(
            lines=(Line(phrase="not_composed", facts=refusal),),
            outcome="refused",
            reason="cannot_certify",
            items=(item,),
        )
    items = [_item(one, bench) for one in made]
    facts: dict[str, str | int] = {
        "count": len(items), "category": brief.category, "dosage": number(brief.dosage_pct)
    }  # fmt: skip
    lines = [replace(first, facts=facts)]
    lines += [
        Line(phrase="formula", facts={"place": place, **_shown(item)})
        for place, item in enumerate(items, start=1)
    ]
    return Answer(
        lines=(*lines, *_remarks(brief, made, is_new=near is None)),
        items=tuple(items),
        memory={
            "brief": brief_to_json(brief), "formulas": [formula_to_json(m.formula) for m in made]
        },
        sources=(bench.rules.source,),
    )  # fmt: skip


def _remarks(brief: Brief, made: Sequence[Composition], *, is_new: bool) -> list[Line]:
    lines = []
    if brief.is_product_assumed and is_new:
        lines.append(Line(phrase="product_assumed"))
    if brief.budget_won_kg and any(one.won_kg is None for one in made):
        lines.append(Line(phrase="no_prices"))
    if brief.without:
        lines.append(Line(phrase="without_material"))
    if brief.not_understood:
        words = ", ".join(brief.not_understood[:_TOLD])
        lines.append(Line(phrase="not_understood", facts={"words": words}))
    return lines


def _item(made: Composition, bench: Workbench) -> dict[str, Any]:
    by_key = {(m.cas, m.quality): m for m in made.materials}
    pairs = [
        (by_key[line.cas, line.quality], float(line.percent))
        for line in made.formula.ingredients
        if (line.cas, line.quality) in by_key
    ]
    weights = np.array([weight for _, weight in pairs])
    over_time = smell(weights, [m for m, _ in pairs], dosage_pct=float(made.formula.dosage_pct))
    mains = sorted(pairs, key=lambda pair: -pair[1])[:_MAINS]
    sheet = certificate(made.formula, shelf=bench.shelf, rules=bench.rules)
    return {
        **formula_to_json(made.formula),
        "name": ", ".join(material.name_ko for material, _ in mains),
        "verdict": made.verdict.outcome,
        "certificate_hash": sheet["hash"],
        "max_dosage_pct": made.verdict.max_dosage_pct,
        "scores": dict(made.scores),
        "total": made.total,
        "cost_index": made.cost_index,
        "cost_index_is": "estimate",
        "won_kg": made.won_kg,
        "lasts_h": round(over_time.longevity_h, 1),
        "stages": {m.name_ko: stage for (m, _), stage in zip(pairs, over_time.stages, strict=True)},
        "known_share": round(over_time.known_share, 3),
        "curve_svg": draw(over_time, title=part("curve_title")),
    }


def _shown(item: Mapping[str, Any]) -> dict[str, str]:
    return {
        "mains": item["name"],
        "lasts": part(
            "lasts_beyond" if item["lasts_h"] >= _GRID_H else "lasts", hours=number(item["lasts_h"])
        ),
        "cost": number(item["cost_index"]),
    }


def _is_named(material: Material, text: str) -> bool:
    squeezed = text.casefold().replace(" ", "")
    names = (material.name_ko, material.name_en, material.cas or "")
    return any(name and name.casefold().replace(" ", "") in squeezed for name in names)


def _material(material: Material, bench: Workbench) -> dict[str, Any]:
    standards = bench.rules.naming(material.cas) if material.cas else ()
    limits: list[dict[str, Any]] = [
        {
            "rule": standard.key,
            "ban": standard.ban,
            "category": category,
            "limit_pct": None if limit is None else float(limit),
        }
        for standard in standards
        for category, limit in sorted(standard.limits.items())
    ]
    return {
        "name": material.name_ko,
        "name_en": material.name_en,
        "cas": material.cas,
        "limits": limits,
        "pressure_pa": material.pressure_pa,
        "pressure_quality": material.pressure_quality,
        "constituents": {cas: float(percent) for cas, percent in material.constituents.items()},
        "told": _told_of(material, bench, limits),
    }


def _told_of(
    material: Material, bench: Workbench, limits: Sequence[Mapping[str, Any]]
) -> list[str]:
    standards = bench.rules.naming(material.cas) if material.cas else ()
    said = [part("material", name=material.name_ko, cas=material.cas or "–")]
    said += [part("material_banned", rule=s.name) for s in standards if s.ban != "no"]
    said += [
        part("material_limit", category=str(x["category"]), limit=number(x["limit_pct"]))
        for x in limits
        if x["limit_pct"] is not None
    ]
    if material.constituents:
        told_parts = [
            f"{standard.name} {number(float(percent))}%"
            for cas, percent in sorted(material.constituents.items(), key=lambda pair: -pair[1])
            for standard in bench.rules.naming(cas)
        ]
        said.append(part("material_constituents", list=", ".join(told_parts[:_TOLD])))
    elif not standards:
        said.append(part("material_no_standard"))
    if material.pressure_pa is None:
        said.append(part("material_no_pressure"))
    else:
        key = "material_estimate" if material.pressure_quality == "E" else "material_pressure"
        said.append(part(key, pressure=number(material.pressure_pa)))
    return said
