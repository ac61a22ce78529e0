"""What is asked under a diet or an allergy gets what is known, and nothing is written down."""

import pytest

from dure.app.wire import House
from dure.kernel.turns import TurnRequest, TurnResult


async def talk(house: House, *texts: str) -> list[TurnResult]:
    return [
        await house.turns.take("meals", TurnRequest(text=text, user="u", session="s"))
        for text in texts
    ]


async def test_nobody_is_told_that_a_place_is_halal(meals: House) -> None:
    listed, asked, known = await talk(
        meals, "홍대입구역 할랄 식당 있어?", "1번 할랄 맞아?", "내 알레르기 뭐야"
    )

    assert "할랄" in listed.text
    assert "할랄" in asked.text
    assert "기억" not in asked.text
    assert known.intent == "DIETARY_RESTRICTION"


@pytest.mark.parametrize("food", ["피자", "치즈돈까스", "크림파스타"])
async def test_a_food_with_it_is_said_to_be_left_out(meals: House, food: str) -> None:
    _, told = await talk(
        meals, "홍대입구역 언니가 우유를 못먹어 같이 먹을 데", f"{food}는 안되겠지?"
    )

    assert "우유" in told.text
    assert food in told.text


@pytest.mark.parametrize(
    ("diet", "food", "says"),
    [("채식", "계란", "계란"), ("비건", "우유", "비건"), ("채식", "생선", "채식")],
)
async def test_what_a_diet_leaves_in_or_out_is_told(
    meals: House, diet: str, food: str, says: str
) -> None:
    _, told = await talk(meals, f"홍대입구역 {diet} 식당 알려줘", f"{food}은 먹어")

    assert says in told.text
    assert not told.items


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("걔 안 온대", "새우"),
        ("친구 빠졌어 둘이서만 갈게", "새우"),
        ("이제 새우 상관없어", "새우"),
        ("친구는 집에 갔어", "새우"),
        ("걔 못온대 새우 넣어도 돼", "새우"),
        ("나는 새우 잘 먹어", "새우"),
    ],
)
async def test_what_was_left_out_for_others_is_not_for_good(
    meals: House, told: str, says: str
) -> None:
    _, heard = await talk(meals, "홍대입구역 친구가 새우를 못 먹어 같이 먹을 데", told)

    assert heard.intent == "DIETARY_RESTRICTION"
    assert says in heard.text


async def test_one_s_own_stays_left_out(meals: House) -> None:
    *_, heard = await talk(meals, "나 새우 알레르기 있어", "친구도 새우 못 먹어", "친구 안 온대")

    assert "빼지 않" not in heard.text
