"""What somebody did before is told from what happened to them, and honestly where nothing did."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from tests.assistants.meals.eater import LUNCH, Eater, open_inn
from tests.assistants.meals.happenings import Days

from dure.kernel.clock import SEOUL, StillClock

DAY_S: Final = 86_400
ASKED: Final = (
    "지난주에 어디 갔지",
    "저번에 추천해준 데 어디였어?",
    "어제 먹은 데 어디야",
    "내가 제일 자주 간 데가 어디야?",
    "그제 저녁에 갔던 집 이름이 뭐였지",
    "저번에 갔던 분식집 어디더라",
    "내가 전에 고른 가게 다시 알려줘",
    "지난번에 보여준 목록 다시 보여줄래?",
    "아까 추천해준 곳 뭐였지",
    "요즘 내가 많이 간 곳 알려줘",
    "지난 주말에 먹었던 데 기억나?",
    "최근에 다녀온 식당 목록 보여줘",
    "월요일에 어디서 먹었지?",
    "오늘 점심 어디서 먹었더라",
    "단골집이 어디야 내가",
    "마지막으로 간 데 어디야?",
    "저번에 치킨 먹은 데 어디였죠?",
    "어제 추천해 준 가게 이름 좀",
    "내가 선택했던 가게들 보여줘",
    "지난달에 갔던 국밥집 기억해?",
    "이번 주에 어디어디 갔어?",
    "최근에 추천받은 데 다시 알려주세요",
    "내가 가장 많이 고른 식당은?",
    "며칠 전에 고른 돈까스집 이름이 뭐예요",
)
"""Written before the code was looked at."""


@pytest.fixture
async def eater(tmp_path: Path, stocked: Path) -> AsyncIterator[Eater]:
    """Somebody who chose on three days: Monday and Thursday of last week, and yesterday."""
    clock = StillClock(datetime(2026, 11, 9, 12, 0, tzinfo=SEOUL))
    house = open_inn(tmp_path / "inn", stocked, clock)
    made = Eater(house)
    for days, place in ((0, 1), (3, 2)):
        clock.move(days * DAY_S)
        await made.click(await made.say(LUNCH, session=f"day {days}"), place)
    clock.move(8 * DAY_S)
    again = (await made.happened("meals.shop_chosen"))[1]
    shown = await made.say(LUNCH, session="day 11")
    await Days(house.log, house.sealer, clock).choose(
        made.user, shown.turn, again["shop"], name=again["name"]
    )
    clock.move(DAY_S)
    yield made
    await house.close()


async def chosen(eater: Eater) -> list[str]:
    return [said["name"] for said in await eater.happened("meals.shop_chosen")]


async def asked(eater: Eater, text: str) -> list[str]:
    """Ask in a new conversation; returns the names of what is told."""
    told = await eater.say(text, session=f"asking {text}")
    assert told.intent == "RECOMMENDATION_HISTORY"
    return [item["name"] for item in told.items]


async def test_yesterday_is_told(eater: Eater) -> None:
    assert await asked(eater, "어제 먹은 데 어디야") == (await chosen(eater))[2:]


async def test_last_week_is_told_newest_first(eater: Eater) -> None:
    was = await chosen(eater)

    assert await asked(eater, "지난주에 어디 갔지") == [was[1], was[0]]


async def test_a_day_without_a_choice_is_said_to_be_unknown(eater: Eater) -> None:
    assert await asked(eater, "화요일에 어디서 먹었지?") == []


async def test_where_somebody_goes_most_is_told_with_how_often(eater: Eater) -> None:
    told = await eater.say("내가 제일 자주 간 데가 어디야?", session="often")

    assert [item["name"] for item in told.items][:1] == (await chosen(eater))[1:2]
    assert told.items[0]["chosen"] == 2
    assert "2번" in told.text


async def test_the_last_list_is_told_in_another_conversation(eater: Eater) -> None:
    was = await eater.happened("meals.shops_shown")

    told = await eater.say("저번에 추천해준 데 어디였어?", session="again")

    assert [item["id"] for item in told.items] == [item["shop"] for item in was[-1]["items"]]


async def test_there_is_the_place_that_was_told(eater: Eater) -> None:
    told = await eater.say("어제 먹은 데 어디야", session="there")

    where = await eater.say("거기 어떻게 가?", session="there")

    assert where.items[0]["id"] == told.items[0]["id"]


async def test_somebody_new_has_no_history(eater: Eater) -> None:
    stranger = Eater(eater.house, "stranger")

    for text in (
        "지난주에 어디 갔지",
        "내가 제일 자주 간 데가 어디야?",
        "아까 추천해준 데 어디였지?",
    ):
        assert await asked(stranger, text) == []


async def test_what_is_asked_in_english_is_the_same(eater: Eater) -> None:
    was = await chosen(eater)

    assert await asked(eater, "Where did I eat yesterday?") == was[2:]
    assert await asked(eater, "Where did we go last week?") == [was[1], was[0]]
    assert len(await asked(eater, "What did you recommend me last time?")) == 3


@pytest.mark.parametrize("text", ASKED)
async def test_questions_about_the_past_are_answered_shortly(eater: Eater, text: str) -> None:
    told = await eater.say(text, session="past")

    assert (told.intent, told.outcome) == ("RECOMMENDATION_HISTORY", "answered")
    assert told.reason != "unfounded_figure"
    assert len(told.text) <= 500


async def test_something_else_than_yesterday_is_at_another_place(eater: Eater) -> None:
    chosen = (await eater.happened("meals.shop_chosen"))[-1]["shop"]
    told = await eater.say("어제 먹은 거 말고 딴 거", session="else")

    assert told.items
    assert chosen not in {item["id"] for item in told.items}


async def test_what_is_not_known_to_be_eaten_is_said_to_be_so(eater: Eater) -> None:
    told = await eater.say("그저께 간 데 말고 추천해줘", session="else")

    assert told.items
    assert not told.text.startswith("1. ")
    assert any(word in told.text.split("\n")[0] for word in ("몰라서", "적혀 있지", "없어요"))
