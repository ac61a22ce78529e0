"""A wish for something else than was eaten before is a wish; a question of it is a question."""

import pytest

from dure.assistants.meals.eaten_else import ElseThanEaten
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

FRESH = Session(id="s")


@pytest.mark.parametrize(
    "text",
    [
        "저번에 먹은 거 말고 다른 거",
        "어제 간 데 빼고 추천해줘",
        "요즘 안 먹은 걸로 골라줘",
        "안 가 본 데 추천해 줘",
        "어제랑 똑같은 거 말고",
        "a place I have never been to",
    ],
)
def test_something_else_is_wished_for(text: str) -> None:
    read = read_meal(text, FRESH)

    assert (read.intent, read.meaning) == ("MODIFY_REQUEST", ElseThanEaten())
    assert not {"day", "time", "meal_time"} & set(read.slots)


@pytest.mark.parametrize(
    "text", ["내가 요즘 뭐 자주 먹었어?", "나 어제 국밥 먹었나?", "내가 어디 제일 많이 갔지"]
)
def test_what_was_eaten_is_asked(text: str) -> None:
    assert read_meal(text, FRESH).intent == "RECOMMENDATION_HISTORY"


@pytest.mark.parametrize("text", ["떡볶이 말고 김밥", "어제 5천원 썼어", "2번 말고", "안 매운 거"])
def test_other_wishes_are_not(text: str) -> None:
    assert not isinstance(read_meal(text, FRESH).meaning, ElseThanEaten)


@pytest.mark.parametrize(
    "text",
    ["지난번이랑 똑같은 데 가고싶음", "저번이랑 같은 걸로", "지난번이랑 같은 데로요, 어디였죠?"],
)
def test_the_same_again_is_what_was_eaten(text: str) -> None:
    assert read_meal(text, FRESH).intent == "RECOMMENDATION_HISTORY"
