"""Other words that change a number, a bound or a no are other things, not other words."""

import random

import pytest

from dure.engine.faithful import is_grounded, keeps, negations, turns_round
from dure.korean.numbers import say_number

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


UNITS = ("원", "개", "명", "도", "%", "시간", "분", "곳", "건", "g")


def said_as(number: int, unit: str, chance: random.Random) -> str:
    """Return a number with its unit, written in one of the ways people write it."""
    space = chance.choice(("", " "))
    ways = [f"{number}{space}{unit}", f"{number:,}{space}{unit}"]
    if number >= 10:
        ways.append(f"{say_number(number)}{space}{unit}")
    return chance.choice(ways)


def lie_about(number: int, unit: str, chance: random.Random) -> str:
    """Return what a liar makes of a number: another one, another unit, one more, or none."""
    others = {number + 1, number * 10, number // 10, int(str(number)[::-1]), number + 1000}
    other = chance.choice(sorted(others - {number}))
    units = chance.choice([one for one in UNITS if one != unit])
    return chance.choice((
        said_as(other, unit, chance),
        said_as(number, units, chance),
        f"{said_as(number, unit, chance)} {said_as(other, unit, chance)}",
        f"{said_as(number, unit, chance)} 하고 {chance.choice(('하나', '둘', '세 개', '반'))}",
        f"{said_as(number, unit, chance)} {chance.choice(('이상', '이하', '말고', '아닌'))}",
        chance.choice(("아무", "조금", "많이")),
        said_as(number, "", chance),
    ))  # fmt: skip


def test_of_many_lies_about_a_figure_none_is_kept() -> None:
    chance = random.Random(7)
    kept = []
    for _ in range(5_000):
        number, unit = chance.randint(1, 10 ** chance.randint(1, 7)), chance.choice(UNITS)
        said = f"요래 {said_as(number, unit, chance)} 쪼매 거시기"
        lie = f"거실 {lie_about(number, unit, chance)} 해 줘"
        if keeps(lie, said):
            kept.append((said, lie))

    assert kept == []


def test_of_many_truths_about_a_figure_all_are_kept() -> None:
    chance = random.Random(11)
    lost = []
    for _ in range(2_000):
        number, unit = chance.randint(1, 10 ** chance.randint(1, 7)), chance.choice(UNITS)
        said = f"요래 {said_as(number, unit, chance)} 쪼매 거시기"
        truth = f"거실 {said_as(number, unit, chance)} 해 줘"
        if not keeps(truth, said):
            lost.append((said, truth))

    assert lost == []
