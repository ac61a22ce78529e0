"""What a meal shall be like: heard, put first by the names of dishes, and nothing forbidden."""

from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.leaning import leaning_of, suits

BURGER = serving("버거집", Dish(name="치즈버거", price=4_000), Dish(name="크림파스타", price=5_000))
SOUP = serving("국밥집", Dish(name="양념치킨", price=5_000), Dish(name="순대국밥", price=9_000))
CAKE = serving("케이크집", Dish(name="소시지빵"), Dish(name="초코케이크"), category="베이커리")


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("안 느끼한 거", "not_greasy"),
        ("느끼하지 않은 걸로", "not_greasy"),
        ("담백한 거 먹고 싶어", "not_greasy"),
        ("달달한 거", "sweet"),
        ("당 떨어졌어 단 거 줘", "sweet"),
        ("양 많은 데", "filling"),
        ("배부르게 먹을 데", "filling"),
        ("든든한 걸로", "filling"),
        ("매운 거", None),
        ("비싼 거 말고", None),
        ("간단한 거", None),
    ],
)
def test_what_a_meal_shall_be_like_is_heard(text: str, leaning: str | None) -> None:
    assert leaning_of(text) == leaning


def test_the_name_of_a_dish_tells_what_it_is_like() -> None:
    assert suits("순대국밥", "filling")
    assert not suits("치즈버거", "not_greasy")
    assert suits("잔치국수", "not_greasy")


@pytest.mark.parametrize("text", ["홍대입구역 안 느끼한 거", "홍대입구역 양 많은 데"])
async def test_places_that_have_it_come_first_with_that_dish(tmp_path: Path, text: str) -> None:
    town = Paying(tmp_path, {}, (BURGER, SOUP))
    answer = await town.says(text)
    await town.close()

    assert [item["name"] for item in answer.items] == ["국밥집", "버거집"]
    assert answer.items[0]["dishes"][0]["name"] == "순대국밥"


async def test_how_much_there_is_of_it_nobody_knows(tmp_path: Path) -> None:
    town = Paying(tmp_path, {}, (BURGER, SOUP))
    answer = await town.says("홍대입구역 점심", "양 많은 데로")
    await town.close()

    assert "양은" in answer.text or "양이" in answer.text


async def test_something_sweet_is_no_meal(tmp_path: Path) -> None:
    town = Paying(tmp_path, {}, (SOUP, CAKE))
    answer = await town.says("홍대입구역 달달한 거 먹고 싶어")
    await town.close()

    assert [item["name"] for item in answer.items] == ["케이크집"]
    assert answer.items[0]["dishes"][0]["name"] == "초코케이크"


@pytest.mark.parametrize(
    ("text", "leaning", "dish"),
    [
        ("할머니 이가 안 좋으셔서 부드러운거", "soft", "두부찌개"),
        ("말랑한 거", "soft", "호박죽"),
        ("다이어트중이라 가벼운거", "light", "잔치국수"),
        ("소화 잘 되는 거", "light", "야채죽"),
        ("건강한 거", "healthy", "비빔밥"),
        ("몸에 좋은 거", "healthy", "쌈밥"),
    ],
)
def test_what_is_soft_or_light_is_guessed_by_name(text: str, leaning: str, dish: str) -> None:
    assert leaning_of(text) == leaning
    assert suits(dish, leaning) or leaning == "soft"
    assert not suits("치킨가스", leaning)


async def test_a_guess_is_said_to_be_one(tmp_path: Path) -> None:
    town = Paying(tmp_path, {}, (BURGER, SOUP))
    answer = await town.says("홍대입구역 점심", "부드러운 걸로")
    await town.close()

    assert answer.items[0]["name"] == "국밥집"
    assert "이름" in answer.text
