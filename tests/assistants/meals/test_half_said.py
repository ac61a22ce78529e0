"""Half a sentence after a wish changes it; a whole one, or one without a wish, is left alone."""

from typing import Any

import pytest

from dure.assistants.meals.half_said import half_said
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import PastTurn, Session


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("튀김도", {"food": ["김밥", "튀김"]}),
        ("라면두요", {"food": ["김밥", "라면"]}),
        ("그리고 만두도", {"food": ["김밥", "만두"]}),
        ("초밥 가능?", {"food": ["초밥"]}),
        ("돈까스 ㄱㄴ", {"food": ["돈까스"]}),
        ("3인분", {"party_size": 3}),
        ("사인분이요", {"party_size": 4}),
        ("두 인분 정도", {"party_size": 2}),
    ],
)
def test_it_changes_the_wish(said: str, slots: dict[str, Any]) -> None:
    read = read_meal(said, _after("FOOD_REQUEST"))

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", slots)


@pytest.mark.parametrize(
    "said", ["튀김도 있어?", "라면도 좋아해", "만두도 싫어", "1인분", "카드 가능?", "3인분 얼마야"]
)
def test_a_whole_sentence_is_left_alone(said: str) -> None:
    assert half_said(read_slots(said), _after("FOOD_REQUEST")) is None


@pytest.mark.parametrize("before", ["PREFERENCE_UPDATE", "CARD_USE_INQUIRY", "DIETARY_RESTRICTION"])
def test_without_a_wish_it_is_left_alone(before: str) -> None:
    assert half_said(read_slots("튀김도"), _after(before)) is None


def _after(intent: str) -> Session:
    past = (PastTurn(turn="t", said="", intent=intent, result={}),)
    return Session(id="s", past=past, memory={"wish": {"slots": {"food": ["김밥"]}}})
