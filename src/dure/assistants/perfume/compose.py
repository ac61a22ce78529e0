"""Compose: an evolutionary search over a closed palette, safe in every step.

Each formula that is looked at is first brought within all limits by the same matrix that the
validator uses; each one that is shown went through the linear programme, was rounded to what can be
weighed and judged again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from dure.assistants.perfume.brief import Brief
from dure.assistants.perfume.constraints import Constraints, Floats, constraints_of
from dure.assistants.perfume.evolve import Room, SearchSettings, distance, evolve
from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import Material, Shelf
from dure.assistants.perfume.objectives import (
    OBJECTIVES,
    WON_PER_UNIT,
    Aim,
    scores,
    target_of,
    total,
)
from dure.assistants.perfume.palette import Colour, palette
from dure.assistants.perfume.repair import solve
from dure.assistants.perfume.rules import RuleBook
from dure.assistants.perfume.verdict import Verdict, judge

_CARRIER: Final = "25265-71-8"
_STEPS: Final = 100
"""Weighable steps in one per cent: 0.01 %."""
_LEAST_STEPS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """What a composer works with. prices: material id → won per kg, as the operator gave them."""

    shelf: Shelf
    rules: RuleBook
    prices: Mapping[str, int] | None = None
    search: SearchSettings = field(default_factory=SearchSettings)


@dataclass(frozen=True, kw_only=True)
class Composition:
    """A formula that passed, with why it was chosen.

    scores: objective → 0..1. cost_index: 1..10 by our rough classes. won_kg: by the operator's
    prices, None where one is missing. colours: the palette entry of each line but the solvent.
    """

    formula: Formula
    verdict: Verdict
    scores: Mapping[str, float]
    total: float
    cost_index: float
    won_kg: int | None
    materials: tuple[Material, ...]


def compose(
    brief: Brief,
    *,
    bench: Workbench,
    rng: np.random.Generator,
    near: Formula | None = None,
    count: int = 3,
) -> tuple[Composition, ...]:
    """Return formulas that pass, clearly different from each other, best first.

    near: a formula to stay close to (adjusting); with `brief.cheaper_by` the new ones must cost
    that much less. Fewer than `count` come back where the limits leave no more; none where the
    category is not loaded.
    """
    search, prices = bench.search, bench.prices
    colours = candidates(brief, search)
    lines = [_line(colour, Fraction(100)) for colour in colours]
    matrix = constraints_of(lines, shelf=bench.shelf, rules=bench.rules, category=brief.category)
    if not lines or any(gap.line is None for gap in matrix.gaps):
        return ()
    unsure = {gap.line for gap in matrix.gaps}
    banned = {n for n, row in enumerate(matrix.matrix) if row[matrix.limits == 0].any()}
    allowed = np.array([n not in unsure | banned for n in range(len(lines))])
    priced = _prices(colours, prices)
    target = target_of(brief, colours, priced)
    start = None if near is None else _weights_of(near, colours)
    found: list[Composition] = []
    taken: list[Floats] = []
    for _ in range(count * search.tries):
        if len(found) == count:
            break
        room = Room(
            target=target,
            matrix=matrix,
            allowed=allowed,
            most_pct=np.array([colour.most_pct for colour in colours]),
            taken=tuple(taken),
            start=start,
            ceiling=_ceiling(brief, target, start, priced),
        )
        made = _finish(evolve(room, search, rng), colours, matrix, brief, bench)
        if made is None:
            continue
        weights = _weights_of(made[0], colours)
        if all(distance(weights, other) >= search.apart for other in taken):
            taken.append(weights)
            found.append(_composition(made, weights, target, colours, prices))
    return tuple(sorted(found, key=lambda one: -one.total))


def candidates(brief: Brief, search: SearchSettings) -> list[Colour]:
    """Return the palette for a brief: what fits best, and enough of each stage to build upon."""
    gone = {c.material.cas for c in palette() if c.material.id in brief.without}
    allowed = [
        c
        for c in palette()
        if not c.tags & brief.avoids and not gone & {c.material.cas, *c.material.constituents}
    ]
    ranked = sorted(allowed, key=lambda c: (-c.fits(brief.wants), c.cost, c.material.id))
    chosen = ranked[: search.candidates * 2 // 3]
    for hint in ("top", "middle", "base"):
        more = [c for c in ranked if c.material.note_hint == hint and c not in chosen]
        chosen += more[: search.candidates // 9]
    return chosen


def _line(colour: Colour, percent: Fraction) -> Ingredient:
    material = colour.material
    return Ingredient(
        name=material.name_ko, cas=material.cas, quality=material.quality, percent=percent
    )


def _finish(
    weights: Floats,
    colours: Sequence[Colour],
    matrix: Constraints,
    brief: Brief,
    bench: Workbench,
) -> tuple[Formula, Verdict] | None:
    """Bring raw weights within the limits by the linear programme, round them and judge them."""
    held = np.vstack([matrix.matrix, np.zeros(len(matrix.limits))]) * brief.dosage_pct / 100
    raw = np.append(weights, max(100.0 - float(weights.sum()), 0.0))
    solved = solve(held, matrix.limits, raw, solvent=len(weights), least=np.zeros(len(raw)))
    if solved is None:
        return None
    steps = np.floor(solved[0][:-1] * _STEPS + 1e-9).astype(int)
    lines = [
        _line(colour, Fraction(int(step), _STEPS))
        for colour, step in zip(colours, steps, strict=True)
        if step >= _LEAST_STEPS
    ]
    rest = 100 - sum((line.percent for line in lines), Fraction(0))
    carrier = bench.shelf.with_cas(_CARRIER)[0]
    if rest < 0:
        return None
    if rest:
        lines.append(Ingredient(name=carrier.name_ko, cas=carrier.cas, percent=rest))
    formula = Formula(
        ingredients=tuple(lines),
        category=brief.category,
        dosage_pct=Fraction(str(brief.dosage_pct)),
    )
    verdict = judge(formula, shelf=bench.shelf, rules=bench.rules)
    fits = 8 <= len(lines) <= 20
    return (formula, verdict) if fits and verdict.outcome == "pass" else None


def _weights_of(formula: Formula, colours: Sequence[Colour]) -> Floats:
    """Return the per cent of each palette entry in a formula, (n,)."""
    said = {(line.cas, line.quality): float(line.active) for line in formula.ingredients}
    return np.array([said.get((c.material.cas, c.material.quality), 0.0) for c in colours])


def _composition(
    made: tuple[Formula, Verdict],
    weights: Floats,
    target: Aim,
    colours: Sequence[Colour],
    prices: Mapping[str, int] | None,
) -> Composition:
    column = scores(weights[None, :], target)
    used = [colour for colour, weight in zip(colours, weights, strict=True) if weight]
    shares = weights / max(float(weights.sum()), 1e-9)
    known = prices is not None and all(c.material.id in prices for c in used)
    per_kg = sum(
        (prices or {}).get(c.material.id, 0) * w for c, w in zip(colours, weights, strict=True) if w
    )
    return Composition(
        formula=made[0],
        verdict=made[1],
        scores={name: round(float(v), 4) for name, v in zip(OBJECTIVES, column[0], strict=True)},
        total=round(float(total(column, target.brief)[0]), 4),
        cost_index=round(float(sum(c.cost * s for c, s in zip(colours, shares, strict=True))), 2),
        won_kg=round(per_kg / 100) if known else None,
        materials=tuple(colour.material for colour in used),
    )


def _ceiling(
    brief: Brief, target: Aim, start: Floats | None, priced: Floats | None
) -> float | None:
    """Return the dearest mean cost that is wished for, in the unit of `target.cost`."""
    if priced is not None and brief.budget_won_kg is not None:
        return brief.budget_won_kg / WON_PER_UNIT
    if start is None or not brief.cheaper_by or not start.sum():
        return None
    return float(start @ target.cost / start.sum()) * (1 - brief.cheaper_by)


def _prices(colours: Sequence[Colour], prices: Mapping[str, int] | None) -> Floats | None:
    """Return prices (n,) where the operator gave one for every entry, else None: classes then."""
    if prices is None or any(c.material.id not in prices for c in colours):
        return None
    return np.array([float(prices[c.material.id]) for c in colours])
