"""What one has, usually pays or has spent is no budget by another name."""

import pytest

from dure.assistants.meals.card_words import alert_below
from dure.assistants.meals.money_told import has_won
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

FRESH = Session(id="s")
LIST = Session(id="s", memory={"shown": ({"id": "a", "name": "달무리 분식", "dish": "라볶이"},)})


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("6천원 있어", 6000),
        ("지금 만 원밖에 없는데", 10000),
        ("사천원남았어", 4000),
        ("8000원 가지고 있음", 8000),
        ("5천원 쿠폰 있어", None),
        ("5천원으로 점심", None),
        ("돈 있어", None),
    ],
)
def test_what_one_has_is_heard(text: str, won: int | None) -> None:
    assert has_won(text) == won


@pytest.mark.parametrize(
    "text",
    ["나 원래 7천원 써", "보통 한 끼에 6천원 정도 씀", "저는 주로 팔천원쯤 써요", "평소만원써"],
)
def test_what_one_usually_pays_is_remembered(text: str) -> None:
    assert read_meal(text, FRESH).intent == "PREFERENCE_UPDATE"


@pytest.mark.parametrize("text", ["칠백원은?", "그럼 2천원은요", "육천원이면?", "만원은 돼?"])
@pytest.mark.parametrize("session", [FRESH, LIST], ids=["fresh", "list"])
def test_a_bare_amount_is_a_budget(session: Session, text: str) -> None:
    read = read_meal(text, session)

    assert read.intent in ("BUDGET_INQUIRY", "MODIFY_REQUEST")
    assert read.slots["budget_max"]


@pytest.mark.parametrize(
    "text",
    [
        "아침에 4천원 썼는데 점심 또 사먹을 수 있나",
        "점심에 만원 긁었는데 저녁도 먹을 수 있어요?",
        "5천원썼는데더먹을수있어?",
    ],
)
def test_who_has_spent_asks_what_is_left(text: str) -> None:
    read = read_meal(text, FRESH)

    assert read.intent == "BALANCE_CHECK"
    assert "budget_max" not in read.slots


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("돈 4천원 밑으로 내려가면 알려줘", 4000),
        ("이천원 아래로 떨어지면 말해 줘", 2000),
        ("카드가 5천원보다 적어지면 알려줘요", 5000),
        ("떡볶이 값이 3천원 밑으로 떨어지면 알려줘", None),
        ("3천원 밑으로 점심", None),
    ],
)
def test_little_money_is_to_be_told(text: str, won: int | None) -> None:
    assert alert_below(text) == won


def test_a_price_to_wait_for_is_not_noted_as_a_habit() -> None:
    assert read_meal("가격이 2천원으로 떨어지면 알려줘", FRESH).intent != "PREFERENCE_UPDATE"


@pytest.mark.parametrize(
    ("text", "size", "won"),
    [
        ("친구랑둘이만원으로점심", 2, 10000),
        ("언니랑 셋이만오천원", 3, 15000),
        ("동생하고둘이서이만원", 2, 20000),
        ("둘이 이만원으로", 2, 20000),
    ],
)
def test_people_and_money_run_together_are_told_apart(text: str, size: int, won: int) -> None:
    slots = read_meal(text, FRESH).slots

    assert (slots["party_size"], slots["budget_max"]) == (size, won)
