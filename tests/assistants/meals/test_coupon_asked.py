"""Questions of coupons are told apart; a wish for places that take them is none."""

import pytest

from dure.assistants.meals.coupon_asked import asked_of_coupons, coupon_topic
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("쿠폰 겹쳐서 쓰는거 가능?", "stacking"),
        ("쿠폰 세 장 한꺼번에 써도 되나요", "stacking"),
        ("쿠폰 날짜 언제까지", "expiry"),
        ("쿠폰 기간 지났어?", "expiry"),
        ("쿠폰 쓰면 얼마 깎여", "worth"),
        ("쿠폰 할인율이 어떻게 돼", "worth"),
        ("쿠폰 쓰려면 최소 얼마 시켜야해", "minimum"),
    ],
)
def test_what_is_asked_of_coupons_is_heard(text: str, topic: str) -> None:
    assert coupon_topic(text) == topic
    assert read_meal(text, Session(id="s")).intent == "COUPON_INQUIRY"


@pytest.mark.parametrize("text", ["쿠폰 총 몇 장 있지", "쿠폰 있어?"])
def test_how_many_there_are_is_no_topic(text: str) -> None:
    assert coupon_topic(text) is None


@pytest.mark.parametrize(
    "text", ["쿠폰 되는 데 추천해줘", "쿠폰 쓰는 데로", "얼마야", "언제까지 해", "만원으로 점심"]
)
def test_a_wish_or_another_question_is_none_of_coupons(text: str) -> None:
    assert asked_of_coupons(read_slots(text)) is None
