"""What is asked of the card itself, alone and after a question of it; a wish is none."""

from typing import Any

import pytest

from dure.assistants.meals.card_asked import CardAsked, card_asked
from dure.assistants.meals.card_words import topic_asked
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import PastTurn, Session

USE, PROBLEM = "CARD_USE_INQUIRY", "CARD_PROBLEM"


def past(intent: str, said: str, **slots: Any) -> PastTurn:  # noqa: ANN401 - a slot's value
    return PastTurn(turn="t", said=said, intent=intent, result={"slots": slots})


LOST = past(PROBLEM, "카드를 잃어버렸어", problem="lost")
REFUSED = past(PROBLEM, "분식집에서 급카가 안 됐어", problem="declined")
ITEMS = past(USE, "급식카드로 과자 살 수 있어?")
FREE = past("EMERGENCY_SUPPORT", "무료 급식소 어디 있어?")
FOOD = past("FOOD_REQUEST", "김밥 먹고 싶어")


def heard(text: str, *turns: PastTurn, pending: dict[str, Any] | None = None) -> CardAsked | None:
    return card_asked(read_slots(text), Session(id="s", past=turns, pending=pending))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("급식카드는 누가 받을 수 있어요?", "apply"),
        ("급카 만들고 싶은데", "apply"),
        ("꿈나무카드 신청서 어디에 내?", "apply"),
        ("우리집도 급식카드 받을수있을까", "apply"),
        ("급식카드 몇살까지 돼?", "apply"),
        ("친구는 급식카드 있던데 나도 되나", "apply"),
        ("담달에 이사감 카드는?", "moving"),
        ("이사하면 급식카드 새로 신청하나요", "moving"),
        ("전학 갔는데 카드 그대로 쓰면 돼?", "moving"),
        ("나 춘천 사는데 여기서 급카 돼?", "elsewhere"),
        ("경기도 카드인데 서울에서도 됨?", "elsewhere"),
        ("타지역에서 급식카드 사용 가능한가요", "elsewhere"),
        ("배달앱에서 꿈나무카드 결제 되나요", "delivery"),
        ("배민 급카됨?", "delivery"),
        ("배달 주문도 카드 가능해요?", "delivery"),
        ("원플원도 급카로 되나", "promo"),
        ("컵라면 1+1 급식카드로 사도 돼?", "promo"),
        ("카드로 2+1 살 수 있나요", "promo"),
        ("오빠 밥도 내 급카로 사도 돼?", "others"),
        ("친구 것까지 급식카드로 계산해도 되나요", "others"),
        ("언니가 제 카드로 먹어도 돼요?", "others"),
        ("재발급하면 며칠 걸려", "reissue_wait"),
        ("이 시간에도 카드 돼요?", "now"),
    ],
)
def test_what_is_asked_of_the_card_is_heard_alone(text: str, kind: str) -> None:
    asked = heard(text)

    assert asked is not None
    assert asked.kind == kind


@pytest.mark.parametrize("text", ["핀번호 까먹음", "비번 세번 틀렸어", "비밀번호를 모르겠어요"])
def test_a_pin_that_is_forgotten_is_no_card_that_is_lost(text: str) -> None:
    found = read_meal(text, Session(id="s"))

    assert (found.intent, found.slots) == (PROBLEM, {"problem": "pin_locked"})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("이상한 사람이 써버리면 어떡해", "misuse"),
        ("누가 내 돈 다 쓸까봐", "misuse"),
        ("주워서 막 쓰면 어떡하죠", "misuse"),
        ("새로 나오려면 며칠이나 걸려요", "reissue_wait"),
        ("언제 다시 줘?", "reissue_wait"),
        ("그사이에는 밥 어디서 먹어요", "meanwhile"),
        ("카드 올때까지 뭐먹어", "meanwhile"),
        ("내일 아침은요?", "meanwhile"),
        ("그럼 밥은 어떡해", "meanwhile"),
    ],
)
def test_worries_after_a_loss_are_of_the_card(text: str, kind: str) -> None:
    asked = heard(text, LOST)

    assert asked is not None
    assert (asked.intent, asked.kind) == (PROBLEM, kind)


@pytest.mark.parametrize("text", ["레드불은?", "그럼 주먹밥은요", "콜라도 돼?", "빵이랑 우유는"])
def test_another_item_is_asked_of_the_card(text: str) -> None:
    asked = heard(text, ITEMS)

    assert asked is not None
    assert (asked.intent, asked.of_items) == (USE, True)


@pytest.mark.parametrize("text", ["그럼 밤에도?", "주말에는?", "방학은요", "몇 시부터 되는데"])
def test_another_time_is_asked_of_the_card(text: str) -> None:
    asked = heard(text, ITEMS)

    assert asked is not None
    assert (asked.intent, asked.of_items, asked.kind) == (USE, False, None)


def test_a_kind_of_shop_is_asked_of_the_card() -> None:
    asked = heard("카페는?", ITEMS)

    assert asked is not None
    assert asked.slots == {"shop_type": "카페"}


