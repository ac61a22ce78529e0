"""What a list says of the person it was shown to: history, never what health forbids."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.eater import LUNCH, Eater, open_inn

from dure.kernel.clock import StillClock


@pytest.fixture
async def eater(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[Eater]:
    house = open_inn(tmp_path / "inn", stocked, clock)
    yield Eater(house)
    await house.close()


async def test_allergies_are_not_counted_in_a_list_and_foods_turned_down_are(eater: Eater) -> None:
    await eater.say("저는 땅콩 알레르기랑 우유 알레르기가 있어요")
    await eater.say(LUNCH)
    await eater.say("저는 순대를 못 먹어요")
    await eater.say(LUNCH, session="later")

    first, second = await eater.happened("meals.shops_shown")

    assert first["restrictions"] == 0
    assert second["restrictions"] == 1


async def test_an_allergy_said_in_a_wish_is_not_kept_with_the_list(eater: Eater) -> None:
    await eater.say("땅콩 알레르기 있는데 5천원으로 점심 추천해줘")
    await eater.say("채식인데 5천원으로 점심 추천해줘", session="other")

    lists = await eater.happened("meals.shops_shown")
    assert lists
    for said in lists:
        assert said["wish"]["budget_max"] == 5000
        assert not {name for name in said["wish"] if "allergen" in name or "diet" in name}
