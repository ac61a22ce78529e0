"""Places that have all foods come first, and what others lack is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

GIMBAP, RAMEN = Dish(name="김밥", price=4000), Dish(name="라면", price=4500)
UDON = Dish(name="우동", price=6000)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    shops = [
        serving("김밥만", GIMBAP),
        serving("라면만", Dish(name="라면", price=3000)),
        serving("둘다집", GIMBAP, RAMEN, Dish(name="치즈라면", price=5000)),
        serving("우동집", UDON),
    ]
    made = Paying(tmp_path, {}, shops)
    yield made
    await made.close()


@pytest.mark.parametrize(
    "said", ["김밥이랑 라면 둘다 먹으면?", "라면에 김밥 먹고싶다", "김밥 라면 같이 파는데"]
)
async def test_who_has_all_comes_first(paying: Paying, said: str) -> None:
    found = await paying.says(said)

    assert found.items[0]["name"] == "둘다집"
    assert "1번 8,500원" in found.text
    assert "에 김밥" in found.text
    assert "에 라면" in found.text


async def test_what_all_of_it_costs_is_held_against_the_sum(paying: Paying) -> None:
    found = await paying.says("김밥이랑 라면 둘다 먹을건데 6천원")

    assert found.items[0]["name"] == "둘다집"
    assert "1번 8,500원" in found.text
    assert "말씀하신 금액" in found.text


async def test_that_nobody_has_all_is_said(paying: Paying) -> None:
    found = await paying.says("김밥이랑 우동 다 파는데")

    assert "김밥, 우동" in found.text
    assert {item["name"] for item in found.items} >= {"우동집"}


async def test_one_of_several_says_nothing_of_all(paying: Paying) -> None:
    found = await paying.says("김밥이랑 라면 둘다 파는데", "우동 먹을래")

    assert [item["name"] for item in found.items] == ["우동집"]
    assert "메뉴" not in found.text


async def test_the_first_of_two_meals_is_looked_for(paying: Paying) -> None:
    found = await paying.says("점심은 우동 저녁은 김밥")

    assert [item["name"] for item in found.items] == ["우동집"]
    assert "“저녁은 김밥”" in found.text


async def test_what_was_eaten_is_not_looked_for(paying: Paying) -> None:
    found = await paying.says("점심에 김밥 먹었는데 저녁엔 우동")

    assert [item["name"] for item in found.items] == ["우동집"]
