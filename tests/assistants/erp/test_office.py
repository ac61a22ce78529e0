"""Which database answers, and as whom: the operator's, or the demonstration."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from dure.app.wire import House, open_house
from dure.assistants.erp.demo import SOURCE
from dure.assistants.erp.office import previous_of
from dure.engine.session import Session
from dure.errors import Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings

NOON: Final = datetime(2026, 3, 10, 12, 0, tzinfo=SEOUL)
DAY_S: Final = 24 * 60 * 60


def house_at(folder: Path, clock: StillClock, **named: str) -> House:
    told = {f"DURE_ERP_{name.upper()}": value for name, value in named.items()}
    return open_house(Settings({"DURE_DATA_DIR": str(folder), **told}), only=["erp"], clock=clock)


async def asked(house: House, text: str, user: str = "local") -> TurnResult:
    return await house.turns.take("erp", TurnRequest(text=text, user=user))


@pytest.fixture
def still() -> StillClock:
    return StillClock(NOON)


def demos(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("erp-demo-*"))


async def test_without_a_source_the_demonstration_answers_and_says_so(
    tmp_path: Path, still: StillClock
) -> None:
    house = house_at(tmp_path, still)
    found = await asked(house, "지난달 매출")
    await house.close()

    assert found.outcome == "answered"
    assert found.sources == (f"{SOURCE}:account.invoice",)
    assert demos(tmp_path) == ["erp-demo-1-2026-03.db"]


async def test_the_demonstration_is_made_once_a_month(tmp_path: Path, still: StillClock) -> None:
    answers = []
    for _ in range(3):
        house = house_at(tmp_path, still)
        answers.append((await asked(house, "2월 매출")).text)
        await house.close()
        still.move(11 * DAY_S)

    assert answers[0] == answers[1]
    assert demos(tmp_path) == ["erp-demo-1-2026-03.db", "erp-demo-1-2026-04.db"]


async def test_a_source_is_asked_instead_of_the_demonstration(
    tmp_path: Path, still: StillClock, database: Path
) -> None:
    house = house_at(tmp_path, still, source=str(database), local_login="boss")
    found = await asked(house, "2월 매출")
    await house.close()

    assert "나루상회" in found.text
    assert found.sources == ("tryton:account.invoice",)
    assert demos(tmp_path) == []


async def test_whoever_sits_at_this_machine_asks_as_the_login_named(
    tmp_path: Path, still: StillClock, database: Path
) -> None:
    house = house_at(tmp_path, still, source=str(database), local_login="north")
    local, named = await asked(house, "올해 수주액"), await asked(house, "올해 수주액", "boss")
    await house.close()

    assert (local.reason, named.reason) == ("limited", None)


async def test_nobody_becomes_the_local_login_by_another_name(
    tmp_path: Path, still: StillClock, database: Path
) -> None:
    house = house_at(tmp_path, still, source=str(database), local_login="boss")
    found = await asked(house, "올해 수주액", "locals")
    await house.close()

    assert (found.outcome, found.reason) == ("refused", "forbidden")


async def test_a_source_that_is_not_there_is_said_to_be_unavailable(
    tmp_path: Path, still: StillClock
) -> None:
    house = house_at(tmp_path, still, source=str(tmp_path / "nowhere.sqlite"))

    with pytest.raises(Unavailable):
        await asked(house, "올해 수주액")

    await house.close()
    assert demos(tmp_path) == []


async def test_what_was_let_go_is_opened_again(tmp_path: Path, still: StillClock) -> None:
    house = house_at(tmp_path, still)
    before = await asked(house, "2월 매출")

    await house.turns.assistants["erp"].stop()
    after = await asked(house, "2월 매출")
    await house.close()

    assert after.figures == before.figures


def test_a_conversation_that_begins_has_no_question_before() -> None:
    assert previous_of(Session(id="s")) is None


async def test_many_ask_at_once_and_each_is_answered(tmp_path: Path, still: StillClock) -> None:
    house = house_at(tmp_path, still)
    alone = await asked(house, "지난달 거래처별 매출", "ceo")
    users = ["ceo", "stock"] * 8

    found = await asyncio.gather(*(asked(house, "지난달 거래처별 매출", user) for user in users))
    await house.close()

    assert [told.text for told in found[::2]] == [alone.text] * 8
    assert {told.reason for told in found[1::2]} == {"forbidden"}
