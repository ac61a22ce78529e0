"""What a person in need tells is heard; what only looks like it is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.distress import needs_in
from dure.assistants.meals.free_meals import asks_free_meal
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

BLIND = Path(__file__).parent / "data" / "distress_blind.tsv"
ROWS = [line.split("\t") for line in BLIND.read_text(encoding="utf-8").splitlines()[1:]]
FRESH = Session(id="s")
LIST = Session(id="s", memory={"shown": ({"id": "a", "name": "달무리 분식"},)})


@pytest.mark.parametrize(
    ("kind", "text", "holds"), [row for row in ROWS if row[0] != "free"], ids=lambda said: said
)
def test_a_need_is_heard_and_nothing_that_looks_like_it(kind: str, text: str, holds: str) -> None:
    assert (kind in needs_in(text)) == (holds == "yes")


@pytest.mark.parametrize(("_", "text", "holds"), [row for row in ROWS if row[0] == "free"])
def test_a_free_meal_is_asked_for_in_english(_: str, text: str, holds: str) -> None:
    assert asks_free_meal(text) == (holds == "yes")


@pytest.mark.parametrize("text", [text for _, text, holds in ROWS if holds == "yes"])
@pytest.mark.parametrize("session", [FRESH, LIST], ids=["fresh", "list"])
def test_a_need_is_acted_on_whatever_came_before(text: str, session: Session) -> None:
    found = read_meal(text, session)

    assert (found.intent, found.confidence) == ("EMERGENCY_SUPPORT", 1.0)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("spent", "카드 돈 다썼는데 월말까지 일주일 남음 ㅠ"),
        ("spent", "카드에 200원 남았는데 5일 더 버텨야 해"),
        ("spent", "잔액 없는데 담주까지 뭐먹고 살아"),
        ("spent", "방학인데 카드 돈이 모자라"),
        ("spent", "급식카드 돈 다 떨어져가는데 방학 한참 남음"),
        ("worried", "점심은 학교급식먹는데 저녁이 문제야"),
        ("scolded", "엄마한테 혼날까봐 무서워"),
        ("scolded", "엄마가 알면 죽었다"),
        ("scolded", "엄마한테 들키면 큰일나는데"),
        ("body", "나 뚱뚱해?"),
        ("body", "내가 돼지같아?"),
        ("bullied", "일진이 카드 가져감"),
    ],
)
def test_a_need_that_is_not_worded_as_one_is_heard(kind: str, text: str) -> None:
    assert kind in needs_in(text)
    assert read_meal(text, LIST).intent == "EMERGENCY_SUPPORT"


@pytest.mark.parametrize(
    "text",
    [
        "이번달 한도 다 썼어?",
        "카드 다 썼는데 현금 5천원으로 뭐 먹지",
        "카드 다 썼는데 언제 충전돼?",
        "결제하려는데 잔액이 부족하대",
        "나 돼지고기",
        "이거 먹으면 살쪄?",
    ],
)
def test_a_question_of_money_or_food_is_no_need(text: str) -> None:
    assert not {"spent", "scolded", "body"} & set(needs_in(text))


def test_the_most_urgent_comes_first() -> None:
    assert needs_in("애들이 놀리고 모르는 아저씨가 따라와")[0] == "stranger"


@given(st.text(max_size=80))
def test_any_text_is_heard(text: str) -> None:
    assert len(needs_in(text)) == len(set(needs_in(text)))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("잔액 0원인가요", "BALANCE_CHECK"),
        ("급카 잔고 0원 아니겠지 ㅋㅋ", "BALANCE_CHECK"),
        ("카드 텅장임?", "BALANCE_CHECK"),
        ("잔액 텅텅 비었나 확인해줘", "BALANCE_CHECK"),
        ("돈 다 쓰면 다음달까지 없어?", "BALANCE_CHARGE"),
        ("카드 올때까지 밥은 어떻게 먹어요", "CARD_PROBLEM"),
        ("카드 없는 동안 밥은 어떻게 먹어", "CARD_PROBLEM"),
        ("누가 내 카드 훔쳐간거 같아", "CARD_PROBLEM"),
        ("못생긴게", "ABUSE"),
        ("돼지새끼야", "ABUSE"),
    ],
)
def test_a_question_of_the_card_or_an_insult_is_no_need(text: str, intent: str) -> None:
    assert read_meal(text, FRESH).intent == intent


@pytest.mark.parametrize("text", ["카드 0원이야 어떡해", "카드 텅 비었어", "형들이 카드 뺏어갔어"])
def test_money_that_is_gone_still_is_one(text: str) -> None:
    assert read_meal(text, FRESH).intent == "EMERGENCY_SUPPORT"


@pytest.mark.parametrize(
    "text", ["잔액 0원 되면 알려줘", "카드 돈 바닥나면 알려줘", "카드 바닥에 떨어졌어"]
)
def test_what_may_come_or_a_card_on_the_floor_is_no_need(text: str) -> None:
    assert needs_in(text) == ()
