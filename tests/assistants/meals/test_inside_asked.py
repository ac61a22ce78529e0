"""A question of what is inside food is heard with or without a list, and nothing else is."""

import pytest

from dure.assistants.meals.inside_asked import InsideAsked
from dure.assistants.meals.reading import read_meal
from dure.engine.session import PastTurn, Session

FRESH = Session(id="s")
LIST = Session(id="s", memory={"shown": ({"id": "a", "name": "달무리 분식", "dish": "라볶이"},)})


@pytest.mark.parametrize(
    ("text", "kind", "food", "word"),
    [
        ("버터는 우유로 만드나", None, None, None),
        ("요거트도 우유지?", "same", "요거트", "우유"),
        ("베이컨은 돼지고기죠", "same", "베이컨", "돼지고기"),
        ("두유는 콩이잖아", "same", "두유", "콩"),
        ("만두는 먹어도 돼?", "may", "만두", None),
        ("그럼 라볶이는 괜찮을까요", "may", "라볶이", None),
        ("김치볶음밥먹어도되나요", "may", "김치볶음밥", None),
        ("우동에도 밀이 들어가나요?", "within", "우동", "밀"),
        ("된장에 밀가루 들었다던데", "within", "된장", "밀가루"),
        ("우유 빼달라고 말하면 될까?", "order", None, "우유"),
        ("새우는 넣지 말아달라고 하면 되나요", "order", None, "새우"),
    ],
)
@pytest.mark.parametrize("session", [FRESH, LIST], ids=["fresh", "list"])
def test_it_is_heard(
    session: Session, text: str, kind: str | None, food: str | None, word: str | None
) -> None:
    asked = read_meal(text, session).meaning

    if kind is None:
        return
    assert isinstance(asked, InsideAsked)
    assert asked.kind == kind
    assert asked.foods == ((food,) if food else ())
    assert asked.words == ((word,) if word else ())


@pytest.mark.parametrize(
    "text",
    [
        "만두 먹을 수 있는 데",
        "치킨 괜찮은 데 있어?",
        "순대 먹고 싶어",
        "우유 들어간 빵 있어?",
        "피자 말고",
    ],
)
def test_a_wish_is_none(text: str) -> None:
    assert not isinstance(read_meal(text, FRESH).meaning, InsideAsked)


@pytest.mark.parametrize(
    "text",
    [
        "버터 들어간 거 말고",
        "땅콩 든 건 빼고",
        "치즈 올라간 거 싫어",
        "우유들어있는거빼줘",
        "참치 들어간 건 안 먹어",
    ],
)
def test_what_holds_something_is_refused_with_it(text: str) -> None:
    slots = read_meal(text, LIST).slots

    assert slots.get("exclude_food") or slots.get("allergen")
    assert not slots.get("food")


def minding(intent: str = "DIETARY_RESTRICTION") -> Session:
    result = {"slots": {"allergen": ["달걀"]}}
    told = PastTurn(turn="a", said="I'm allergic to eggs", intent=intent, result=result)
    return Session(id="s", past=(told,))


@pytest.mark.parametrize(
    ("text", "kind", "food", "word"),
    [
        ("is bibimbap ok for me?", "may", "비빔밥", None),
        ("would udon be safe for me", "may", "우동", None),
        ("can I eat omurice?", "may", "오므라이스", None),
        ("is it okay for me to eat gimbap?", "may", "김밥", None),
        ("does tteokbokki have milk?", "within", "떡볶이", "우유"),
        ("is there any peanut in pad thai?", "within", "팟타이", "땅콩"),
    ],
)
def test_it_is_heard_in_english(text: str, kind: str, food: str, word: str | None) -> None:
    asked = read_meal(text, minding()).meaning

    assert asked == InsideAsked(kind=kind, foods=(food,), words=(word,) if word else ())  # type: ignore[arg-type]


def test_another_food_is_asked_about_in_the_same_way() -> None:
    goes_on = read_meal("what about udon?", minding("NUTRITION_INQUIRY"))

    assert goes_on.meaning == InsideAsked(kind="may", foods=("우동",))


@pytest.mark.parametrize(
    "text",
    ["can I have tteokbokki?", "can I eat pizza near Hongdae", "is it ok to eat alone there?"],
)
def test_a_wish_in_english_stays_one(text: str) -> None:
    assert not isinstance(read_meal(text, FRESH).meaning, InsideAsked)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("이거 진짜 돼지고기 안들어간거 맞아요?", "돼지고기"),
        ("두번째꺼는 우유 안들어갔지?", "우유"),
        ("다 돼지고기 없는거지?", "돼지고기"),
        ("2번 계란 빠진거야?", "계란"),
        ("1번 혹시 돼지고기 든거 아니야?", "돼지고기"),
        ("이중에 계란 안 들어간거 뭐야", "계란"),
    ],
)
def test_a_question_that_denies_is_one(text: str, word: str) -> None:
    read = read_meal(text, LIST)

    assert read.intent == "NUTRITION_INQUIRY"
    assert read.slots["asked_allergen"] == [word]


@pytest.mark.parametrize("text", ["계란 안 들어간 거 추천해줘", "새우 없는 걸로 줘"])
def test_what_shall_not_be_inside_is_a_wish(text: str) -> None:
    assert "asked_allergen" not in read_meal(text, LIST).slots


@pytest.mark.parametrize(
    "text",
    ["1번 많이 매운가요", "1번은 안매워?", "그거 맵지 않아?", "첫번째꺼 매운거야?",
     "1번꺼 매운지 알려줘", "1번 메뉴 매운거 있어?", "제일 안매운거 뭐야", "이거 맵나",
     "is the first one spicy?"],
)  # fmt: skip
def test_it_is_asked_how_spicy_it_is(text: str) -> None:
    assert read_meal(text, LIST).meaning == InsideAsked(kind="spicy")


@pytest.mark.parametrize(
    "text", ["안 매운 거로", "매운거 먹고싶다", "너무 매웠어", "매운 거 있어?"]
)
def test_a_wish_for_spice_is_no_such_question(text: str) -> None:
    assert not isinstance(read_meal(text, LIST).meaning, InsideAsked)


def test_which_food_is_free_of_something_is_a_wish_before_any_list() -> None:
    read = read_meal("새우 안 들어간거 뭐야", FRESH)

    assert (read.intent, read.slots) == ("FOOD_REQUEST", {"exclude_food": ["새우"]})


@pytest.mark.parametrize(
    "text", ["어디가 덜 매워?", "어디가 제일 매워?", "1번이랑 2번 중에 뭐가 더 매워"]
)
def test_which_is_spicier_compares(text: str) -> None:
    assert read_meal(text, LIST).intent == "COMPARISON"
