"""Who asks why places are shown is told what ordered them, and that nobody pays for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import HONGDAE, Paying, shop

TOWN = (
    shop("싼집", 3_000, lat=HONGDAE[1] + 0.004),
    shop("가까운집", 6_000),
    shop("좋은집", 7_000, lat=HONGDAE[1] + 0.005, rating=4.8, reviews=200),
)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


async def test_each_place_shown_gets_its_reasons(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "왜 여기 추천했어?")

    assert answer.intent == "HELP"
    assert "· 싼집: 값이 제일 싸요" in answer.text
    assert "· 가까운집: 제일 가까워요" in answer.text
    assert "평이 좋아요" in answer.text
    assert {item["name"] for item in answer.items} == {"싼집", "가까운집", "좋은집"}


async def test_of_one_place_only_its_own_are_told(paying: Paying) -> None:
    shown = await paying.says("점심 추천해줘")
    answer = await paying.says("2번은 왜 골라준거야")

    assert [item["name"] for item in answer.items] == [shown.items[1]["name"]]


async def test_without_a_list_it_is_said_by_what_places_are_chosen(paying: Paying) -> None:
    answer = await paying.says("추천 기준이 뭐야")

    assert answer.items == ()
    assert "평" in answer.text


async def test_it_is_no_advert(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "이거 광고지?")

    assert "광고" in answer.text or "돈을 받" in answer.text
    assert answer.outcome == "answered"


@pytest.mark.parametrize("text", ["조용한 데로", "사람 없는데로 찾아줘", "안 시끄러운 곳으로요"])
async def test_of_a_quiet_place_it_is_said_that_nobody_told(paying: Paying, text: str) -> None:
    answer = await paying.says("점심 추천해줘", text)

    assert answer.intent == "MODIFY_REQUEST"
    assert "조용" in answer.text


async def test_what_was_said_last_is_said_again(paying: Paying) -> None:
    first = await paying.says("점심 추천해줘")
    again = await paying.says("다시 말해줘")

    assert "가까운집" in again.text
    assert [item.get("id") for item in again.items][:3] == [item["id"] for item in first.items]


async def test_the_best_rated_of_the_list_can_be_chosen(paying: Paying) -> None:
    chosen = await paying.says("점심 추천해줘", "별점 제일 높은 집으로 갈래")

    assert chosen.intent == "SELECT_RECOMMENDATION"
    assert "좋은집" in chosen.text
