"""The simpler orders get all that they can use, and nothing that is to be told."""

import numpy as np
import pytest
from tests.assistants.meals.listed import listed, took
from tests.assistants.meals.test_ranker import ranker

from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.peers import Linear, neighbours_of, orders, peers_of
from dure.assistants.meals.profile import Profile
from dure.learning.collaborative import CollaborativeSettings


def eaten(person: str, *shops: str) -> list[Impression]:
    """Return the lists of which somebody chose shops, one a day."""
    return [listed(person, [shop, "z"], day=day) for day, shop in enumerate(shops)]


def test_a_neighbour_of_enough_people_is_kept_though_nearer_ones_have_too_few() -> None:
    lists: list[Impression] = []
    for number in range(25):
        for twin in "ab":
            lists += eaten(f"{number}{twin}", "hub", f"rare {number}")
    for number in range(3):
        lists += eaten(f"many {number}", "hub", "usual")
    for number in range(20):
        lists += eaten(f"other {number}", "usual")

    known = neighbours_of(lists).as_mapping()

    assert list(known["hub"]) == ["usual"]
    assert list(known["usual"]) == ["hub"]


def test_of_no_choices_there_are_no_neighbours() -> None:
    nothing = peers_of([listed("a", ["x"], None)], held=[])

    assert nothing.learned.neighbours == {}
    assert (nothing.chosen, nothing.linear) == ({}, None)


def test_what_is_popular_is_counted_and_what_follows_too() -> None:
    lists = [
        *eaten("a", "분식", "한식", "분식"),
        *eaten("b", "분식", "한식"),
        listed("c", ["치킨"], None),
    ]

    peers = peers_of(lists, held=[])
    told = orders(
        ranker(), peers, listed("d", ["치킨", "분식", "한식"], recent_categories=("분식",))
    )

    assert told["popularity"].tolist() == [0, 3, 2]
    assert np.argmax(told["markov"]) == 2
    assert told["order"].tolist() == [0, -1, -2]


@pytest.mark.parametrize("dense", [10_000, 1])
def test_who_chose_one_of_a_pair_is_offered_the_other(
    dense: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = CollaborativeSettings(dense_items=dense, factors=2)
    monkeypatch.setattr("dure.assistants.meals.peers._SIZES", sizes)
    lists = [one for n in range(9) for one in eaten(f"p{n}", *(("a", "b"), ("c", "d"))[n % 2])]

    peers = peers_of(lists, held=[listed("h", ["d", "b"], 1, shops=took("a"))])
    told = orders(ranker(), peers, listed("x", ["d", "b", "never"], shops=took("a", "unknown")))

    assert np.argmax(told["ease"]) == 1
    assert told["ease"][2] == 0


def test_the_strength_of_ease_is_the_one_that_finds_most(monkeypatch: pytest.MonkeyPatch) -> None:
    worth = {10.0: 0.1, 100.0: 0.3, 400.0: 0.2}
    fitted: list[float] = []

    def fit_ease(train: object, *, ridge: float) -> float:
        fitted.append(ridge)
        return ridge

    peers = "dure.assistants.meals.peers"
    monkeypatch.setattr(f"{peers}.fit_ease", fit_ease)
    monkeypatch.setattr(f"{peers}._worth", lambda one, held: worth[one.recommender])

    made = peers_of(eaten("a", "b"), held=[])

    assert fitted == [10.0, 100.0, 400.0]
    assert made.linear is not None
    assert made.linear.recommender == 100.0  # type: ignore[comparison-overlap]


def test_a_stranger_has_no_score() -> None:
    made = peers_of([*eaten("a", "x", "y"), *eaten("b", "x", "y")], held=[]).linear

    assert isinstance(made, Linear)
    assert made.scores(Profile(), ["x", "y"]).tolist() == [0, 0]
