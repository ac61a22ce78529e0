"""Turns of meals are counted with and without a list, and those of other assistants are not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.eater import LUNCH, Eater, open_inn
from tests.pace import laps_beside

from dure.assistants.meals.hearing import LogReader
from dure.assistants.meals.tally import Tally
from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.kernel.turns import TurnRequest
from dure.learning.feedback import Opinion
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.projections import PAGE


@pytest.fixture
async def eater(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[Eater]:
    house = open_inn(tmp_path / "inn", stocked, clock)
    yield Eater(house)
    await house.close()


async def test_turns_lists_choices_and_opinions_are_heard(eater: Eater) -> None:
    shown = await eater.say(LUNCH)
    await eater.click(shown, 1)
    thanks = await eater.say("고마워요")
    session = await eater.house.turns.session("main", thanks.session, eater.user)
    for rating in ("down", "up"):
        opinion = Opinion(turn=thanks.turn, rating=rating)
        await eater.house.privacy.feedback.give("main", session, opinion)
    said = TurnRequest(text="안녕하세요", user=eater.user, session="other")
    await eater.house.turns.take("perfume", said)

    tally = Tally()
    cursor = await LogReader(eater.house.log, eater.house.sealer).hear(tally, after=0)

    told = tally.numbers()
    assert told["turns"]["all"] == 2
    assert (told["turns"]["with_list"], told["turns"]["without_list"]) == (1, 1)
    assert (told["lists"], told["choices"], told["ctr"]) == (1, 1, 1.0)
    assert told["quality"] == {"known": 2, "mean": 1.0, "with_list": 1.0, "without_list": 1.0}
    assert cursor == await eater.house.log.append([])


async def test_a_conversation_that_began_before_is_still_whose_it_was(eater: Eater) -> None:
    await eater.say("안녕하세요")
    begun = await eater.house.log.append([])
    await eater.say("고마워요")

    tally = Tally()
    await LogReader(eater.house.log, eater.house.sealer).hear(tally, after=begun)

    assert tally.numbers()["turns"]["all"] == 1


async def test_others_go_on_while_months_are_read(log: SqliteEventLog, sealer: Sealer) -> None:
    events = tuple(NewEvent(kind="one") for _ in range(10 * PAGE))
    await log.append([Append(tenant="main", stream="s", events=events)])
    laps = await laps_beside(LogReader(log, sealer).hear(Tally(), after=0))

    assert laps >= 10
