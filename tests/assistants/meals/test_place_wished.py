"""Before any list was shown, what asks of "a place that …" is a wish or an honest unknown."""

from typing import Any

import pytest

from dure.assistants.meals.place_wished import asks_closed, flag_asked
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

SHOWN = {"shown": [{"id": "1", "name": "가게", "dish": None, "price_won": None}]}


def heard(text: str, memory: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    read = read_meal(text, Session(id="s", memory=memory or {}))
    return read.intent, dict(read.slots)


@pytest.mark.parametrize(
    "text",
    [
        "지금 문 열린 가게 있어요?",
        "이 시간에 하는 데 있나",
        "영업중인데 있어?",
        "아직 문 안 닫은 곳",
    ],
)
def test_a_place_that_is_open_is_looked_for(text: str) -> None:
    assert heard(text)[0] == "FOOD_REQUEST"


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("아침 여섯시에 여는데 있어?", "time", "06:00"),
        ("늦게까지 하는데 어디야", "time", "22:00"),
        ("24시간 하는 데", "time", "03:00"),
        ("일찍 여는 식당 알려줘", "meal_time", "breakfast"),
        ("새벽에 여는 곳", "time", "05:00"),
        ("어디가 제일 가까워", "sort", "near"),
        ("제일 가까운데로 알려줘", "sort", "near"),
    ],
)
def test_the_hour_and_the_way_of_it_are_kept(text: str, slot: str, value: str) -> None:
    intent, slots = heard(text)

    assert intent == "FOOD_REQUEST"
    assert slots[slot] == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("일요일도 문 열어?", "sunday"),
        ("토요일에도 하나요", "saturday"),
        ("내일도 해?", "tomorrow"),
    ],
)
def test_a_day_alone_is_asked_of_the_hours(text: str, day: str) -> None:
    assert heard(text) == ("TIME_INQUIRY", {"day": day})


@pytest.mark.parametrize("text", ["화요일에 노는 데는 어디야", "월요일에 쉬는 데가 어디야"])
def test_places_that_are_closed_are_none_to_eat_at(text: str) -> None:
    assert heard(text)[0] == "TIME_INQUIRY"
    assert asks_closed(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("포장해 갈 데 있을까", "takeout"),
        ("배달 되는 집", "delivery"),
        ("차 댈 수 있는 데", "parking"),
        ("혼자 먹기 괜찮은 곳", "solo_seat"),
        ("유아의자 있는 식당", "seats"),
        ("칼로리 적은 거 있나", "nutrition"),
        ("고단백 메뉴", "nutrition"),
        ("주차 되는 갈비집", "parking"),
        ("배달 되는 치킨집 알려줘", "delivery"),
        ("포장 돼?", None),
        ("혼자 먹을래", None),
        ("자리 있어?", None),
    ],
)
def test_what_a_place_shall_be_fit_for_is_heard(text: str, flag: str | None) -> None:
    assert flag_asked(text) == flag


@pytest.mark.parametrize(
    "text", ["국밥 먹고 싶은데", "1번 지금 문 열었어?", "우유 알레르기 있는데 지금 하는 데", "응"]
)
def test_other_sentences_are_read_as_before(text: str) -> None:
    assert heard(text, SHOWN) == heard(text, SHOWN)
    assert heard(text)[1].get("sort") is None


@pytest.mark.parametrize(
    ("text", "slot"), [("아침 8시에 여는 데는", "time"), ("늦게까지 하는 데는 없나", "time")]
)
def test_after_a_list_other_hours_change_the_wish(text: str, slot: str) -> None:
    intent, slots = heard(text, SHOWN)

    assert intent == "MODIFY_REQUEST"
    assert slot in slots


@pytest.mark.parametrize(
    "text", ["언니는 김밥 먹고 싶대", "김밥 괜찮대요", "친구가 김밥 땡긴다고 해"]
)
def test_what_somebody_else_would_like_changes_the_wish(text: str) -> None:
    intent, slots = heard(text, SHOWN)

    assert (intent, slots["food"]) == ("MODIFY_REQUEST", ["김밥"])


@pytest.mark.parametrize("text", ["동생은 새우 못 먹는대", "거기 좋대", "매운 거 안 좋대"])
def test_what_somebody_cannot_eat_is_no_wish(text: str) -> None:
    assert heard(text, SHOWN)[1].get("food") is None


@pytest.mark.parametrize("text", ["줄 많이 서야돼?", "웨이팅 있나요", "거기 대기 길어?"])
@pytest.mark.parametrize("memory", [{}, SHOWN])
def test_how_long_one_waits_is_no_way_to_go(text: str, memory: dict[str, Any]) -> None:
    assert heard(text, memory)[0] == "RESERVATION_REQUEST"


def test_after_a_list_its_places_are_meant() -> None:
    assert heard("제일 가까운 데가 어디야", SHOWN)[0] != "FOOD_REQUEST"


@pytest.mark.parametrize(
    "text", ["사장님이 친절했어", "어제 간 집 깨끗하고 좋았어", "사람 너무 많아서 못 먹었어"]
)
def test_who_tells_what_a_place_was_like_asks_nothing(text: str) -> None:
    assert read_meal(text, Session(id="s")).intent == "FEEDBACK"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("도서관 옆 국수집 깨끗한가요", "SHOP_INQUIRY"),
        ("학교 앞 분식집 사장님 친절해?", "SHOP_INQUIRY"),
        ("화장실 깨끗한 국밥집", "FOOD_REQUEST"),
        ("왕손짜장 평가 좋은 집인가요?", "REVIEW_INQUIRY"),
        ("줄서는거 싫은데 지금 붐비나", "RESERVATION_REQUEST"),
        ("여기 맛있다는 사람 많아?", "REVIEW_INQUIRY"),
        ("와이파이 비번 뭐야", "OUT_OF_SCOPE"),
        ("와이파이 잡아줘", "OUT_OF_SCOPE"),
    ],
)
def test_what_is_asked_of_a_place_is_no_wish_for_one(text: str, intent: str) -> None:
    assert read_meal(text, Session(id="s")).intent == intent


@pytest.mark.parametrize(("text", "flag"), [("언제 업데이트했어", None), ("데이트할 곳", "mood")])
def test_an_update_is_no_date(text: str, flag: str | None) -> None:
    assert flag_asked(text) == flag
