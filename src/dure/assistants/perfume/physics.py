"""Smell over time from physics: evaporation, headspace and what a nose makes of it.

Mole fractions x = n/Σn, partial pressures p = γ x P, evaporation dn/dt = −k γ x P, headspace
c = 1000 p M/(R T) micrograms per litre, of which a share reaches the nose; intensity by the
dose-response curve of each material, that of a mixture by its strongest component. What has no
vapour pressure, molar mass or curve takes no part and is named, never counted as zero.

Source: Teixeira et al., "Perfume Engineering", 2013; Wakayama et al., Ind. Eng. Chem. Res. 2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dure.assistants.perfume.materials import Material

Floats = NDArray[np.float64]
Stage = Literal["top", "middle", "base"]
STAGES: Final[tuple[Stage, ...]] = ("top", "middle", "base")
_R: Final = 8.314462618
_BY_WEIGHT: Final = 1000
_LEAVES: Final = 0.1
"""A material has left when a tenth of it remains."""
_TOP_H: Final = 8.0
_MIDDLE_H: Final = 24.0
"""Hours by which top and middle notes have left. Chosen so that the stages agree best with the
rules of thumb of 200 aroma chemicals (59.5 %; the rules agree among themselves on 65 %)."""
_CALM: Final = 60.0
"""Largest exponent handed to exp; beyond it the intensity is zero anyway."""


@dataclass(frozen=True, kw_only=True)
class AirSettings:
    """Skin and air: of 100 g of product spread out at once.

    kelvin: warm skin; vapour pressures are those of 25 degrees, as measured or estimated.
    rate: mol per pascal and hour. share_at_nose: of saturation. carrier: the product's own
    solvent, ethanol. points: of the time grid, which is logarithmic from first_h to last_h.
    """

    kelvin: float = 305.0
    rate: float = 6e-4
    share_at_nose: float = 0.1
    carrier_mass: float = 46.07
    carrier_pressure_pa: float = 7920.0
    first_h: float = 1 / 60
    last_h: float = 24.0
    points: int = 61
    threshold: float = 1.4
    """Intensity from which a smell is noticed (Wakayama et al.)."""


@dataclass(frozen=True, kw_only=True)
class AirFacts:
    """Arrays of materials, (n,) each; has_air, has_curve: what is known."""

    mass: Floats
    pressure_pa: Floats
    highest: Floats
    middle: Floats
    width: Floats
    has_air: NDArray[np.bool_]
    has_curve: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Smell:
    """How a formula smells over time.

    times_h (t,); intensity (n, t), 0..100, zero rows for those in `unknown`; leaves_h (n,): when
    a tenth is left, inf beyond the grid; stages: top, middle or base per material, None where
    unknown; by_stage (3, t): strongest of each stage; whole (t,): strongest of all. unknown:
    places of materials that take no part; known_share: of the odorous weight that does.
    """

    times_h: Floats
    intensity: Floats
    leaves_h: Floats
    stages: tuple[Stage | None, ...]
    by_stage: Floats
    whole: Floats
    unknown: tuple[int, ...]
    known_share: float

    @property
    def longevity_h(self) -> float:
        """Return the last moment at which the whole is noticed, in hours."""
        return self.above_h(AirSettings.threshold)

    def above_h(self, level: float) -> float:
        """Return the last moment at which the whole is as strong as a level (0..100), in hours."""
        there = np.flatnonzero(self.whole >= level)
        return float(self.times_h[there[-1]]) if len(there) else 0.0


def facts_of(materials: Sequence[Material]) -> AirFacts:
    """Return the arrays of materials; what is unknown is marked and neutral in the arithmetic."""
    has_air = [m.molar_mass is not None and m.pressure_pa is not None for m in materials]
    curves = [m.curve or (0.0, 0.0, 1.0) for m in materials]
    return AirFacts(
        mass=np.array([m.molar_mass or 200.0 for m in materials]),
        pressure_pa=np.array([m.pressure_pa or 0.0 for m in materials]),
        highest=np.array([curve[0] for curve in curves]),
        middle=np.array([curve[1] for curve in curves]),
        width=np.array([curve[2] for curve in curves]),
        has_air=np.array(has_air, dtype=bool),
        has_curve=np.array([m.curve is not None for m in materials], dtype=bool),
    )


def grid(air: AirSettings) -> Floats:
    """Return the times in hours, logarithmic."""
    return np.geomspace(air.first_h, air.last_h, air.points)


def evaporate(weights: Floats, dosage_pct: float, facts: AirFacts, air: AirSettings) -> Floats:
    """Return the moles left of 100 g of product, (..., n + 1, t); the last row is the carrier.

    weights: (..., n), per cent of the concentrate. The product is integrated step by step as
    n exp(−k P dt / Σn), so that it stays positive and never grows.
    """
    carrier = np.full((*weights.shape[:-1], 1), (100 - dosage_pct) / air.carrier_mass)
    moles = np.concatenate([weights * (dosage_pct / 100) / facts.mass, carrier], axis=-1)
    pressure = np.append(facts.pressure_pa, air.carrier_pressure_pa)
    steps = np.diff(grid(air), prepend=0.0)
    left = np.empty((*moles.shape, len(steps)))
    for place, step in enumerate(steps):
        whole = moles.sum(axis=-1, keepdims=True)
        speed = air.rate * pressure / np.maximum(whole, 1e-12)
        moles = moles * np.exp(-np.minimum(speed * step, 700.0))
        left[..., place] = moles
    return left


def headspace(moles: Floats, facts: AirFacts, air: AirSettings) -> Floats:
    """Return micrograms per litre at the nose, (..., n, t), of moles with their carrier."""
    fractions = moles[..., :-1, :] / np.maximum(moles.sum(axis=-2, keepdims=True), 1e-12)
    factor = _BY_WEIGHT * facts.pressure_pa * facts.mass / (_R * air.kelvin)
    at_nose: Floats = fractions * (factor * air.share_at_nose)[:, None]
    return at_nose


def intensity(concentration: Floats, facts: AirFacts) -> Floats:
    """Return how strong each material smells, 0..100, by its own curve; 0 without one."""
    with np.errstate(divide="ignore"):
        steps = (np.log10(concentration) - facts.middle[:, None]) / facts.width[:, None]
    felt = facts.highest[:, None] / (1 + np.exp(np.clip(-steps, -_CALM, _CALM)))
    return np.where((concentration > 0) & facts.has_curve[:, None], felt, 0.0)


def smell(
    weights: Floats,
    materials: Sequence[Material],
    *,
    dosage_pct: float,
    air: AirSettings | None = None,
) -> Smell:
    """Return how a formula smells; weights (n,) are active per cent of the concentrate."""
    air = air or AirSettings()
    facts = facts_of(materials)
    left = evaporate(weights, dosage_pct, facts, air)
    felt = intensity(headspace(left, facts, air), facts)
    leaves = leaving_times(left[:-1], grid(air))
    takes_part = facts.has_air & facts.has_curve
    odorous = np.array([m.kind != "solvent" for m in materials]) & (weights > 0)
    stages = tuple(
        stage_of(hours) if known else None
        for hours, known in zip(leaves, facts.has_air, strict=True)
    )
    total = float(weights[odorous].sum())
    return Smell(
        times_h=grid(air),
        intensity=felt,
        leaves_h=leaves,
        stages=stages,
        by_stage=np.array([_strongest(felt, stages, stage) for stage in STAGES]),
        whole=felt.max(axis=0, initial=0.0),
        unknown=tuple(int(place) for place in np.flatnonzero(odorous & ~takes_part)),
        known_share=float(weights[odorous & takes_part].sum()) / total if total else 0.0,
    )


def leaving_times(left: Floats, times_h: Floats) -> Floats:
    """Return when a tenth of the first amount is left, (n,); inf where more stays to the end."""
    first = left[:, :1]
    gone = left <= np.maximum(first, 1e-300) * _LEAVES
    return np.where(gone.any(axis=1), times_h[gone.argmax(axis=1)], np.inf)


def stage_of(leaves_h: float) -> Stage:
    """Return the stage of a material by the hour at which it has left."""
    if leaves_h <= _TOP_H:
        return "top"
    return "middle" if leaves_h <= _MIDDLE_H else "base"


def _strongest(felt: Floats, stages: Sequence[Stage | None], stage: Stage) -> Floats:
    members = felt[[place for place, one in enumerate(stages) if one == stage]]
    strongest: Floats = members.max(axis=0, initial=0.0)
    return strongest