@pytest.mark.parametrize(
    "text", ["밤 열시 넘어서", "어제 밤 11시 반쯤", "새벽이었어", "8천원짜리였어"]
)
def test_a_detail_belongs_to_the_payment_that_failed(text: str) -> None:
    asked = heard(text, REFUSED)

    assert asked is not None
    assert (asked.intent, asked.slots) == (PROBLEM, {"problem": "declined"})


def test_the_items_of_a_payment_are_taken_up() -> None:
    asked = heard("컵밥이랑 과자 샀어", REFUSED)

    assert asked is not None
    assert asked.slots["items"] == ["컵밥", "과자"]


@pytest.mark.parametrize("text", ["왜?", "왜 안 되는데", "이유가 뭐야", "누구한테 물어봐"])
@pytest.mark.parametrize(("turn", "intent"), [(REFUSED, PROBLEM), (ITEMS, USE)])
def test_the_reason_is_asked_of_what_was_spoken_of(text: str, turn: PastTurn, intent: str) -> None:
    asked = heard(text, turn)

    assert asked is not None
    assert asked.intent == intent


@pytest.mark.parametrize("text", ["그냥 가도 되나요?", "가려면 뭐 있어야돼", "신분증 필요해요?"])
def test_what_one_must_bring_is_asked_of_the_free_meal(text: str) -> None:
    asked = heard(text, FREE)

    assert asked is not None
    assert asked.kind == "free_needs"


def test_who_is_in_want_is_told_what_a_free_meal_needs() -> None:
    memory = {"care": "hunger"}
    read = read_meal("거기 갈 때 뭐 챙겨가?", Session(id="s", past=(FREE,), memory=memory))

    assert isinstance(read.meaning, CardAsked)
    assert read.meaning.kind == "free_needs"


@pytest.mark.parametrize(
    "text",
    [
        "친구랑 같이 먹을 데 추천해줘",
        "카드 되는 김밥집 알려줘",
        "배달 되는 치킨집",
        "동생이랑 먹을 건데 카드 되는 데로",
        "이사 왔는데 맛집 추천해줘",
        "1+1 하는 편의점 어디야",
        "대전 사는데 홍대 놀러왔어 맛집",
        "누나랑 같이 먹을 떡볶이집",
        "비빔밥은?",
        "왜?",
        "밤 11시였는데",
        "신용카드로 결제 돼?",
    ],
)
def test_what_is_no_question_of_the_card_is_left_alone(text: str) -> None:
    assert heard(text, FOOD) is None


@pytest.mark.parametrize(
    "text",
    [
        "다른 데 추천해줘",
        "떡볶이 먹고 싶어",
        "고마워",
        "그럼 저녁에 뭐 먹지",
        "충전은 언제 돼?",
        "돈 언제 들어와요",
        "남은 건 언제까지야",
    ],
)
def test_a_wish_after_a_question_of_the_card_is_a_wish(text: str) -> None:
    assert heard(text, ITEMS) is None


def test_an_open_question_of_something_else_is_answered_first() -> None:
    pending = {"intent": "FOOD_REQUEST", "need": "location", "slots": {}}

    assert heard("콜라는?", ITEMS, pending=pending) is None


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("김밥천국은?", True),
        ("그럼 롯데리아는 돼?", True),
        ("김밥천국 라면은?", True),
        ("김밥천국 라면 얼마야", False),
        ("롯데리아 몇 시까지야", False),
        ("김밥천국 전화번호", False),
    ],
)
def test_another_question_about_a_shop_is_no_question_of_the_card(
    text: str, *, goes_on: bool
) -> None:
    assert (heard(text, past(USE, "맘스터치 카드 돼?")) is not None) is goes_on


@pytest.mark.parametrize(
    "text",
    [
        "꿈나무카드가 뭔데",
        "급식카드 뭐에 쓰는거야",
        "아동급식카드란",
        "급카 모르는데 그게 모임",
        "급식카드 처음 들어보는데 뭐예요?",
        "밥카드가 뭐야",
        "급식카드는 왜 주는거야",
        "내 친구가 급식카드 쓰던데 그거 뭐야?",
    ],
)
def test_what_the_card_is_is_asked(text: str) -> None:
    asked = heard(text)

    assert asked is not None
    assert (asked.intent, asked.kind) == ("HELP", "what")


def test_what_the_card_is_is_asked_after_its_name() -> None:
    asked = heard("그게 뭔데", past(USE, "급식카드"))

    assert asked is not None
    assert asked.kind == "what"


WHAT = past("HELP", "급식카드가 모야")


@pytest.mark.parametrize(
    "text", ["나는 없는데 받을 수 있나", "중학생도 돼?", "그럼 어디서 신청해", "나도 만들수있어?"]
)
def test_who_asks_what_the_card_is_may_ask_for_one(text: str) -> None:
    asked = heard(text, WHAT)

    assert asked is not None
    assert (asked.intent, asked.kind) == ("HELP", "apply")


