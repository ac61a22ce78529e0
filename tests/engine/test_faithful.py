"""Other words that change a number, a bound or a no are other things, not other words."""

import pytest

from dure.engine.faithful import is_grounded, keeps, negations, turns_round

SAID = "5천원 이하로 매운 거 말고 먹을 데 콕 집어봐"


@pytest.mark.parametrize(
    "words",
    [
        "5천원 이하로 매운 음식 말고 먹을 곳 추천해 줘",
        "5,000원 안으로 맵지 않은 음식 추천해 줘",
        "오천 원까지, 매운 거 빼고 추천",
    ],
)
def test_the_same_in_other_words_is_kept(words: str) -> None:
    assert keeps(words, SAID)


@pytest.mark.parametrize(
    "words",
    [
        "6천원 이하로 매운 음식 말고 추천",
        "육천 원 이하로 매운 음식 말고 추천",
        "500원 이하로 매운 음식 말고 추천",
        "50000원 이하로 매운 음식 말고 추천",
        "5천개 이하로 매운 음식 말고 추천",
        "5천 이하로 매운 음식 말고 추천",
        "매운 음식 말고 추천",
        "5천원 이하로 매운 음식 말고 세 곳 추천",
        "5천원 이하로 매운 음식 말고 3곳 추천",
        "5천원 이하로 5천원 이하로 매운 음식 말고 추천",
        "5천원 이상으로 매운 음식 말고 추천",
        "5천원으로 매운 음식 말고 추천",
        "5천원 이하로 매운 음식 추천",
        "5천원 이하로 매운 음식 말고 five 추천",
        "5천원 이하로 매운 음식 말고 五千 추천",
        "5천원 이하로 매운 음식 말고 추천 ⑤",
        "5천원 이하로 매운 음식 말고 https://가게.example 추천",
        "5천원 이하로 매운 음식 말고 [PHONE] 추천",
    ],
)
def test_what_is_not_the_same_is_not_kept(words: str) -> None:
    assert not keeps(words, SAID)


def test_a_masked_place_may_stay() -> None:
    assert keeps("[PHONE]으로 전화해 줘", "[PHONE] 일루 전화 때려")


def test_negations_are_found_in_their_forms() -> None:
    assert sum(negations("없어요, 못 해요, 하지 마세요").values()) == 3


@pytest.mark.parametrize(
    ("words", "said", "is_turned"),
    [
        ("거실 불 꺼 줘", "거실 불 켜 줘라 좀", True),
        ("이번 달 매출", "지난달 매출이 우째", True),
        ("매출 얼마야", "지난달 매출 얼마고", True),
        ("지난달 매출", "지난달 매출이 우째", False),
        ("거실 온도 몇 도야", "거실 온도계 몇 찍혀", False),
    ],
)
def test_opposites_are_noticed(words: str, said: str, *, is_turned: bool) -> None:
    assert turns_round(words, said) == is_turned


@pytest.mark.parametrize(
    ("slots", "is_said"),
    [
        ({"area": "거실"}, True),
        ({"area": "안방"}, False),
        ({"domain": "light"}, True),
        ({"filters": ["거실", "안방"]}, False),
        ({"n": 3, "near": True, "none": None}, True),
        ({"also": [{"slots": {"area": "안방"}}]}, False),
        ({"name": "tv"}, False),
    ],
)
def test_a_name_must_have_been_said(slots: dict[str, object], *, is_said: bool) -> None:
    assert is_grounded(slots, "거실 안방 불 tv 켜져 있어?", "거실 등이 우째 됐노") == is_said
