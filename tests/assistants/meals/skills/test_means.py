"""A band of prices holds for the price of a dish, not for what a coupon leaves to pay."""

from pathlib import Path

import pytest
from tests.assistants.meals.paying import NOON

from dure.app.wire import open_house
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings


async def said(folder: Path, text: str) -> list[int]:
    settings = Settings({"DURE_DATA_DIR": str(folder), "DURE_MEALS_COUPONS": "demo"})
    house = open_house(settings, only=["meals"], clock=StillClock(NOON))
    answer = await house.turns.take("meals", TurnRequest(text=text, session="s", user="kim"))
    await house.close()
    return [item["dishes"][0]["price_won"] for item in answer.items]


@pytest.mark.parametrize(
    "text",
    ["홍대 근처 5천원대 점심", "홍대 근처 오천원대로 추천해줘", "홍대 근처 5000원에서 5900원 사이"],
)
async def test_every_price_lies_in_the_band(tmp_path: Path, text: str) -> None:
    prices = await said(tmp_path, text)

    assert prices
    assert all(5000 <= price < 6000 for price in prices)
