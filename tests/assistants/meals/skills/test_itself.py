"""A complaint gets a short apology and one way on, and what the assistant is, is not hidden."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    shops = [
        serving(name, Dish(name="비빔밥", price=6000))
        for name in ("한술", "두술", "세술", "네술", "닷술")
    ]
    made = Paying(tmp_path, {}, shops)
    yield made
    await made.close()


@pytest.mark.parametrize("text", ["대답이 이상해", "너 진짜 쓸모없다", "왜 거짓말해"])
async def test_a_complaint_is_answered_with_regret(paying: Paying, text: str) -> None:
    told = await paying.says("비빔밥 먹고 싶어", text)

    assert told.intent == "FEEDBACK"
    assert "미안해요" in told.text
    assert not told.items


async def test_other_places_come_with_a_word_of_regret(paying: Paying) -> None:
    first = await paying.says("비빔밥 먹고 싶어")
    told = await paying.says("왜 자꾸 똑같은 거만 알려줘")

    assert told.text.index("미안해요") < told.text.index("1. ")
    assert not {item["id"] for item in told.items} & {item["id"] for item in first.items}


@pytest.mark.parametrize("text", ["너 사람이야?", "넌 이름이 뭐야"])
async def test_it_says_that_it_is_an_ai(paying: Paying, text: str) -> None:
    assert "AI" in (await paying.says(text)).text


async def test_a_yes_after_a_kind_word_shows_where_to_eat_alone(paying: Paying) -> None:
    told = await paying.says("혼자 밥 먹기 무서워", "응")

    assert told.intent == "FOOD_REQUEST"
    assert told.items


async def test_who_is_sad_gets_no_cheerful_word_but_a_listener(paying: Paying) -> None:
    told = await paying.says("나 오늘 혼났어")
    asked = await paying.says("전화하면 뭐라고 말해?")

    assert [item["number"] for item in told.items] == ["1388"]
    assert "재미있는" not in told.text
    assert asked.intent == "EMERGENCY_SUPPORT"
    assert "“" in asked.text


async def test_who_was_sent_in_vain_gets_other_places_and_a_word_of_regret(paying: Paying) -> None:
    first = await paying.says("비빔밥 먹고 싶어")
    told = await paying.says("왜 안되는데 추천해 짜증나")

    assert "미안해요" in told.text
    assert told.items
    assert not {item["id"] for item in told.items} & {item["id"] for item in first.items}
