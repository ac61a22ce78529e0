"""Money that is said to be there holds for the next wish, until another amount is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

CHEAP = Dish(name="비빔밥", price=6000)
DEAR = Dish(name="돌솥비빔밥", price=9000)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("싼집", CHEAP), serving("비싼집", DEAR)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (("7천원 있어요", "비빔밥 먹고 싶어"), {"싼집"}),
        (("지금 7천원밖에 없어", "비빔밥 먹을래"), {"싼집"}),
        (("7천원 있어", "만원으로 점심"), {"싼집", "비싼집"}),
        (("7천원 있어", "만원 있었네 만원 있어", "비빔밥 먹고 싶어"), {"싼집", "비싼집"}),
        (("비빔밥 먹고 싶어",), {"싼집", "비싼집"}),
        (("만오천원 있고 친구랑 둘이야", "비빔밥 먹을래"), {"싼집"}),
        (("만오천원 있는데 형이랑 먹을거야", "비빔밥 먹을래"), {"싼집"}),
        (("만오천원 있고 친구랑 둘이야", "혼자 비빔밥 먹을래"), {"싼집", "비싼집"}),
    ],
)
async def test_it_holds_until_another_is_said(
    paying: Paying, said: tuple[str, ...], names: set[str]
) -> None:
    found = await paying.says(*said)

    assert {item["name"] for item in found.items} == names
