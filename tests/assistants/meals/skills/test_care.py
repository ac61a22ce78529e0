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
