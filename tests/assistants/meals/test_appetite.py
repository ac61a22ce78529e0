"""A hungry word is a wish for food, and beside a word of want it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.appetite import asks_barely, is_about_weight, is_plainly_hungry
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

FRESH = Session(id="s")


@pytest.mark.parametrize(
    "text",
    [
        "배고파아",
        "너무 배고프다ㅠㅠ",
        "축구하고 왔더니 배고픔",
        "급식 조금 먹어서 배고파요",
        "배가 많이 고픈데요",
        "야자 끝나니까 출출하다",
        "새벽 두신데 배고파",
        "나지금배고파",
        "수학 학원 마치니까 허기져",
    ],
)
def test_a_plain_word_of_hunger_is_a_wish_for_food(text: str) -> None:
    assert is_plainly_hungry(text)
    assert read_meal(text, FRESH).intent == "FOOD_REQUEST"


@pytest.mark.parametrize(
    "text",
    [
        "배고픈데 돈이 하나도 없어요",
        "배고파 집에 먹을 게 없어",
        "이틀째 배고파",
        "배고픈데 카드에 0원이야",
        "배고파서 어지러워",
        "아빠가 밥을 안 줘서 배고파",
        "배고픈데냉장고도비었어",
    ],
)
def test_want_is_still_met_with_people(text: str) -> None:
    assert not is_plainly_hungry(text)
    assert read_meal(text, FRESH).intent == "EMERGENCY_SUPPORT"


@pytest.mark.parametrize("text", ["나 별로 배 안 고파", "배고프지는 않아", "고프지 않은데"])
def test_who_is_not_hungry_is_not_taken_for_it(text: str) -> None:
    assert not is_plainly_hungry(text)
    assert read_meal(text, FRESH).intent != "EMERGENCY_SUPPORT"


@pytest.mark.parametrize("text", ["방학 동안 살이 쪘어", "엄청 살쪄서 다이어트하는 중이야"])
def test_talk_of_weight_is_no_cry_for_help(text: str) -> None:
    assert is_about_weight(text)
    assert read_meal(text, FRESH).intent == "NUTRITION_INQUIRY"


def test_a_time_that_it_is_now_is_no_wish() -> None:
    told = read_meal("지금 밤 11시인데 배고파", FRESH)
    wished = read_meal("밤 11시에 배고플 것 같아 김밥 추천", FRESH)

    assert "time" not in told.slots
    assert wished.slots["time"] == "23:00"


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert is_plainly_hungry(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "급식 노맛이라 안 먹음 ㅠ 먹을데 추천",
        "급식이 너무 맛없어서 안먹었는데 먹을 데 있나",
        "학교밥 별로라서 남겼어 뭐먹지 ㅠㅠ",
        "오늘 급식 싫은거 나와서 안먹었어 밥집 추천좀",
        "급식 구려서 패스함 사먹을래",
        "점심급식 이상해서 안먹음 먹을곳좀",
        "학식 맛없어 맛집 알려줘",
        "급식 쓰레기라 안먹었음 뭐 사먹지",
    ],
)
def test_who_passed_by_a_lunch_wishes_for_food(text: str) -> None:
    assert read_meal(text, FRESH).intent in ("FOOD_REQUEST", "MENU_INQUIRY", "BUDGET_INQUIRY")


@pytest.mark.parametrize(
    "text",
    [
        "급식 맛없어서 하루종일 굶었어 돈도 없어",
        "급식 못 먹었어 이틀째 굶고 있어",
        "급식 싫어 죽고싶어 뭐먹지",
    ],
)
def test_want_beside_a_lunch_is_still_want(text: str) -> None:
    assert read_meal(text, FRESH).intent == "EMERGENCY_SUPPORT"


def test_a_bare_taste_is_a_wish_and_how_to_cook_is_none() -> None:
    taste = read_meal("칼칼 그거 그거 어디", FRESH)

    assert (taste.intent, taste.slots) == ("FOOD_REQUEST", {"taste": ["spicy"]})
    assert read_meal("피자 만드는 법 알려줘", FRESH).intent == "OUT_OF_SCOPE"


def test_a_part_of_the_body_is_no_shop() -> None:
    assert "shop" not in read_meal("배때지가 등가죽에 붙었다", FRESH).slots


@pytest.mark.parametrize(
    "text",
    [
        "추천좀",
        "추천해줄래?",
        "안녕 추천해줘",
        "추천 받고싶어",
        "야 추천좀 해봐",
        "오늘 추천은?",
        "추천바람",
        "별로야 추천해줘",
    ],
)
def test_a_place_is_asked_for_in_one_word(text: str) -> None:
    assert asks_barely(text)
    assert read_meal(text, FRESH).intent == "FOOD_REQUEST"


@pytest.mark.parametrize(
    "text",
    [
        "영화 추천해줘",
        "추천하지 마",
        "추천 취소",
        "추천해준 거 별로",
        "추천해줘서 고마워",
        "왜 추천해?",
    ],
)
def test_not_every_word_of_it_asks(text: str) -> None:
    assert not asks_barely(text)


@pytest.mark.parametrize(
    "text", ["내 입맛에 맞는거 하나만", "내 취향대로 골라줘", "치킨 사줘", "해장하고싶어"]
)
def test_what_one_likes_is_a_wish(text: str) -> None:
    assert read_meal(text, FRESH).intent == "FOOD_REQUEST"


@pytest.mark.parametrize("text", ["추천만 해주는거야?", "추천해주는 건가요"])
def test_who_asks_whether_places_are_only_recommended_wishes_for_none(text: str) -> None:
    assert not asks_barely(text)
