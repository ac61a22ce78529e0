"""Windows are closed once, whoever closes them and however late, and tell what is popular now."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from tests.assistants.meals.happenings import Days

from dure.assistants.meals import popularity
from dure.assistants.meals.popular_now import PopularNow
from dure.assistants.meals.popularity import STREAM
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import SEOUL, StillClock
from dure.trust.retention import forget
from dure.trust.seal import Sealer
from dure.watch.projections import Projector

FIVE_S: Final = 300


@pytest.fixture
def clock() -> StillClock:
    """Five minutes before midnight, at the end of a month."""
    return StillClock(datetime(2026, 11, 30, 23, 55, tzinfo=SEOUL))


@pytest.fixture
def days(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Days:
    return Days(log, sealer, clock)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "store.db")


@pytest.fixture
def popular(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock, store: SqliteStore
) -> PopularNow:
    return PopularNow(log, sealer, clock, store)


async def test_a_window_is_closed_when_it_is_over_and_not_before(
    popular: PopularNow, days: Days, clock: StillClock
) -> None:
    await days.show("kim", "r", "a", "b")
    await days.look("kim", "a")
    clock.move(FIVE_S - 1)
    await popular.close_windows()
    assert await days.opened(STREAM) == []

    clock.move(1)
    await popular.close_windows()

    (closed,) = await days.opened(STREAM)
    assert closed["window"] == "2026-11-30T23:55:00+09:00"
    assert closed["shops"] == {"a": [1, 1, 0, 0.0, 0], "b": [1, 0, 0, 0.0, 0]}
    assert popular.current()["a"] > popular.current()["b"] > 0


async def test_missed_windows_are_all_closed_in_one_run_across_midnight(
    popular: PopularNow, days: Days, clock: StillClock
) -> None:
    for name in ("r1", "r2", "r3"):
        await days.show("kim", name, "a")
        await days.choose("kim", name, "a")
        clock.move(2 * FIVE_S)

    await popular.close_windows()

    starts = [closed["window"][:16] for closed in await days.opened(STREAM)]
    assert starts == ["2026-11-30T23:55", "2026-12-01T00:05", "2026-12-01T00:15"]


async def test_running_twice_is_like_once(
    popular: PopularNow, days: Days, clock: StillClock
) -> None:
    await days.show("kim", "r", "a")
    clock.move(FIVE_S)

    for _ in range(3):
        await popular.close_windows()

    assert len(await days.opened(STREAM)) == 1


async def test_two_processes_at_once_close_each_window_once(
    days: Days, log: SqliteEventLog, sealer: Sealer, clock: StillClock, store: SqliteStore
) -> None:
    both = [PopularNow(log, sealer, clock, store) for _ in range(2)]
    for name in ("r1", "r2"):
        await days.show("kim", name, "a")
        clock.move(FIVE_S)

    await asyncio.gather(*(one.close_windows() for one in both))

    assert len(await days.opened(STREAM)) == 2
    assert both[0].current() == both[1].current() != {}


async def test_who_closes_no_windows_sees_them_fade_all_the_same(
    popular: PopularNow, days: Days, log: SqliteEventLog, sealer: Sealer, clock: StillClock,
    store: SqliteStore,
) -> None:  # fmt: skip
    await days.show("kim", "r", "a")
    clock.move(FIVE_S)
    await popular.close_windows()
    other = PopularNow(log, sealer, clock, store)
    await other.load()
    before = other.current()["a"]

    clock.move(20 * FIVE_S)

    assert 0 <= other.current().get("a", 0.0) < before


async def test_a_replay_gives_the_same_numbers(
    popular: PopularNow, days: Days, log: SqliteEventLog, sealer: Sealer, clock: StillClock,
    store: SqliteStore,
) -> None:  # fmt: skip
    for name in ("r1", "r2", "r3"):
        await days.show("kim", name, "a", "b")
        await days.choose("lee", name, "b", instead="a")
        clock.move(FIVE_S)
    await popular.close_windows()

    anew = PopularNow(log, sealer, clock, SqliteStore(Path(":memory:")))
    await anew.load()
    resumed = PopularNow(log, sealer, clock, store)
    await resumed.load()

    assert anew.current() == resumed.current() == popular.current() != {}
    assert await Projector(log=log, store=store, sealer=sealer).verify(popularity.PROJECTION)


async def test_without_traffic_nothing_is_written_and_all_fades(
    popular: PopularNow, days: Days, clock: StillClock
) -> None:
    await days.look("kim", "a")
    clock.move(FIVE_S)
    await popular.close_windows()
    first = popular.current()["a"]

    clock.move(2 * FIVE_S)
    await popular.close_windows()
    assert popular.current()["a"] == pytest.approx(first * 0.49, abs=1e-5)
    clock.move(86_400)
    await popular.close_windows()

    assert popular.current() == {}
    assert len(await days.opened(STREAM)) == 1


async def test_people_of_all_tenants_count_and_the_forgotten_do_not(
    popular: PopularNow, days: Days, log: SqliteEventLog, sealer: Sealer, keys: SqliteKeyStore,
    clock: StillClock,
) -> None:  # fmt: skip
    await days.look("kim", "a")
    await Days(log, sealer, clock, tenant="other").look("kim", "b")
    gone = [key for key in keys.ids() if key.startswith("main/kim/")]
    await forget(gone, keys=keys, log=log, tenant="main")
    clock.move(FIVE_S)

    await popular.close_windows()

    (closed,) = await days.opened(STREAM)
    assert list(closed["shops"]) == ["b"]


async def test_what_is_written_names_nobody(
    popular: PopularNow, days: Days, log: SqliteEventLog, clock: StillClock
) -> None:
    await days.show("child-of-mapo", "r", "a")
    await days.happen("child-of-mapo", "meal_rated", shop="a", value=1.0, id="r")
    await days.happen("child-of-mapo", "meal_rated", shop="a", value=-0.5, id="r")
    clock.move(FIVE_S)
    await popular.close_windows()

    (event,) = await log.read_stream("main", STREAM)
    assert event.sealed is None
    assert set(event.open) == {"window", "shops", "cursor"}
    assert event.open["shops"] == {"a": [1, 0, 0, -0.5, 1]}
