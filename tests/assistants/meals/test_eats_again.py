"""That something may be eaten again is heard, a question about it is not, and both need a yes."""

import pytest

from dure.assistants.meals.eats_again import NEED, Eating
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

FRESH = Session(id="s")
ASKED = Session(
    id="s",
    pending={
        "need": NEED,
        "intent": "DIETARY_RESTRICTION",
        "slots": {"allergen_remove": ["계란"]},
    },
)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("병원에서 우유 먹어도 된대", "again", ("우유",)),
        ("나 이젠 땅콩 먹을 수 있어", "again", ("땅콩",)),
        ("새우 이제 괜찮아졌어", "again", ("새우",)),
        ("이제우유먹어도돼요", "again", ("우유",)),
        ("복숭아 알레르기 다 나았어", "again", ("복숭아",)),
        ("두드러기 이제 싹 없어졌어", "again", ()),
        ("알러지 완전히 나았어요", "again", ()),
        ("저 알러지 같은 거 없어요", "never", ()),
        ("못 먹는 음식 없어요", "never", ()),
        ("우유 못 먹는 건 누나고 나는 아냐", "others", ("우유",)),
        ("나 말고 형이 땅콩 알레르기야", "others", ("땅콩",)),
    ],
)
def test_what_may_be_eaten_is_heard(text: str, kind: str, words: tuple[str, ...]) -> None:
    read = read_meal(text, FRESH)

    assert read.intent == "DIETARY_RESTRICTION"
    assert read.meaning == Eating(kind=kind, words=words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "우유 먹어도 되나요?",
        "이제 땅콩 먹어도 돼?",
        "알레르기 없는 메뉴 알려줘",
        "알레르기 없는 데 있어?",
        "나 새우 알레르기 있어",
        "계란 없는 빵집",
        "새우 먹고 싶어",
    ],
)
def test_a_question_takes_nothing_off(text: str) -> None:
    assert not isinstance(read_meal(text, FRESH).meaning, Eating)


@pytest.mark.parametrize("text", ["응", "네 빼주세요", "ㅇㅇ", "어 이제 먹어도 돼", "yes"])
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert read_meal(text, ASKED).meaning == Eating(kind="yes", words=("계란",))


@pytest.mark.parametrize("text", ["아니", "아직은 안 돼", "그대로 둬", "잘 모르겠어"])
def test_anything_of_a_no_keeps_it(text: str) -> None:
    assert read_meal(text, ASKED).meaning == Eating(kind="no", words=("계란",))


def test_a_question_of_its_own_wins() -> None:
    assert read_meal("5천원으로 점심", ASKED).intent == "BUDGET_INQUIRY"
