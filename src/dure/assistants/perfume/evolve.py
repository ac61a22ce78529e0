"""Search formulas by evolution: choose, mix, change, keep the better half.

Looks only at formulas within all limits: whatever it makes is first brought there, each material
shrunk by the tightest rule it takes part in, which leaves every rule kept.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.perfume.constraints import Constraints, Floats
from dure.assistants.perfume.objectives import Aim, scores, total

_ALIKE: Final = 1.5
"""What is lost for being wholly like a formula already found."""
_TOO_DEAR: Final = 4.0
_FULL: Final = 92.0
"""Per cent of the concentrate that smells, at most; the rest is solvent."""
_KEEPS: Final = 0.6
_WORTH_ITS_NAME: Final = 60.0
"""Per cent that a concentrate holds at least, where the wish and the limits leave room."""
_THIN: Final = 0.02
"""What is lost for each per cent less."""


@dataclass(frozen=True, kw_only=True)
class SearchSettings:
    """How hard to search. materials: least and most per formula, without the solvent."""

    population: int = 60
    generations: int = 80
    candidates: int = 60
    least_materials: int = 9
    most_materials: int = 16
    apart: float = 0.4
    """Least distance between two formulas that are shown."""
    tries: int = 6


@dataclass(frozen=True, kw_only=True)
class Room:
    """What one run looks at, over a palette of n materials.

    allowed (n,): whether a material may be used. most_pct (n,): how much is customary. taken:
    formulas to differ from. start: a formula to begin at and stay close to.
    """

    target: Aim
    matrix: Constraints
    allowed: NDArray[np.bool_]
    most_pct: Floats
    taken: tuple[Floats, ...] = ()
    start: Floats | None = None
    ceiling: float | None = None
    """Dearest mean cost wished for, in the unit of the target's costs."""


def distance(a: Floats, b: Floats) -> float:
    """Return how different two formulas are, 0..1: the share of the smaller that is not in both."""
    least = min(float(a.sum()), float(b.sum()))
    return 1 - float(np.minimum(a, b).sum()) / least if least else 1.0


def evolve(room: Room, search: SearchSettings, rng: np.random.Generator) -> Floats:
    """Return the weights (n,) of the best formula of one run, as evolved and within all limits."""
    likes = _likes(room, rng)
    crowd = np.stack([_born(room, search, likes, rng) for _ in range(search.population)])
    worth = _worth(crowd, room)
    for _ in range(search.generations):
        order = np.argsort(-worth, kind="stable")
        parents = crowd[order[: search.population // 2]]
        children = _children(parents, room, search, likes, rng)
        crowd = np.concatenate([parents, children])
        worth = np.concatenate([worth[order[: len(parents)]], _worth(children, room)])
    best: Floats = within(crowd[int(np.argmax(worth))][None, :], room)[0]
    return best


def within(weights: Floats, room: Room) -> Floats:
    """Return formulas (formulas, n) brought within every limit; nothing grows."""
    held = room.matrix.held(weights, room.target.brief.dosage_pct)
    ratio = np.maximum(held / np.maximum(room.matrix.limits, 1e-12), 1.0)
    takes_part = room.matrix.matrix > 0
    worst = np.where(takes_part[None, :, :], ratio[:, None, :], 1.0).max(axis=2, initial=1.0)
    kept: Floats = weights / worst
    return kept


def _worth(crowd: Floats, room: Room) -> Floats:
    safe = within(crowd, room)
    worth: Floats = total(scores(safe, room.target), room.target.brief)
    worth = worth - _THIN * np.maximum(_WORTH_ITS_NAME - safe.sum(axis=1), 0.0)
    for other in room.taken:
        alike = np.array([1 - distance(one, other) for one in safe])
        worth = worth - _ALIKE * np.maximum(alike - 0.45, 0.0)
    if room.ceiling is not None:
        mean = safe @ room.target.cost / np.maximum(safe.sum(axis=1), 1e-9)
        worth = worth - _TOO_DEAR * np.maximum(mean / room.ceiling - 0.98, 0.0)
    if room.start is not None:
        worth = worth - 0.5 * np.array([distance(one, room.start) for one in safe])
    return worth


def _likes(room: Room, rng: np.random.Generator) -> Floats:
    """Return how probable each material is to be chosen, (n,); each run has its own taste."""
    wish = room.target.fits + rng.normal(0.0, 0.25, len(room.target.fits))
    likes = np.exp(3 * np.clip(wish, -1.0, 1.5)) * room.allowed
    shares: Floats = likes / likes.sum()
    return shares


def _born(room: Room, search: SearchSettings, likes: Floats, rng: np.random.Generator) -> Floats:
    if room.start is not None:
        return _changed(np.where(room.allowed, room.start, 0.0), room, search, likes, rng)
    many = int(rng.integers(search.least_materials, search.most_materials + 1))
    chosen = rng.choice(len(likes), size=min(many, int((likes > 0).sum())), replace=False, p=likes)
    weights = np.zeros(len(likes))
    weights[chosen] = room.most_pct[chosen] * rng.uniform(0.2, 1.0, len(chosen))
    return _filled(weights)


def _children(
    parents: Floats,
    room: Room,
    search: SearchSettings,
    likes: Floats,
    rng: np.random.Generator,
) -> Floats:
    pairs = rng.integers(0, len(parents), (search.population // 2, 2))
    mixed = []
    for one, other in pairs:
        mask = rng.random(parents.shape[1]) < _KEEPS
        child = np.where(mask, parents[one], parents[other])
        mixed.append(_changed(child, room, search, likes, rng))
    return np.stack(mixed)


def _changed(
    weights: Floats, room: Room, search: SearchSettings, likes: Floats, rng: np.random.Generator
) -> Floats:
    """Return a formula with some weights changed, some materials added or dropped."""
    out = np.where(
        rng.random(len(weights)) < 0.3,
        np.minimum(weights * rng.lognormal(0.0, 0.4, len(weights)), room.most_pct),
        weights,
    )
    inside = np.flatnonzero(out)
    most = search.most_materials
    if len(inside) and (len(inside) > most or rng.random() < 0.35):
        drop = max(1, len(inside) - most)
        out[rng.choice(inside, size=drop, replace=False)] = 0.0
    outside = np.flatnonzero((out == 0) & (likes > 0))
    missing = search.least_materials - int((out > 0).sum())
    add = max(missing, int(rng.random() < 0.35 and (out > 0).sum() < most), 0)
    if add and len(outside) >= add:
        p = likes[outside] / likes[outside].sum()
        new = rng.choice(outside, size=add, replace=False, p=p)
        out[new] = room.most_pct[new] * rng.uniform(0.1, 1.0, add)
    return _filled(out)


def _filled(weights: Floats) -> Floats:
    """Return weights that leave room for the solvent."""
    whole = float(weights.sum())
    return weights * (_FULL / whole) if whole > _FULL else weights
