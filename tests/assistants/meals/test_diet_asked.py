"""A question of a diet declares nothing, and what is eaten all the same is no liking."""

from typing import Any, Final

import pytest

from dure.assistants.meals.diet_asked import DietAsked
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.whose import OTHERS
from dure.engine.session import PastTurn, Session

_WITH_OTHERS: Final[dict[str, Any]] = {OTHERS: {"exclude_food": ["우유"]}}


def asked(text: str, **memory: Any) -> DietAsked | None:  # noqa: ANN401 - a session's memory
    meaning = read_meal(text, Session(id="s", memory=memory)).meaning
    return meaning if isinstance(meaning, DietAsked) else None


@pytest.mark.parametrize(
    ("text", "diet"),
    [
        ("여기 할랄 맞아요?", "halal"),
        ("그 집 비건 맞나", "vegan"),
        ("이거 할랄인증 받은 데야?", "halal"),
        ("거기 진짜 할랄인가", "halal"),
        ("1번 비건 식당 맞는지 궁금", "vegan"),
        ("채식 확실해?", "vegetarian"),
        ("할랄이라고 써있어?", "halal"),
        ("할랄 음식 맞죠", "halal"),
    ],
)
def test_whether_it_is_sure_is_asked(text: str, diet: str) -> None:
    assert asked(text) == DietAsked(kind="sure", word=diet)


@pytest.mark.parametrize(
    "text", ["나 할랄만 먹어", "비건 식당 찾아줘", "저는 채식해요", "비건 식당 있나요?"]
)
def test_a_diet_that_is_told_or_wished_is_no_such_question(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "치즈돈까스는 안되겠지",
        "크림파스타도 못먹겠네",
        "치즈돈까스 안돼?",
        "치즈라면은 무리겠지?",
        "라떼도 안되나요",
    ],
)
def test_what_may_not_be_eaten_is_asked_after_it_was_told(text: str) -> None:
    found = asked(text, **_WITH_OTHERS)

    assert found is not None
    assert found.kind == "not"
    assert asked(text) is None


@pytest.mark.parametrize(
    "text", ["계란은 먹는데", "우유까지는 괜찮아요", "생선은 먹는데", "달걀은 먹음"]
)
def test_what_is_eaten_under_a_diet_is_no_liking(text: str) -> None:
    told = PastTurn(
        turn="t", said=None, intent="FOOD_REQUEST", result={"slots": {"diet": ["vegetarian"]}}
    )
    read = read_meal(text, Session(id="s", past=(told,)))

    assert isinstance(read.meaning, DietAsked)
    assert read.meaning.kind == "eaten"
    assert asked(text) is None
