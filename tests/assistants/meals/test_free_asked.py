"""What is asked of free meals just told of is answered from what their source says."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.assistants.meals.eater import open_inn

from dure.app.wire import House
from dure.assistants.meals.care import CARE
from dure.assistants.meals.free_asked import FreeAsked
from dure.assistants.meals.reading import read_meal
from dure.engine.session import PastTurn, Session
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult

IN_NEED = "EMERGENCY_SUPPORT"
TOLD: Mapping[str, Any] = {
    "kind": "free_meal",
    "name": "나눔 아동센터",
    "address": "",
    "phone": "02-123-4567",
    "hours": None,
    "today": True,
    "for_children": None,
}


def after(*meals: Mapping[str, Any], said: str = "무료 급식 어디 있어?") -> Session:
    last = PastTurn(turn="a", said=said, intent=IN_NEED, result={"items": list(meals)})
    return Session(id="s", memory={CARE: "hunger"}, past=(last,))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("몇 시까지 열어요?", "hours"),
        ("오늘도 해?", "hours"),
        ("돈 내야 돼?", "cost"),
        ("진짜 공짜야?", "cost"),
        ("아무나 가도 되나요", "who"),
        ("중학생도 먹을 수 있어?", "who"),
        ("그냥 가도 돼?", "who"),
        ("신청해야 돼?", "needs"),
        ("전화번호 알려줘", "phone"),
        ("주소가 어디야", "address"),
        ("can kids go there?", "who"),
        ("is it really free?", "cost"),
        ("when does it close?", "hours"),
    ],
)
def test_the_question_is_heard(text: str, kind: str) -> None:
    read = read_meal(text, after(TOLD))

    assert read.intent == IN_NEED
    assert read.meaning == FreeAsked(kind=kind, meals=(dict(TOLD),))


def test_the_second_is_the_second() -> None:
    other = {**TOLD, "name": "다른 곳"}

    assert read_meal("두 번째는 몇 시까지 해?", after(TOLD, other)).meaning.meals == (other,)


@pytest.mark.parametrize(
    "text",
    ["떡볶이 먹고 싶어", "5천원으로 점심", "내 잔액 얼마야", "고마워", "2번 버거킹 몇 시까지 해?"],
)
def test_what_is_about_else_is_not(text: str) -> None:
    assert not isinstance(read_meal(text, after(TOLD)).meaning, FreeAsked)


def test_a_place_that_was_asked_for_completes_the_question() -> None:
    assert read_meal("신촌역이야", after()).meaning == FreeAsked(kind="place")


@pytest.mark.parametrize(
    "text", ["돈 없이 밥 먹을 수 있는 데", "밥값 안 받는 식당에서 먹을 수 있어?"]
)
def test_to_eat_without_money_is_to_ask_for_free_meals(text: str) -> None:
    assert read_meal(text, Session(id="s")).intent == IN_NEED


@pytest.fixture
async def house(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[House]:
    """A house that knows of invented free meals."""
    made = open_inn(tmp_path / "inn", stocked, clock, free="demo")
    yield made
    await made.close()


async def says(house: House, *texts: str) -> TurnResult:
    for text in texts:
        told = await house.turns.take("meals", TurnRequest(text=text, user="u", session="s"))
    return told


async def test_hours_are_those_of_the_source_and_said_once(house: House) -> None:
    told = await says(house, "홍대입구역 근처 무료 급식 어디 있어?", "거기 몇 시까지 해?")

    hours = {item["hours"] for item in told.items}
    assert len(told.items) == 2
    assert all(told.text.count(one) == 1 for one in hours)


async def test_what_the_source_lacks_is_not_known(house: House) -> None:
    told = await says(house, "홍대입구역 근처 무료 급식 어디 있어?", "전화번호 알려줘")

    assert "129" in told.text
    assert all(not item["phone"] for item in told.items)


async def test_without_a_place_free_meals_are_found_by_the_one_said_next(house: House) -> None:
    told = await says(house, "무료 급식소 어디 있어?", "홍대입구역이야")

    assert [item["kind"] for item in told.items] == ["free_meal", "free_meal"]


async def test_before_a_place_is_said_it_is_asked_for_again(house: House) -> None:
    free = await says(house, "돈 없이 밥 먹을 수 있는 데", "거기 몇 시까지 해?", "돈 진짜 안 내?")
    then = await says(house, "예약해야 돼?", "홍대입구역이야")

    assert free.intent == then.intent == IN_NEED
    assert "밥값" in free.text or "돈을 내지" in free.text
    assert [item["kind"] for item in then.items] == ["free_meal", "free_meal"]
