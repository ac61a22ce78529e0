from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.card_words import (
    alert_below,
    attempt_said,
    balance_asked,
    is_hungry,
    own_money,
    pays_otherwise,
    topic_asked,
)
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session
from dure.kernel.clock import SEOUL

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "card_blind.tsv").read_text("utf-8").splitlines()
]


def rows(kind: str) -> list[tuple[str, str]]:
    return [(text, expect) for what, text, expect in ROWS if what == kind]


@pytest.mark.parametrize(("text", "won"), rows("own"))
def test_ones_own_money_is_heard(text: str, won: str) -> None:
    own = own_money(text)

    assert (str(own.won) if own else "-") == won


@pytest.mark.parametrize(
    ("text", "is_budget"),
    [("현금 5천원으로 점심", True), ("현금 5천원 있어 점심", False), ("내 돈 3천원 보태서", False)],
)
def test_money_with_which_a_meal_shall_be_paid_is_told_from_what_is_added(
    text: str, is_budget: bool
) -> None:
    own = own_money(text)

    assert own is not None
    assert own.is_budget is is_budget


@pytest.mark.parametrize("text", ["내 돈 0원 보태서", "내 돈 -3000원", "현금 99999999원 있어"])
def test_an_amount_that_cannot_be_is_no_own_money(text: str) -> None:
    own = own_money(text)

    assert own is None or 0 < own.won <= 1_000_000


@pytest.mark.parametrize(("text", "expect"), rows("other"))
def test_it_is_heard_that_the_card_does_not_pay(text: str, expect: str) -> None:
    assert pays_otherwise(text) is (expect == "yes")


@pytest.mark.parametrize(
    "text",
    [
        "친구가 사준 빵 말고 다른 거",
        "엄마가 사준 옷 입고 나왔는데 밥집 추천",
        "친구 생일이라 한턱 냈어 밥 추천",
        "어제 친구가 쏜 피자 말고",
        "할머니가 사주신 과자 말고 밥",
        "내가 동생 사줄 건데 떡볶이",
        "내가 한턱 낸다 밥집 추천",
        "오늘 쏠게 밥집",
        "엄마가 옷 사준대 근처 밥집",
        "엄마가 안 사준대 밥집 추천",
        "현금으로 산 빵 말고",
        "현금으로 계산했던 집 말고",
        "현금으로 낼 수 없는데 밥집",
        "엄마 카드로 먹은 데 말고",
        "신용카드 말고 급식카드로 먹을 데",
    ],
)
def test_what_was_paid_once_or_for_something_else_pays_no_meal(text: str) -> None:
    assert not pays_otherwise(text)


@pytest.mark.parametrize(
    "text",
    [
        "친구가 사준댔어 밥집",
        "엄마가 사준다고 했어 밥집",
        "아빠가 나한테 사준대",
        "할머니가 사주신대 밥집",
        "선생님이 사주기로 했어",
        "엄마가 사줄 거야 뭐 먹지",
        "삼촌이 쏜다 고기",
        "오빠가 쏠 거래 치킨",
        "형이 한턱 낸대 고기집",
        "친구가 한턱 쏜대",
        "용돈으로 먹을래",
    ],
)
def test_who_will_pay_for_the_meal_is_heard(text: str) -> None:
    assert pays_otherwise(text)


@pytest.mark.parametrize(("text", "expect"), rows("hungry"))
def test_hunger_is_heard(text: str, expect: str) -> None:
    assert is_hungry(text) is (expect == "yes")


@pytest.mark.parametrize(("text", "topic"), rows("topic"))
def test_what_is_asked_of_a_card_is_heard(text: str, topic: str) -> None:
    attribute = read_slots(text).slots("CARD_USE_INQUIRY").get("attribute")

    assert (topic_asked(text, attribute) or "-") == topic


@pytest.mark.parametrize(("text", "intent"), rows("places"))
def test_places_that_take_coupons_are_told_from_coupons(text: str, intent: str) -> None:
    assert read_meal(text, Session(id="s")).intent == intent


