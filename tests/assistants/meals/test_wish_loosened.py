"""What somebody adds raises the sum of the wish under way; a longer way widens it."""

from dataclasses import replace

import pytest

from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.relaxed import WIDEST_M
from dure.engine.session import PastTurn, Session

SHOWN = [{"id": "1", "name": "한 그릇", "dish": "백반", "price_won": 5000}]


def after(**slots: object) -> Session:
    return Session(id="s", memory={"shown": SHOWN, "wish": {"slots": slots, "hidden": []}})


@pytest.mark.parametrize(
    "text",
    [
        "언니가 천원 더 준대",
        "형이 천원 보태줌",
        "엄마가 1000원 더 주신대요",
        "칭구가 천원 얹어준대",
        "동생이 천원 준다는데",
        "누나가 천원 보태 준다고 했어요",
        "오빠가1000원 보태준다함",
        "할머니께서 천원 더 주기로 하셨어요",
        "삼촌이 천원 더 줬어",
        "이모가 천원 추가로 보탬",
    ],
)
def test_what_is_added_raises_the_sum(text: str) -> None:
    read = read_meal(text, after(food=["백반"], budget_min=5000, budget_max=7000))

    assert read.intent == "MODIFY_REQUEST"
    assert read.slots == {"budget_min": 5000, "budget_max": 8000}


@pytest.mark.parametrize(
    "text",
    [
        "비싸도 돼",
        "좀 더 비싸도 괜찮아요",
        "비싸도 상관없어 엄마가 사준대",
        "더 비싸도 됨 형이 쏜대",
        "비싸도됨",
        "조금 비싸도 ㄱㅊ",
        "이제 비싸도 돼요 아빠가 내준대요",
        "비싸도 괜춘",
    ],
)
def test_a_dearer_meal_lifts_the_sum(text: str) -> None:
    read = read_meal(text, after(food=["백반"], budget_max=7000))

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", {"budget_max": None})


@pytest.mark.parametrize(
    "text",
    [
        "멀어도 돼",
        "좀 멀어도 돼요",
        "더 멀어도 상관없어",
        "멀어도 괜춘",
        "멀리 가도 괜찮아요",
        "조금 멀어도 됨ㅋㅋ",
        "그럼 멀어도 ㄱㅊ",
        "많이 멀어도 괜찮습니다",
    ],
)
def test_a_longer_way_widens_the_wish(text: str) -> None:
    read = read_meal(text, after(food=["백반"]))

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", {"distance_max_m": WIDEST_M})


@pytest.mark.parametrize(
    "text",
    [
        "만원으로 할게",
        "천원 더 싼 거",
        "친구랑 만원으로",
        "비싸도 돼?",
        "너무 비싸",
        "멀어?",
        "너무 멀어",
        "엄마가 만원 안 준대",
    ],
)
def test_nothing_else_is_a_loosening(text: str) -> None:
    slots = read_meal(text, after(food=["백반"], budget_max=7000)).slots

    assert slots.get("budget_max") not in (8000, 17000)
    assert not ("budget_max" in slots and slots["budget_max"] is None)
    assert slots.get("distance_max_m") != WIDEST_M


def test_without_a_wish_nothing_is_loosened() -> None:
    assert "distance_max_m" not in read_meal("멀어도 돼", Session(id="s")).slots


def _told(session: Session, *, reason: str | None = None) -> Session:
    turn = PastTurn(turn="a", said="", intent="FOOD_REQUEST", result={"reason": reason})
    return replace(session, past=(turn,))


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("ㄴㄴ 오처넌", {"budget_max": 5000}),
        ("없어? 그럼 만원까지", {"budget_max": 10000}),
        ("만원은 있어?", {"budget_max": 10000}),
        ("10분도 괜찮아", {"walk_min": 10}),
        ("30분 걸려도 돼", {"walk_min": 30}),
        ("둘이서", {"party_size": 2}),
        ("강남역은?", {"location": "강남역"}),
        ("내일 점심에도 갈껀데 내일도 해?", {"day": "tomorrow", "meal_time": "lunch"}),
    ],
)
def test_after_nothing_was_found_the_wish_goes_on(text: str, slots: dict[str, object]) -> None:
    read = read_meal(text, _told(after(food=["초밥"]), reason="nothing_fits"))

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", slots)


@pytest.mark.parametrize(
    ("text", "food"), [("오천원으로 아무거나", []), ("만원으로 뭐든", []), ("치킨은?", ["치킨"])]
)
def test_another_food_or_any_takes_its_place(text: str, food: list[str]) -> None:
    read = read_meal(text, _told(after(food=["초밥"]), reason="nothing_fits"))

    assert read.slots["food"] == food


@pytest.mark.parametrize("text", ["신촌역", "아니면 신촌역", "신촌역 근처로요", "신촌역은 어때"])
def test_a_place_alone_changes_the_wish_under_way(text: str) -> None:
    read = read_meal(text, _told(after(food=["초밥"])))

    assert (read.intent, read.slots) == ("MODIFY_REQUEST", {"location": "신촌역"})


@pytest.mark.parametrize("text", ["오늘 날씨 어때", "카드 오늘 안됐어", "어제 뭐 먹었지"])
def test_what_is_about_else_alters_no_wish(text: str) -> None:
    found = _told(after(food=["초밥"]), reason="nothing_fits")

    assert read_meal(text, found).intent != "MODIFY_REQUEST"
