"""Forgetting: when, whom, and what is left of it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from dure.app.privacy import Vault, open_privacy
from dure.app.wire import House
from dure.embedded.events import SqliteEventLog
from dure.embedded.folder import DataFolder
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.places import SqlitePlaces
from dure.embedded.stores import SqliteStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.session import SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append, EventLog
from dure.settings import Settings
from dure.trust.retention import (
    KEY_DESTROYED,
    KEY_STREAM,
    PROFILE,
    RAW,
    RetentionSettings,
    expired,
    forget,
    owned_by,
)
from dure.trust.seal import Sealer, key_id_of
from dure.watch.health import check_log

DAY: Final = date(2026, 11, 21)
WEEK: Final = RetentionSettings()
MINE: Final = key_id_of("main/kim", RAW, "2026-11-21")
THEIRS: Final = key_id_of("main/lee", RAW, "2026-11-21")


@pytest.fixture
async def bare_house(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock, tmp_path: Path
) -> AsyncIterator[House]:
    """A house without assistants, at a Saturday noon."""
    turns = Turns(
        log=log,
        sealer=sealer,
        clock=clock,
        assistants={},
        settings=TurnSettings(),
        session_settings=SessionSettings(),
        telemetry=SilentTelemetry(),
    )
    vault = Vault(log=log, keys=keys, sealer=sealer, clock=clock, settings=Settings({}))
    made = House(
        folder=DataFolder(tmp_path / "data"),
        settings=Settings({}),
        clock=clock,
        log=log,
        keys=keys,
        places=SqlitePlaces(Path(":memory:")),
        store=SqliteStore(Path(":memory:")),
        sealer=sealer,
        turns=turns,
        privacy=open_privacy(vault, {}, house="main", clear=turns.forget_folded),
    )
    yield made
    await made.close()


async def say(log: EventLog, sealer: Sealer, key_id: str, *, stream: str = "s") -> bytes:
    """Append an event with a sealed payload and return the ciphertext."""
    sealed = sealer.seal({"text": "땅콩 빼 주세요"}, key_id=key_id, tenant="main", stream=stream)
    event = NewEvent(kind="turn.heard", open={"turn": "t"}, sealed=sealed)
    await log.append([Append(tenant="main", stream=stream, events=(event,))])
    assert sealed.data is not None
    return sealed.data


async def erasures(log: EventLog) -> list[Event]:
    return [e for e in await log.read_all() if e.kind == KEY_DESTROYED]


# --- whose day has come ---------------------------------------------------------------------


@pytest.mark.parametrize(("age_days", "is_over"), [(0, False), (7, False), (8, True), (400, True)])
def test_raw_text_is_kept_for_seven_days(age_days: int, is_over: bool) -> None:
    old = expired([MINE], DAY + timedelta(days=age_days), WEEK)

    assert old == ([MINE] if is_over else [])


@pytest.mark.parametrize("age_days", [8, 400, 40_000])
def test_a_profile_does_not_expire(age_days: int) -> None:
    profile = key_id_of("main/kim", PROFILE, "2026-11-21")

    assert expired([profile], DAY + timedelta(days=age_days), WEEK) == []


def test_the_days_can_be_set() -> None:
    assert expired([MINE], DAY + timedelta(days=1), RetentionSettings(raw_days=0)) == [MINE]
    assert expired([MINE], DAY + timedelta(days=30), RetentionSettings(raw_days=30)) == []


@pytest.mark.parametrize("day", ["2025-12-31", "2026-02-28", "2026-09-30"])
def test_months_and_years_are_counted_by_the_calendar(day: str) -> None:
    key_id = key_id_of("main/kim", RAW, day)
    begun = date.fromisoformat(day)

    assert expired([key_id], begun + timedelta(days=7), WEEK) == []
    assert expired([key_id], begun + timedelta(days=8), WEEK) == [key_id]


def test_a_persons_second_key_of_a_day_expires_with_the_first() -> None:
    again = f"{MINE}+1"

    assert expired([again], DAY + timedelta(days=7), WEEK) == []
    assert expired([again], DAY + timedelta(days=8), WEEK) == [again]


def test_a_person_with_slashes_in_the_name_expires_like_others() -> None:
    key_id = key_id_of("main/a/raw/b", RAW, "2026-11-21")

    assert expired([key_id], DAY + timedelta(days=8), WEEK) == [key_id]


def test_the_keys_of_a_person_are_that_persons_alone() -> None:
    mine = [key_id_of("main/kim", kind, "2026-11-21") for kind in (RAW, PROFILE)]
    others = [key_id_of(who, RAW, "2026-11-21") for who in ("main/kimm", "main", "x/main/kim")]

    assert owned_by([*others, *mine], "main/kim") == mine


# --- forgetting -----------------------------------------------------------------------------


async def test_forgetting_destroys_the_key(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    await say(log, sealer, MINE)

    forgotten = await forget([MINE], keys=keys, log=log, tenant="main")

    assert forgotten == [MINE]
    assert keys.destroyed() == [MINE]


async def test_forgetting_drops_the_bytes_from_the_disk(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, tmp_path: Path
) -> None:
    sealed = [await say(log, sealer, MINE, stream=f"s{n}") for n in range(20)]
    before = on_disk(tmp_path)

    await forget([MINE], keys=keys, log=log, tenant="main")

    assert all(data in before for data in sealed)
    assert [data for data in sealed if data[:16] in on_disk(tmp_path)] == []
    assert [data for data in sealed if data[-16:] in on_disk(tmp_path)] == []


def on_disk(folder: Path) -> bytes:
    """Return the event log's files."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("events.db*")))


