"""What somebody cannot eat is taken off after a yes, and at once only where it was a slip."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

LUNCH = "만원으로 점심 추천해줘"
SHRIMP = Dish(name="새우볶음밥", price=7000)
PLAIN = Dish(name="두부구이", price=7000, contains=("채소만",), allergens=())


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("새우집", SHRIMP), serving("두부집", PLAIN)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        (("나 새우 알레르기 있어", "병원에서 새우 이제 먹어도 된대"), False),
        (("나 새우 알레르기 있어", "병원에서 새우 이제 먹어도 된대", "응 빼줘"), True),
        (("나 새우 알레르기 있어", "병원에서 새우 이제 먹어도 된대", "아니 아직"), False),
        (("나 새우 알레르기 있어", "안녕", "알레르기 이제 다 나았어", "네"), True),
        (("나 새우 알레르기 있어", "아 아니야 나 알레르기 없어"), True),
        (("나 새우 알레르기 있어", "안녕", "고마워", "나 알레르기 없어"), False),
        (("새우 알레르기 있어", "새우 못 먹는 건 친구고 난 아니야"), False),
    ],
)
async def test_it_is_taken_off_as_meant(
    paying: Paying, said: tuple[str, ...], offered: bool
) -> None:
    await paying.says(*said)

    found = await paying.says(LUNCH)

    assert ("새우집" in {item["name"] for item in found.items}) is offered


async def test_it_is_asked_before(paying: Paying) -> None:
    asked = await paying.says("새우 알레르기 있어", "고마워", "이제 새우 괜찮대")

    assert (asked.outcome, asked.question) == ("asked", "take_off")
    assert "새우" in asked.text


async def test_nothing_is_taken_off_that_is_not_noted(paying: Paying) -> None:
    told = await paying.says("땅콩 알레르기 다 나았어")

    assert told.outcome == "answered"
    assert "땅콩" in told.text
