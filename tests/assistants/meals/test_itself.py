"""What is said of the assistant itself is told from wishes, from insults and from distress."""

import pytest

from dure.assistants.meals.care import CARE, IN_NEED, Stay
from dure.assistants.meals.itself import Itself, complaint_of_list
from dure.assistants.meals.reading import read_meal
from dure.engine.session import PastTurn, Session

FRESH = Session(id="s")
SHOWN = Session(
    id="s", memory={"shown": ({"id": "a", "name": "달무리 분식"},), "wish": {"food": ["김밥"]}}
)


@pytest.mark.parametrize(
    ("text", "intent", "kind"),
    [
        ("너 진짜 사람이야?", "CHITCHAT", "person"),
        ("넌 이름이 뭐야", "CHITCHAT", "name"),
        ("너 몇 살이야", "CHITCHAT", "age"),
        ("말투가 왜 그래", "CHITCHAT", "speech"),
        ("반말로 말해줘", "CHITCHAT", "casual"),
        ("나 너무 심심해", "CHITCHAT", "bored"),
        ("혼자 식당 들어가기 무서워", "CHITCHAT", "shy"),
        ("혼자 먹어도 이상하게 안 봐?", "CHITCHAT", "shy"),
        ("나 오늘 너무 슬퍼", "CHITCHAT", "sad"),
        ("학교 가기 싫다", "CHITCHAT", "sad"),
        ("맨날 같은 데만 추천해", "FEEDBACK", "same"),
        ("그런 뜻이 아니야", "FEEDBACK", "wrong"),
        ("왜 딴소리 해", "FEEDBACK", "wrong"),
        ("내 말 좀 들어", "FEEDBACK", "wrong"),
        ("아 진짜", "FEEDBACK", "useless"),
        ("너 왜 그렇게 말해", "CHITCHAT", "speech"),
        ("내 말 못 알아들었어?", "FEEDBACK", "wrong"),
        ("대답이 좀 이상해", "FEEDBACK", "wrong"),
        ("네가 말한 거 틀렸잖아", "FEEDBACK", "fact"),
        ("너 하나도 도움이 안 돼", "FEEDBACK", "useless"),
        ("you don't understand me", "FEEDBACK", "wrong"),
        ("야 너 진짜 말 안통한다", "FEEDBACK", "wrong"),
        ("내 말 듣고 있어?", "FEEDBACK", "wrong"),
        ("안되는데를 왜 알려줘", "FEEDBACK", "misled"),
        ("니말듣고 갔다가 망했어", "FEEDBACK", "misled"),
        ("갔더니 문 닫았잖아 짜증", "FEEDBACK", "misled"),
        ("부모님 없이 가도 돼?", "CHITCHAT", "child"),
        ("나 12살인데 혼자 가도 돼?", "CHITCHAT", "child"),
        ("ㅋㅋ 미안 손이 미끄러졌어", "CHITCHAT", "pardon"),
        ("나 오늘 생일이야", "CHITCHAT", "birthday"),
        ("ㅇㅇ 알겠음", "CHITCHAT", "understood"),
    ],
)
def test_it_is_heard(text: str, intent: str, kind: str) -> None:
    read = read_meal(text, FRESH)

    assert (read.intent, read.meaning) == (intent, Itself(kind=kind))


@pytest.mark.parametrize(
    "text",
    [
        "그런 말 아니고 떡볶이",
        "거기 사람 많아?",
        "사장님이 반말해",
        "2번 이름이 뭐야",
        "혼자 먹기 좋은 데 추천해줘",
        "혼자 가도 눈치 안 보이는 데로",
        "맨날 같은 거 먹어서 질려",
        "빵이 딱딱했어",
        "5천원으로 점심",
    ],
)
def test_what_is_about_food_and_places_is_not(text: str) -> None:
    assert not isinstance(read_meal(text, FRESH).meaning, Itself)


def test_who_complains_of_the_same_list_gets_another() -> None:
    text = "왜 자꾸 똑같은 거만 알려줘"

    assert read_meal(text, SHOWN).intent == "MODIFY_REQUEST"
    assert complaint_of_list(text) == "same"
    assert complaint_of_list("다른 데 보여줘") is None


def test_who_was_sent_in_vain_gets_places_that_surely_take_the_card() -> None:
    read = read_meal("왜 안되는데 추천해 짜증나", SHOWN)

    assert read.intent == "MODIFY_REQUEST"
    assert read.slots == {"card_ok": True, "exclude_ordinal": [1]}


def test_to_be_afraid_at_home_alone_is_no_shyness() -> None:
    assert read_meal("집에 혼자 있는데 무서워", FRESH).intent == IN_NEED


@pytest.mark.parametrize(("text", "call"), [("너 사람이야?", "machine"), ("뭔 소리야", "sorry")])
def test_in_need_people_are_named_all_the_same(text: str, call: str) -> None:
    told = PastTurn(turn="a", said="형이 때려", intent=IN_NEED, result=None)
    read = read_meal(text, Session(id="s", memory={CARE: "violence"}, past=(told,)))

    assert isinstance(read.meaning, Stay)
    assert read.meaning.call == call


@pytest.mark.parametrize("text", ["밥사줘", "나 맛있는거 사주라", "밥 좀 사주세요 ㅠ"])
def test_who_wants_to_be_treated_is_told_kindly(text: str) -> None:
    assert read_meal(text, FRESH).meaning == Itself(kind="buys")


def test_what_is_complained_of_is_kept() -> None:
    read = read_meal("네가 알려준 집 갔더니 급카 안 받던데 뭐냐", FRESH)

    assert read.meaning == Itself(kind="misled")
    assert read.slots == {"polarity": "neg", "reason": "card_refused"}


def test_a_list_whose_wish_is_not_remembered_is_changed_all_the_same() -> None:
    seen = Session(id="s", memory={"shown": [{"id": "a", "name": "가게"}]})
    read = read_meal("카드 안 되는 데는 왜 보여줘 빼", seen)

    assert (read.intent, read.slots["card_ok"]) == ("MODIFY_REQUEST", True)


def test_who_wants_to_speak_with_a_person_does_not_only_complain() -> None:
    read = read_meal("상담원 바꿔주세요 말이 안 통해요", FRESH)

    assert (read.intent, read.slots["handoff"]) == ("HELP", True)


@pytest.mark.parametrize(
    ("text", "intent"), [("너 때문에 웃었어 ㅋㅋ", "CHITCHAT"), ("짜증나 배고파", "FOOD_REQUEST")]
)
def test_a_laugh_or_hunger_is_no_complaint(text: str, intent: str) -> None:
    assert read_meal(text, FRESH).intent == intent
