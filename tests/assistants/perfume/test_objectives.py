import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.objectives import OBJECTIVES, scores, target_of, total
from dure.assistants.perfume.palette import palette

ROSE = read_brief("로맨틱한 장미 향수")
COLOURS = palette()
TARGET = target_of(ROSE, COLOURS)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_every_objective_is_between_zero_and_one(seed: int) -> None:
    weights = np.random.default_rng(seed).uniform(0, 3, (4, len(COLOURS)))

    found = scores(weights, TARGET)

    assert found.shape == (4, len(OBJECTIVES))
    assert ((found >= 0) & (found <= 1)).all()
    assert ((total(found, ROSE) >= 0) & (total(found, ROSE) <= 1)).all()


def test_what_fits_the_notes_scores_higher_on_notes() -> None:
    rosy = np.array([10.0 if "rose" in c.tags else 0.0 for c in COLOURS])
    woody = np.array([10.0 if c.tags == {"sandal", "wood"} else 0.0 for c in COLOURS])

    found = scores(np.stack([rosy, woody]), TARGET)

    assert found[0, 0] > found[1, 0] + 0.3


def test_an_operators_prices_take_the_place_of_classes() -> None:
    dear = target_of(ROSE, COLOURS, np.full(len(COLOURS), 400_000.0))

    cost = scores(np.ones((1, len(COLOURS))), dear)[0, OBJECTIVES.index("cost")]
    assert cost == pytest.approx(0, abs=1e-9)
