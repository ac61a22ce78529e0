"""What comes late counts in the window that is still open."""

from datetime import datetime, timedelta

from tests.assistants.meals.happenings import Days
from tests.pace import laps_beside

from dure.assistants.meals.popularity import WINDOW
from dure.assistants.meals.traffic import windows_over
from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.trust.seal import Sealer
from dure.watch.projections import PAGE

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


async def test_a_late_event_waits_for_the_window_that_is_still_open(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    await Days(log, sealer, clock).look("kim", "a")

    early = await windows_over(log, sealer, after=0, last=NOON, now=NOON + WINDOW)
    later = await windows_over(log, sealer, after=0, last=NOON, now=NOON + 2 * WINDOW)

    assert (early.windows, early.cursor) == ((), 0)
    assert [window.start for window in later.windows] == [NOON + timedelta(minutes=5)]


async def test_other_events_are_passed_over(log: SqliteEventLog, sealer: Sealer) -> None:
    clock = StillClock(NOON)
    await Days(log, sealer, clock).happen("kim", "question_asked", question="likes")

    seen = await windows_over(log, sealer, after=0, last=None, now=NOON + WINDOW)

    assert (seen.windows, seen.cursor) == ((), 1)


async def test_others_go_on_while_months_are_read(log: SqliteEventLog, sealer: Sealer) -> None:
    events = tuple(NewEvent(kind="one") for _ in range(10 * PAGE))
    await log.append([Append(tenant="main", stream="s", events=events)])
    laps = await laps_beside(windows_over(log, sealer, after=0, last=None, now=NOON + WINDOW))

    assert laps >= 10


async def test_a_choice_that_is_taken_back_is_taken_out_again(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    days = Days(log, sealer, StillClock(NOON))
    await days.choose("kim", None, "a")
    await days.happen("kim", "choice_undone", id=None, shop="a", of=NOON.isoformat())

    seen = await windows_over(log, sealer, after=0, last=None, now=NOON + WINDOW)

    assert [window.shops["a"][2] for window in seen.windows] == [0]
