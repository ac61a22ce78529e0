"""Close the books of each day, and make reports of weeks and months from what happened in them.

What is written down are numbers without anybody's name, once for each period: they stay when the
people's own events are long forgotten. A day that was missed is made up for; twice is like once.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Final

from dure.assistants.meals import activity
from dure.assistants.meals.activity import cohorts, segments
from dure.assistants.meals.hearing import LogReader
from dure.assistants.meals.periods import Kind, ReportPeriod, period_at
from dure.assistants.meals.tally import Tally
from dure.errors import Conflict, NotFound
from dure.kernel.clock import SEOUL, Clock
from dure.kernel.events import Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.ports.stores import Store
from dure.trust.seal import Sealer
from dure.watch.projections import Projector

HOUSE: Final = "main"
STREAM: Final = "meals:days"
DAY_CLOSED: Final = "meals.day_closed"
REPORTS: Final = "meals:reports"
REPORT_MADE: Final = "meals.report_made"
_DAY: Final = timedelta(days=1)


class Books:
    """The numbers of the days, weeks and months that are over."""

    def __init__(self, log: EventLog, sealer: Sealer, clock: Clock, store: Store) -> None:
        self._log, self._sealer, self._clock, self._store = log, sealer, clock, store

    async def close_days(self) -> None:
        """Close every day that is over and was not closed yet.

        Raises what the log raises.
        """
        today = self._clock.now().astimezone(SEOUL).date()
        with suppress(Conflict):  # Another process closes them.
            closed = await self._closed()
            day = await self._first_open(closed)
            while day is not None and day < today:
                after = closed[-1]["cursor"] if closed else 0
                closed.append(await self._close(day, after, len(closed)))
                day += _DAY

    async def make_weekly(self) -> None:
        """Make the reports of all weeks that are over and have none yet."""
        await self._make("week")

    async def make_monthly(self) -> None:
        """Make the reports of all months that are over and have none yet."""
        await self._make("month")

    async def numbers(self, period: ReportPeriod) -> Json:
        """Return the numbers of a period.

        Raises NotFound where there are none (yet), with why.
        """
        if period.kind == "day":
            found = [one for one in await self._closed() if one["period"] == period.name]
        else:
            events = await self._log.read_stream(HOUSE, REPORTS)
            found = [event.open for event in events if event.open["period"] == period.name]
        if not found:
            raise NotFound(what=await self._why_none(period))
        return {name: value for name, value in found[0].items() if name not in ("after", "cursor")}

    async def _why_none(self, period: ReportPeriod) -> str:
        """Return what is not there: the report of a time to come, of one not closed, or before."""
        today = self._clock.now().astimezone(SEOUL).date()
        begun = await self._first_open([])
        if period.first > today:
            return "아직 오지 않은 기간의 보고서"
        if begun is None or period.last < begun:
            return "이 설치를 쓰기 전 기간의 보고서"
        return (
            "아직 마감하지 않은 기간(켜져 있는 서버가 하루는 다음 날 02:00에, "
            "주와 달은 끝난 다음 날 04:00에 마감해요)의 보고서"
        )

    async def _closed(self) -> list[Json]:
        return [event.open for event in await self._log.read_stream(HOUSE, STREAM)]

    async def _first_open(self, closed: Sequence[Json]) -> date | None:
        """Return the first day that is not closed, None where nothing has happened yet."""
        if closed:
            return date.fromisoformat(closed[-1]["period"]) + _DAY
        first = await self._log.read_all(limit=1)
        return first[0].at.astimezone(SEOUL).date() if first else None

    async def _close(self, day: date, after: int, position: int) -> Json:
        tally, hearing = Tally(), LogReader(self._log, self._sealer)
        end = datetime.combine(day + _DAY, time(), tzinfo=SEOUL)
        cursor = await hearing.hear(tally, after=after, before=end)
        said = {"period": day.isoformat(), "after": after, "cursor": cursor, **tally.numbers()}
        event = NewEvent(kind=DAY_CLOSED, open=said)
        closing = Append(tenant=HOUSE, stream=STREAM, events=(event,), expect=position)
        await self._log.append([closing])
        return said

    async def _make(self, kind: Kind) -> None:
        await self.close_days()
        closed = await self._closed()
        events = await self._log.read_stream(HOUSE, REPORTS)
        made = {event.open["period"] for event in events}
        if not closed:
            return
        period = period_at(kind, date.fromisoformat(closed[0]["period"]))
        last_day = date.fromisoformat(closed[-1]["period"])
        position = len(events)
        with suppress(Conflict):  # Another process makes them.
            while period.last <= last_day:
                if period.name not in made:
                    event = NewEvent(kind=REPORT_MADE, open=await self._report(period, closed))
                    making = Append(tenant=HOUSE, stream=REPORTS, events=(event,), expect=position)
                    await self._log.append([making])
                    position += 1
                period = period.after()

    async def _report(self, period: ReportPeriod, closed: Sequence[Json]) -> Json:
        """Return the numbers of a week or month, worked out from what happened in it."""
        first, last = period.first.isoformat(), period.last.isoformat()
        inside = [one for one in closed if first <= one["period"] <= last]
        tally, hearing = Tally(), LogReader(self._log, self._sealer)
        await hearing.hear(tally, after=inside[0]["after"], until=inside[-1]["cursor"])
        projector = Projector(log=self._log, store=self._store, sealer=self._sealer)
        people = (await projector.catch_up(activity.PROJECTION)).state
        return {
            "period": period.name,
            "first": first,
            "last": last,
            **tally.numbers(),
            "by_day": [
                {name: one[name] for name in ("period", "lists", "choices", "ctr", "cvr")}
                for one in inside
            ],
            "cohorts": cohorts(people, period.last),
            "segments": segments(people, period.last),
        }
