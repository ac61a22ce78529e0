"""Where no place is spoken of yet, places are looked for, or it is said what nobody knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving, shop

from dure.assistants.meals.catalogue import Dish

TOWN = (
    shop("포장집", 5_000, takeout=True, parking=False),
    shop("모름집", 6_000),
    shop("안돼집", 7_000, takeout=False),
)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


@pytest.mark.parametrize("text", ["포장해 갈 데 있을까", "일요일에도 해?", "제일 가까운 데 어디야"])
async def test_places_are_looked_for(paying: Paying, text: str) -> None:
    answer = await paying.says(text)

    assert answer.outcome == "answered"
    assert len(answer.items) == 3


async def test_of_each_place_shown_it_is_said_whether_it_fits(paying: Paying) -> None:
    answer = await paying.says("포장되는 데 있어?")

    assert "포장집은 포장이 돼요" in answer.text
    assert "모름집은 포장이 되는지 확인되지 않았어요" in answer.text
    assert "안돼집은 포장이 안 돼요" in answer.text


async def test_the_places_of_the_list_are_asked_without_another_list(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "포장 되는 데는?")

    assert answer.text.startswith("포장집은 포장이 돼요")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("단백질 많은 거 알려줘", "영양 성분"),
        ("배달료는 누가 내요", "배달비"),
        ("배달비 얼마야?", "배달비"),
        ("화요일에 쉬는 데 어디야", "쉬는 날은 가게마다"),
        ("단체석 있는 데", "자리가 어떤지는 제가 몰라요"),
    ],
)
async def test_what_nobody_knows_is_said(paying: Paying, text: str, told: str) -> None:
    answer = await paying.says(text)

    assert answer.outcome == "answered"
    assert told in answer.text


@pytest.mark.parametrize("text", ["몇 시까지 해?", "주차 돼?", "거기 어디야"])
async def test_without_a_wish_nothing_is_looked_for(paying: Paying, text: str) -> None:
    answer = await paying.says(text)

    assert answer.items == ()


async def test_after_an_empty_search_the_list_before_still_counts(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "랍스터로", "2번 얼마야")

    assert answer.outcome == "answered"
    assert answer.items[0]["kind"] == "shop"


@pytest.mark.parametrize("text", ["내일도 해?", "일요일에도 여나요", "화요일에 쉬는 데 어디야"])
async def test_of_a_day_every_place_of_the_list_is_told(paying: Paying, text: str) -> None:
    answer = await paying.says("점심 추천해줘", text)

    assert answer.intent == "TIME_INQUIRY"
    for name in ("포장집", "모름집", "안돼집"):
        assert name in answer.text


async def test_of_a_weekend_both_days_are_told(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "1번 주말에도 해?")

    assert "토요일" in answer.text
    assert "일요일" in answer.text


async def test_a_fee_is_unknown_of_a_list_too(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "배달비 누가 내?")

    assert "배달비" in answer.text
    assert answer.outcome == "answered"


@pytest.mark.parametrize(
    "text",
    [
        "데이트하기 좋은 데로",
        "깨끗한 데로",
        "와이파이 되는 데로",
        "사장님 친절한 데",
        "사람 많아??",
    ],
)
async def test_what_nobody_knows_of_places_leaves_the_list(paying: Paying, text: str) -> None:
    answer = await paying.says("점심 추천해줘", text)

    assert (answer.outcome, answer.items) == ("answered", ())
    assert "가게" in answer.text or "시간" in answer.text


async def test_a_food_to_be_brought_is_looked_for(tmp_path: Path) -> None:
    chicken = Dish(name="치킨", price=9_000)
    town = Paying(tmp_path, {}, [serving("오는집", chicken, delivery=True), serving("집", chicken)])
    answer = await town.says("치킨 배달되나요?")
    await town.close()

    assert len(answer.items) == 2
    assert "오는집은 배달이 돼요" in answer.text


@pytest.mark.parametrize("text", ["거기 와이파이 돼?", "거기 깨끗해?"])
async def test_of_a_place_that_is_not_named_no_list_is_shown(paying: Paying, text: str) -> None:
    answer = await paying.says(text)

    assert answer.items == ()
