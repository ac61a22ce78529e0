"""What goes on from a question of the balance, the card or coupons stays with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.phrases import phrases
from dure.assistants.meals.slots import read_slots
from dure.assistants.meals.topic_kept import topic_kept
from dure.engine.session import PastTurn, Session


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    dish = Dish(name="김치볶음밥", price=6000)
    made = Paying(tmp_path, {}, [serving("두레밥집", dish), serving("누리밥집", dish)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("before", "said", "phrase"),
    [
        ("잔액 알려줘", "왜 모르는 거야", "card_balance_why"),
        ("잔액 알려줘", "그럼 어디에 물어봐요", "card_whom"),
        ("잔액 얼마 남았어", "전화번호 좀", "card_whom"),
        ("잔액 얼마 남았어", "고객센터 번호는요?", "card_whom"),
        ("카드 비밀번호 틀렸어", "누구한테 말해야 돼", "card_whom"),
        ("카드 편의점에서 돼?", "포장해도 돼?", "card_takeout"),
        ("카드 배달앱에서 돼?", "휴대폰으로 결제는요", "card_mobile"),
        ("카드 부러졌어", "이제 못쓰나요", "card_unusable"),
    ],
)
async def test_the_topic_of_the_card_is_kept(
    paying: Paying, before: str, said: str, phrase: str
) -> None:
    told = await paying.says(before, said)

    assert told.outcome == "answered"
    assert any(way in told.text for way in phrases()[phrase])


async def test_who_lost_a_card_and_asks_for_the_next_money_is_told_of_it(paying: Paying) -> None:
    told = await paying.says("카드 잃어버렸어", "다음 충전은 언제 돼요")

    assert told.intent == "BALANCE_CHARGE"


@pytest.mark.parametrize(
    "said",
    [
        "어디서 쓰는 건데",
        "언제까지 쓸 수 있어",
        "최대 얼마 깎여?",
        "그거 쓰면 얼마 아껴",
        "그걸로 몇원이나 깎여",
        "쓰면 얼마나 싸져?",
        "그거 얼마짜리야",
        "언제까진데",
    ],
)
def test_the_topic_of_coupons_is_kept(said: str) -> None:
    heard = topic_kept(read_slots(said), _after("COUPON_INQUIRY"))

    assert heard is not None
    assert heard.intent == "COUPON_INQUIRY"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("COUPON_INQUIRY", "몇 시까지 열어"),
        ("COUPON_INQUIRY", "떡볶이 어디서 먹어"),
        ("BALANCE_CHECK", "만원으로 점심"),
        ("CARD_USE_INQUIRY", "어디 맛있는 데 없어?"),
        ("CARD_USE_INQUIRY", "배고픈데 밥집 알려줘"),
        ("CARD_USE_INQUIRY", "이제 못쓰나요"),
        ("FOOD_REQUEST", "전화번호 알려줘"),
        ("THANKS", "왜 몰라"),
    ],
)
def test_what_stands_alone_is_left_alone(before: str, said: str) -> None:
    assert topic_kept(read_slots(said), _after(before)) is None


def _after(intent: str) -> Session:
    return Session(id="s", past=(PastTurn(turn="t", said="", intent=intent, result={}),))


@pytest.mark.parametrize("said", ["씨유도 되나요", "GS25 돼?", "세븐일레븐은 됨"])
def test_a_chain_of_stores_is_asked_of_by_its_kind(said: str) -> None:
    heard = topic_kept(read_slots(said), _after("LOCATION_INQUIRY"))

    assert heard is not None
    assert heard.slots == {"shop_type": "편의점"}


def test_one_of_the_chain_that_was_shown_is_meant() -> None:
    shown = ({"id": "a", "name": "CU 연남점"},)
    session = Session(id="s", memory={"shown": shown})

    assert topic_kept(read_slots("CU는 돼?", ["CU 연남점"]), session) is None