def test_whose_money_is_on_the_card_is_asked_of_it() -> None:
    asked = heard("돈은 누가 줘", WHAT, past("HELP", "중학생도 돼?"))

    assert asked is not None
    assert asked.intent == "BALANCE_CHARGE"


@pytest.mark.parametrize("text", ["떡볶이 먹고 싶어", "합정역 어디로 가", "나도 배고파"])
def test_a_wish_after_what_the_card_is_is_a_wish(text: str) -> None:
    assert heard(text, WHAT) is None


@pytest.mark.parametrize(
    "text",
    [
        "기프티콘 있는데 쓸수있나",
        "카톡 선물하기로 받은거 써도 돼?",
        "문상으로 밥 사먹을수있어?",
        "기프트카드 되는데 있어?",
        "스벅 기프티콘 되는 카페 있어?",
        "기프티콘 등록해줘",
        "배민 상품권으로 먹을래",
    ],
)
def test_a_gift_voucher_is_no_card_and_no_coupon(text: str) -> None:
    asked = heard(text)

    assert asked is not None
    assert (asked.intent, asked.kind) == ("COUPON_INQUIRY", "voucher")


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("카드로 만화카페에서 라면 먹어도 돼?", "만화카페"),
        ("급식카드로 피씨방 음식 시켜도 됨?", "PC방"),
        ("찜질방에서 카드로 식혜 사먹어도돼?", "찜질방"),
        ("코노에서 카드 되나", "노래방"),
        ("카드로 당구장 음료수 돼?", "당구장"),
    ],
)
def test_a_place_for_something_else_is_asked_of_the_card(text: str, venue: str) -> None:
    read = read_meal(text, Session(id="s"))

    assert (read.intent, read.slots) == (USE, {"shop_type": venue})


@pytest.mark.parametrize(
    "text",
    [
        "엄마가 5천원 줬는데 카드랑 합쳐서 쓸수있나",
        "카드 쓰고 남은건 현금으로 내도돼?",
        "현금이랑 카드 반반 되나",
        "계산할때 반은 카드 반은 돈으로 내도 됨?",
        "카드랑 같이 쓸수있어?",
        "현금 섞어 낼 수 있어?",
    ],
)
def test_other_money_beside_the_card_is_asked_of(text: str) -> None:
    asked = heard(text)

    assert asked is not None
    assert (asked.kind, topic_asked(asked.text, None)) == (None, "split")


@pytest.mark.parametrize(
    "text",
    [
        "그럼 빵집 어디있는데",
        "피자 어때",
        "떡볶이 먹을래",
        "걍 엄마돈으로만 먹을래 피자",
        "콤비네이션 있어?",
        "국밥은 어때",
        "짜장면은 얼마야",
        "그럼 신촌역 근처 초밥",
        "엄마돈으로 햄버거 먹을거야",
        "치킨 8천원으로 되는데",
        "지금 문연 국밥집",
        "도시락집은 없어?",
    ],
)
def test_a_food_that_is_wanted_is_not_asked_of_the_card(text: str) -> None:
    assert heard(text, ITEMS) is None


@pytest.mark.parametrize("text", ["그럼 소고기는 비싸겠지..?", "소고기는 비싸려나"])
def test_a_food_without_a_word_of_the_card_is_none_of_its(text: str) -> None:
    assert read_meal(text, Session(id="s", past=(FOOD,))).intent != USE


def test_what_is_sold_at_a_cafe_is_asked_of_the_cafe() -> None:
    asked = heard("카페에서 음료는", ITEMS)

    assert asked is not None
    assert (asked.kind, asked.slots) == ("venue", {"shop_type": "카페"})


@pytest.mark.parametrize("text", ["시장 안 분식집도 가맹점이니", "생수도 못사는거임?"])
def test_what_the_card_buys_is_asked_without_naming_it(text: str) -> None:
    assert read_meal(text, Session(id="s")).intent == USE


def test_a_card_may_be_named_last() -> None:
    asked = heard("케이크 살수있어? 카드로")

    assert asked is not None
    assert asked.of_items


@pytest.mark.parametrize("text", ["카드 집에 두고 왔어", "급카 깜빡했어", "카드 안 가져왔어"])
def test_a_card_left_at_home_is_not_lost(text: str) -> None:
    read = read_meal(text, Session(id="s"))

    assert isinstance(read.meaning, CardAsked)
    assert read.meaning.kind == "at_home"


def test_a_card_left_elsewhere_is_lost() -> None:
    assert read_meal("카드 버스에 두고 내렸어", Session(id="s")).slots == {"problem": "lost"}


@pytest.mark.parametrize(
    "text", ["다이소 옆 김밥집 돼?", "영화관 근처 식당 되나", "체육관 앞 분식집 카드 돼?"]
)
def test_what_lies_beside_a_place_is_another(text: str) -> None:
    asked = read_meal(text, Session(id="s")).meaning

    assert getattr(asked, "kind", None) != "venue"
