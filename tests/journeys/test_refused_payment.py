"""A payment was refused at the till: the child asks why, and finds something that can be paid."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import TOWN, Paying, holding, shop

from dure.kernel.turns import TurnResult

SHOPS = (*TOWN, shop("달빛카페", 6_500, category="카페"))


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    table = {"kim": {"card": "a"}, "lee": {"card": "b", "place": "성남시"}}
    made = Paying(tmp_path, table, SHOPS)
    made.issuer.put("a", holding(20_000, per_meal_won=9_500))
    made.issuer.put("b", holding(20_000))
    await made.wallet.round()
    yield made
    await made.close()


def kinds(answer: TurnResult) -> list[object]:
    return [item.get("kind") for item in answer.items]


async def test_a_refused_payment_from_the_till_to_a_meal(paying: Paying) -> None:
    # The child chose a place that fits, and then went for something dearer.
    await paying.says("점심 추천해줘", "1번으로 할게")
    answer = await paying.says("12000원 결제가 안 됐어 왜 그래?")

    # The reason that is certain comes with its figure and a way out; nothing is guessed.
    assert (answer.intent, answer.outcome) == ("CARD_PROBLEM", "answered")
    assert "9,500원" in answer.text
    assert "제가 확인하지 못했어요" not in answer.text
    assert kinds(answer) == ["payment", "card_rule"]
    assert answer.items[0]["price_won"] == 12_000
    assert answer.items[0]["shop"] is not None

    # What is found then can be paid.
    meal = await paying.says("한도 안에서 다른 데 추천해줘")
    prices = [item["price_won"] for item in meal.items if item["kind"] == "shop"]
    assert prices
    assert max(prices) <= 9_500


async def test_in_another_conversation_soon_after_the_place_is_still_known(
    paying: Paying,
) -> None:
    await paying.says("점심 추천해줘", "1번으로 할게")
    paying.clock.move(45 * 60)
    await paying.wallet.round()
    soon = await paying.says("왜 결제가 안 됐지?", session="t")
    paying.clock.move(4 * 3_600)
    late = await paying.says("왜 결제가 안 됐지?", session="u")

    assert soon.items[0]["shop"] is not None
    assert late.items[0]["shop"] is None


async def test_a_kind_of_shop_that_the_town_refuses(paying: Paying) -> None:
    answer = await paying.says("방금 카페에서 4500원 안 됐어 카드", user="lee")

    assert "카페" in answer.text
    assert "경기도" in answer.text
    assert "2020년 8월" in answer.text
    assert answer.sources != ()


async def test_where_nothing_speaks_against_it_that_is_said_with_what_is_unknown(
    paying: Paying,
) -> None:
    answer = await paying.says("방금 3천원 결제가 안 됐어")

    assert "9,500" not in answer.text
    assert "카드 뒷면" in answer.text
    assert answer.reason != "unfounded_figure"


async def test_the_night_before_is_told_as_of_then(paying: Paying) -> None:
    answer = await paying.says("어제 저녁에 김밥천국에서 8천원 결제가 안 됐어")

    assert answer.items[0]["at"] == "2026-11-20T18:00:00+09:00"
    assert answer.items[0]["name"] == "김밥천국"
    assert "어제 김밥천국에서 8,000원" in answer.text


async def test_two_refusals_in_a_row_are_asked_about_in_the_same_breath(paying: Paying) -> None:
    first = await paying.says("방금 12000원 결제가 안 됐어 왜지")
    second = await paying.says("5천원도 결제가 안 됐어")

    assert first.items[0]["price_won"] == 12_000
    assert second.items[0]["price_won"] == 5_000
    assert "9,500" not in second.text
