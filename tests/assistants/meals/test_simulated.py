"""Simulated lists are the same everywhere and have the structure that is told."""

from collections import Counter, defaultdict
from statistics import fmean

import pytest
from tests.assistants.meals.towns import rules_for

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.choose import OrderSettings, choose
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import DemoPerson, demo_people
from dure.assistants.meals.features import digest, features
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.simulated import SimulatedList, simulated
from dure.assistants.meals.table import AT
from dure.kernel.earth import metres_between


@pytest.fixture(scope="module")
def shops() -> list[Shop]:
    return list(demo_shops())


@pytest.fixture(scope="module")
def people(shops: list[Shop]) -> list[DemoPerson]:
    return list(demo_people(shops, 40))


@pytest.fixture(scope="module")
def lists(people: list[DemoPerson], shops: list[Shop]) -> list[SimulatedList]:
    return list(simulated(people, shops, seed=3, since=0.5))


def test_everybody_gets_the_same_lists(
    people: list[DemoPerson], shops: list[Shop], lists: list[SimulatedList]
) -> None:
    again = list(simulated(people[:3], shops, seed=3, since=0.5))

    for one, other in zip(lists, again, strict=False):
        assert (one.shown.id, one.shown.chosen) == (other.shown.id, other.shown.chosen)
        assert digest(features(one.shown.profile, one.shown.places, one.shown.moment)) == digest(
            features(other.shown.profile, other.shown.places, other.shown.moment)
        )


def test_what_stands_on_top_is_chosen_more_often(lists: list[SimulatedList]) -> None:
    chosen = Counter(one.shown.chosen for one in lists)

    assert chosen[0] > 2 * chosen[4]


def test_what_is_liked_is_chosen_more_often_than_what_is_shown(
    people: list[DemoPerson], lists: list[SimulatedList]
) -> None:
    taste = {person.id: person.taste for person in people}
    chosen, shown = [], []
    for one in lists:
        kinds = [taste[one.shown.person][kind] for kind in one.shown.places.categories]
        shown.append(fmean(kinds))
        chosen += [kinds[one.shown.chosen]] if one.shown.chosen is not None else []

    assert fmean(chosen) > 1.5 * fmean(shown)


def test_everything_around_is_wider_than_what_was_shown(lists: list[SimulatedList]) -> None:
    wide = [one for one in lists if one.around is not one.shown]

    assert wide
    for one in wide:
        assert set(one.shown.places.shops) <= set(one.around.places.shops)
        assert one.around.chosen is not None
        assert one.liking.sum() == pytest.approx(1.0)
        assert len(one.liking) == len(one.around.places.shops) == len(one.around.scores)


def test_the_order_of_everybody_is_the_one_that_everybody_gets(
    people: list[DemoPerson], shops: list[Shop], lists: list[SimulatedList]
) -> None:
    homes, by_id = {one.id: one for one in people}, {shop.id: shop for shop in shops}
    for one in [one.around for one in lists if one.around is not one.shown][::50]:
        home = homes[one.person]
        rules = rules_for(budget_max=one.moment.most_won)
        for shop, pays, score in zip(
            one.places.shops, one.places.pays_won, one.scores, strict=True
        ):
            found = by_id[shop]
            candidate = Candidate(
                shop=found,
                distance_m=metres_between(home.lat, home.lon, found.lat or 0, found.lon or 0),
                dishes=(Dish(name="백반", price=pays),),
                open=Openness.OPEN,
            )
            ordered = choose([candidate], rules, OrderSettings())
            (ranked,) = (*ordered.sure, *ordered.unsure)
            assert score == pytest.approx(ranked.score)


def test_people_become_known_as_they_eat(lists: list[SimulatedList]) -> None:
    lives: defaultdict[str, list[SimulatedList]] = defaultdict(list)
    for one in lists:
        lives[one.shown.person].append(one)

    for life in lives.values():
        counts = [one.shown.profile.chosen for one in life]
        assert counts[0] == 0
        assert counts == sorted(counts)
        assert [one.shown.moment.now for one in life] == sorted(o.shown.moment.now for o in life)


def test_no_feature_holds_the_hidden_liking(
    people: list[DemoPerson], lists: list[SimulatedList]
) -> None:
    first = {one.shown.person: one for one in reversed(lists)}

    # Before the first choice nothing of a person's own is known, whatever they like.
    for one in first.values():
        rows = features(one.shown.profile, one.shown.places, one.shown.moment)
        for name in ("liked_category", "chosen_here", "recency_here", "category_met"):
            assert not rows[:, AT[name]].any()


def test_nobody_is_simulated_where_there_is_nothing_to_eat(people: list[DemoPerson]) -> None:
    assert list(simulated(people, [], seed=1)) == []
