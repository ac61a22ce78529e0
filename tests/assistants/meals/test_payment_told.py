"""The details of a failed payment are told over several turns, and belong to the newest one."""

import pytest

from dure.assistants.meals.payment_told import detail_told, told_of_payment
from dure.assistants.meals.slots import read_slots
from dure.engine.session import PastTurn


def problem(said: str) -> PastTurn:
    return PastTurn(turn="t", said=said, intent="CARD_PROBLEM", result=None)


@pytest.mark.parametrize("text", ["밤 11시였는데", "그때 밤 10시 반", "만원어치", "저녁 7시쯤이요"])
def test_when_and_how_much_are_details(text: str) -> None:
    assert detail_told(read_slots(text)) == {}


@pytest.mark.parametrize(
    "text", ["저녁 추천해줘", "만원으로 저녁", "7시에 여는 데", "응", "고마워"]
)
def test_what_says_more_is_no_detail(text: str) -> None:
    assert detail_told(read_slots(text)) is None


def test_what_was_told_is_put_together_the_newest_first() -> None:
    past = [problem("어제 마트에서 카드가 안 됐어"), problem("밤 11시였는데")]

    assert told_of_payment("왜?", past) == "왜? / 밤 11시였는데 / 어제 마트에서 카드가 안 됐어"


def test_another_payment_is_told_of_alone() -> None:
    past = [problem("어제 밤 11시에 카드가 안 됐어")]

    assert told_of_payment("오늘 점심에 또 거절됐어", past) == "오늘 점심에 또 거절됐어"


def test_what_was_said_before_of_something_else_is_no_part() -> None:
    other = PastTurn(turn="t", said="밤 11시에 여는 데", intent="FOOD_REQUEST", result=None)

    assert told_of_payment("카드가 왜 안돼", [other]) == "카드가 왜 안돼"
