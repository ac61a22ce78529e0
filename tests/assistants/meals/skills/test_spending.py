"""A day that is named is neither guessed nor dropped: it is asked for, once and kindly."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest
from tests.assistants.meals.eater import Eater, open_inn

from dure.assistants.meals.past import MONEY_SPENT
from dure.kernel.clock import SEOUL, StillClock

FRIDAY_NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=SEOUL)


@pytest.fixture
async def child(tmp_path: Path, stocked: Path) -> AsyncIterator[Eater]:
    house = open_inn(tmp_path / "data", stocked, StillClock(FRIDAY_NOON))
    yield Eater(house)
    await house.close()


async def spent(child: Eater) -> list[tuple[date, int]]:
    """Return what was taken down."""
    told = await child.happened(MONEY_SPENT)
    return [(datetime.fromisoformat(one["at"]).date(), one["won"]) for one in told]


async def test_a_day_that_is_not_clear_is_asked_for_and_then_kept(child: Eater) -> None:
    asks = await child.say("지난주에 5천원 썼어")
    before = await spent(child)

    told = await child.say("수요일이요")

    assert (asks.outcome, asks.text.count("?")) == ("asked", 1)
    assert before == []
    assert "11월 11일" in told.text
    assert await spent(child) == [(date(2026, 11, 11), 5000)]


@pytest.mark.parametrize(
    "text", ["월요일에 7천원 썼어", "16일에 7천원 썼어", "나흘 전에 7천원 썼어"]
)
async def test_the_day_that_is_named_is_the_one_that_is_kept(child: Eater, text: str) -> None:
    told = await child.say(text)

    assert "11월 16일" in told.text
    assert await spent(child) == [(date(2026, 11, 16), 7000)]


async def test_who_wants_something_else_than_to_name_the_day_is_served(child: Eater) -> None:
    await child.say("저번에 5천원 썼어")

    served = await child.say("홍대입구역에서 내일 만원으로 점심 추천해줘")

    assert served.items
    assert await spent(child) == []


async def test_of_whom_nothing_may_be_kept_no_day_is_asked(child: Eater) -> None:
    await child.say("나 12살이야")

    told = await child.say("저번에 5천원 썼어")

    assert told.outcome == "answered"
    assert await spent(child) == []