async def test_forgetting_is_an_event(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    await say(log, sealer, MINE)

    await forget([MINE], keys=keys, log=log, tenant="main")

    [event] = await log.read_stream("main", KEY_STREAM)
    assert (event.kind, event.open, event.sealed) == (KEY_DESTROYED, {"key_id": MINE}, None)


async def test_the_chain_holds_after_forgetting(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    await say(log, sealer, MINE)
    await say(log, sealer, THEIRS)

    await forget([MINE], keys=keys, log=log, tenant="main")

    report = await check_log(log, keys, sealer)
    assert report.problems == []
    assert (report.events, report.sealed, report.forgotten) == (3, 1, 1)


async def test_what_was_forgotten_opens_no_more_and_what_others_said_does(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    await say(log, sealer, MINE)
    await say(log, sealer, THEIRS)

    await forget([MINE], keys=keys, log=log, tenant="main")

    opened = [sealer.open(event) for event in await log.read_stream("main", "s")]
    assert opened == [None, {"text": "땅콩 빼 주세요"}]


async def test_several_keys_are_forgotten_one_by_one(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    await say(log, sealer, MINE)
    await say(log, sealer, THEIRS)

    forgotten = await forget([MINE, THEIRS], keys=keys, log=log, tenant="main")

    assert forgotten == [MINE, THEIRS]
    assert [e.open["key_id"] for e in await erasures(log)] == [MINE, THEIRS]


async def test_forgetting_nobody_leaves_the_log_as_it_is(
    log: SqliteEventLog, keys: SqliteKeyStore
) -> None:
    assert await forget([], keys=keys, log=log, tenant="main") == []
    assert await log.read_all() == []


async def test_a_second_call_finishes_what_a_crash_left_half_forgotten(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, tmp_path: Path
) -> None:
    sealed = await say(log, sealer, MINE)
    keys.destroy(MINE)  # and here the process died

    await forget([MINE], keys=keys, log=log, tenant="main")

    assert sealed not in on_disk(tmp_path)
    assert [e.open["key_id"] for e in await erasures(log)] == [MINE]


async def test_the_house_forgets_raw_text_after_a_week(bare_house: House) -> None:
    old = key_id_of("main/kim", RAW, "2026-11-13")
    young = key_id_of("main/kim", RAW, "2026-11-14")
    for key_id in (old, young):
        await say(bare_house.log, bare_house.sealer, key_id)

    assert await bare_house.keep_retention() == [old]
    assert bare_house.keys.ids() == [young]


async def test_the_house_finishes_what_a_crash_left_half_forgotten(bare_house: House) -> None:
    old = key_id_of("main/kim", RAW, "2026-11-13")
    await say(bare_house.log, bare_house.sealer, old)
    bare_house.keys.destroy(old)  # and here the process died

    await bare_house.keep_retention()

    [said] = await bare_house.log.read_stream("main", "s")
    assert said.sealed is not None
    assert said.sealed.data is None
    assert [e.open["key_id"] for e in await erasures(bare_house.log)] == [old]


async def test_the_house_forgets_a_key_once(bare_house: House) -> None:
    await say(bare_house.log, bare_house.sealer, key_id_of("main/kim", RAW, "2026-11-13"))

    for _ in range(3):
        await bare_house.keep_retention()

    assert len(await erasures(bare_house.log)) == 1
