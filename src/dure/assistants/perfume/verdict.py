"""The verdict on a formula: pass, fail, cannot_certify or invalid_input, with every reason.

A violation outranks an unknown, and an unknown never passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from dure.assistants.perfume.constraints import (
    CARBONATE_SUM,
    MOSS_SUM,
    PHOTOTOXIC_SUM,
    Constraints,
    Gap,
    constraints_of,
)
from dure.assistants.perfume.formula import Fault, Formula, Ingredient, read_formula
from dure.assistants.perfume.materials import Shelf
from dure.assistants.perfume.profile import BAN, TRACE, LineProfile
from dure.assistants.perfume.rules import RuleBook

Outcome = Literal["pass", "fail", "cannot_certify", "invalid_input"]
_FLAVOUR: Final = frozenset(("1", "6"))
_WHOLE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A limit that is exceeded.

    measured_pct, limit_pct: of the finished product, None for a sum of ratios. ratio: measured
    through limit, None where the limit is zero. lines: places of the lines that contribute.
    """

    rule: str
    name: str
    measured_pct: float | None
    limit_pct: float | None
    ratio: float | None
    source: str
    lines: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How near a limit is: measured and limit in per cent of the product, None for ratios."""

    rule: str
    name: str
    measured_pct: float | None
    limit_pct: float | None
    ratio: float


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something that was not judged, and about what."""

    code: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What can be said of a formula.

    gaps: what is unknown. max_dosage_pct: the dosage up to which all known limits hold, None
    where something is unknown. standings: every rule that something counts for, tightest first.
    """

    outcome: Outcome
    violations: tuple[Violation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    max_dosage_pct: float | None = None
    standings: tuple[Standing, ...] = ()
    amendment: str = ""
    source: str = ""


def judge_row(row: Mapping[str, Any], *, shelf: Shelf, rules: RuleBook) -> Verdict:
    """Judge a formula as JSON (`recipe`, `category`, `dosage_pct`, `ifra_amendment`)."""
    formula, faults = read_formula(row)
    if formula is None:
        return Verdict(outcome="invalid_input", faults=faults)
    return judge(formula, shelf=shelf, rules=rules)


def judge(formula: Formula, *, shelf: Shelf, rules: RuleBook) -> Verdict:
    """Judge a formula by the rules of one amendment."""
    if formula.amendment not in (None, rules.amendment):
        return _sealed("cannot_certify", rules, gaps=(Gap(code="amendment_unknown"),))
    there = [place for place, line in enumerate(formula.ingredients) if line.active]
    lines = [formula.ingredients[place] for place in there]
    matrix = constraints_of(lines, shelf=shelf, rules=rules, category=formula.category)
    weights = [line.active for line in lines]
    ratios = _ratios(matrix, weights, formula.dosage_pct)
    violations = tuple(
        _violation(matrix, column, weights, formula.dosage_pct, there)
        for column in matrix.broken(weights, formula.dosage_pct)
    )
    gaps = tuple(_at(gap, there) for gap in matrix.gaps)
    outcome: Outcome = "fail" if violations else ("cannot_certify" if gaps else "pass")
    return _sealed(
        outcome,
        rules,
        violations=_told_once(violations),
        gaps=gaps,
        remarks=_remarks(matrix, lines, formula.category),
        max_dosage_pct=None if gaps else _max_dosage(matrix, ratios, formula.dosage_pct),
        standings=_standings(matrix, ratios),
    )


def _sealed(outcome: Outcome, rules: RuleBook, **found: Any) -> Verdict:  # noqa: ANN401 - fields
    return Verdict(outcome=outcome, amendment=rules.amendment, source=rules.source, **found)


def _at(gap: Gap, there: Sequence[int]) -> Gap:
    line = None if gap.line is None else there[gap.line]
    return Gap(code=gap.code, line=line, rule=gap.rule)


def _ratios(
    matrix: Constraints, weights: Sequence[Fraction], dosage_pct: Fraction
) -> list[Fraction]:
    """Return measured through limit, exact; zero where the limit is zero."""
    return [
        matrix.exact(column, weights, dosage_pct) / bound.limit if bound.limit else Fraction(0)
        for column, bound in enumerate(matrix.bounds)
    ]


def _violation(
    matrix: Constraints,
    column: int,
    weights: Sequence[Fraction],
    dosage_pct: Fraction,
    there: Sequence[int],
) -> Violation:
    bound = matrix.bounds[column]
    measured = matrix.exact(column, weights, dosage_pct)
    is_sum_of_ratios = bound.key.endswith("sum_of_ratios")
    return Violation(
        rule=bound.key.removeprefix(BAN).removeprefix(TRACE),
        name=bound.name,
        measured_pct=None if is_sum_of_ratios else float(measured),
        limit_pct=None if is_sum_of_ratios else float(bound.limit),
        ratio=float(measured / bound.limit) if bound.limit else None,
        source=bound.source,
        lines=tuple(
            there[place] for place, share in enumerate(matrix.shares) if share.get(bound.key)
        ),
    )


def _standings(matrix: Constraints, ratios: Sequence[Fraction]) -> tuple[Standing, ...]:
    found = []
    for bound, ratio in zip(matrix.bounds, ratios, strict=True):
        is_ratio = bound.key == PHOTOTOXIC_SUM
        if ratio:
            found.append(
                Standing(
                    rule=bound.key.removeprefix(BAN).removeprefix(TRACE),
                    name=bound.name,
                    measured_pct=None if is_ratio else float(ratio * bound.limit),
                    limit_pct=None if is_ratio else float(bound.limit),
                    ratio=float(ratio),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.ratio, one.rule)))


def _told_once(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Drop a shared limit that one line alone breaks, where that line's own limit tells it."""
    shared = (PHOTOTOXIC_SUM, MOSS_SUM, CARBONATE_SUM)
    own = {v.lines for v in violations if v.rule not in shared}
    return tuple(
        v for v in violations if v.rule not in shared or len(v.lines) > 1 or v.lines not in own
    )


def _max_dosage(matrix: Constraints, ratios: Sequence[Fraction], dosage_pct: Fraction) -> float:
    for bound in matrix.bounds:
        if not bound.limit and any(share.get(bound.key) for share in matrix.shares):
            return 0.0
    largest = max(ratios, default=Fraction(0))
    return float(min(Fraction(_WHOLE), dosage_pct / largest)) if largest else float(_WHOLE)


def _remarks(
    matrix: Constraints, lines: Sequence[Ingredient], category: str | None
) -> tuple[Remark, ...]:
    pairs = list(zip(lines, matrix.profiles, strict=True))
    unnamed = tuple(line.name or line.cas or "" for line, one in pairs if _is_unnamed(one))
    specified = dict.fromkeys(key for one in matrix.profiles for key in one.specifications)
    diluted = tuple(line.name for line in lines if line.dilution_pct < _WHOLE)
    typical = tuple(
        line.name
        for (line, one), share in zip(pairs, matrix.shares, strict=True)
        if one.bergapten and not one.is_measured and "GROUP:bergapten_sum" in share
    )
    found = [
        Remark(code="no_standard_names_it", about=unnamed),
        Remark(code="specification_not_checked", about=tuple(specified)),
        Remark(code="diluent_taken_as_free", about=diluted),
        Remark(code="typical_bergapten", about=typical),
    ]
    flavour = [Remark(code="flavour_safety_not_checked")] if category in _FLAVOUR else []
    return (*(remark for remark in found if remark.about), *flavour)


def _is_unnamed(one: LineProfile) -> bool:
    kinds = {material.kind for material in one.identity.candidates}
    return one.is_unnamed and kinds != {"solvent"}
