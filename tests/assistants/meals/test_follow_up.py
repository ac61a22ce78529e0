"""What says too little alone is completed from the turns before it, and only there."""

import pytest

from dure.assistants.meals.follow_up import followed_up
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import PastTurn, Session


def past(intent: str, said: str, **slots: str) -> PastTurn:
    return PastTurn(turn="t", said=said, intent=intent, result={"slots": slots})


OFF = past("PREFERENCE_UPDATE", "알림 꺼", setting="notification_off")
ALERT = past("BALANCE_CHECK", "잔액 2만원 아래로 떨어지면 알려줘")
HISTORY = past("RECOMMENDATION_HISTORY", "나 어제 뭐 먹었지", day="yesterday")
HOURS = past("TIME_INQUIRY", "1번 몇시까지 해")
OTHER = past("FOOD_REQUEST", "김밥 먹고 싶어")


def after(*turns: PastTurn) -> Session:
    return Session(id="s", past=turns)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("아니다 다시 켜줘", "notification_on"),
        ("다시 켜", "notification_on"),
        ("아냐 켜줘ㅋㅋ", "notification_on"),
        ("도로 켜 주세요", "notification_on"),
        ("그냥 다시 받을래", "notification_on"),
        ("꺼줘", "notification_off"),
        ("아니 꺼 주세요", "notification_off"),
        ("다시 꺼", "notification_off"),
    ],
)
@pytest.mark.parametrize("session", [after(OFF), after(OFF, OTHER), after(ALERT)])
def test_a_setting_is_changed_back(text: str, setting: str, session: Session) -> None:
    found = read_meal(text, session)

    assert (found.intent, found.slots) == ("PREFERENCE_UPDATE", {"setting": setting})


@pytest.mark.parametrize(
    "text",
    ["다시 추천해줘", "불 꺼진 가게", "켜켜이 쌓인 케이크", "꺼림칙해", "다른 거", "다시 보여줘"],
)
def test_what_is_no_setting_stands_alone(text: str) -> None:
    assert followed_up(read_slots(text, ()), after(OFF)) is None


@pytest.mark.parametrize("session", [after(), after(OTHER), after(OFF, OTHER, OTHER)])
def test_nothing_is_switched_where_no_setting_was_spoken_of(session: Session) -> None:
    assert followed_up(read_slots("다시 켜줘", ()), session) is None


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("오천원으로 바꿔", 5000),
        ("아니 3천원으로 해줘", 3000),
        ("그냥 만원으로 바꿔줘", 10000),
        ("금액을 7000원으로 바꿔", 7000),
        ("8천원으로 설정해줘", 8000),
        ("그거 4000원으로 맞춰줘", 4000),
        ("다시 만오천원으로 해", 15000),
        ("6천원으로 할래", 6000),
    ],
)
def test_the_amount_of_an_alert_is_changed(text: str, won: int) -> None:
    found = followed_up(read_slots(text, ()), after(ALERT))

    assert found is not None
    assert (found.intent, found.below_won) == ("BALANCE_CHECK", won)


@pytest.mark.parametrize(
    "text",
    [
        "오천원으로 점심",
        "김밥 오천원으로 바꿔",
        "5천원 3천원으로 바꿔",
        "오천원짜리 먹을래",
        "만원 썼어",
        "메뉴 바꿔줘",
    ],
)
def test_a_wish_after_an_alert_is_a_wish(text: str) -> None:
    assert followed_up(read_slots(text, ()), after(ALERT)) is None


def test_an_amount_alone_changes_no_alert() -> None:
    assert followed_up(read_slots("오천원으로 바꿔", ()), after(OTHER)) is None


@pytest.mark.parametrize("text", ["그저께는?", "그럼 어제는", "지난주 월요일은?", "3일 전엔"])
def test_another_day_of_the_past_is_asked_of_the_history(text: str) -> None:
    found = followed_up(read_slots(text.removeprefix("그럼 "), ()), after(HISTORY))

    assert found is not None
    assert found.intent == "RECOMMENDATION_HISTORY"


@pytest.mark.parametrize("text", ["일요일은", "모레는?", "내일은요", "토요일은?"])
def test_another_day_is_asked_of_the_hours(text: str) -> None:
    found = followed_up(read_slots(text, ()), after(HOURS))

    assert found is not None
    assert found.intent == "TIME_INQUIRY"


@pytest.mark.parametrize("text", ["내일은?", "모레는", "어제 김밥집", "일요일에 먹을 거"])
def test_a_day_to_come_or_a_wish_is_none_of_the_history(text: str) -> None:
    assert followed_up(read_slots(text, ()), after(HISTORY)) is None


@pytest.mark.parametrize("text", ["일요일은", "그저께는?"])
def test_a_day_alone_says_nothing(text: str) -> None:
    assert followed_up(read_slots(text, ()), after(OTHER)) is None


def test_an_open_question_is_answered_first() -> None:
    session = Session(id="s", past=(OFF,), pending={"intent": "TIME_INQUIRY", "need": "ordinal"})

    assert followed_up(read_slots("다시 켜줘", ()), session) is None
