"""The constraint matrix: one row per line, one column per rule, for everybody who needs it.

With D the dosage and w the weights in per cent, what the product holds of rule k is
D/100 · Σ wᵢ aᵢₖ, in per cent of the product; for the phototoxic sum a is 1/limit and the bound 1.
Validator, repair, search and certificate read the same matrix. Beside the float64 matrix the exact
shares stay, so that a tie at a limit is decided without rounding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.materials import Shelf
from dure.assistants.perfume.profile import BAN, TRACE, LineProfile, profile
from dure.assistants.perfume.rules import Group, RuleBook, Standard

Floats = NDArray[np.float64]
PHOTOTOXIC_SUM: Final = "GROUP:furocoumarin_sum_of_ratios"
BERGAPTEN_SUM: Final = "GROUP:bergapten_sum"
MOSS_SUM: Final = "GROUP:oakmoss_treemoss_sum"
CARBONATE_SUM: Final = "GROUP:MHC_MOC_sum"
_GROUPS: Final[Mapping[str, Group]] = {
    BERGAPTEN_SUM: "bergapten",
    MOSS_SUM: "moss",
    CARBONATE_SUM: "heptine_octine",
}
_HEPTINE: Final = "111-12-6"
_TIE: Final = 1e-9
_WHOLE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Cap:
    """One column: a rule, how much of it the product may hold, and who says so."""

    key: str
    name: str
    limit: Fraction
    source: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something unknown about a line (None: about the whole formula)."""

    code: str
    line: int | None = None
    rule: str | None = None


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """The matrix of a formula's lines.

    shares: per line, rule key → exact part. gaps: what is unknown; where there is one, the
    columns are lower bounds.
    """

    bounds: tuple[Cap, ...]
    shares: tuple[Mapping[str, Fraction], ...]
    profiles: tuple[LineProfile, ...]
    gaps: tuple[Gap, ...]

    @cached_property
    def matrix(self) -> Floats:
        """Return the shares, (lines, bounds)."""
        rows = [[float(share.get(b.key, 0)) for b in self.bounds] for share in self.shares]
        return np.array(rows, dtype=np.float64).reshape(len(self.shares), len(self.bounds))

    @cached_property
    def limits(self) -> Floats:
        """Return the limits, (bounds,), in per cent of the product."""
        return np.array([float(bound.limit) for bound in self.bounds], dtype=np.float64)

    def held(self, weights: Floats, dosage_pct: float) -> Floats:
        """Return what the product holds of each bound; weights (…, lines) in per cent."""
        return weights @ self.matrix * (dosage_pct / _WHOLE)

    def exact(self, column: int, weights: Sequence[Fraction], dosage_pct: Fraction) -> Fraction:
        """Return what the product holds of one bound, without rounding."""
        key = self.bounds[column].key
        pairs = zip(weights, self.shares, strict=True)
        return sum((w * share[key] for w, share in pairs if key in share), Fraction(0)) * (
            dosage_pct / _WHOLE
        )

    def broken(self, weights: Sequence[Fraction], dosage_pct: Fraction) -> list[int]:
        """Return the columns above their limit; equal to the limit is within."""
        held = self.held(np.array([float(w) for w in weights]), float(dosage_pct))
        out = []
        for column, (bound, amount) in enumerate(zip(self.bounds, held, strict=True)):
            limit = float(bound.limit)
            near = abs(amount - limit) <= _TIE * limit or not limit
            over = self.exact(column, weights, dosage_pct) > bound.limit if near else amount > limit
            if over:
                out.append(column)
        return out


def constraints_of(
    lines: Sequence[Ingredient], *, shelf: Shelf, rules: RuleBook, category: str | None
) -> Constraints:
    """Return the matrix of lines for a category.

    Of a category that the rule book does not know, the matrix holds what is prohibited in all.
    """
    profiles = tuple(profile(line, shelf, rules) for line in lines)
    known = category if category in rules.categories else None
    by_bergapten = _all_measured(profiles) and _bergapten_is_ruled(rules, known)
    shares = [_grouped(one, rules, known, by_bergapten=by_bergapten) for one in profiles]
    _add_bergapten(shares, profiles)
    used = dict.fromkeys(key for share in shares for key in share)
    bounds = {key: _bound(key, rules, known) for key in used}
    gaps = [Gap(code="category_unknown")] if known is None else []
    gaps += _gaps(profiles, rules, known, by_bergapten=by_bergapten)
    return Constraints(
        bounds=tuple(bound for bound in bounds.values() if bound),
        shares=tuple(shares),
        profiles=profiles,
        gaps=tuple(gaps),
    )


