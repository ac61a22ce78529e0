"""What is said of the conversation itself is understood: to stop, what was chosen, why."""

import pytest

from dure.assistants.meals.conversation import (
    asks_advert,
    asks_repeat,
    asks_why,
    of_conversation,
)
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import PastTurn, Session

SHOWN = [{"id": "a", "name": "색연필 분식", "dish": "라볶이", "price_won": 7000}]
LIST = Session(id="s", memory={"shown": SHOWN, "wish": {"slots": {}, "hidden": []}})
PICKED = Session(
    id="s",
    memory={"shown": SHOWN, "chosen": "a"},
    past=(PastTurn(turn="t", said="1번", intent="SELECT_RECOMMENDATION", result=None),),
)


@pytest.mark.parametrize(
    "text", ["안갈래", "아 그냥 안 갈래", "걍 안 먹을래ㅋㅋ", "오늘은 못 갈 것 같아요"]
)
def test_after_a_choice_it_is_taken_back_and_else_nothing_is_wanted(text: str) -> None:
    assert read_meal(text, PICKED).intent == "SELECT_RECOMMENDATION"
    assert read_meal(text, LIST).intent == "DENY"


@pytest.mark.parametrize("text", ["내가 알아서 고를래", "알아서 먹을게요", "그냥 알아서 할게"])
def test_who_sees_to_it_alone_wants_nothing(text: str) -> None:
    assert read_meal(text, LIST).intent == "DENY"


@pytest.mark.parametrize("text", ["취소해줘", "잠깐, 취소", "아 취소할래ㅠ", "없던 걸로 하자"])
def test_what_is_undone_is_a_choice_where_there_are_places(text: str) -> None:
    assert read_meal(text, PICKED).intent == "SELECT_RECOMMENDATION"
    assert read_meal(text, LIST).intent == "SELECT_RECOMMENDATION"
    assert read_meal(text, Session(id="s")).intent == "DENY"


@pytest.mark.parametrize(
    "text",
    [
        "나 뭐 골랐어",
        "방금 고른데 어디였지?",
        "내가 어디로 정했더라",
        "우리 뭐 먹기로했지",
        "제가 고른 곳이 어디죠",
    ],
)
def test_the_choice_is_asked_for(text: str) -> None:
    assert read_meal(text, PICKED).intent == "RECOMMENDATION_HISTORY"


@pytest.mark.parametrize(
    "text",
    [
        "왜 여기 골라줬어",
        "왜이걸 추천함?",
        "추천 이유 알려줘",
        "뭘 보고 골랐어",
        "왜 2번이야?",
        "고른 이유가 뭐예요",
    ],
)
def test_why_is_asked(text: str) -> None:
    assert asks_why(text)
    assert read_meal(text, LIST).intent == "HELP"


@pytest.mark.parametrize("text", ["광고임?", "이거 협찬받은거지", "가게에서 돈 받고 올려준거야?"])
def test_an_advert_is_asked_about(text: str) -> None:
    assert asks_advert(text)
    assert read_meal(text, LIST).intent == "HELP"


@pytest.mark.parametrize(
    "text",
    ["너 뭐 할수있어?", "뭐 해줄 수 있는데", "뭘 도와줘?", "넌 뭐 하는 애야", "뭐 물어보면 돼"],
)
def test_help_is_asked_for(text: str) -> None:
    assert read_meal(text, LIST).intent == "HELP"


@pytest.mark.parametrize(
    "text",
    [
        "얼마있어야 밥먹어?",
        "최소 얼마면 먹을 수 있어",
        "밥 먹으려면 얼마 필요해",
        "제일 싸게 먹으면 얼마야",
    ],
)
def test_the_least_money_is_asked_for(text: str) -> None:
    found = read_meal(text, LIST)

    assert (found.intent, found.slots.get("sort")) == ("BUDGET_INQUIRY", "cheap")


@pytest.mark.parametrize("text", ["인당 얼마야", "한사람당 얼마씩 내?", "나누면 얼마임"])
def test_what_each_pays_is_asked(text: str) -> None:
    assert read_meal(text, LIST).intent == "PRICE_INQUIRY"


@pytest.mark.parametrize(
    "text",
    [
        "예약 취소할게",
        "분실신고 취소할래",
        "치킨 안 먹을래",
        "왜 카드가 안돼",
        "왜 이딴 것만 추천해",
        "광고에 내 정보 쓰지마",
        "거기 맛있대? 광고 아니고?",
        "2번은 얼마야",
        "뭐 먹을까",
        "어디 갈까",
        "안 매운 걸로",
    ],
)
def test_other_things_are_left_alone(text: str) -> None:
    assert of_conversation(read_slots(text), PICKED) is None


@pytest.mark.parametrize(
    "text", ["넘 비싸다", "다 비싸네", "헐 개비쌈", "왤케 비싸", "돈이 모자라", "좀 쎄네 가격이"]
)
def test_what_costs_too_much_is_a_wish_for_what_costs_less(text: str) -> None:
    read = read_meal(text, LIST)

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", {"sort": "cheap"})


def test_what_is_too_much_without_a_price_is_no_such_wish() -> None:
    assert read_meal("흠 다 내 예산 초과야", LIST).slots == {"sort": "cheap"}
    assert read_meal("너무해", LIST).slots != {"sort": "cheap"}


@pytest.mark.parametrize(("text", "number"), [("1번은 비싸고", 1), ("두번째는 너무 비싸다", 2)])
def test_one_that_costs_too_much_is_not_chosen(text: str, number: int) -> None:
    read = read_meal(text, LIST)

    assert read.intent == "MODIFY_REQUEST"
    assert read.slots == {"sort": "cheap", "exclude_ordinal": [number]}


def test_whether_one_costs_much_is_a_question() -> None:
    assert read_meal("1번 비싸?", LIST).intent == "PRICE_INQUIRY"


@pytest.mark.parametrize("text", ["다시 말해줘", "뭐라고?", "못 봤어 한 번 더 말해줘"])
def test_it_is_asked_to_say_it_again(text: str) -> None:
    assert asks_repeat(text)
    assert read_meal(text, LIST).intent == "HELP"


@pytest.mark.parametrize("text", ["다시 추천해줘", "다른 데 다시 보여줘", "다시 말하지만 매운 거"])
def test_to_look_again_is_not_to_say_it_again(text: str) -> None:
    assert not asks_repeat(text)


def test_a_drink_without_alcohol_is_no_farewell() -> None:
    assert read_meal("그럼 무알콜 ㅋ", PICKED).intent == "HELP"


def test_who_has_no_card_at_hand_but_money_wants_to_eat_for_it() -> None:
    read = read_meal("카드 집에 두고 왔고 현금 5천원 있어", Session(id="s"))

    assert (read.intent, read.slots) == ("BUDGET_INQUIRY", {"budget_max": 5000})
