"""What somebody cannot eat is never offered, never liked, and never said not to be there."""

from typing import Final

import pytest

from dure.app.wire import House
from dure.kernel.turns import TurnRequest, TurnResult

NO_SOY: Final = "나 대두 알레르기야"
NEAR: Final = "홍대입구역에서 "


async def talk(house: House, *texts: str) -> list[TurnResult]:
    return [
        await house.turns.take("meals", TurnRequest(text=text, user="u", session="s"))
        for text in texts
    ]


@pytest.mark.parametrize(
    "wish",
    [
        "콩나물국밥 먹고 싶어",
        "순두부찌개집 추천해줘",
        "된장찌개 먹을래",
        "두부김치 파는데",
        "콩나물밥 찾아줘",
        "마파두부 먹고싶다",
        "청국장집 알려줘",
        "콩비지찌개 먹고싶어요",
    ],
)
async def test_what_is_made_of_it_is_told_to_be_left_out(meals: House, wish: str) -> None:
    _, answer = await talk(meals, NO_SOY, NEAR + wish)

    assert not [item for item in answer.items if item.get("kind") == "shop"]
    assert "대두" in answer.text


@pytest.mark.parametrize(
    ("told", "liking"),
    [
        (NO_SOY, "난 두부 좋아해"),
        ("새우 알레르기 있어", "새우볶음밥 완전 좋아함"),
        ("땅콩 먹으면 큰일나", "땅콩빵 좋아해요"),
        ("계란 알러지 있음", "나 계란찜 좋아하는데"),
    ],
)
async def test_no_liking_is_kept_for_it(meals: House, told: str, liking: str) -> None:
    _, answer = await talk(meals, told, liking)

    assert answer.intent == "PREFERENCE_UPDATE"
    assert not answer.items
    assert "적지 않" in answer.text or "넣지 않" in answer.text


async def test_what_else_is_liked_is_kept(meals: House) -> None:
    told = await talk(meals, "새우 알레르기 있어", "새우볶음밥이랑 김치찌개 좋아해")

    assert told[1].items[0]["slots"] == {"food": ["김치찌개"]}


async def test_who_may_eat_it_is_offered_it(meals: House) -> None:
    _, answer = await talk(meals, "나 땅콩 알레르기야", NEAR + "콩나물국밥 먹고 싶어")

    assert "못 드신다고" not in answer.text
    assert "들어 있어서" not in answer.text
