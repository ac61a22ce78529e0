"""What a running server does for its backups, and what it says of an erasure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest

from dure.app.backup import create_backup
from dure.app.kept import backup_lock
from dure.app.nightly import carry_erasures, erasure_status, keep_jobs, kept_of, make_nightly
from dure.app.wire import House, open_house
from dure.embedded.jobs import StoredJobs
from dure.errors import BackupBusy, BadFile, NoRecoveryKey, Relayed
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.ports.jobs import Daily, Job
from dure.settings import Settings
from dure.trust.retention import PROFILE, forget, owned_by
from dure.watch.ledger import LEDGER

KIM = "main/kim"
LATE_S = 60


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        {"DURE_DATA_DIR": str(tmp_path / "data"), "DURE_BACKUP_TO": str(tmp_path / "backup")}
    )


@pytest.fixture
async def house(settings: Settings, clock: StillClock) -> AsyncIterator[House]:
    """A house with one assistant, in which kim has a key."""
    made = open_house(settings, only=["perfume"], clock=clock)
    made.sealer.current_key(KIM, PROFILE, "2026-11-21")
    yield made
    await made.close()


async def forget_kim(house: House) -> None:
    ids = owned_by(house.keys.ids(), KIM)
    await forget(ids, keys=house.keys, log=house.log, tenant="main")


async def test_without_backups_what_is_forgotten_is_erased(house: House) -> None:
    await forget_kim(house)

    assert erasure_status(house)(KIM) == "erased"


async def test_an_erasure_is_pending_until_the_next_backup(
    house: House, settings: Settings
) -> None:
    await create_backup(settings)
    await forget_kim(house)
    status = erasure_status(house)
    assert (status(KIM), status("main/lee")) == ("pending in backups", "erased")

    await create_backup(settings)

    assert status(KIM) == "erased"


async def test_an_erasure_is_pending_while_a_backup_is_written(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await create_backup(settings)
    await forget_kim(house)
    await create_backup(settings)

    with backup_lock(tmp_path / "data"):
        assert erasure_status(house)(KIM) == "pending in backups"
    assert erasure_status(house)(KIM) == "erased"


async def test_an_erasure_is_pending_in_every_place(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await create_backup(settings)
    await create_backup(settings, to=str(tmp_path / "other"))
    await forget_kim(house)

    await create_backup(settings)
    assert erasure_status(house)(KIM) == "pending in backups"
    await create_backup(settings, to=str(tmp_path / "other"))
    assert erasure_status(house)(KIM) == "erased"


async def test_a_place_that_is_away_keeps_it_pending_until_its_keys_expire(
    house: House, settings: Settings, tmp_path: Path, clock: StillClock
) -> None:
    await create_backup(settings)
    await forget_kim(house)
    (tmp_path / "backup").rename(tmp_path / "unplugged")

    assert erasure_status(house)(KIM) == "pending in backups"
    assert await carry_erasures(house) == 1

    clock.move(365 * 24 * 3600)
    assert erasure_status(house)(KIM) == "erased"


async def test_an_erasure_reaches_the_ledger(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await create_backup(settings)
    ledger = tmp_path / "backup" / LEDGER
    before = ledger.read_bytes()
    await forget_kim(house)

    assert await carry_erasures(house) == 0

    assert ledger.read_bytes().startswith(before)
    assert len(ledger.read_bytes()) > len(before)


async def test_nothing_is_carried_before_the_first_backup(house: House) -> None:
    assert await carry_erasures(house) == 0
    assert kept_of(house) is None


async def test_nothing_is_carried_while_a_backup_is_written(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await create_backup(settings)

    with backup_lock(tmp_path / "data"), pytest.raises(BackupBusy):
        await carry_erasures(house)


async def test_the_nightly_backup_needs_a_key_that_somebody_wrote_down(house: House) -> None:
    with pytest.raises(NoRecoveryKey):
        await make_nightly(house)


async def test_the_nightly_backup_is_made_in_a_process_of_its_own(
    house: House, settings: Settings
) -> None:
    await create_backup(settings)

    await make_nightly(house)

    kept = kept_of(house)
    assert kept is not None
    assert [state.generation for state in kept.targets.values()] == [2]


async def test_why_the_nightly_backup_failed_is_told(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await create_backup(settings)
    (tmp_path / "backup" / "manifest").write_bytes(b"x" * 50)

    with pytest.raises(Relayed) as told:
        await make_nightly(house)

    assert told.value.code == "foreign_backup"


async def test_a_server_makes_the_backup_at_its_time_and_carries_erasures(
    house: House, settings: Settings, clock: StillClock, tmp_path: Path
) -> None:
    await create_backup(settings)
    task = asyncio.create_task(keep_jobs(house))
    await asyncio.sleep(0)  # Its jobs stand in the book now; noon has passed.
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    clock.move(16 * 3600)
    await forget_kim(house)

    task = asyncio.create_task(keep_jobs(house))
    async with asyncio.timeout(LATE_S):
        while erasure_status(house)(KIM) != "erased":  # noqa: ASYNC110 - another process's files
            await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    kept = kept_of(house)
    assert kept is not None
    assert [state.generation for state in kept.targets.values()] == [2]


async def test_a_job_that_breaks_does_not_end_the_others(house: House, clock: StillClock) -> None:
    done = asyncio.Event()

    async def breaks() -> None:
        raise ValueError("a slip in somebody's job")

    async def works() -> None:
        done.set()

    works_at_noon = [
        Job(name="broken", when=Daily(time(12)), work=breaks),
        Job(name="whole", when=Daily(time(12)), work=works),
    ]
    keeping = keep_jobs(house, works_at_noon)
    clock.move(24 * 3600)
    task = asyncio.create_task(keeping)
    waiting = asyncio.create_task(done.wait())
    await asyncio.wait([task, waiting], timeout=LATE_S, return_when=asyncio.FIRST_COMPLETED)

    assert (done.is_set(), task.done()) == (True, False)
    state = StoredJobs(house.store, clock).state("broken")
    assert (state.failures, state.code) == (1, "unavailable")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_jobs_go_on_after_their_book_was_away(
    house: House, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, done = 0, asyncio.Event()

    async def holds() -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError("the disk is away")
        return True

    async def works() -> None:
        done.set()

    monkeypatch.setattr(house.lead, "holds", holds)
    monkeypatch.setattr("dure.app.nightly._AGAIN_S", 0.0)
    keeping = keep_jobs(house, [Job(name="whole", when=Daily(time(12)), work=works)])
    clock.move(24 * 3600)
    task = asyncio.create_task(keeping)
    waiting = asyncio.create_task(done.wait())
    await asyncio.wait([task, waiting], timeout=LATE_S, return_when=asyncio.FIRST_COMPLETED)

    assert (done.is_set(), task.done()) == (True, False)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_erasures_are_carried_again_after_what_nobody_foresaw(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    both = asyncio.Event()

    def destroyed() -> list[str]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OSError("the disk is away")
        both.set()
        return []

    monkeypatch.setattr(house.keys, "destroyed", destroyed)
    monkeypatch.setattr("dure.app.nightly._CARRY_S", 0.0)
    task = asyncio.create_task(keep_jobs(house))
    waiting = asyncio.create_task(both.wait())
    await asyncio.wait([task, waiting], timeout=LATE_S, return_when=asyncio.FIRST_COMPLETED)

    assert (both.is_set(), task.done()) == (True, False)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_time_that_is_none_is_told_at_the_start(tmp_path: Path) -> None:
    environment = {"DURE_DATA_DIR": str(tmp_path / "data"), "DURE_BACKUP_AT": "soon"}
    house = open_house(Settings(environment), only=["perfume"])

    with pytest.raises(BadFile):
        await keep_jobs(house)

    await house.close()


async def test_what_is_too_old_is_forgotten_every_night(house: House, clock: StillClock) -> None:
    said = TurnRequest(text="안녕하세요", user="kim", session="s")
    await house.turns.take("perfume", said)
    task = asyncio.create_task(keep_jobs(house))
    await asyncio.sleep(0)
    task.cancel()
    clock.move(9 * 86_400)

    task = asyncio.create_task(keep_jobs(house))
    async with asyncio.timeout(LATE_S):
        while any("/raw/" in key for key in house.keys.ids()):  # noqa: ASYNC110 - a job of its own
            await asyncio.sleep(0.01)
    task.cancel()

    assert any("kim/" in key for key in house.keys.ids())
