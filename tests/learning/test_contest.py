"""Figures of orders equal the plain reading of their definitions, and sureness is by people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.learning.contest import compare, gain, hit

scores = st.lists(st.floats(-5, 5).map(lambda x: round(x, 1)), min_size=1, max_size=9)


@given(scores, st.data())
def test_figures_are_the_mean_over_all_orders_of_equal_ones(
    values: list[float], data: st.DataObject
) -> None:
    chosen = data.draw(st.integers(0, len(values) - 1))
    better = sum(value > values[chosen] for value in values)
    places = range(better, better + values.count(values[chosen]))

    gains = [1 / math.log2(place + 2) if place < 5 else 0.0 for place in places]
    hits = [1.0 if place < 3 else 0.0 for place in places]
    assert gain(np.array(values), chosen) == pytest.approx(sum(gains) / len(gains))
    assert hit(np.array(values), chosen) == pytest.approx(sum(hits) / len(hits))


def test_who_is_ahead_is_told_with_how_sure_it_is() -> None:
    rng = np.random.default_rng(1)
    people = [f"p{n // 5}" for n in range(500)]
    values = {"ours": rng.normal(0.6, 0.1, 500).tolist(), "flat": [0.5] * 500, "low": [0.1] * 500}

    figures, best, ahead = compare(people, values, "ours", rng=np.random.default_rng(2))

    assert best == "flat"
    assert 0.07 < ahead.low < ahead.mean < ahead.high < 0.13
    assert figures["flat"].low == figures["flat"].high == pytest.approx(0.5)


def test_many_lists_of_one_person_are_one_opinion() -> None:
    rng = np.random.default_rng(1)
    own = rng.normal(0.0, 0.3, 10)
    values = {"ours": np.repeat(own, 100).tolist(), "other": [0.0] * 1000}
    alone = [f"p{n}" for n in range(1000)]
    grouped = [f"p{n // 100}" for n in range(1000)]

    _, _, many = compare(alone, values, "ours", rng=np.random.default_rng(2))
    _, _, few = compare(grouped, values, "ours", rng=np.random.default_rng(2))

    assert few.high - few.low > 5 * (many.high - many.low)


def test_the_same_draws_give_the_same_figures() -> None:
    values = {"ours": [1.0, 0.0, 1.0], "other": [0.0, 1.0, 0.0]}

    first = compare(["a", "b", "c"], values, "ours", rng=np.random.default_rng(7))

    assert first == compare(["a", "b", "c"], values, "ours", rng=np.random.default_rng(7))
