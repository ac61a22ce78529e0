"""What makes one formula better than another: every objective in 0..1, for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dure.assistants.perfume.brief import Brief
from dure.assistants.perfume.palette import Colour
from dure.assistants.perfume.physics import (
    STAGES,
    AirFacts,
    AirSettings,
    Floats,
    evaporate,
    facts_of,
    grid,
    headspace,
    intensity,
    stage_of,
)

OBJECTIVES: Final = ("notes", "pyramid", "profile", "longevity", "projection", "cost")
_AIR: Final = AirSettings(points=19)
_NOTICED: Final = 6.1
"""Intensity that counts as clearly there (a fifth above weak, on 0..100)."""
_SERVED: Final = 0.06
_OVER_TIME: Final = np.array([[0.6, 0.3, 0.1], [0.25, 0.5, 0.25], [0.05, 0.35, 0.6]])
_MOMENTS_H: Final = (2 / 60, 1.0, 6.0)
_PYRAMIDS: Final[Mapping[str | None, tuple[float, float, float]]] = {
    "light": (0.35, 0.40, 0.25),
    None: (0.25, 0.40, 0.35),
    "strong": (0.15, 0.35, 0.50),
}
_OPENINGS: Final[Mapping[str | None, float]] = {"light": 32.0, None: 42.0, "strong": 55.0}
WON_PER_UNIT: Final = 400_000
"""Won per kg at which the cost objective is zero."""
_WEIGHTS: Final = {
    "notes": 4.0, "pyramid": 1.5, "profile": 1.5, "longevity": 1.0, "projection": 1.0, "cost": 0.7,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A brief in arrays over a palette of n materials.

    fits (n,): 0..1. serves (tags, n): which material serves which wanted tag. stages (n, 3):
    one-hot top, middle, base by physics, by rule of thumb where that is unknown.
    """

    brief: Brief
    facts: AirFacts
    fits: Floats
    serves: Floats
    stages: Floats
    cost: Floats


def target_of(brief: Brief, colours: Sequence[Colour], prices: Floats | None = None) -> Aim:
    """Return a brief in arrays; prices (n,) in won per kg replace our cost classes."""
    materials = [colour.material for colour in colours]
    facts = facts_of(materials)
    alone = np.full(len(materials), 60.0 / len(materials))
    left = evaporate(alone, brief.dosage_pct, facts, _AIR)[:-1]
    times = grid(_AIR)
    stages = np.zeros((len(materials), 3))
    for place, material in enumerate(materials):
        gone = np.flatnonzero(left[place] <= left[place, 0] * 0.1)
        by_physics = stage_of(float(times[gone[0]]) if len(gone) else np.inf)
        stage = by_physics if facts.has_air[place] else (material.note_hint or "middle")
        stages[place, [one == stage for one in STAGES]] = 1.0
    tags = [tag for tag, much in brief.wants.items() if much >= 0.5]
    serves = np.array([[float(tag in c.tags) for c in colours] for tag in tags])
    return Aim(
        brief=brief,
        facts=facts,
        fits=np.array([colour.fits(brief.wants) for colour in colours]),
        serves=serves.reshape(len(tags), len(colours)),
        stages=stages,
        cost=np.array([c.cost / 10 for c in colours]) if prices is None else prices / WON_PER_UNIT,
    )


def scores(weights: Floats, target: Aim) -> Floats:
    """Return the objectives of formulas, (formulas, 6), each in 0..1; weights (formulas, n)."""
    brief = target.brief
    left = evaporate(weights, brief.dosage_pct, target.facts, _AIR)
    felt = intensity(headspace(left, target.facts, _AIR), target.facts)
    times = grid(_AIR)
    whole: Floats = felt.max(axis=1)
    share: Floats = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    hours = np.where(whole >= _NOTICED, times, 0.0).max(axis=1)
    opening = whole[:, int(np.searchsorted(times, 10 / 60))]
    columns = (
        _notes(share, target),
        1 - np.abs(share @ target.stages - _PYRAMIDS[brief.strength]).sum(axis=1) / 2,
        _profile(felt, times, target),
        np.minimum(hours / (20.0 if brief.is_lasting else 12.0), 1.0),
        1 - np.minimum(np.abs(opening - _OPENINGS[brief.strength]) / 40, 1.0),
        1 - np.clip(share @ target.cost, 0.0, 1.0),
    )
    clipped: Floats = np.clip(np.stack(columns, axis=1), 0.0, 1.0)
    return clipped


def total(objectives: Floats, brief: Brief) -> Floats:
    """Return one number per formula, 0..1, by what the brief stresses."""
    weights = dict(_WEIGHTS)
    if brief.is_lasting:
        weights["longevity"] = 3.0
    if brief.cheaper_by or brief.budget_won_kg:
        weights["cost"] = 3.0
    if brief.strength:
        weights["projection"], weights["pyramid"] = 2.0, 2.5
    column = np.array([weights[name] for name in OBJECTIVES])
    summed: Floats = objectives @ column / column.sum()
    return summed


def _notes(share: Floats, target: Aim) -> Floats:
    """Half for weight on what fits, half for every wanted tag being served at all."""
    on_it = share @ target.fits
    if not len(target.serves):
        return on_it
    served = np.minimum(share @ target.serves.T / _SERVED, 1.0).mean(axis=1)
    both: Floats = (on_it + served) / 2
    return both


def _profile(felt: Floats, times: Floats, target: Aim) -> Floats:
    moments = [int(np.argmin(np.abs(times - hours))) for hours in _MOMENTS_H]
    by_stage = np.einsum("bnt,ns->bts", felt[:, :, moments], target.stages)
    shares = by_stage / np.maximum(by_stage.sum(axis=2, keepdims=True), 1e-9)
    missed: Floats = np.abs(shares - _OVER_TIME).sum(axis=2).mean(axis=1) / 2
    return 1 - missed
