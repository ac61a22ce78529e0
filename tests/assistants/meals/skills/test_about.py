"""What is inside is told of every dish that was asked about, and of no other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish

LUNCH = "만원으로 점심 추천해줘"
MENU = (
    Dish(name="백반", price=7000, popular=5, allergens=("대두",)),
    Dish(name="땅콩국수", price=7000),
    Dish(name="김치찌개", price=7000),
    Dish(name="두부구이", price=7000, allergens=("대두",)),
)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("밥집", *MENU)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("asked", "said", "unsaid"),
    [
        ("1번 집 떡볶이에 땅콩 들어 있어?", ["밥집", "떡볶이", "보이지 않아요"], ["백반", "땅콩"]),
        ("1번 메뉴에 땅콩 들어가나요?",
         ["땅콩국수에는 땅콩이 들어 있어요", "김치찌개에 땅콩이 들어 있는지는"],
         ["백반", "두부구이"]),
        ("1번 집 두부구이에 땅콩 들어가?",
         ["두부구이에는 땅콩이 들어 있지 않다고"], ["백반", "김치찌개"]),
        ("1번 메뉴에 새우 들어가나요?",
         ["땅콩국수, 김치찌개에 새우가 들어 있는지는"], ["백반", "두부구이"]),
    ],
)  # fmt: skip
async def test_what_is_inside_is_told_of_the_dishes_that_were_meant(
    paying: Paying, asked: str, said: list[str], unsaid: list[str]
) -> None:
    told = await paying.says(LUNCH, asked)

    assert told.intent == "NUTRITION_INQUIRY"
    assert [piece for piece in said if piece not in told.text] == []
    assert [piece for piece in unsaid if piece in told.text] == []


async def test_of_a_long_menu_a_few_are_named_and_that_there_are_more(tmp_path: Path) -> None:
    menu = [Dish(name=f"땅콩국수 {name}", price=7000) for name in "가나다라마바사"]
    made = Paying(tmp_path, {}, [serving("밥집", *menu)])

    told = await made.says(LUNCH, "1번 메뉴에 땅콩 들어가나요?")
    await made.close()

    assert "땅콩국수 바 등에는 땅콩이 들어 있어요" in told.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("1번 메뉴에 땅콩 있어?", "땅콩국수"),
        ("1번 집 우유 파나요?", "우유가 들어 있는지는"),
        ("1번에 새우 메뉴 있어?", "새우가 들어 있는지는"),
        ("1번에 피자 있어?", "보이지 않아요"),
        ("1번 집에 초밥 메뉴 있나요?", "보이지 않아요"),
    ],
)
async def test_that_no_dish_is_named_after_it_does_not_say_that_none_holds_it(
    paying: Paying, asked: str, said: str
) -> None:
    told = await paying.says(LUNCH, asked)

    assert told.intent == "MENU_INQUIRY"
    assert said in told.text


@pytest.mark.parametrize("words", ["첫번째로 하겠습니다", "1번 할래", "1번으로 할게요", "1번 갈게"])
async def test_a_clear_choice_is_no_answer_to_which_place_is_meant(
    tmp_path: Path, words: str
) -> None:
    paying = Paying(tmp_path, {}, [serving("밥집", *MENU), serving("죽집", *MENU)])
    told = await paying.says(LUNCH, "거기 메뉴 뭐 있어?", words)
    await paying.close()

    assert told.intent == "SELECT_RECOMMENDATION"
