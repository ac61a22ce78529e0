"""Words that change what is looked for are a wish; questions and choices stay what they are."""

from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, shop

from dure.assistants.meals.list_changed import asks_others
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session

SHOWN = [
    {"id": "a", "name": "길모퉁이 수제버거", "dish": "불고기버거", "price_won": 4900},
    {"id": "b", "name": "색연필 분식", "dish": "라볶이", "price_won": 7000},
    {"id": "c", "name": "밀알마을 베이커리", "dish": "소보로빵", "price_won": 2100},
]
NAMES = ("하늘밥집", "구름분식", "바다국수", "노을김밥", "강변식당", "숲속반점")
LIST = Session(id="s", memory={"shown": SHOWN})
NONE = Session(id="s")


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("짬뽕ㅋㅋ", {"food": ["짬뽕"]}),
        ("칼국수!!", {"food": ["칼국수"]}),
        ("한식으로요", {"food": ["한식"]}),
        ("음 우동 어떰", {"food": ["우동"]}),
        ("돈까스집이면 더 좋구", {"food": ["돈가스"]}),
        ("싸면 더 좋고", {"sort": "cheap"}),
        ("가까우면 더 좋겠다", {"sort": "near"}),
        ("존맛이었음 좋겠다", {}),
        ("7분안에 걸어갈만한데로", {"walk_min": 7}),
        ("걸어서 3분컷", {"walk_min": 3}),
        ("한적한데로 찾아줘", {}),
        ("쿠폰되는데로 추천", {"coupon": True}),
        ("카드되는 데로요", {"card_ok": True}),
        ("여기말고딴데", {}),
        ("자리 많은데로", {}),
        ("혼자 앉아도 되는데로", {}),
        ("쫌더싼거", {"sort": "cheap"}),
        ("더 저렴한 곳으로요", {"sort": "cheap"}),
    ],
)
def test_with_a_list_it_changes_the_wish(text: str, slots: dict[str, object]) -> None:
    found = read_meal(text, LIST)

    assert found.intent == "MODIFY_REQUEST"
    assert slots.items() <= found.slots.items()


@pytest.mark.parametrize(
    "text", ["국수ㅎㅎ", "초밥 어때", "덮밥이면 더 좋고", "맛있었으면 좋겠다", "5분 안에 걸어갈 데"]
)
def test_without_a_list_it_is_a_wish(text: str) -> None:
    assert read_meal(text, NONE).intent == "FOOD_REQUEST"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("걸어서 몇 분이야", "LOCATION_INQUIRY"),
        ("라면 있어?", "MENU_INQUIRY"),
        ("라볶이는 얼마야", "PRICE_INQUIRY"),
        ("나 국수 좋아해", "PREFERENCE_UPDATE"),
        ("두 번째 어때", "REVIEW_INQUIRY"),
        ("제 알레르기 기록 지워 주시면 좋겠어요", "PRIVACY_REQUEST"),
        ("2번으로 갈게", "SELECT_RECOMMENDATION"),
    ],
)
def test_questions_and_choices_stay(text: str, intent: str) -> None:
    assert read_meal(text, LIST).intent == intent


def test_an_allergy_beside_it_is_never_lost() -> None:
    found = read_meal("새우 알레르기 있으니까 새우 없는데로", LIST)

    assert found.slots["allergen"] == ["새우"]


@pytest.mark.parametrize(
    ("text", "food"),
    [("신전 같은거 있나", "분식"), ("BBQ 비슷한 데", "치킨"), ("도미노 가튼데 업나", "피자")],
)
def test_something_like_a_chain_is_what_it_sells(text: str, food: str) -> None:
    found = read_meal(text, NONE)

    assert (found.intent, found.slots) == ("FOOD_REQUEST", {"food": [food]})


def test_a_kind_of_place_is_no_answer_to_which_one() -> None:
    asked = Session(
        id="s",
        memory={"shown": SHOWN},
        pending={"intent": "PRICE_INQUIRY", "need": "ordinal", "slots": {}},
    )

    for text in ("맛있었으면 좋겠다", "10분 안에 갈 수 있는 데로"):
        assert read_meal(text, asked).intent in ("MODIFY_REQUEST", "FOOD_REQUEST")


@pytest.mark.parametrize(
    "text", ["다른 데", "딴거 없어?", "또", "맘에 안 들어", "이게 끝이야?", "너무 멀다", "추천해줘"]
)
def test_others_are_asked_for(text: str) -> None:
    assert asks_others(text)


@pytest.mark.parametrize("text", ["갸갸갸", "신촌욕", "뭔가 특별한 거", "음 글쎄 그런데"])
def test_what_is_not_understood_asks_for_no_others(text: str) -> None:
    assert not asks_others(text)


async def test_the_list_stays_where_a_change_is_not_understood(tmp_path: Path) -> None:
    town = Paying(tmp_path, {}, [shop(name, 5_000) for name in NAMES])
    shown = await town.says("홍대입구역 점심")
    unread = await town.says("뭔가 특별한 거")
    kept = await town.says("1번 주소 알려줘")
    await town.close()

    assert (unread.intent, unread.outcome, unread.items) == ("MODIFY_REQUEST", "asked", ())
    assert kept.items[0]["name"] == shown.items[0]["name"]


async def test_what_was_shown_yesterday_is_no_day_to_eat(tmp_path: Path) -> None:
    town = Paying(tmp_path, {}, [shop(name, 5_000) for name in NAMES])
    shown = await town.says("홍대입구역 점심")
    others = await town.says("어제 말해준거 말고")
    await town.close()

    before = {item["name"] for item in shown.items}
    assert {item["name"] for item in others.items}.isdisjoint(before)


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        ("likes", "국물 있는 거", "MODIFY_REQUEST"),
        ("likes", "국물 있는 거요", "PREFERENCE_UPDATE"),
        ("likes", "매운거 완전 좋아", "PREFERENCE_UPDATE"),
        ("cannot_eat", "매운 거", "PREFERENCE_UPDATE"),
    ],
)
def test_a_bare_taste_below_a_list_is_a_wish(asked: str, text: str, intent: str) -> None:
    session = Session(id="s", memory={"shown": SHOWN}, pending={"onboarding": asked})

    assert read_meal(text, session).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("제일 처음 나온 데로", "SELECT_RECOMMENDATION"),
        ("처음 나온 거", "SELECT_RECOMMENDATION"),
        ("처음 거로 다시", "MODIFY_REQUEST"),
        ("원래대로", "MODIFY_REQUEST"),
    ],
)
def test_the_first_that_was_shown_is_a_place_of_the_only_list(text: str, intent: str) -> None:
    assert read_meal(text, LIST).intent == intent
