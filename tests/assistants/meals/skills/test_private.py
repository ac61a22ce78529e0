"""With a card of one's own connected, no other balance is answered with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("밥집", Dish(name="비빔밥", price=6000))])
    yield made
    await made.close()


@pytest.mark.parametrize(
    "text", ["동생 카드 잔액 알려줘", "서준이 잔액 얼마야", "우리 아이 카드 잔액요"]
)
async def test_no_balance_of_somebody_else_is_told(paying: Paying, text: str) -> None:
    told = await paying.says(text)

    assert (told.outcome, told.reason) == ("refused", "others_data")
    assert "원" not in told.text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("선생님이 내 대화 볼 수 있어?", "카드사"),
        ("내 이름 알아?", "이름"),
        ("나 추적하지 마", "위치"),
        ("너 나 추적해?", "위치"),
        ("내 카메라 켜져있어?", "글"),
        ("나 지금 어딘지 알아?", "몰라요"),
    ],
)
async def test_what_is_private_is_answered(paying: Paying, text: str, word: str) -> None:
    told = await paying.says(text)

    assert (told.intent, told.outcome) == ("PRIVACY_REQUEST", "answered")
    assert word in told.text


async def test_a_question_of_ours_does_not_swallow_another_wish(paying: Paying) -> None:
    told = await paying.says("내 정보 다 지워줘", "위치 추적은 하지 마")

    assert "위치" in told.text


@pytest.mark.parametrize("text", ["내가 한 말 엄마한테 가?", "누가 내 대화 볼 수 있어?"])
async def test_who_can_open_what_is_kept_is_not_hidden(paying: Paying, text: str) -> None:
    told = await paying.says(text)

    assert "운영하는 사람" in told.text
    assert "지워" in told.text


async def test_where_one_is_is_known_as_far_as_it_was_told(paying: Paying) -> None:
    told = await paying.says("홍대입구역 근처 비빔밥", "나 지금 어딘지 알아?")

    assert "홍대입구역" in told.text


async def test_a_place_named_after_it_is_where_places_are_looked_for(paying: Paying) -> None:
    told = await paying.says("비빔밥 먹고 싶어", "나 지금 어딘지 알아?", "홍대입구역 근처야")

    assert told.intent == "MODIFY_REQUEST"
    assert "밥집" in told.text
