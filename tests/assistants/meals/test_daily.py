"""Days are closed and reports made once, however late, and say the same ever after."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Final

import orjson
import pytest
from tests.assistants.meals.happenings import Days

from dure.assistants.meals.daily import REPORTS, STREAM, Books
from dure.assistants.meals.periods import Kind, period_at, period_of
from dure.assistants.meals.report_page import draw_page
from dure.assistants.meals.tally import FEW_SAID
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.errors import NotFound
from dure.kernel.clock import SEOUL, StillClock
from dure.trust.retention import forget
from dure.trust.seal import Sealer

DAY_S: Final = 86_400
WEEK: Final = period_of("2026-W48")


@pytest.fixture
def clock() -> StillClock:
    """One second before the last Monday of a month begins."""
    return StillClock(datetime(2026, 11, 22, 23, 59, 59, tzinfo=SEOUL))


@pytest.fixture
def days(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Days:
    return Days(log, sealer, clock)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "store.db")


@pytest.fixture
def books(log: SqliteEventLog, sealer: Sealer, clock: StillClock, store: SqliteStore) -> Books:
    return Books(log, sealer, clock, store)


async def a_week_of(days: Days, clock: StillClock, people: int = 6) -> None:
    """Let people eat from Monday to Sunday, every other one choosing."""
    for day in range(7):
        for number in range(people):
            name = f"r{day}-{number}"
            await days.show(f"child {number}", name, "a", "b", "c")
            if (day + number) % 2:
                await days.choose(f"child {number}", name, "b", decided_s=20, pays_won=5000)
        clock.move(DAY_S)


async def test_a_day_ends_at_midnight_in_seoul(books: Books, days: Days, clock: StillClock) -> None:
    await days.show("kim", "before", "a")
    clock.move(1)
    await days.show("kim", "after", "a")
    clock.move(DAY_S)

    await books.close_days()

    closed = await days.opened(STREAM)
    assert [(one["period"], one["lists"]) for one in closed] == [
        ("2026-11-22", 1),
        ("2026-11-23", 1),
    ]


async def test_the_day_under_way_stays_open(books: Books, days: Days) -> None:
    await days.show("kim", "r", "a")

    await books.close_days()

    assert await days.opened(STREAM) == []
    with pytest.raises(NotFound):
        await books.numbers(period_at("day", date(2026, 11, 22)))


@pytest.mark.parametrize(
    ("kind", "day", "why"),
    [
        ("day", date(2026, 11, 22), "마감하지 않은"),
        ("week", date(2026, 11, 22), "마감하지 않은"),
        ("month", date(2026, 11, 1), "마감하지 않은"),
        ("day", date(2026, 11, 23), "오지 않은"),
        ("month", date(2027, 1, 1), "오지 않은"),
        ("day", date(2026, 11, 20), "쓰기 전"),
        ("week", date(2020, 1, 1), "쓰기 전"),
    ],
)
async def test_why_there_is_no_report_is_told(
    books: Books, days: Days, kind: Kind, day: date, why: str
) -> None:
    await days.show("kim", "r", "a")

    with pytest.raises(NotFound) as caught:
        await books.numbers(period_at(kind, day))

    assert why in str(caught.value.facts["what"])


async def test_missed_days_are_made_up_for_and_twice_is_like_once(
    books: Books, days: Days, clock: StillClock
) -> None:
    await days.show("kim", "r", "a")
    clock.move(10 * DAY_S)

    for _ in range(3):
        await books.close_days()

    closed = await days.opened(STREAM)
    assert len(closed) == 10
    assert [one["lists"] for one in closed] == [1, *[0] * 9]
    assert closed[-1]["ctr"] is None


async def test_two_processes_at_once_close_each_day_once(
    days: Days, log: SqliteEventLog, sealer: Sealer, clock: StillClock, store: SqliteStore
) -> None:
    both = [Books(log, sealer, clock, store) for _ in range(2)]
    await a_week_of(days, clock)

    await asyncio.gather(*(one.make_weekly() for one in both))
    await asyncio.gather(*(one.make_weekly() for one in both))

    names = [one["period"] for one in await days.opened(STREAM)]
    assert len(names) == len(set(names)) == 7
    # Monday's week is not over yet; the one of its eve is.
    assert [one["period"] for one in await days.opened(REPORTS)] == ["2026-W47"]


async def test_a_week_is_reported_from_what_happened_in_it(
    books: Books, days: Days, clock: StillClock
) -> None:
    clock.move(1)
    await a_week_of(days, clock)

    await books.make_weekly()

    told = await books.numbers(WEEK)
    assert (told["first"], told["last"]) == ("2026-11-23", "2026-11-29")
    assert (told["lists"], told["choices"], told["people"]) == (42, 21, 6)
    assert (told["ctr"], told["cvr"], told["decided_s"]) == (0.5, 0.5, 20.0)
    assert [one["lists"] for one in told["by_day"]] == [6] * 7
    assert told["cohorts"][-1] == {"week": "2026-W48", "people": 6, "kept": [1.0]}
    # Who did not choose on Sunday chose less often, too; nobody is among the best fifths.
    named = {name: people for name, people in told["segments"].items() if people != 0}
    assert named == {"others": FEW_SAID, "asleep": FEW_SAID}


async def test_a_report_says_the_same_after_the_people_are_forgotten(
    books: Books, days: Days, log: SqliteEventLog, keys: SqliteKeyStore, clock: StillClock
) -> None:
    clock.move(1)
    await a_week_of(days, clock)
    await books.make_weekly()
    before = orjson.dumps(await books.numbers(WEEK))
    page = draw_page(await books.numbers(WEEK))

    await forget(keys.ids(), keys=keys, log=log, tenant="main")
    clock.move(7 * DAY_S)
    await books.make_weekly()
    await books.make_monthly()

    assert orjson.dumps(await books.numbers(WEEK)) == before
    assert draw_page(await books.numbers(WEEK)) == page
    assert (await books.numbers(WEEK.after()))["lists"] == 0


async def test_a_month_is_reported_when_its_last_day_is_over(
    books: Books, days: Days, clock: StillClock
) -> None:
    await days.show("kim", "r", "a")
    clock.move(8 * DAY_S - 1)
    await books.make_monthly()
    assert await days.opened(REPORTS) == []

    clock.move(2)
    await books.make_monthly()

    (made,) = await days.opened(REPORTS)
    assert (made["period"], made["last"], made["lists"]) == ("2026-11", "2026-11-30", 1)


async def test_nothing_that_is_written_names_a_person_or_seals_anything(
    books: Books, days: Days, log: SqliteEventLog, clock: StillClock
) -> None:
    clock.move(1)
    await a_week_of(days, clock)
    await books.make_weekly()
    await books.make_monthly()

    for stream in (STREAM, REPORTS):
        for event in await log.read_stream("main", stream):
            assert event.sealed is None
            assert "child" not in str(event.open)


async def test_before_anything_happened_there_is_nothing_to_close(books: Books) -> None:
    await books.close_days()
    await books.make_weekly()
    await books.make_monthly()

    with pytest.raises(NotFound):
        await books.numbers(WEEK)
