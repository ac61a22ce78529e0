"""After words of violence, want or the wish to die the conversation stays with the person."""

import pytest

from dure.assistants.meals.care import CARE, IN_NEED, Stay, grief_in
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.skills.plain import grief_of
from dure.engine.session import PastTurn, Session

BEATEN = "형이 자꾸 나를 때려"
HOPELESS = "다 끝내고 죽고 싶어요"
ALONE = "할머니가 나흘째 안 들어오셔요"
PENNILESS = "돈이 없어서 오늘 굶었어"


def after(first: str) -> Session:
    told = PastTurn(turn="a", said=first, intent=IN_NEED, result=None)
    return Session(id="s", memory={CARE: grief_of(first)}, past=(told,))


@pytest.mark.parametrize(
    ("text", "grief"),
    [
        ("아빠가 또 손을 들고 때렸어", "violence"),
        ("엄마는 연락 안 되고 집에 나 혼자 있어", "neglect"),
        ("그냥 사라지고 싶다", "self_harm"),
        ("때려서 아픈데 이제 살기 싫어", "self_harm"),
        ("살려주세요", "unsaid"),
        ("지갑에 한 푼도 없어", "hunger"),
    ],
)
def test_the_gravest_that_is_told_is_heard(text: str, grief: str) -> None:
    assert grief_of(text) == grief


@pytest.mark.parametrize(
    "text", ["떡볶이 먹고 싶어", "배고파 죽겠다", "카드 잔액 얼마야", "약속에 늦었어"]
)
def test_no_grief_is_heard_where_none_is_told(text: str) -> None:
    assert grief_in(text) is None


@pytest.mark.parametrize(
    ("first", "text", "move"),
    [
        (BEATEN, "경찰에 말하면 형 잡아가?", "report"),
        (BEATEN, "그래도 경찰한테는 말 못 하겠어", "no_police"),
        (BEATEN, "집 나와서 정류장에 앉아 있어", "outside"),
        (BEATEN, "지금골목인데추워", "outside"),
        (BEATEN, "저녁도 굶었어", "hungry"),
        (BEATEN, "네 감사합니다", "thanks"),
        (BEATEN, "이제 어떡하지", "more"),
        (BEATEN, "어떻게 해요", "more"),
        (HOPELESS, "어차피 소용없어", "more"),
        (HOPELESS, "네요", "thanks"),
        (HOPELESS, "아무것도 하기 싫어", "more"),
        (HOPELESS, "밥 먹기도 싫다", "more"),
        (HOPELESS, "그냥 해본 말이야", "retracted"),
        (HOPELESS, "아니 뻥이야ㅎㅎ", "retracted"),
        (HOPELESS, "학교에는 알리지 말아줘", "secret"),
        (HOPELESS, "나 갈게 안녕", "thanks"),
        (HOPELESS, "just kidding", "retracted"),
        (ALONE, "여기 신촌역인데", "more"),
        (ALONE, "동생이 배고프대", "hungry"),
        (PENNILESS, "어디로 가면 돼?", "more"),
    ],
)
def test_what_is_said_next_goes_on_with_it(first: str, text: str, move: str) -> None:
    read = read_meal(text, after(first))

    assert read.intent == IN_NEED
    assert isinstance(read.meaning, Stay)
    assert (read.meaning.grief, read.meaning.move) == (grief_of(first), move)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("근처 분식집 추천해 줘", "FOOD_REQUEST"),
        ("6천원으로 점심 먹을래", "BUDGET_INQUIRY"),
        ("내 카드 잔액 알려줘", "BALANCE_CHECK"),
        ("카드 잃어버렸어", "CARD_PROBLEM"),
        ("급식카드 하루 한도 얼마예요", "CARD_USE_INQUIRY"),
        ("돈가스 먹고 싶어", "FOOD_REQUEST"),
    ],
)
@pytest.mark.parametrize("first", [BEATEN, HOPELESS, PENNILESS])
def test_what_is_clearly_asked_for_is_served(first: str, text: str, intent: str) -> None:
    assert read_meal(text, after(first)).intent == intent


