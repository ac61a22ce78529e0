"""Somebody who talks with the meals of a whole house, and what is written down of them."""

from pathlib import Path

from tests.conftest import furnish

from dure.app.wire import House, open_house
from dure.engine.person import stream_of
from dure.kernel.clock import Clock
from dure.kernel.events import Json
from dure.kernel.turns import TurnRequest, TurnResult
from dure.learning.feedback import Opinion
from dure.settings import Settings

LUNCH = "5천원으로 점심 먹을만한 곳 추천해줘"


def open_inn(folder: Path, stocked: Path, clock: Clock, **settings: str) -> House:
    """Open a house in a folder with the invented shops, which were loaded before."""
    furnish(folder, stocked)
    named = {f"DURE_MEALS_{name.upper()}": value for name, value in settings.items()}
    return open_house(Settings({"DURE_DATA_DIR": str(folder), **named}), clock=clock)


class Eater:
    """A person of the house."""

    def __init__(self, house: House, user: str = "child") -> None:
        self.house, self.user = house, user

    async def say(self, text: str, *, session: str = "s", turn: str | None = None) -> TurnResult:
        """Take a turn."""
        said = TurnRequest(text=text, user=self.user, session=session, turn=turn)
        return await self.house.turns.take("meals", said)

    async def click(self, shown: TurnResult, place: int) -> bool:
        """Click on a place of a list; returns whether that was news."""
        session = await self.house.turns.session("main", shown.session, self.user)
        opinion = Opinion(turn=shown.turn, chosen=place)
        return await self.house.privacy.feedback.give("main", session, opinion)

    async def happened(self, kind: str) -> list[Json]:
        """Return what of a kind was written down of the person."""
        stream = stream_of("meals", self.user)
        events = await self.house.log.read_stream("main", stream)
        opened = (self.house.sealer.open(event) for event in events if event.kind == kind)
        return [said for said in opened if said is not None]
