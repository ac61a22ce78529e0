"""Who asks what each pays is answered from the wish or the list; one place is asked as ever."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, shop

TOWN = (shop("가집", 5_000), shop("나집", 6_000), shop("다집", 6_500))


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


@pytest.mark.parametrize("text", ["인당 얼마야", "나누면 얼마임?", "그럼 각자 얼마씩 내?"])
async def test_what_was_named_is_divided(paying: Paying, text: str) -> None:
    answer = await paying.says("셋이서 2만원으로 점심", text)

    assert answer.intent == "PRICE_INQUIRY"
    assert "6,666원" in answer.text


async def test_without_a_sum_the_prices_are_those_of_one(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "한사람당 얼마야")

    assert "5,000원" in answer.text
    assert "6,500원" in answer.text


async def test_a_place_is_asked_as_ever(paying: Paying) -> None:
    answer = await paying.says("셋이서 2만원으로 점심", "1번은 한명당 얼마야")

    assert "6,666원" not in answer.text
