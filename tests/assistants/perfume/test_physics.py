import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.physics import (
    AirSettings,
    evaporate,
    facts_of,
    headspace,
    intensity,
    smell,
)

SHELF = shipped_materials()
CINEOLE, LINALOOL, GALAXOLIDE, PATCHOULI = (
    SHELF.with_cas(cas)[0] for cas in ("470-82-6", "78-70-6", "1222-05-5", "8014-09-3")
)
MIX = [CINEOLE, LINALOOL, GALAXOLIDE]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 60), min_size=3, max_size=3), st.floats(0.1, 100))
def test_nothing_grows_and_nothing_turns_negative(weights: list[float], dosage: float) -> None:
    left = evaporate(np.array(weights), dosage, facts_of(MIX), AirSettings())

    assert (left >= 0).all()
    assert (np.diff(left, axis=-1) <= 1e-15).all()


def test_a_crowd_is_computed_as_each_alone() -> None:
    crowd = np.array([[10.0, 20, 30], [1, 2, 3]])
    facts, air = facts_of(MIX), AirSettings()

    together = evaporate(crowd, 15, facts, air)

    assert together[1] == pytest.approx(evaporate(crowd[1], 15, facts, air))


def test_saturation_of_a_pure_material_is_that_of_its_pressure() -> None:
    facts, air = facts_of([CINEOLE]), AirSettings(share_at_nose=1.0)

    air_alone = headspace(np.array([[1.0], [0.0]]), facts, air)

    assert air_alone[0, 0] == pytest.approx(
        1000 * 258 * (CINEOLE.molar_mass or 0) / (8.314462618 * 305)
    )


def test_intensity_is_half_of_the_highest_at_the_middle() -> None:
    highest, middle, _ = LINALOOL.curve or (0, 0, 1)

    felt = intensity(np.array([[10**middle, 0.0]]), facts_of([LINALOOL]))

    assert felt[0, 0] == pytest.approx(highest / 2)
    assert felt[0, 1] == 0


def test_stages_follow_from_how_fast_a_material_leaves() -> None:
    told = smell(np.array([20.0, 20, 20]), MIX, dosage_pct=15)

    assert told.stages[0] == "top"
    assert told.stages[2] == "base"
    assert list(told.leaves_h) == sorted(told.leaves_h)
    assert told.longevity_h == pytest.approx(24)


def test_what_has_no_pressure_takes_no_part_and_is_named() -> None:
    told = smell(np.array([10.0, 30]), [LINALOOL, PATCHOULI], dosage_pct=15)

    assert told.unknown == (1,)
    assert told.stages[1] is None
    assert told.known_share == pytest.approx(0.25)


def test_nothing_smells_of_nothing() -> None:
    told = smell(np.zeros(3), MIX, dosage_pct=15)

    assert told.whole.max() == 0
    assert told.longevity_h == 0
    assert told.known_share == 0
