from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.constraints import constraints_of
from dure.assistants.perfume.evolve import Room, SearchSettings, distance, evolve, within
from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.objectives import target_of
from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.rules import shipped_rules

BRIEF = read_brief("상쾌한 시트러스 향수")
COLOURS = palette()
ROOM = Room(
    target=target_of(BRIEF, COLOURS),
    matrix=constraints_of(
        [
            Ingredient(
                name=c.material.name_ko,
                cas=c.material.cas,
                quality=c.material.quality,
                percent=Fraction(100),
            )
            for c in COLOURS
        ],
        shelf=shipped_materials(),
        rules=shipped_rules(),
        category="4",
    ),
    allowed=np.ones(len(COLOURS), dtype=bool),
    most_pct=np.array([c.most_pct for c in COLOURS]),
)
SMALL = SearchSettings(population=12, generations=6)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_whatever_is_looked_at_is_within_every_limit(seed: int) -> None:
    weights = np.random.default_rng(seed).uniform(0, 20, (3, len(COLOURS)))

    safe = within(weights, ROOM)

    assert (ROOM.matrix.held(safe, 15.0) <= ROOM.matrix.limits * (1 + 1e-9)).all()
    assert (safe <= weights).all()


def test_a_seed_gives_the_same_formula_again() -> None:
    one = evolve(ROOM, SMALL, np.random.default_rng(3))
    again = evolve(ROOM, SMALL, np.random.default_rng(3))

    assert (one == again).all()
    assert 0 < one.sum() <= 100


def test_distance_is_nothing_for_twins_and_one_for_strangers() -> None:
    a, b = np.array([1.0, 2, 0]), np.array([0.0, 0, 5])

    assert distance(a, a) == 0
    assert distance(a, b) == 1
    assert distance(a, np.zeros(3)) == 1
