"""What people say about themselves is remembered whole: giving one thing up drops nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

LUNCH = "만원으로 점심 추천해줘"
SHRIMP = Dish(name="새우볶음밥", price=7000)
PORK = Dish(name="제육볶음", price=7000)
PLAIN = Dish(name="두부구이", price=7000, contains=("채소만",), allergens=())


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    town = [serving("새우집", SHRIMP), serving("고깃집", PORK), serving("두부집", PLAIN)]
    made = Paying(tmp_path, {}, town)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (("저 채식해요", "채식은 그만뒀는데 새우 알레르기는 있어요"), {"고깃집", "두부집"}),
        (("저 채식해요", "이제 채식 안 해"), {"새우집", "고깃집", "두부집"}),
        (("저 채식해요", "채식인데 운동은 안 해요"), {"두부집"}),
        (("저 비건이에요", "비건이 아니라 채식이에요"), {"두부집"}),
        (("I'm vegan and do not eat eggs",), {"두부집"}),
        (("I'm not allergic to nuts but I'm vegetarian",), {"두부집"}),
        (("I'm vegan", "I'm not vegan anymore"), {"새우집", "고깃집", "두부집"}),
    ],
)
async def test_what_is_given_up_takes_nothing_else_with_it(
    paying: Paying, said: tuple[str, ...], left: set[str]
) -> None:
    await paying.says(*said)

    found = await paying.says(LUNCH)

    assert {item["name"] for item in found.items} == left


async def test_what_is_given_up_and_what_is_noted_are_both_told(paying: Paying) -> None:
    told = await paying.says("저 채식해요", "채식은 그만뒀는데 새우 알레르기는 있어요")

    assert "채식" in told.text
    assert "새우" in told.text
