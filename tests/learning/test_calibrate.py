"""Probabilities are made honest on other people, and the error is told as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.learning.calibrate import Scale, calibration_error, fit_scale, log_loss


def drawn(seed: int, slope: float, offset: float, count: int = 20_000) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0.0, 2.0, count)
    chance = Scale(slope=slope, offset=offset).chance(logits)
    return logits, (rng.random(count) < chance).astype(np.float64)


def test_the_scale_that_labels_were_drawn_by_is_found() -> None:
    found = fit_scale(*drawn(1, 0.5, -2.0))

    assert found.slope == pytest.approx(0.5, abs=0.05)
    assert found.offset == pytest.approx(-2.0, abs=0.1)


def test_calibration_makes_the_error_small_on_others() -> None:
    logits, labels = drawn(2, 0.5, -2.0)
    others, wanted = drawn(3, 0.5, -2.0)

    before = calibration_error(Scale().chance(others), wanted)
    after = calibration_error(fit_scale(logits, labels).chance(others), wanted)

    assert before > 0.1
    assert after < 0.02


def test_an_order_is_never_turned_round() -> None:
    logits, labels = drawn(4, -1.0, 0.0)

    assert fit_scale(logits, labels).slope == 0
    assert fit_scale(logits, labels).chance(logits).mean() == pytest.approx(labels.mean(), abs=0.01)


@pytest.mark.parametrize("labels", [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
def test_few_or_one_sided_labels_give_a_scale_all_the_same(labels: list[float]) -> None:
    found = fit_scale(np.array([-50.0, 0.0, 50.0]), np.array(labels))

    assert np.isfinite([found.slope, found.offset]).all()


@pytest.mark.parametrize(
    ("logits", "labels", "slope", "offset"),
    [
        # Two logits: each side gets what Platt draws its labels in to, (yes + 1) / (yes + 2) and
        # 1 / (no + 2); so the line through both log odds is the answer.
        ([-2.0] * 900 + [2.0] * 100, [0.0] * 900 + [1.0] * 100, 2.8550, -1.0945),
        ([-1.0] * 18 + [1.0] * 2, [0.0] * 18 + [1.0] * 2, 2.0215, -0.9229),
        ([-3.0] * 5 + [0.0] * 5, [0.0] * 5 + [1.0] * 5, 1.1945, 1.7918),
    ],
)
def test_logits_that_part_the_labels_give_the_scale_of_platt(
    logits: list[float], labels: list[float], slope: float, offset: float
) -> None:
    found = fit_scale(np.array(logits), np.array(labels))

    assert found.slope == pytest.approx(slope, abs=1e-3)
    assert found.offset == pytest.approx(offset, abs=1e-3)


@given(st.lists(st.tuples(st.floats(-40, 40), st.booleans()), min_size=1, max_size=60))
def test_no_other_scale_near_by_loses_less(drawn: list[tuple[float, bool]]) -> None:
    logits, labels = (np.array(one, dtype=np.float64) for one in zip(*drawn, strict=True))
    yes = labels.sum()
    wanted = np.where(labels > 0, (yes + 1) / (yes + 2), 1 / (len(labels) - yes + 2))
    kept = np.clip(logits, -30, 30)

    def loss(slope: float, offset: float) -> float:
        scaled = slope * kept + offset
        return float((np.logaddexp(0.0, scaled) - wanted * scaled).sum())

    found = fit_scale(logits, labels)
    for slope in (0.0, 0.9 * found.slope, 1.1 * found.slope):
        for offset in (found.offset - 0.1, found.offset, found.offset + 0.1):
            if found.slope > 0:
                assert loss(found.slope, found.offset) <= loss(slope, offset) + 1e-6


def test_the_error_is_the_gap_between_what_is_said_and_what_happens() -> None:
    chances = np.full(100, 0.3)

    assert calibration_error(chances, np.zeros(100)) == pytest.approx(0.3)
    assert calibration_error(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 0
    assert calibration_error(np.zeros(0), np.zeros(0)) == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(0, 5), st.floats(-5, 5))
def test_chances_lie_between_nothing_and_one_and_keep_the_order(
    logits: list[float], slope: float, offset: float
) -> None:
    chances = Scale(slope=slope, offset=offset).chance(np.sort(np.array(logits)))

    assert np.all((chances >= 0) & (chances <= 1))
    assert np.all(np.diff(chances) >= 0)


def test_log_loss_is_that_of_what_came_and_never_infinite() -> None:
    assert log_loss(np.array([0.5, 0.5]), np.array([0.0, 1.0])) == pytest.approx(np.log(2))
    assert log_loss(np.array([0.0]), np.array([0.0])) == pytest.approx(0.0, abs=1e-9)
    assert log_loss(np.array([0.0]), np.array([1.0])) == pytest.approx(12 * np.log(10))
