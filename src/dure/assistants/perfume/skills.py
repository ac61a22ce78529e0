"""Make and change formulas: a wish becomes three, a remark changes them, one is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from dure.assistants.perfume import changes, shown
from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.brief import Brief, product_name, read_brief
from dure.assistants.perfume.certificate import certificate, number, page
from dure.assistants.perfume.compose import Composition, Workbench, compose
from dure.assistants.perfume.formula import Formula, read_formula
from dure.assistants.perfume.memory import brief_from_json, brief_of, brief_to_json, formula_to_json
from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.phrases import part
from dure.engine.assistant import Answer, Line

_WORDS: Final = 5
_MAINS: Final = 3
_LETTERS: Final = 60
_SAID_LESS: Final = 0.02
"""By how much a cost may miss what was asked and still be told as done."""


def answer_compose(text: str, *, bench: Workbench, rng: np.random.Generator) -> Answer:
    """Answer a wish (normalised) with formulas that pass, or with one question."""
    brief = read_brief(text)
    if brief.question:
        return asked("ask_notes", pending={"wish": text})
    return _composed(brief, bench, rng, near=None, first=Line(phrase="composed"))


def answer_again(
    *, memory: Mapping[str, Any], bench: Workbench, rng: np.random.Generator
) -> Answer:
    """Answer the wish of before with other formulas."""
    if "brief" not in memory:
        return asked("ask_notes")
    brief = brief_from_json(memory["brief"])
    return _composed(brief, bench, rng, near=None, first=Line(phrase="composed"))


def answer_adjust(
    text: str,
    *,
    memory: Mapping[str, Any],
    bench: Workbench,
    rng: np.random.Generator,
    place: int | None = None,
) -> Answer:
    """Answer "덜 달게" about the formula at a place (from 1) of those shown before."""
    near = _at(memory, place)
    if isinstance(near, Answer):
        return near
    kept = memory.get("brief")
    before = brief_from_json(kept) if kept else brief_of(near, bench)
    changed = adjust(text, before)
    if not changed.changes:
        return asked("ask_change")
    told = changes.told(changed.changes, bench.shelf)
    first = Line(phrase="adjusted", facts={"changes": told})
    return _composed(changed.brief, bench, rng, near=near, first=first)


def answer_select(
    *, memory: Mapping[str, Any], bench: Workbench, place: int | None = None
) -> Answer:
    """Answer "첫 번째 걸로" with that formula, which is meant from now on."""
    formula = _at(memory, place)
    if isinstance(formula, Answer):
        return formula
    place = _place(memory, place)
    item = shown.item_of(formula, bench, title=_title(memory, place))
    facts = {"place": place, "mains": item["mains"]}
    return Answer(
        lines=(Line(phrase="chosen", facts=facts),),
        items=({**item, "place": place},),
        memory={**memory, "chosen": place},
        sources=(bench.rules.source,),
    )


def answer_certificate(
    *, memory: Mapping[str, Any], bench: Workbench, place: int | None = None
) -> Answer:
    """Answer with the computation sheet of the formula at a place (from 1) of those shown."""
    formula = _at(memory, place)
    if isinstance(formula, Answer):
        return formula
    title = _title(memory, _place(memory, place))
    sheet = certificate(formula, shelf=bench.shelf, rules=bench.rules)
    item = shown.item_of(formula, bench, title=title)
    verdict = part("verdict_" + sheet["verdict"])
    first = Line(phrase="certificate", facts={"title": title, "verdict": verdict})
    return Answer(
        lines=(first, Line(phrase="certificate_says")),
        items=({**item, "sheet": sheet, "certificate_page": page(sheet)},),
        sources=(bench.rules.source,),
    )


def answer_curve(
    *, memory: Mapping[str, Any], bench: Workbench, place: int | None = None
) -> Answer:
    """Answer with the smell over time of the formula at a place (from 1) of those shown."""
    formula = _at(memory, place)
    if isinstance(formula, Answer):
        return formula
    title = _title(memory, _place(memory, place))
    curve = shown.curve_of(shown.known(formula, bench).smell)
    if curve is None:
        return Answer(lines=(Line(phrase="no_curve"),), outcome="refused", reason="unknown")
    facts = {"title": title, "about": curve["alt"]}
    return Answer(
        lines=(Line(phrase="curve", facts=facts),),
        items=({"kind": "curve", **facts},),
        pictures=({"media_type": "image/svg+xml", **curve},),
    )


def asked(key: str, *, pending: Mapping[str, Any] | None = None, **facts: str | int) -> Answer:
    """Return a question; what it repeats of the person's words stands in an item."""
    items = ({"kind": "told", **facts},) if facts else ()
    return Answer(
        lines=(Line(phrase=key, facts=facts),),
        outcome="asked",
        question=key,
        items=items,
        pending=pending,
    )


def _at(memory: Mapping[str, Any], place: int | None) -> Formula | Answer:
    """Return the formula that is meant, or the question which one."""
    kept = memory.get("formulas") or ()
    if not kept:
        return asked("ask_formula")
    at = _place(memory, place)
    formula = read_formula(kept[at - 1])[0] if 1 <= at <= len(kept) else None
    return asked("ask_which", count=len(kept)) if formula is None else formula