def _all_measured(profiles: Sequence[LineProfile]) -> bool:
    """Return whether the bergapten of every phototoxic oil was measured: then its sum counts."""
    oils = [one for one in profiles if one.is_phototoxic]
    return bool(oils) and all(oil.is_measured for oil in oils)


def _bergapten_is_ruled(rules: RuleBook, category: str | None) -> bool:
    return any(s.group == "bergapten" and (category or "") in s.limits for s in rules.standards)


def _grouped(
    one: LineProfile, rules: RuleBook, category: str | None, *, by_bergapten: bool
) -> dict[str, Fraction]:
    shares = dict(one.shares)
    for key, share in one.shares.items():
        standard = rules.by_key.get(key)
        if standard is None or not standard.group:
            continue
        if standard.group == "phototoxic":
            limit = standard.limits.get(category or "")
            if by_bergapten:
                del shares[key]
            elif limit:
                shares[PHOTOTOXIC_SUM] = shares.get(PHOTOTOXIC_SUM, Fraction(0)) + share / limit
        elif name := {"moss": MOSS_SUM, "heptine_octine": CARBONATE_SUM}.get(standard.group):
            shares[name] = shares.get(name, Fraction(0)) + share
    return shares


def _add_bergapten(shares: Sequence[dict[str, Fraction]], profiles: Sequence[LineProfile]) -> None:
    # A typical level matters only beside an oil of the phototoxic sum; a measured one always.
    beside = any(one.is_phototoxic for one in profiles)
    for share, one in zip(shares, profiles, strict=True):
        if one.bergapten and (one.is_measured or beside):
            share[BERGAPTEN_SUM] = one.bergapten


def _bound(key: str, rules: RuleBook, category: str | None) -> Cap | None:
    source = rules.source
    if key == PHOTOTOXIC_SUM:
        return Cap(key=key, name="furocoumarin oils", limit=Fraction(1), source=source)
    if key in (BERGAPTEN_SUM, MOSS_SUM, CARBONATE_SUM):
        limit = _group_limit(key, rules, category)
        name = key.removeprefix("GROUP:").removesuffix("_sum")
        return None if limit is None else Cap(key=key, name=name, limit=limit, source=source)
    standard = rules.by_key[key.removeprefix(BAN).removeprefix(TRACE)]
    if key.startswith(BAN):
        limit = Fraction(0)
    elif key.startswith(TRACE):
        limit = standard.trace
    else:
        limit = standard.limits.get(category or "")
    if limit is None:
        return None
    return Cap(key=key, name=standard.name, limit=limit, source=f"{source}, {standard.key}")


def _group_limit(key: str, rules: RuleBook, category: str | None) -> Fraction | None:
    group = _GROUPS[key]
    members = [standard for standard in rules.standards if standard.group == group]
    if group == "heptine_octine":
        members = [standard for standard in members if _HEPTINE in standard.cas]
    limits = [standard.limits.get(category or "") for standard in members]
    return min((limit for limit in limits if limit is not None), default=None)


def _gaps(
    profiles: Sequence[LineProfile], rules: RuleBook, category: str | None, *, by_bergapten: bool
) -> list[Gap]:
    gaps = []
    for line, one in enumerate(profiles):
        gaps += [Gap(code=code, line=line) for code in one.doubts]
        own = [rules.by_key[key] for key in one.shares if key in rules.by_key]
        if category is None:
            continue
        gaps += [
            Gap(code="limit_missing", line=line, rule=s.key) for s in _unlimited(own, category)
        ]
        light = [s for s in own if s.group == "phototoxic" and s.limits.get(category) is not None]
        if light and not by_bergapten:
            gaps += [Gap(code=code, line=line) for code in one.light_doubts]
    return gaps


def _unlimited(standards: Sequence[Standard], category: str) -> list[Standard]:
    return [standard for standard in standards if category not in standard.limits]
