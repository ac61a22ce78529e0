"""The repair of a formula of every material the assistant knows, at once."""

import random
import statistics
import time
from fractions import Fraction
from typing import Any

import numpy as np

from dure.assistants.perfume.constraints import constraints_of
from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.repair import repair, solve
from dure.assistants.perfume.rules import shipped_rules

MATERIALS, RULES, TIMES = 300, 160, 30


def measure() -> dict[str, Any]:
    """Return milliseconds of the programme alone (300 x 160) and of a whole repair of our table."""
    rng = np.random.default_rng(5)
    alone = sorted(_alone(rng) for _ in range(TIMES))
    whole = sorted(_whole(random.Random(seed)) for seed in range(TIMES))
    known = shipped_rules()
    lines = _lines(random.Random(1))
    matrix = constraints_of(lines, shelf=shipped_materials(), rules=known, category="4")
    return {
        "materials": MATERIALS,
        "rules": RULES,
        "programme_p50_ms": round(statistics.median(alone), 2),
        "programme_max_ms": round(alone[-1], 2),
        "our_lines": len(lines),
        "our_rules": len(matrix.bounds),
        "whole_repair_p50_ms": round(statistics.median(whole), 2),
    }


def _alone(rng: np.random.Generator) -> float:
    held = rng.uniform(0, 0.2, (MATERIALS, RULES)) * (rng.random((MATERIALS, RULES)) < 0.05)
    held[-1] = 0
    weights = rng.dirichlet(np.ones(MATERIALS)) * 100
    limits = weights @ held * rng.uniform(0.3, 1.5, RULES) + 1e-6
    began = time.perf_counter()
    solved = solve(held, limits, weights, solvent=MATERIALS - 1, least=np.zeros(MATERIALS))
    spent = (time.perf_counter() - began) * 1000
    assert solved is not None
    assert (solved[0] @ held <= limits * (1 + 1e-7)).all()
    return spent


def _lines(rng: random.Random) -> list[Ingredient]:
    shelf = shipped_materials()
    known = [m for m in shelf.materials if m.kind != "solvent"]
    shares = [rng.randint(1, 60) for _ in known]
    lines = [
        Ingredient(
            name=m.name_en, cas=m.cas, quality=m.quality, percent=Fraction(n * 90, sum(shares))
        )
        for m, n in zip(known, shares, strict=True)
    ]
    return [*lines, Ingredient(name="Ethanol", cas="64-17-5", percent=Fraction(10))]


def _whole(rng: random.Random) -> float:
    formula = Formula(ingredients=tuple(_lines(rng)), category="4", dosage_pct=Fraction(20))
    began = time.perf_counter()
    done = repair(formula, shelf=shipped_materials(), rules=shipped_rules())
    spent = (time.perf_counter() - began) * 1000
    assert not done.verdict.violations
    return spent
