"""A question about a place picks nothing, and answers no question of ours."""

from typing import Any

import pytest

from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

MEMORY = {"shown": [{"id": str(n), "name": f"가게{n}", "dish": None, "price_won": None}
                    for n in (1, 2, 3)]}  # fmt: skip
WHICH = {"intent": "SELECT_RECOMMENDATION", "need": "ordinal", "slots": {}}
HOURS = {"intent": "TIME_INQUIRY", "need": "ordinal", "slots": {"attribute": "close"}}
MEANT = {"choices": ["MODIFY_REQUEST", "PREFERENCE_UPDATE"], "slots": {"food": ["김치"]}}


def heard(text: str, pending: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    read = read_meal(text, Session(id="s", memory=MEMORY, pending=pending))
    return read.intent, dict(read.slots)


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("두번째 집 유아의자 있어요?", ("SHOP_INQUIRY", "RESERVATION_REQUEST")),
        ("2번 문 몇시에 닫아", ("TIME_INQUIRY",)),
        ("1번주차가능?", ("SHOP_INQUIRY",)),
        ("세번째 거기는 걸어서 얼마나 걸려", ("LOCATION_INQUIRY",)),
        ("1번 거기 혼밥 가능?", ("SHOP_INQUIRY",)),
        ("2번 가게 일요일에도 해?", ("TIME_INQUIRY",)),
        ("두번째 거 전화해보려는데 번호좀", ("SHOP_INQUIRY",)),
        ("3번 평 좋아?", ("REVIEW_INQUIRY",)),
        ("2번 포장 돼?", ("DELIVERY_INQUIRY",)),
        ("첫번째 카드 돼요?", ("CARD_USE_INQUIRY",)),
        ("두번째 거 쿠폰 돼?", ("COUPON_INQUIRY",)),
        ("2번 얼마야", ("PRICE_INQUIRY",)),
        ("1번이랑 2번중에 뭐가 싸", ("COMPARISON",)),
    ],
)
@pytest.mark.parametrize("pending", [None, WHICH, HOURS, MEANT])
def test_a_question_stands_alone(
    text: str, intents: tuple[str, ...], pending: dict[str, Any] | None
) -> None:
    intent, slots = heard(text, pending)

    assert intent in intents
    assert "food" not in slots


@pytest.mark.parametrize(
    "text", ["2번", "2번이요", "두번째", "두번째꺼", "음 2번", "두번째 집이요"]
)
def test_a_place_alone_answers_which_one(text: str) -> None:
    assert heard(text, HOURS) == ("TIME_INQUIRY", {"attribute": "close", "ordinal": 2})


@pytest.mark.parametrize("text", ["2번", "2번이요", "두번째 거"])
def test_a_number_alone_chooses_what_was_meant(text: str) -> None:
    assert heard(text, MEANT)[1]["ordinal"] == 2


@pytest.mark.parametrize("text", ["2번 주차돼?", "두번째 거기 몇 시까지 해?", "2번으로 갈게"])
def test_a_number_in_a_sentence_chooses_no_meaning(text: str) -> None:
    assert heard(text, MEANT)[1]["ordinal"] == [2]


@pytest.mark.parametrize("text", ["2번으로 할게", "두번째로 갈래요", "3번 갈게"])
@pytest.mark.parametrize("pending", [None, WHICH])
def test_who_has_made_up_their_mind_picks(text: str, pending: dict[str, Any] | None) -> None:
    assert heard(text, pending)[0] == "SELECT_RECOMMENDATION"


@pytest.mark.parametrize("text", ["2번 말고 다른 데", "2번처럼 포장 되는 데로"])
def test_a_wish_for_another_place_is_no_question(text: str) -> None:
    assert heard(text, None)[0] not in ("SHOP_INQUIRY", "DELIVERY_INQUIRY")
