"""What is chosen is chosen on a hidden part of the training file, the same each time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.engine.assistant import Facts
from dure.learning.blend import Blend, Choice, ChooseSettings, choose, even, fit_blend
from dure.learning.collaborative import CollaborativeSettings, ForAll, contenders
from dure.learning.interactions import Interactions, read_interactions

SIZES = CollaborativeSettings()


def chosen(train: Interactions) -> Choice:
    return choose(train, how=ChooseSettings(folds=2), sizes=SIZES)


def two_towns() -> Interactions:
    """Ten people of each of two towns, who took five of its six places."""
    rows: list[Facts] = [
        {"user": f"{town}{n:02}", "item": f"{town}{place}"}
        for town in "ab"
        for n in range(10)
        for place in range(6)
        if place != n % 6
    ]
    return read_interactions(rows, file="TRAIN")


def test_neighbours_beat_fame_where_towns_differ() -> None:
    choice = chosen(two_towns())

    assert choice.value > choice.tried["popularity"]
    assert choice.value >= max(choice.tried.values())


def test_a_chain_is_chosen_where_one_thing_follows_another() -> None:
    order = "abcdefghijklmnopqrst"
    rows: list[Facts] = [
        {"user": f"u{n:02}", "item": order[(n * 7 + step) % 20], "time": step}
        for n in range(40)
        for step in range(6)
    ]

    choice = chosen(read_interactions(rows, file="TRAIN"))

    assert "markov" in choice.weights


def test_nothing_to_hide_chooses_popularity() -> None:
    train = read_interactions([{"user": "u", "item": "x"}], file="TRAIN")

    assert dict(chosen(train).weights) == {"popularity": 1.0}


def test_the_choice_is_the_same_each_time() -> None:
    assert chosen(two_towns()) == chosen(two_towns())


def test_only_what_was_chosen_is_fitted() -> None:
    train = two_towns()

    blend = fit_blend(train, contenders(train, SIZES), {"popularity": 1.0, "item-knn": 0.5})

    assert [weight for _, _, weight in blend.parts] == [1.0, 0.5]


def test_parts_count_by_their_weight_on_one_scale() -> None:
    train = read_interactions([{"user": "u", "item": i} for i in "xyz"], file="TRAIN")
    parts = [
        (ForAll(weights=np.array([0.0, 0.0, 1e6])), None, 1.0),
        (ForAll(weights=np.array([3.0, 0.0, 0.0])), None, 2.0),
    ]

    found = Blend(parts=parts).scores(train.histories(train.user[:1]))

    assert found.argmax() == 0


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_scores_are_brought_to_one_scale(values: list[float]) -> None:
    found = even(np.array([values]))

    assert np.isfinite(found).all()
    assert abs(found.mean()) < 1e-3
    assert found.std() < 1.001
