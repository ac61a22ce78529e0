"""What those who eat along cannot eat holds for the conversation, and is nobody's note."""

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
    "said",
    [
        ("내 친구는 새우 알레르기 있어", LUNCH),
        ("동생이 새우 못 먹어", LUNCH),
        ("친구가 새우 알레르기인데 만원으로 점심 추천해줘",),
        ("친구가 새우 알레르기인데 만원으로 점심 추천해줘", "더 싼 데"),
    ],
)
async def test_it_holds_for_the_wish(paying: Paying, said: tuple[str, ...]) -> None:
    found = await paying.says(*said)

    assert {item["name"] for item in found.items} == {"두부집"}


async def test_it_is_told_that_it_is_not_kept(paying: Paying) -> None:
    told = await paying.says("짝꿍이 새우 알레르기래")
    known = await paying.says("내 정보 뭐 저장했어?")

    assert "새우" in told.text
    assert "새우" not in known.text


async def test_who_eats_alone_again_is_shown_everything(paying: Paying) -> None:
    found = await paying.says("동생이 새우 못 먹어", LUNCH, "혼자 먹을 건데 만원으로 점심 추천해줘")

    assert "새우집" in {item["name"] for item in found.items}


async def test_nothing_spicy_is_offered_to_who_cannot_eat_it(paying: Paying) -> None:
    told = await paying.says("저는 매운 음식 못 먹고 땅콩 알레르기도 있어요")

    assert "땅콩" in told.text
    assert "매운" in told.text or "맵지" in told.text


async def test_an_allergy_beside_a_wish_is_told_to_be_heeded(paying: Paying) -> None:
    told = await paying.says("새우 먹으면 두드러기 나는데 만원으로 점심 추천해줘")
    again = await paying.says("더 싼 데")

    assert "새우" in told.text
    assert "새우" not in again.text