@pytest.mark.parametrize(("text", "won"), rows("coupon"))
def test_a_coupon_of_ones_own_is_heard(text: str, won: str) -> None:
    assert str(read_meal(text, Session(id="s")).slots.get("coupon_amount", "-")) == won


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("5천원 쿠폰 있는데 뭐 먹을까", "BUDGET_INQUIRY"),
        ("3천원 할인쿠폰 있어 돈까스집 추천해줘", "FOOD_REQUEST"),
        ("삼천원 쿠폰 있는데 어디서 쓸 수 있어요", "COUPON_INQUIRY"),
        ("내 돈 6천원 보태서 돈까스", "FOOD_REQUEST"),
        ("어제 낮에 8,500원 한도초과 떴어", "CARD_PROBLEM"),
        ("급식카드 어디서 써요", "CARD_USE_INQUIRY"),
        ("내 돈 보태서 결제할 수 있어?", "CARD_USE_INQUIRY"),
    ],
)
def test_what_is_said_of_paying_decides_what_is_meant(text: str, intent: str) -> None:
    assert read_meal(text, Session(id="s")).intent == intent


@pytest.mark.parametrize(("text", "expect"), rows("attempt"))
def test_a_payment_that_failed_is_heard(text: str, expect: str) -> None:
    said = attempt_said(text, (), NOON)
    wanted = dict(part.split("=") for part in expect.split(";") if "=" in part)
    days = (said.at.date() - NOON.date()).days

    assert days == int(wanted.get("day", 0))
    assert said.at.hour == int(wanted.get("hour", said.at.hour))
    assert str(said.won or "-") == wanted.get("won", "-")
    assert (said.shop or "-") == wanted.get("shop", "-")
    assert (said.kind or "-") == wanted.get("kind", "-")
    assert str(said.ordinal or "-") == wanted.get("ordinal", "-")


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("잔액 3천원 아래면 알려줘", 3_000),
        ("카드에 5천원 밑으로 떨어지면 알려 주세요", 5_000),
        ("남은 돈이 만원보다 적어지면 나한테 알림 보내줘", 10_000),
        ("잔액 2,000원 이하로 내려가면 꼭 말해줘", 2_000),
        ("잔액 알림 기준 4천원으로 바꿔줘", 4_000),
        ("카드 3천원 남으면 알려줘", 3_000),
        ("3천원 아래 맛집 알려줘", None),
        ("카드로 5천원 이하 밥집 알려줘", None),
        ("잔액 3천원인데 밥집 알려줘", None),
        ("카드 3천원 남으면 뭐 먹지 알려줘", None),
        ("잔액 0원 아래면 알려줘", None),
        ("잔액 알려줘", None),
    ],
)
def test_the_amount_below_which_somebody_wants_to_be_told_is_heard(
    text: str, won: int | None
) -> None:
    assert alert_below(text) == won


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("주말에도 쓸 수 있어?", "weekends"),
        ("평일에만 되나요", "weekends"),
        ("공휴일에도 돼?", "holidays"),
        ("방학 때도 쓸 수 있어요?", "vacation"),
        ("평일에 몇 시까지 돼?", "hours"),
    ],
)
def test_days_are_told_from_hours(text: str, topic: str) -> None:
    assert topic_asked(text, None) == topic


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("오늘 편의점에서 결제가 안 됐어", False),
        ("아까 카드 안 됐는데 왜 그래", False),
        ("오늘 오전에 결제 거절됐어", False),
        ("방금 결제가 안 됐어", True),
        ("오늘 방금 결제가 안 됐어", True),
        ("왜 결제가 안 됐지?", True),
        ("오늘 10시에 결제가 안 됐어", True),
        ("어제 결제가 안 됐어", False),
    ],
)
def test_a_time_that_nobody_said_is_no_exact_one(text: str, is_exact: bool) -> None:
    assert attempt_said(text, (), NOON).is_exact is is_exact


@given(
    st.sampled_from([text for _, text, _ in ROWS[1:]]),
    st.integers(0, 1439),
    st.sampled_from([1, 28, 30]),
)
def test_no_payment_lies_in_the_future(text: str, minute: int, day: int) -> None:
    now = datetime(2026, 11, day, minute // 60, minute % 60, 59, tzinfo=SEOUL)

    assert attempt_said(text, (), now).at <= now


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("잔액 얼마야", set()),
        ("오늘 얼마 더 쓸 수 있어", {"today"}),
        ("이번 달에 얼마 썼어", {"month", "spent"}),
        ("남은 한도", {"today"}),
        ("오늘 쓴 돈 얼마야", {"spent", "today"}),
    ],
)
def test_what_is_asked_of_a_balance_is_heard(text: str, asked: set[str]) -> None:
    assert balance_asked(text) == asked


@pytest.mark.parametrize("text", ["떡볶이 포장 되나요?", "김밥 포장돼?", "떡볶이 배달 돼?"])
def test_who_asks_to_take_food_away_asks_nothing_of_the_card(text: str) -> None:
    assert read_meal(text, Session(id="s")).intent == "DELIVERY_INQUIRY"
