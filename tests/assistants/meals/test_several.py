"""Several foods: all at once, one of them, or each for a meal of its own."""

import pytest

from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.several import meals_apart, wants_all
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session


@pytest.mark.parametrize(
    "text",
    [
        "돈까스랑 우동 다 있는집",
        "라면에 김밥 먹고싶다",
        "햄버거랑 감자튀김 같이 먹을건데 7천원",
        "치킨이랑 피자 둘다 파는집",
        "떡볶이랑 순대 세트로 먹을데",
    ],
)
def test_all_are_wanted_at_once(text: str) -> None:
    assert wants_all(read_slots(text), "FOOD_REQUEST")


@pytest.mark.parametrize(
    "text", ["김밥이나 라면", "피자랑 햄버거중에 뭐가 더 싸", "국밥 아니면 국수", "김밥 먹고싶어"]
)
def test_one_of_them_is_enough(text: str) -> None:
    assert not wants_all(read_slots(text), "FOOD_REQUEST")


def test_one_more_food_is_wanted_beside_the_first() -> None:
    assert wants_all(read_slots("순대도"), "MODIFY_REQUEST")


@pytest.mark.parametrize(
    "text",
    ["김밥 떡볶이 같이 파는데", "김밥이랑 라면 먹으면 얼마야", "케이크 파는 카페 어디야"],
)
def test_what_sells_several_is_a_wish(text: str) -> None:
    assert read_meal(text, Session(id="s")).intent == "FOOD_REQUEST"


def test_what_minors_are_not_sold_is_no_wish() -> None:
    assert read_meal("막걸리 파는 곳 어디", Session(id="s")).intent == "OUT_OF_SCOPE"


@pytest.mark.parametrize(
    ("text", "meals"),
    [
        ("점심은 김밥 저녁은 돈까스", [("lunch", ["김밥"]), ("dinner", ["돈까스"])]),
        ("아침엔 토스트 점심엔 국수 먹을래", [("breakfast", ["토스트"]), ("lunch", ["국수"])]),
        ("점심에 김밥 먹었는데 저녁엔 국밥", [("dinner", ["국밥"])]),
        ("점심에 김밥이랑 라면", []),
        ("저녁에 뭐 먹지 국밥?", []),
    ],
)
def test_each_meal_has_its_own_food(text: str, meals: list[tuple[str, list[str]]]) -> None:
    found = meals_apart(read_slots(text))

    assert [(meal.slots["meal_time"], meal.slots["food"]) for meal in found] == meals
