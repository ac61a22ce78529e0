"""A diet is never lost for a word beside it."""

import pytest

from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

FRESH = Session(id="s")


@pytest.mark.parametrize(
    ("text", "diet"),
    [
        ("할랄 되는 집 있어?", "halal"),
        ("할랄 인증된 식당 알려줘요", "halal"),
        ("비건 메뉴 파는 곳 있나", "vegan"),
        ("채식 되는데 어디야", "vegetarian"),
    ],
)
def test_a_place_for_it_is_wished(text: str, diet: str) -> None:
    read = read_meal(text, FRESH)

    assert (read.intent, read.slots["diet"]) == ("FOOD_REQUEST", [diet])


@pytest.mark.parametrize(
    ("text", "diet"),
    [("저 무슬림이에요", "halal"), ("나 이슬람 믿어", "halal"), ("저는 비건이라서요", "vegan")],
)
def test_who_tells_how_they_eat_is_noted(text: str, diet: str) -> None:
    read = read_meal(text, FRESH)

    assert (read.intent, read.slots["diet"]) == ("DIETARY_RESTRICTION", [diet])


@pytest.mark.parametrize("text", ["초밥 날거 못먹는데 나", "딱딱한 거 못 먹어요", "비린거 안 먹음"])
def test_food_that_is_not_eaten_for_its_way_is_no_wish(text: str) -> None:
    assert read_meal(text, FRESH).intent == "DIETARY_RESTRICTION"
