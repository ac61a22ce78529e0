"""A regular: on the eleventh visit the places are others than everybody's, and better liked.

People are invented, and what they like is hidden from the house: it sees only what they choose.
What ships by default is tried: no model is shelved.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from dure.app.wire import House
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import DemoPerson, demo_people
from dure.assistants.meals.impressions import impressions
from dure.assistants.meals.profile import EMPTY, profile_of, step
from dure.engine.person import stream_of
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult

VISITS: Final = 10
ASKED: Final = "점심 추천해줘"
DAY_S: Final = 24 * 3600
DEPTH: Final = 5

Taste = Mapping[str, float]


@pytest.fixture
def house(meals: House) -> House:
    """A house with meals alone."""
    return meals


@pytest.fixture(scope="module")
def shops() -> dict[str, Shop]:
    return {shop.id: shop for shop in demo_shops()}


@pytest.fixture(scope="module")
def people(shops: Mapping[str, Shop]) -> list[DemoPerson]:
    return list(demo_people(list(shops.values())))


async def say(house: House, text: str, user: str, session: str) -> TurnResult:
    return await house.turns.take("meals", TurnRequest(text=text, user=user, session=session))


async def five(house: House, user: str) -> list[str]:
    """Return the first five places that somebody is shown, over two lists."""
    first = await say(house, ASKED, user, f"{user}-asks")
    more = await say(house, "다른 데", user, f"{user}-asks")
    return [item["id"] for item in (*first.items, *more.items)][:DEPTH]


async def eats_for_days(house: House, clock: StillClock, person: DemoPerson) -> None:
    """Let somebody choose what they like best of up to three lists, day by day."""
    for visit in range(VISITS):
        session = f"{person.id}-{visit}"
        found = await say(house, ASKED, person.id, session)
        for _ in range(2):
            if max(person.taste[item["category"]] for item in found.items) > 0.1:
                break
            found = await say(house, "다른 데", person.id, session)
        liked = [person.taste[item["category"]] for item in found.items]
        clock.move(30)
        await say(house, f"{liked.index(max(liked)) + 1}번으로 할게", person.id, session)
        clock.move(DAY_S)


def gain(shown: Sequence[str], taste: Taste, shops: Mapping[str, Shop]) -> float:
    """Return the nDCG@5 of places by the hidden taste of their category."""
    best = sorted(taste.values(), reverse=True)[:1] * DEPTH
    gains = [taste[shops[shop].category] for shop in shown]
    return discounted(gains) / discounted(best)


def discounted(gains: Sequence[float]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(gains))


@pytest.mark.parametrize("number", range(6))
async def test_a_regular_is_shown_other_places_and_likes_them_better(
    house: House,
    clock: StillClock,
    shops: Mapping[str, Shop],
    people: Sequence[DemoPerson],
    number: int,
) -> None:
    person = people[number]
    await eats_for_days(house, clock, person)

    own = await five(house, person.id)
    generic = await five(house, "stranger")

    assert len(own) == len(generic) == DEPTH
    assert sum(a != b for a, b in zip(own, generic, strict=True)) >= 2
    assert gain(own, person.taste, shops) > gain(generic, person.taste, shops)


async def test_what_was_served_is_what_is_learned_from(
    house: House, clock: StillClock, people: Sequence[DemoPerson]
) -> None:
    person = people[0]
    await eats_for_days(house, clock, person)

    events = await house.log.read_stream("main", stream_of("meals", person.id))
    read = [(person.id, event, house.sealer.open(event)) for event in events]
    lists = list(impressions(read))

    assert len(lists) >= VISITS
    assert all(one.is_the_same for one in lists)
    assert sum(one.chosen is not None for one in lists) == VISITS
    state = EMPTY()
    for _, event, said in read:
        state = step(state, event, said)
    assert profile_of(state, clock.now()).interactions >= VISITS
