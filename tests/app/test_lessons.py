"""Of whom is learned: of those who agreed, and of nobody who was forgotten."""

import pytest

from dure.app.lessons import lives
from dure.app.plugs import load
from dure.app.wire import House
from dure.assistants.meals.ranker_lesson import course
from dure.engine.course import Learnt
from dure.errors import InvalidInput
from dure.kernel.turns import TurnRequest


@pytest.fixture
def house(meals: House) -> House:
    """A house with meals alone."""
    return meals


async def eats(house: House, user: str) -> None:
    for text in ("5천원으로 점심", "1번으로 할게"):
        await house.turns.take("meals", TurnRequest(text=text, user=user, session=f"{user}-s"))


async def kinds(house: House) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    async for person, event, said in lives(house, "meals"):
        if said is not None:
            found.setdefault(person, set()).add(event.kind)
    return found


async def test_what_happened_to_people_is_told(house: House) -> None:
    await eats(house, "mina")

    assert {"meals.shops_shown", "meals.shop_chosen"} <= (await kinds(house))["mina"]


async def test_who_took_the_consent_back_is_not_learned_from(house: House) -> None:
    for user in ("mina", "jun"):
        await eats(house, user)
    await house.privacy.consents.withdraw("main", "jun", "improvement", how="command")

    assert set(await kinds(house)) == {"mina"}


async def test_a_house_with_few_lists_is_told_that_they_are_too_few(house: House) -> None:
    await eats(house, "mina")
    told = [one async for one in lives(house, "meals")]

    def learn() -> Learnt:
        return course(told, heard=lambda what, share: None, load=load)

    with pytest.raises(InvalidInput):
        learn()
