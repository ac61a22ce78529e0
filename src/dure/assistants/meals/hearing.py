"""Read a stretch of the log for a tally: turns of meals, what happened to people, opinions."""

import asyncio
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.tally import Tally, Whose
from dure.engine.person import stream_of
from dure.engine.session import ANSWERED, BEGUN, FAILED
from dure.kernel.events import Event
from dure.learning.feedback import GIVEN
from dure.ports.events import EventLog
from dure.trust.seal import Sealer
from dure.watch.projections import PAGE

_NAME: Final = "meals"
_PEOPLE: Final = stream_of(_NAME, "")
_OPINIONS: Final = "feedback:"
_UP_DOWN: Final = {"up": 1.0, "down": 0.0}


class LogReader:
    """Hands events to a tally; remembers whose a conversation is."""

    def __init__(self, log: EventLog, sealer: Sealer) -> None:
        self._log, self._sealer = log, sealer
        self._sessions: dict[tuple[str, str], tuple[str, str]] = {}

    async def hear(
        self,
        tally: Tally,
        *,
        after: int,
        until: int | None = None,
        before: datetime | None = None,
    ) -> int:
        """Count the events after one, and return the last that was counted.

        until: the last event to count. before: the first that happened at this time or later ends
        it, with whatever follows.
        """
        cursor = after
        while page := await self._log.read_all(after=cursor, limit=PAGE):
            for event in page:
                if (until is not None and event.seq > until) or (before and event.at >= before):
                    return cursor
                await self._count(tally, event)
                cursor = event.seq
            await asyncio.sleep(0)  # People are answered between two pages.
        return cursor

    async def _count(self, tally: Tally, event: Event) -> None:
        if event.kind == BEGUN:
            self._sessions[event.tenant, event.stream] = _who(event.open)
        elif event.kind in (ANSWERED, FAILED):
            assistant, user = await self._who(event)
            if assistant == _NAME:
                outcome = event.open.get("outcome", "failed")
                tally.turn((event.tenant, user), event.open["turn"], outcome)
        elif event.kind == GIVEN:
            self._count_opinion(tally, event)
        elif event.stream.startswith(_PEOPLE):
            said = self._sealer.open(event)
            if said is not None:
                tally.happened(_whose(event, _PEOPLE), event, said)

    async def _who(self, event: Event) -> tuple[str, str]:
        """Return (assistant, user) of a conversation."""
        key = event.tenant, event.stream
        if key not in self._sessions:
            begun = (await self._log.read_stream(event.tenant, event.stream))[:1]
            self._sessions[key] = _who(begun[0].open) if begun else ("", "")
        return self._sessions[key]

    def _count_opinion(self, tally: Tally, event: Event) -> None:
        said = self._sealer.open(event)
        value = None if said is None else _rated(said.get("rating"))
        if said is not None and value is not None:
            tally.rating(_whose(event, _OPINIONS), said["turn"], value)


def _whose(event: Event, streams: str) -> Whose:
    return event.tenant, event.stream.removeprefix(streams)


def _who(said: dict[str, Any]) -> tuple[str, str]:
    return str(said.get("assistant", "")), str(said.get("user", ""))


def _rated(rating: Any) -> float | None:  # noqa: ANN401 - what stands in a log
    """Return a rating as 0 … 1; None for none."""
    if isinstance(rating, str):
        return _UP_DOWN.get(rating)
    return (rating - 1) / 4 if isinstance(rating, int) and not isinstance(rating, bool) else None
