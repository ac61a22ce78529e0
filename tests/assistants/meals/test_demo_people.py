"""The people of the demonstration are the same everywhere and have the structure that is told."""

from collections import defaultdict
from statistics import mean

import pytest

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import (
    COUPONS,
    PEOPLE,
    DemoPerson,
    Visit,
    demo_coupons,
    demo_people,
    demo_visits,
)
from dure.kernel.earth import metres_between


@pytest.fixture(scope="module")
def shops() -> list[Shop]:
    return list(demo_shops())


@pytest.fixture(scope="module")
def people(shops: list[Shop]) -> list[DemoPerson]:
    return list(demo_people(shops))


@pytest.fixture(scope="module")
def visits(people: list[DemoPerson], shops: list[Shop]) -> list[Visit]:
    return [visit for person in people[:60] for visit in demo_visits(person, shops)]


def test_everybody_gets_the_same_people(shops: list[Shop], people: list[DemoPerson]) -> None:
    assert list(demo_people(shops)) == people
    assert len(people) == PEOPLE
    assert demo_visits(people[7], shops) == demo_visits(people[7], shops)


def test_nobody_eats_where_the_card_is_not_taken_or_too_far(
    shops: list[Shop], people: list[DemoPerson], visits: list[Visit]
) -> None:
    by_id, by_person = {s.id: s for s in shops}, {p.id: p for p in people}

    for visit in visits:
        shop, person = by_id[visit.shop], by_person[visit.person]
        assert shop.card != "N"
        assert shop.lat is not None
        assert shop.lon is not None
        assert metres_between(person.lat, person.lon, shop.lat, shop.lon) <= 800


def test_visits_come_oldest_first_and_lie_in_ninety_days(visits: list[Visit]) -> None:
    by_person: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_person[visit.person].append(visit)

    assert all(own == sorted(own, key=lambda v: v.at) for own in by_person.values())
    assert (max(v.at for v in visits) - min(v.at for v in visits)).days <= 90


def test_people_rate_what_they_like_higher(
    shops: list[Shop], people: list[DemoPerson], visits: list[Visit]
) -> None:
    by_id, by_person = {s.id: s for s in shops}, {p.id: p for p in people}
    liked: dict[bool, list[float]] = {True: [], False: []}
    for visit in visits:
        taste = by_person[visit.person].taste[by_id[visit.shop].category]
        if visit.rating is not None:
            liked[taste > 0.3].append(visit.rating)

    assert mean(liked[True]) > mean(liked[False]) + 0.5


def test_a_taste_is_a_share(people: list[DemoPerson]) -> None:
    assert all(abs(sum(person.taste.values()) - 1) < 1e-9 for person in people)


def test_a_share_is_capped_and_an_amount_is_not(shops: list[Shop]) -> None:
    coupons = list(demo_coupons(shops))

    assert len(coupons) == COUPONS
    assert all((c.cap_won is None) == (c.kind == "amount") for c in coupons)
    assert all((c.of == "") == (c.target == "all") for c in coupons)
    assert all(c.starts < c.ends for c in coupons)


def test_a_person_far_from_every_shop_has_no_visits(shops: list[Shop]) -> None:
    taste = {shop.category: 1.0 for shop in shops}
    hermit = DemoPerson(id="hermit", lat=33.3, lon=126.5, budget_won=5000, taste=taste)

    assert demo_visits(hermit, shops) == []
