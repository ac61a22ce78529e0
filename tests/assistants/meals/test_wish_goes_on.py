"""A sum or an order said of the list under way keeps the food, the day and the people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

RICE = Dish(name="비빔밥", price=6000)
DEAR = Dish(name="돌솥비빔밥", price=9000)
NOODLES = Dish(name="잔치국수", price=4000)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    shops = [serving("싼밥집", RICE), serving("비싼밥집", DEAR), serving("국숫집", NOODLES)]
    made = Paying(tmp_path, {}, shops)
    yield made
    await made.close()


@pytest.mark.parametrize(
    "text",
    [
        "칠천원 넘으면 안됨",
        "7천원 넘으면 안 돼요",
        "인당 7000원",
        "한 사람당 칠천원",
        "7천원까지만",
        "7천원 이하로",
        "7000원 안쪽으로",
        "7천원으로",
        "칠천원은?",
        "최대 7천원",
    ],
)
async def test_a_sum_keeps_the_food(paying: Paying, text: str) -> None:
    found = await paying.says("비빔밥 먹고 싶어", text)

    assert [item["name"] for item in found.items] == ["싼밥집"]


@pytest.mark.parametrize(
    "text", ["좋아 젤 싼걸로 해줘", "제일 싼 데로 부탁", "더 싼 걸로 해주세요"]
)
async def test_an_order_keeps_the_food(paying: Paying, text: str) -> None:
    found = await paying.says("비빔밥 먹고 싶어", text)

    assert "국숫집" not in {item["name"] for item in found.items}


@pytest.mark.parametrize("text", ["7천원 이하 밥집", "7천원 안에서 뭐 있어"])
async def test_a_new_question_wins(paying: Paying, text: str) -> None:
    found = await paying.says("비빔밥 먹고 싶어", text)

    assert "국숫집" in {item["name"] for item in found.items}


async def test_without_a_list_a_sum_is_a_wish(paying: Paying) -> None:
    found = await paying.says("7천원 넘으면 안 돼")

    assert {item["name"] for item in found.items} == {"싼밥집", "국숫집"}


async def test_a_taste_that_only_soups_have_is_one(tmp_path: Path) -> None:
    hot = Dish(name="라볶이", price=5000, tastes=("spicy",))
    stew = Dish(name="김치찌개", price=9000, tastes=("spicy",))
    town = Paying(tmp_path, {}, [serving("분식집", hot), serving("찌개집", stew)])
    soup = await town.says("얼큰한 거 먹고 싶어", user="a")
    both = await town.says("국물 있는 거 땡겨", "매콤한 걸로", user="b")
    liked = await town.says("나 매운 거 좋아해", "내 취향으로 골라줘", user="c")
    await town.close()

    assert [item["name"] for item in soup.items] == ["찌개집"]
    assert [item["name"] for item in both.items] == ["찌개집"]
    assert len(liked.items) == 2