def _place(memory: Mapping[str, Any], place: int | None) -> int:
    """Return the place that is meant: as said (from the end below zero), chosen, or the first."""
    if place is not None and place < 0:
        return len(memory["formulas"]) + 1 + place
    return place or int(memory.get("chosen", 1))


def _title(memory: Mapping[str, Any], place: int) -> str:
    titles: Sequence[str] = memory.get("titles", ())
    return titles[place - 1] if place <= len(titles) else str(place)


def _composed(
    brief: Brief, bench: Workbench, rng: np.random.Generator, *, near: Formula | None, first: Line
) -> Answer:
    made = compose(brief, bench=bench, rng=rng, near=near)
    if not made:
        return _not_made(brief, bench)
    items = [_item(one, place, brief, bench) for place, one in enumerate(made, start=1)]
    about = {
        "count": len(items), "category": brief.category, "dosage": number(brief.dosage_pct)
    }  # fmt: skip
    first = replace(first, facts={**first.facts, **about})
    shortly = [_line(place, item) for place, item in enumerate(items, start=1)]
    remarks = [*_saved(brief, near, items, bench), *_remarks(brief, made, is_new=near is None)]
    told: dict[str, Any] = {"kind": "told"}
    for line in (first, *remarks):
        told |= line.facts
    return Answer(
        lines=(first, *shortly, *remarks),
        items=(*items, told),
        memory={
            "brief": brief_to_json(replace(brief, cheaper_by=0.0)),
            "formulas": [formula_to_json(one.formula) for one in made],
            "titles": [item["title"] for item in items],
        },
        sources=(bench.rules.source,),
    )


def _not_made(brief: Brief, bench: Workbench) -> Answer:
    """Say why there is no formula."""
    known = ", ".join(sorted(bench.rules.categories))
    if not brief.category:
        return asked(
            "category_open", product=product_name(brief.product), pending={"wish": brief.text}
        )
    if brief.category in bench.rules.categories:
        return Answer(lines=(Line(phrase="not_found"),), outcome="refused", reason="not_found")
    facts = {"category": brief.category, "known": known}
    return Answer(
        lines=(Line(phrase="not_composed", facts=facts),),
        outcome="refused",
        reason="cannot_certify",
        items=({"kind": "told", **facts},),
    )


def _item(made: Composition, place: int, brief: Brief, bench: Workbench) -> dict[str, Any]:
    price = () if made.won_kg is None else (part("won_kg", won=f"{made.won_kg:,}"),)
    item = shown.item_of(made.formula, bench, title="", remarks=price)
    mains = _bearing(made, brief)
    return {
        **item,
        "title": part("title", place=place, mains=mains),
        "mains": mains,
        "place": place,
        "scores": dict(made.scores),
        "total": made.total,
        "won_kg": made.won_kg,
    }


def _bearing(made: Composition, brief: Brief) -> str:
    """Return the names of what bears the wish: what fits it best, and of that there is most."""
    fits = {colour.material.id: max(colour.fits(brief.wants), 0.0) for colour in palette()}
    pairs = zip(made.materials, made.formula.ingredients, strict=False)
    score = {m.name_ko: fits[m.id] ** 3 * float(line.percent) ** 0.5 for m, line in pairs}
    return ", ".join(sorted(score, key=lambda name: -score[name])[:_MAINS])


def _line(place: int, item: Mapping[str, Any]) -> Line:
    won = item["won_kg"]
    cost = part("shown_cost", cost=number(item["cost_index"]))
    facts = {
        "place": place,
        "mains": item["mains"],
        "lasts": item["notes"][1 if won else 0],
        "cost": cost if won is None else part("shown_won", won=f"{won:,}"),
    }
    return Line(phrase="formula", facts=facts)


def _saved(
    brief: Brief, near: Formula | None, items: Sequence[Mapping[str, Any]], bench: Workbench
) -> list[Line]:
    """Tell what a wish for less cost came to."""
    before = None if near is None else shown.cost_index(near, shown.known(near, bench))
    after = items[0]["cost_index"]
    if not brief.cheaper_by or not before or after is None:
        return []
    share = 1 - after / before
    facts = {"before": number(before), "after": number(after), "percent": round(share * 100)}
    is_done = share >= brief.cheaper_by - _SAID_LESS
    return [Line(phrase="cheaper" if is_done else "not_cheaper", facts=facts)]


def _remarks(brief: Brief, made: Sequence[Composition], *, is_new: bool) -> list[Line]:
    lines = []
    if brief.is_product_assumed and is_new:
        lines.append(Line(phrase="product_assumed"))
    if brief.budget_won_kg:
        lines += _budget(brief.budget_won_kg, made)
    if brief.without:
        lines.append(Line(phrase="without_material"))
    if brief.not_understood:
        words = ", ".join(brief.not_understood[:_WORDS])[:_LETTERS]
        lines.append(Line(phrase="not_understood_words", facts={"words": words}))
    return lines


def _budget(most: int, made: Sequence[Composition]) -> list[Line]:
    if any(one.won_kg is None for one in made):
        return [Line(phrase="no_prices")]
    over = [str(n) for n, one in enumerate(made, start=1) if (one.won_kg or 0) > most]
    return [Line(phrase="over_budget", facts={"over": ", ".join(over)})] if over else []
