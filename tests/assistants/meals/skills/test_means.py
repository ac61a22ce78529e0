"""What can be paid: a band of prices, the cash that is all there is, cash beside the card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import NOON, TOWN, Paying

from dure.app.wire import open_house
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
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


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


def names(answer: TurnResult) -> list[str]:
    return [item["name"] for item in answer.items if item["kind"] == "shop"]


@pytest.mark.parametrize(
    "text",
    [
        "홍대입구역 현금 4천원밖에 없어",
        "홍대입구역에서 점심 현금 4천원이 다야",
        "홍대입구역 카드는 없고 현금 4천원 있어",
    ],
)
async def test_cash_that_is_all_there_is_bounds_the_price(paying: Paying, text: str) -> None:
    assert names(await paying.says(text)) == ["싼밥"]


async def test_where_sharing_a_payment_is_unknown_one_of_both_pays_and_that_is_said(
    paying: Paying,
) -> None:
    answer = await paying.says("홍대입구역 카드 4000에 현금 2000 보태서 먹을 데")

    assert names(answer) == ["싼밥"]
    assert any(word in answer.text for word in ("나눠", "보태서", "합쳐서"))


@pytest.mark.parametrize("text", ["3천원은 내 돈으로 내도 돼?", "2천원은 제 돈으로 내도 되나요"])
async def test_whether_ones_own_money_may_pay_a_part_is_a_question(
    paying: Paying, text: str
) -> None:
    answer = await paying.says(text)

    assert answer.intent == "CARD_USE_INQUIRY"
    assert names(answer) == []


@pytest.mark.parametrize("text", ["잔액부족이라는데 돈 있거든", "한도초과래", "잔액 부족이래"])
async def test_what_the_till_says_is_a_problem_of_the_card(paying: Paying, text: str) -> None:
    assert (await paying.says(text)).intent == "CARD_PROBLEM"


@pytest.mark.parametrize("text", ["만이천원짜리 먹었는데", "12000원짜리 시켰는데"])
async def test_what_was_eaten_belongs_to_the_payment_that_failed(paying: Paying, text: str) -> None:
    answer = await paying.says("결제가 안 됐어", text)

    assert answer.intent == "CARD_PROBLEM"
    assert "12,000원" in answer.text
