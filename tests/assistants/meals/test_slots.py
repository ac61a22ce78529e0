"""What an utterance says, slot by slot, before anything is made of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.budget import read_money
from dure.assistants.meals.slots import read_slots
from dure.assistants.meals.words import (
    allowed_slots,
    attributes_of,
    brands,
    cues,
    foods,
    names,
    points,
    variants,
)
from dure.kernel.data import read_toml
from dure.korean.normal import normalise
from dure.korean.numbers import say_number

FOOD, BUDGET, DIET = "FOOD_REQUEST", "BUDGET_INQUIRY", "DIETARY_RESTRICTION"
MONEY = ("budget_max", "budget_min", "budget_about", "coupon_amount", "balance_stated")


def read(text: str, intent: str = FOOD, shown: tuple[str, ...] = ()) -> dict[str, Any]:
    return read_slots(normalise(text).text, shown).slots(intent)


def money(text: str) -> dict[str, Any]:
    return {said.slot: said.value for said in read_money(text) if said.slot}


def spellings(won: int) -> Iterator[str]:
    """Yield six ways of writing an amount: digits, groups, Hangul, with a space, mixed, in 만."""
    large, rest = divmod(won, 10_000)
    thousands, ones = divmod(rest, 1000)
    hangul = say_number(won)
    yield f"{won}원"
    yield f"{won:,}원"
    yield f"{hangul}원"
    # "만 오천" is one number; "만 오" may be two words.
    yield (hangul.replace("만", "만 ", 1) if rest >= 10 else hangul) + "원"
    parts = (f"{large}만" if large else "", f"{thousands}천" if thousands else "")
    yield f"{''.join(parts)}{ones or ''}원"
    yield f"{won / 10_000:.4f}".rstrip("0").rstrip(".") + "만원"


@given(st.integers(1000, 100_000))
def test_a_budget_is_read_however_it_is_spelt(won: int) -> None:
    said = list(spellings(won))

    assert [money(f"{amount}으로") for amount in said] == [{"budget_max": won}] * 6


def test_every_round_budget_is_read_however_it_is_spelt() -> None:
    wrong = [
        (amount, money(f"{amount}으로"))
        for won in range(1000, 100_001, 500)
        for amount in spellings(won)
        if money(f"{amount}으로") != {"budget_max": won}
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5천원으로", {"budget_max": 5000}),
        ("5천원 이하", {"budget_max": 5000}),
        ("5천원까지", {"budget_max": 5000}),
        ("5천원짜리", {"budget_max": 5000}),
        ("5천원밖에 없어", {"budget_max": 5000}),
        ("5천원 남았는데", {"budget_max": 5000}),
        ("5천원 있는데", {"budget_max": 5000}),
        ("5천원 안쪽", {"budget_max": 5000}),
        ("6000", {"budget_max": 6000}),
        ("팔천 미만", {"budget_max": 7999}),
        ("5천원 미만", {"budget_max": 4999}),
        ("5천원보다 싼", {"budget_max": 4999}),
        ("5천원 이상", {"budget_min": 5000}),
        ("5천원부터", {"budget_min": 5000}),
        ("5천원보다 비싼", {"budget_min": 5000}),
        ("5천원쯤", {"budget_about": 5000}),
        ("5천원 정도", {"budget_about": 5000}),
        ("한 5천원", {"budget_about": 5000}),
        ("약 5천원", {"budget_about": 5000}),
        ("5천원대", {"budget_min": 5000, "budget_max": 5999}),
        ("만원대", {"budget_min": 10_000, "budget_max": 19_999}),
        ("5000원~7000원", {"budget_min": 5000, "budget_max": 7000}),
        ("5~6천원", {"budget_min": 5000, "budget_max": 6000}),
        ("5천원에서 7천원", {"budget_min": 5000, "budget_max": 7000}),
        ("오륙천원", {"budget_min": 5000, "budget_max": 6000}),
        ("만원짜리 두 장", {"budget_max": 20_000}),
        ("5천원짜리 지폐 3장", {"budget_max": 15_000}),
        ("5천원 썼는데", {}),
        ("점심값 5천원 나왔어", {}),
        ("5천원이던데", {}),
        ("만원 말고 5천원", {"budget_max": 5000}),
        ("어제 5천원 썼고 오늘은 만원", {"budget_max": 10_000}),
        ("5천원 쿠폰 있어", {"coupon_amount": 5000}),
        ("3천원 할인", {"coupon_amount": 3000}),
        ("잔액 5천원인데", {"balance_stated": 5000}),
        ("카드에 지금 3천원 있는데", {"balance_stated": 3000}),
        ("급카에 5천원 남음", {"balance_stated": 5000}),
        ("5천원 남아 있었", {"balance_stated": 5000}),
        ("잔액 5천원 맞아?", {"balance_stated": 5000}),
        ("0원 남았어", {"balance_stated": 0}),
        ("남은 돈으로", {"budget_from": "balance"}),
        ("한 끼 한도 안에서", {"budget_from": "meal_limit"}),
        ("5천원 남은 돈으로", {"budget_max": 5000, "budget_from": "balance"}),
    ],
)
def test_the_words_around_an_amount_say_what_it_is_for(
    text: str, expected: Mapping[str, Any]
) -> None:
    assert money(text) == expected


def test_an_amount_that_is_corrected_is_no_budget() -> None:
    assert read("5천원이 아니라 7천원으로", BUDGET) == {"budget_max": 7000}


@given(st.integers(1000, 99_000).map(lambda won: won // 100 * 100))
def test_under_an_amount_is_one_won_less(won: int) -> None:
    assert money(f"{won}원 미만") == {"budget_max": won - 1}


@given(st.integers(1, 9))
def test_a_band_of_thousands_ends_before_the_next(thousands: int) -> None:
    found = money(f"{thousands}천원대로")

    assert found == {"budget_min": thousands * 1000, "budget_max": thousands * 1000 + 999}


@pytest.mark.parametrize("text", ["인당 7천원", "1인당 7천원으로", "각자 7천원", "한 사람에 7천원"])
def test_an_amount_for_each_is_per_person(text: str) -> None:
    assert read(text, BUDGET) == {"budget_max": 7000, "per_person": True}


def test_an_amount_for_all_is_not_per_person() -> None:
    assert read("셋이서 2만원으로", BUDGET) == {"budget_max": 20_000, "party_size": 3}


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("정오에", "12:00"),
        ("자정에", "00:00"),
        ("12시에", "12:00"),
        ("1시 반에", "13:30"),
        ("6시에", "18:00"),
        ("7시에", "07:00"),
        ("저녁 7시에", "19:00"),
        ("새벽 2시에", "02:00"),
        ("밤 12시에", "00:00"),
        ("26시에", "02:00"),
        ("18:30에", "18:30"),
    ],
)
def test_a_time_of_day_is_read(text: str, minute: str) -> None:
    assert read(text) == {"time": minute}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("오늘", "today"),
        ("내일", "tomorrow"),
        ("어제", "yesterday"),
        ("그저께", "yesterday"),
        ("금요일에", "friday"),
        ("이번 주 금요일에", "friday"),
        ("주말에", "weekend"),
        ("평일에", "weekday"),
        ("공휴일에", "holiday"),
        ("지난주에", "last_week"),
        ("오늘 말고 내일", "tomorrow"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert read(text) == {"day": day}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500m 이내", {"distance_max_m": 500}),
        ("1km 안", {"distance_max_m": 1000}),
        ("도보 10분", {"walk_min": 10}),
        ("10분 거리", {"walk_min": 10}),
        ("10분 동안", {}),
        ("별점 4점 이상", {"rating_min": 4}),
        ("평점 4.5 넘는", {"rating_min": 4.5}),
        ("별 네 개 반 이상", {"rating_min": 4.5}),
    ],
)
def test_a_distance_or_a_rating_is_read(text: str, expected: Mapping[str, Any]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "score"), [("별 다섯 개 드려요", 5), ("4.5점 줄래", 4.5)])
def test_a_rating_that_is_given_is_read(text: str, score: float) -> None:
    assert read(text, "FEEDBACK") == {"rating": score}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("두 번째로", {"ordinal": 2}),
        ("마지막 거", {"ordinal": "last"}),
        ("1번이랑 3번", {"ordinal": [1, 3]}),
        ("1번이랑 2번이랑 3번", {"ordinal": [1, 2, 3]}),
        ("1번 말고", {"exclude_ordinal": [1]}),
        ("1번이랑 2번 빼고", {"exclude_ordinal": [1, 2]}),
        ("2번 출구", {}),
        ("이번 달에", {}),
        ("이번에는 다른 데", {}),
    ],
)
def test_a_place_in_the_list_is_read(text: str, expected: Mapping[str, Any]) -> None:
    assert read(text, "MODIFY_REQUEST") == expected


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("친구 셋이랑", 4),
        ("친구 3명이랑", 4),
        ("동생 하나랑", 2),
        ("둘이서", 2),
        ("세 명", 3),
        ("4명이서", 4),
        ("3인 가족", 3),
        ("두 명 말고 세 명", 3),
        ("60명", None),
        ("한 명", None),
        ("셋 중에 하나", None),
        ("셋이 다 좋아", None),
        ("2인분", None),
    ],
)
def test_the_speaker_counts_among_the_eaters(text: str, size: int | None) -> None:
    assert read(text).get("party_size") == size


def test_three_with_me_are_three() -> None:
    assert read("친구 둘이랑 나 포함 3명")["party_size"] == 3


@pytest.mark.parametrize(
    ("text", "companions"),
    [
        ("친구랑", ["friend"]),
        ("엄마랑", ["parent"]),
        ("동생이랑", ["sibling"]),
        ("할머니랑", ["family"]),
        ("혼자", ["alone"]),
        ("친구랑 동생이랑", ["friend", "sibling"]),
    ],
)
def test_who_comes_along_is_read(text: str, companions: list[str]) -> None:
    assert read(text).get("companion") == companions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("떡볶이 먹고 싶어", {"food": ["떡볶이"]}),
        ("떡뽁이 먹고 싶어", {"food": ["떡볶이"]}),
        ("돈까스 먹을래", {"food": ["돈까스"]}),
        ("중국음식 먹을래", {"food": ["중국음식"]}),
        ("짜장면이나 짬뽕", {"food": ["짜장면", "짬뽕"]}),
        ("떡볶이... 아니 김밥", {"food": ["김밥"]}),
        ("치킨 말고", {"exclude_food": ["치킨"]}),
        ("치킨이랑 피자 말고", {"exclude_food": ["치킨", "피자"]}),
        ("치킨 말고 피자", {"exclude_food": ["치킨"], "food": ["피자"]}),
        ("새우 안 들어간 거 추천해줘", {"exclude_food": ["새우"]}),
        ("치킨 싫어하는 건 아니야", {"food": ["치킨"]}),
        ("돼지고기 못 먹어", {"diet": ["no_pork"]}),
        ("할랄 식당", {"diet": ["halal"]}),
        ("찜 요리 먹고 싶어", {"food": ["찜"]}),
        ("게 먹고 싶다", {"food": ["게"]}),
        ("파 빼고", {"exclude_food": ["파"]}),
        ("가지 먹고 싶어", {"food": ["가지"]}),
    ],
)
def test_what_is_to_be_eaten_and_what_not_is_read(text: str, expected: Mapping[str, Any]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "food"),
    [
        ("컵라 먹고 싶어", "컵라면"),
        ("짜계치 ㄱㄱ", "짜파게티"),
        ("오므 파는 데", "오므라이스"),
        ("칼국 먹을래", "칼국수"),
        ("라볶 땡겨", "라볶이"),
        ("탕수 먹자", "탕수육"),
        ("불백 되는 데", "돼지불고기"),
    ],
)
def test_a_dish_is_known_by_what_children_call_it(text: str, food: str) -> None:
    assert read(text)["food"] == [food]


@pytest.mark.parametrize(
    "text",
    [
        "어디 가지",
        "파는 데 있어",
        "배고파",
        "밥집 추천",
        "찜한 거",
        "밤에 먹을 만한 데",
        "별 다섯 개 줄게",
        "채식주의자야",
    ],
)
def test_an_ordinary_word_is_no_food(text: str) -> None:
    assert "food" not in read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("새우 알레르기 있어", {"allergen": ["새우"]}),
        ("새우랑 게 알러지 있음", {"allergen": ["새우", "게"]}),
        ("우유 마시면 배탈 나", {"allergen": ["우유"]}),
        ("땅콩 먹으면 두드러기 나", {"allergen": ["땅콩"]}),
        ("용과 알레르기 있어", {"allergen": ["용과"]}),
        ("용과 먹으면 목이 부어요", {"allergen": ["용과"]}),
        ("난 알레르기 있어", {}),
        ("이제 새우 알레르기 없어졌어요", {"allergen_remove": ["새우"]}),
        ("새우 알레르기 아니래", {"allergen_remove": ["새우"]}),
        ("새우랑 게 알레르기 없어졌어요", {"allergen_remove": ["새우", "게"]}),
        (
            "땅콩 알레르기는 없어졌는데 새우 알레르기는 있어요",
            {"allergen_remove": ["땅콩"], "allergen": ["새우"]},
        ),
        (
            "땅콩 알레르기는 아니고 새우 알레르기예요",
            {"allergen_remove": ["땅콩"], "allergen": ["새우"]},
        ),
        (
            "새우 알레르기는 있고 땅콩은 이제 먹어도 돼요",
            {"allergen": ["새우"], "allergen_remove": ["땅콩"]},
        ),
        ("용과 알레르기 이제 없어졌어요", {"allergen_remove": ["용과"]}),
        ("채식해요", {"diet": ["vegetarian"]}),
        ("새우 못 먹어요", {"exclude_food": ["새우"]}),
    ],
)
def test_what_one_cannot_bear_is_read(text: str, expected: Mapping[str, Any]) -> None:
    assert read(text, DIET) == expected


@pytest.mark.parametrize(
    "text",
    ["이제 채식 안 해", "채식은 그만뒀어요", "채식주의자였는데 이제 아니야", "채식하는 거 끊었어",
     "비건 포기했어요", "무슬림 아니에요", "돼지고기 안 먹었는데 이제 먹어요"],
)  # fmt: skip
def test_giving_up_a_diet_declares_none(text: str) -> None:
    assert "diet" not in read(text, DIET)


@pytest.mark.parametrize(
    ("text", "diet"),
    [
        ("비건인데 운동은 안 해요", ["vegan"]),
        ("비건이고요 포기 안 해요", ["vegan"]),
        ("채식인데 땅콩 알레르기는 아니에요", ["vegetarian"]),
        ("채식 안 하는 친구랑 가는데 저는 채식해요", ["vegetarian"]),
        ("비건이 아니라 채식이에요", ["vegetarian"]),
        ("비건인데 치즈는 먹어도 돼요", ["vegan"]),
    ],
)
def test_what_is_given_up_beside_a_diet_leaves_it(text: str, diet: list[str]) -> None:
    assert read(text, DIET)["diet"] == diet


@pytest.mark.parametrize("text", ["새우 들어가?", "이거 새우 들어 있나요", "혹시 새우 넣으세요?"])
def test_a_question_about_contents_is_no_allergy(text: str) -> None:
    assert read(text, "NUTRITION_INQUIRY") == {"asked_allergen": ["새우"]}


def test_one_may_ask_for_what_one_does_not_eat() -> None:
    assert read("새우 못 먹는데 새우 들어가나요", "NUTRITION_INQUIRY") == {
        "asked_allergen": ["새우"]
    }


def test_an_allergy_inside_a_wish_leaves_the_food_wished_for() -> None:
    found = read("새우 알레르기 있는데 볶음밥 먹을 데")

    assert found == {"allergen": ["새우"], "food": ["볶음밥"]}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("강남역에서", "강남역"),
        ("홍대 근처", "홍대"),
        ("강남역 말고 신촌", "신촌"),
        ("뒷골동에서", "뒷골동"),
        ("한빛초등학교 앞에서", "한빛초등학교"),
        ("우리동네에서", None),
        ("운동 끝나고", None),
    ],
)
def test_a_place_is_read(text: str, place: str | None) -> None:
    assert read(text).get("location") == place


@pytest.mark.parametrize(
    ("text", "shop"),
    [
        ("굽네 어디야", "굽네치킨"),
        ("굽네치킨 홍대점 어디야", "굽네치킨 홍대점"),
        ("행복분식 어디야", "행복분식"),
        ("느티나무식당으로 가는 길", "느티나무식당"),
        ("동네식당 어디야", None),
        ("김치찌개 파는 한식당 어디야", None),
    ],
)
def test_a_shop_is_read(text: str, shop: str | None) -> None:
    assert read(text, "LOCATION_INQUIRY").get("shop") == shop


def test_a_shop_of_the_list_shown_needs_no_lexicon() -> None:
    found = read("별똥별 몇 시까지 해", "TIME_INQUIRY", ("달무리", "별똥별"))

    assert found == {"shop": "별똥별", "attribute": "close"}


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("1+1 하는 거", "COUPON_INQUIRY", {"promo": "1+1"}),
        ("상담원 연결해줘", "HELP", {"handoff": True}),
        ("문자로 보내줘", "OUT_OF_SCOPE", {"channel": "문자"}),
        ("쿠폰 WELCOME-2024", "COUPON_INQUIRY", {"coupon_code": "WELCOME-2024"}),
        ("GS25 쿠폰", "COUPON_INQUIRY", {"shop": "GS25"}),
        ("5천원 쿠폰 되는 데", FOOD, {"coupon_amount": 5000}),
        ("쿠폰 되는 데", FOOD, {"coupon": True}),
        ("배민에서 돼?", "CARD_USE_INQUIRY", {"shop_type": "배달앱"}),
        ("가성비 싼 데", FOOD, {"sort": "value"}),
        ("더 싼 데", FOOD, {"sort": "cheap"}),
        ("가까운 데", FOOD, {"near": True}),
        ("제일 가까운 순", FOOD, {"sort": "near"}),
        ("안 매운 거", FOOD, {"taste": ["not_spicy"]}),
        ("매운 국물", FOOD, {"taste": ["spicy", "soup"]}),
        ("지금 여는 데", FOOD, {"open_now": True}),
        ("저녁 6시에 지금 여는 데", FOOD, {"time": "18:00"}),
        ("카드 되는 데", FOOD, {"card_ok": True}),
        ("카드가 부러졌어 재발급", "CARD_PROBLEM", {"problem": "reissue"}),
        ("맛있는데 양이 적어", "FEEDBACK", {"polarity": "neg", "reason": "taste"}),
        ("내 정보 지워줘", "PRIVACY_REQUEST", {"action": "delete"}),
        ("알림 꺼줘", "PREFERENCE_UPDATE", {"setting": "notification_off"}),
        ("어디가 더 싸", "COMPARISON", {"aspect": "price"}),
        ("곱빼기 돼?", "MENU_INQUIRY", {"option": "large"}),
        ("라스트오더 몇 시", "TIME_INQUIRY", {"attribute": "last_order"}),
        ("주차 돼?", "SHOP_INQUIRY", {"attribute": "parking"}),
    ],
)
def test_a_phrase_means_its_value(text: str, intent: str, expected: Mapping[str, Any]) -> None:
    assert read(text, intent) == expected


@pytest.mark.parametrize(
    "text", ["너무 맵진 않게", "맵지는 않은 걸로", "너무 맵지 않은 거", "맵진 말고"]
)
def test_not_too_spicy_is_not_spicy(text: str) -> None:
    assert read(text)["taste"] == ["not_spicy"]


def test_only_what_an_intent_may_carry_is_a_slot() -> None:
    said = "내일 강남역에서 5천원으로 치킨 두 번째"

    kept = {intent: set(read(said, intent)) - {"attribute"} for intent in allowed_slots()}

    assert [i for i, slots in kept.items() if slots - allowed_slots()[i]] == []


def test_an_intent_without_slots_carries_none() -> None:
    assert read("내일 강남역에서 5천원으로 치킨", "GREETING") == {}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("강남역에서 5천원으로 치킨", "ⓛ에서 ⓜ으로 ⓕ"),
        ("새우 알레르기 있어", "ⓐ 알레르기 있어"),
        ("내일 12시에 4명", "ⓓ ⓣ에 ⓟ"),
        ("5천원 썼어", "ⓜ 썼어"),
        ("걸어서 10분, 500m", "걸어서 ⓚ, ⓚ"),
        ("반가워", "반가워"),
    ],
)
def test_names_and_amounts_are_masked_for_the_classifier(text: str, masked: str) -> None:
    assert read_slots(text).masked() == masked


@given(st.text(alphabet="새우치킨강남역알레르기5천원만 두번째말고내일시에서랑이?.", max_size=40))
def test_what_was_said_stands_where_it_is_said_to_stand(text: str) -> None:
    reading = read_slots(normalise(text).text)

    assert all(
        0 <= s.start < s.end <= len(reading.text) for s in reading.said if s.slot != "per_person"
    )


@given(st.text(alphabet="새우치킨강남역알레르기5천원만 두번째말고내일시에서랑이?.", max_size=40))
def test_money_is_whole_and_not_negative(text: str) -> None:
    amounts = [s.value for s in read_money(normalise(text).text) if s.slot in MONEY]

    assert all(isinstance(amount, int) and amount >= 0 for amount in amounts)


def test_every_slot_that_is_allowed_belongs_to_intents_that_exist() -> None:
    intents = set(read_toml("dure.assistants.meals", "phrases.ko.toml")["asks"])

    unknown = {i for i in allowed_slots() if i not in intents}

    assert unknown <= {"OUT_OF_SCOPE"}


def test_every_attribute_has_words_that_mean_it() -> None:
    missing = {a for listed in attributes_of().values() for a in listed} - set(cues()["attribute"])

    assert missing == set()


def test_every_variant_means_a_food_that_exists() -> None:
    assert {name for name in variants().values() if name not in foods()} == set()


def test_every_chain_is_recognised_by_its_name() -> None:
    missed = [name for name in brands() if names().name_of(name) != f"shop:{name}"]

    assert missed == []


def test_every_place_stands_in_korea() -> None:
    outside = [
        n for n, (_, lat, lon) in points().items() if not (33 < lat < 39 and 124 < lon < 132)
    ]

    assert outside == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("홍대잎구역", "홍대입구역"),
        ("한솔초등학교", "한솔초등학교"),
        ("음 대한중학교요", "대한중학교"),
        ("우리 학교 정문", "우리 학교"),
    ],
)
def test_a_place_that_is_all_of_a_sentence_is_read(text: str, place: str) -> None:
    assert read_slots(text).slots("LOCATION_INQUIRY")["location"] == place


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("오늘 쉬는 집 많나? 일요일에도 하는 국수집", "sunday"),
        ("오늘 비온다 내일 점심에 먹을 국수집", "tomorrow"),
        ("내일 소풍인데 오늘 저녁 김밥", "today"),
    ],
)
def test_of_several_days_the_last_is_wanted(text: str, day: str) -> None:
    assert read_slots(text).slots("FOOD_REQUEST")["day"] == day


@pytest.mark.parametrize("text", ["사용내역", "다른지역은", "놀이공원은"])
def test_not_every_word_that_looks_like_a_place_is_one(text: str) -> None:
    assert "location" not in read_slots(text).slots("LOCATION_INQUIRY")


@pytest.mark.parametrize("text", ["테마공원은", "공원 근처 맛집", "망원한강공원은"])
def test_a_park_is_no_money(text: str) -> None:
    assert not read_money(text)


@pytest.mark.parametrize("text", ["잔액 공원이야", "0원", "영원이야 잔액"])
def test_nothing_left_is_money_all_the_same(text: str) -> None:
    assert [said.value for said in read_money(text)] == [0]
