"""The smallest change that makes a formula comply, as a linear programme.

Lines shrink, the solvent takes their place; nothing is clipped and scaled back up. The dual
values tell what holds the wish back: how much less would have to change if a limit were looser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from scipy.optimize import linprog

from dure.assistants.perfume.certificate import name_of
from dure.assistants.perfume.constraints import Constraints, Floats, constraints_of
from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import Shelf
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.rules import RuleBook
from dure.assistants.perfume.verdict import Verdict, judge

_CARRIER: Final = "25265-71-8"
_STEP: Final = Fraction(1, 1000)
_FELT: Final = 1e-7


@dataclass(frozen=True, kw_only=True)
class Move:
    """A line that changed: its place, its per cent before and after."""

    line: int
    name: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a rule costs: per cent of the concentrate saved if its limit were a tenth looser."""

    rule: str
    name: str
    saved_pct: float


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A repaired formula and its verdict.

    outcome: "unneeded" where it complied; "infeasible" where what must be kept cannot comply:
    then `formula` is as it was and `held_back` names the rules that stand in the way.
    """

    outcome: Literal["unneeded", "repaired", "infeasible"]
    formula: Formula
    verdict: Verdict
    moves: tuple[Move, ...] = ()
    prices: tuple[Price, ...] = ()
    held_back: tuple[str, ...] = ()


def repair(
    formula: Formula,
    *,
    shelf: Shelf,
    rules: RuleBook,
    keep: Mapping[int, Fraction] | None = None,
) -> Repair:
    """Return the nearest formula that complies.

    keep: place of a line → the least per cent of the concentrate it must hold.
    """
    before = judge(formula, shelf=shelf, rules=rules)
    if not before.violations:
        return Repair(outcome="unneeded", formula=formula, verdict=before)
    whole, solvent = with_solvent(formula, shelf)
    lines = whole.ingredients
    matrix = constraints_of(lines, shelf=shelf, rules=rules, category=formula.category)
    weights = np.array([float(line.percent) for line in lines])
    strength = np.array([float(line.dilution_pct) / 100 for line in lines])
    least = np.array([float((keep or {}).get(place, 0)) for place in range(len(lines))])
    solved = solve(
        matrix.matrix * strength[:, None] * float(formula.dosage_pct) / 100,
        matrix.limits,
        weights,
        solvent=solvent,
        least=np.minimum(least, weights),
    )
    if solved is None:
        stuck = _in_the_way(matrix, np.minimum(least, weights) * strength, formula)
        return Repair(outcome="infeasible", formula=formula, verdict=before, held_back=stuck)
    repaired = _rounded(whole, solved[0], solvent)
    return Repair(
        outcome="repaired",
        formula=repaired,
        verdict=judge(repaired, shelf=shelf, rules=rules),
        moves=_moves(whole, repaired),
        prices=_prices(matrix, solved[1]),
    )


def solve(
    held: Floats, limits: Floats, weights: Floats, *, solvent: int, least: Floats
) -> tuple[Floats, Floats] | None:
    """Return the weights after the smallest change and the dual values, or None if there is none.

    held: (lines, rules), what one per cent of a line brings to the product. limits: (rules,).
    weights, least: (lines,). Variables are how much each line loses; the solvent gains it all.
    """
    loses = held - held[solvent]
    most = np.maximum(weights - least, 0.0)
    most[solvent] = 0.0
    slack = limits - weights @ held
    cost = np.ones(len(weights))
    solved = linprog(
        cost,
        A_ub=-loses.T,
        b_ub=slack,
        bounds=np.column_stack([np.zeros_like(most), most]),
        method="highs",
    )
    if solved.status != 0:
        return None
    after = weights - solved.x
    after[solvent] = weights[solvent] + float(solved.x.sum())
    return after, -np.asarray(solved.ineqlin.marginals) * limits


def with_solvent(formula: Formula, shelf: Shelf) -> tuple[Formula, int]:
    """Return the formula with a solvent in it, and the solvent's place."""
    for place, line in enumerate(formula.ingredients):
        known = shelf.with_cas(line.cas) if line.cas else shelf.named(line.name)
        if known and all(material.kind == "solvent" for material in known):
            return formula, place
    carrier = shelf.with_cas(_CARRIER)[0]
    added = Ingredient(name=carrier.name_ko, cas=carrier.cas, percent=Fraction(0))
    lines = (*formula.ingredients, added)
    return replace(formula, ingredients=lines), len(lines) - 1


def _rounded(formula: Formula, weights: Floats, solvent: int) -> Formula:
    """Round what shrank down, so that no limit is passed, and give the rest to the solvent."""
    lines = []
    for line, weight in zip(formula.ingredients, weights, strict=True):
        is_same = weight >= float(line.percent) - _FELT
        steps = Fraction(int((weight + _FELT / 100) / float(_STEP))) * _STEP
        lines.append(line if is_same else replace(line, percent=max(steps, Fraction(0))))
    others = sum((line.percent for n, line in enumerate(lines) if n != solvent), Fraction(0))
    lines[solvent] = replace(lines[solvent], percent=max(100 - others, Fraction(0)))
    kept = tuple(line for n, line in enumerate(lines) if line.percent or n == solvent)
    return replace(formula, ingredients=kept)


def _moves(before: Formula, after: Formula) -> tuple[Move, ...]:
    left = list(after.ingredients)
    moves = []
    for place, line in enumerate(before.ingredients):
        same = next((n for n in left if replace(n, percent=line.percent) == line), None)
        if same is not None:
            left.remove(same)
        now = same.percent if same is not None else Fraction(0)
        if now != line.percent:
            moves.append(
                Move(line=place, name=line.name, before=float(line.percent), after=float(now))
            )
    return tuple(moves)


def _prices(matrix: Constraints, duals: Floats) -> tuple[Price, ...]:
    found = [
        Price(rule=bound.key, name=bound.name, saved_pct=float(dual) / 10)
        for bound, dual in zip(matrix.bounds, duals, strict=True)
        if dual > _FELT
    ]
    return tuple(sorted(found, key=lambda price: -price.saved_pct))


def _in_the_way(matrix: Constraints, least: Floats, formula: Formula) -> tuple[str, ...]:
    held = matrix.held(least, float(formula.dosage_pct))
    over = [n for n in range(len(held)) if held[n] > matrix.limits[n] * (1 + 1e-9)]
    return tuple(name_of(matrix.bounds[n].key, matrix.bounds[n].name) for n in over)


def told(done: Repair) -> list[str]:
    """Return in Korean what was changed and what holds the wish back."""
    if done.outcome == "unneeded":
        return [part("repair_unneeded")]
    if done.outcome == "infeasible":
        return [part("repair_infeasible", rules=", ".join(done.held_back))]
    said = [
        part("repair_move", name=move.name, before=_number(move.before), after=_number(move.after))
        for move in done.moves
        if move.after < move.before
    ]
    prices: Sequence[Price] = done.prices[:3]
    said += [
        part("repair_price", name=name_of(price.rule, price.name), saved=_number(price.saved_pct))
        for price in prices
    ]
    return said


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
