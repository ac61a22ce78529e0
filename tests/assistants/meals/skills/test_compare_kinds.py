"""Two kinds of food are compared by the best place nearby of each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import HONGDAE, Paying, serving

from dure.assistants.meals.catalogue import Dish

RAMEN = Dish(name="라면", price=4_000)
UDON = Dish(name="우동", price=6_000)
SHRIMP = Dish(name="새우우동", price=3_000, allergens=("새우",))
TOWN = (
    serving("먼라면", RAMEN, lat=HONGDAE[1] + 0.004),
    serving("우동집", UDON),
    serving("새우집", SHRIMP, lat=HONGDAE[1] + 0.002),
)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


async def test_the_cheaper_kind_is_named_with_its_price(paying: Paying) -> None:
    answer = await paying.says("라면이랑 우동 중에 뭐가 더 싸?")

    assert answer.intent == "COMPARISON"
    assert "1. 먼라면: 라면 4,000원" in answer.text
    assert "더 싼 곳은 새우집이에요" in answer.text


async def test_what_may_not_be_eaten_is_not_compared(paying: Paying) -> None:
    answer = await paying.says("나 새우 알레르기 있어", "라면이랑 우동 중에 뭐가 더 싸?")

    assert "우동집: 우동 6,000원" in answer.text
    assert "새우집" not in answer.text


async def test_the_nearer_kind_is_named(paying: Paying) -> None:
    answer = await paying.says("라면이랑 우동 어디가 더 가까워")

    assert "더 가까운 곳은 우동집이에요" in answer.text


async def test_the_places_compared_are_a_list(paying: Paying) -> None:
    answer = await paying.says("라면이랑 우동 중에 뭐가 나아", "2번으로 할게")

    assert answer.intent == "SELECT_RECOMMENDATION"
    assert answer.items[0]["name"] == "우동집"


async def test_a_kind_that_is_not_there_is_said_so(paying: Paying) -> None:
    answer = await paying.says("김밥천국이랑 라면집 중에 뭐가 나아")

    assert "김밥천국은 근처에서 찾지 못했어요" in answer.text


async def test_numbers_without_a_list_are_not_asked_for_again(paying: Paying) -> None:
    answer = await paying.says("1번이랑 2번 중에 뭐가 싸")

    assert "1번이랑 2번" not in answer.text
    assert answer.outcome == "refused"
