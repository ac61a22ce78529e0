"""What the list itself answers asks for no shop: a dish, the nearest, how they are rated."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

STEW = Dish(name="순두부찌개", price=7000, allergens=("대두",))
RICE = Dish(name="제육덮밥", price=7500, allergens=("돼지고기",))
ROLL = Dish(name="참치김밥", price=4500, allergens=("알류",))


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("두레밥집", STEW, RICE), serving("누리김밥", ROLL)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("said", "intent", "words"),
    [
        ("순두부찌개도 파나요", "MENU_INQUIRY", ("두레밥집", "7,000")),
        ("참치김밥도 있나", "MENU_INQUIRY", ("누리김밥",)),
        ("참치김밥 얼마예요", "PRICE_INQUIRY", ("누리김밥", "4,500")),
        ("마라탕 있나", "MENU_INQUIRY", ("마라탕 찾아줘",)),
        ("평점 몇 점이야", "REVIEW_INQUIRY", ("두레밥집", "누리김밥")),
        ("제일 가까운 곳은 어디에요", "LOCATION_INQUIRY", ("제일 가까",)),
        ("참치김밥에 계란 들어가나요", "NUTRITION_INQUIRY", ("참치김밥", "계란")),
        ("냉면 육수에 새우 들어가요?", "NUTRITION_INQUIRY", ("냉면", "새우", "가게")),
        ("참치김밥에 단무지 빼달라고 부탁할 수 있나요", "NUTRITION_INQUIRY", ("빼 달라고",)),
    ],
)
async def test_the_list_answers(
    paying: Paying, said: str, intent: str, words: tuple[str, ...]
) -> None:
    told = await paying.says("만원으로 점심", said)

    assert (told.intent, told.outcome) == (intent, "answered")
    assert all(word in told.text for word in words)


async def test_of_what_is_wanted_it_is_told_who_knows(paying: Paying) -> None:
    told = await paying.says("마라탕 먹고 싶어", "거기에 땅콩 들어가?")

    assert told.outcome == "answered"
    assert "마라탕" in told.text
    assert "땅콩" in told.text


@pytest.mark.parametrize("said", ["메뉴 보여줘", "편의점도 있어?"])
async def test_what_the_list_does_not_answer_is_asked(paying: Paying, said: str) -> None:
    assert (await paying.says("만원으로 점심", said)).outcome == "asked"


async def test_a_place_that_is_chosen_answers_for_itself(paying: Paying) -> None:
    told = await paying.says("만원으로 점심", "누리김밥 메뉴 뭐 있어", "제육덮밥도 있어?")

    assert "두레밥집" not in told.text
