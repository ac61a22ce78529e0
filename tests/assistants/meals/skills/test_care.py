"""Who is in need hears of the right people first, in every turn until they are served."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.care import IN_NEED
from dure.assistants.meals.catalogue import Dish

BEATEN = "형이 자꾸 나를 때려"
HOPELESS = "다 끝내고 죽고 싶어요"
ALONE = "할머니가 나흘째 안 들어오셔요"


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("밥집", Dish(name="비빔밥", price=6000))])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ((HOPELESS,), ["109", "1388", "112", "119"]),
        ((HOPELESS, "너무 지쳤어"), ["109", "1388"]),
        ((HOPELESS, "장난이었어"), ["109"]),
        ((BEATEN, "진짜 무서워"), ["112", "1388"]),
        ((BEATEN, "신고는 하기 싫어"), ["1388", "112"]),
        ((ALONE,), ["129", "1388", "112"]),
        ((ALONE, "동생도 굶고 있어"), ["129", "1388"]),
    ],
)
async def test_the_right_people_are_named_first(
    paying: Paying, said: tuple[str, ...], numbers: list[str]
) -> None:
    told = await paying.says(*said)

    assert told.intent == IN_NEED
    assert [item["number"] for item in told.items] == numbers


async def test_who_took_it_back_is_left_alone(paying: Paying) -> None:
    told = await paying.says(HOPELESS, "농담이었어", "고마워")

    assert told.intent == "THANKS"


async def test_nobody_in_danger_is_wished_a_good_meal(paying: Paying) -> None:
    told = await paying.says(BEATEN, "알겠어요 고마워요")

    assert "112" in told.text
    assert "식사" not in told.text


async def test_what_one_in_danger_has_to_spend_is_no_wish_for_a_list(paying: Paying) -> None:
    told = await paying.says(BEATEN, "카드는 있어 만원정도")

    assert told.intent == IN_NEED
    assert [item["number"] for item in told.items] == ["112", "1388"]


async def test_a_list_for_one_in_danger_begins_with_whom_to_call(paying: Paying) -> None:
    told = await paying.says(BEATEN, "비빔밥 먹고 싶어")

    assert "밥집" in told.text
    assert "112" in told.text.splitlines()[0]
    assert told.question is None


async def test_a_card_that_was_taken_can_be_stopped(paying: Paying) -> None:
    robbed = await paying.says("고딩형이 내카드 뺏어갔어")
    told = await paying.says("고딩형이 내카드 뺏어갔어", "걔가 쓰면 어떡해 정지시켜줘")

    assert "분실 신고" in robbed.text
    assert "분실 신고" in told.text
    assert "112" in told.text


async def test_who_lost_a_card_and_is_afraid_hears_that_it_is_made_anew(paying: Paying) -> None:
    told = await paying.says("카드 잃어버렸어", "엄마한테 혼날까봐 무서워")

    assert "다시 만들" in told.text or "새로 만들" in told.text
    assert [item["number"] for item in told.items] == ["1388"]


async def test_whose_money_is_gone_hears_of_free_meals_not_of_a_list(paying: Paying) -> None:
    told = await paying.says("카드 돈 다썼는데 월말까지 일주일 남음 ㅠ", "저녁이 문제야")

    assert told.intent == IN_NEED
    assert [item["number"] for item in told.items][:2] == ["129", "1388"]


async def test_a_call_may_be_ended(paying: Paying) -> None:
    told = await paying.says(BEATEN, "전화 끊어도 돼?")

    assert "끊" in told.text