def test_what_is_told_later_counts_if_it_is_graver() -> None:
    graver = read_meal("이제 그만 죽고 싶어", after(ALONE))
    milder = read_meal("엄마가 집에 없어", after(HOPELESS))

    assert (graver.intent, graver.meaning) == (IN_NEED, None)
    assert milder.meaning.grief == "self_harm"


def test_nothing_is_gone_on_with_after_another_turn() -> None:
    served = PastTurn(turn="b", said="김밥", intent="FOOD_REQUEST", result=None)
    session = Session(id="s", memory={CARE: "violence"}, past=(*after(BEATEN).past, served))

    assert read_meal("알겠어 고마워", session).intent == "THANKS"


@pytest.mark.parametrize(
    ("first", "text", "call"),
    [
        (BEATEN, "전화 걸면 뭐라고 하면 돼?", "say"),
        (BEATEN, "무슨 말을 해야 될지 모르겠어", "say"),
        (BEATEN, "말을 잘 못하겠어", "say"),
        (BEATEN, "거기 전화하면 나 혼나?", "scolded"),
        (HOPELESS, "초등학생이 전화해도 돼요?", "scolded"),
        (BEATEN, "내 이름도 말해야 돼?", "name"),
        (BEATEN, "나 몇 살인지 말해야 돼?", "name"),
        (BEATEN, "엄마도 알게 돼?", "retold"),
        (BEATEN, "말하기 부끄러운데", "written"),
        (HOPELESS, "어디다 전화해", "whom"),
        (HOPELESS, "통화료 나가?", "cost"),
        (HOPELESS, "공짜야?", "cost"),
        (HOPELESS, "전화하기 무서운데", "written"),
        (HOPELESS, "카톡으로는 안 돼?", "written"),
        (ALONE, "핸드폰이 없어", "no_phone"),
        (ALONE, "상담하면 엄마한테 연락 가?", "retold"),
        (ALONE, "129는 뭐 하는 데야", "line"),
        (ALONE, "지금도 전화 받아?", "open"),
        (PENNILESS, "누구한테 말해야 돼", "whom"),
        (BEATEN, "what should I say to them", "say"),
        (BEATEN, "can I text them?", "written"),
    ],
)
def test_what_is_asked_of_the_numbers_is_heard(first: str, text: str, call: str) -> None:
    read = read_meal(text, after(first))

    assert isinstance(read.meaning, Stay)
    assert (read.meaning.grief, read.meaning.call) == (grief_of(first), call)


@pytest.mark.parametrize(
    ("text", "call"),
    [("1388에 전화하면 돈 들어?", "cost"), ("112 전화하면 뭐라고 말해?", "say")],
)
def test_a_number_may_be_asked_about_by_itself(text: str, call: str) -> None:
    read = read_meal(text, Session(id="s"))

    assert read.intent == IN_NEED
    assert read.meaning.call == call


@pytest.mark.parametrize(
    "text", ["카드 분실 신고하면 엄마한테 연락 가?", "가게에 전화하면 뭐라고 해?"]
)
def test_other_calls_are_not_taken_for_those(text: str) -> None:
    assert not isinstance(read_meal(text, Session(id="s")).meaning, Stay)


def test_who_asked_who_hears_of_it_is_still_stayed_with() -> None:
    asked = PastTurn(turn="b", said="누가 들어?", intent="PRIVACY_REQUEST", result=None)
    session = Session(id="s", memory={CARE: "violence"}, past=(*after(BEATEN).past, asked))

    assert isinstance(read_meal("무서워", session).meaning, Stay)


@pytest.mark.parametrize("text", ["다시 받을려면 몇일걸려?", "그럼 재발급은 얼마나 걸려요?"])
def test_what_comes_of_a_lost_card_is_answered(text: str) -> None:
    lost = PastTurn(
        turn="a",
        said="카드 잃어버렸어 ㅠㅠ 어떡해",
        intent="CARD_PROBLEM",
        result={"slots": {"problem": "lost"}},
    )
    afraid = PastTurn(turn="b", said="엄마한테 혼날까봐 무서워", intent=IN_NEED, result=None)
    session = Session(id="s", memory={CARE: "shame"}, past=(lost, afraid))

    assert read_meal(text, session).intent == "CARD_PROBLEM"
