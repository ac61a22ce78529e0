"""A restore makes a whole folder or none, and another process proves that it can be done."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.app.big_log import make_folder

from dure.app.backup import create_backup
from dure.app.kept import read_kept
from dure.app.restore import RestoreWish, restore_backup, verify_backup
from dure.errors import (
    BadFile,
    DamagedBackup,
    FolderNotEmpty,
    Relayed,
    StorageFull,
    WrongRecoveryKey,
)
from dure.kernel.clock import StillClock
from dure.settings import Settings
from dure.trust.recovery import read_typed
from dure.watch.manifest import VERIFIED


class Backed:
    """An installation of 50 events with a backup, and its recovery key."""

    def __init__(self, folder: Path, made: dict[str, Any]) -> None:
        self.data, self.backup, self.new = folder / "data", folder / "backup", folder / "new"
        self.settings = Settings({"DURE_DATA_DIR": str(self.data)})
        self.made, self.key = made, read_typed(made["recovery_key"])

    def wish(self, to: Path | None = None) -> RestoreWish:
        return RestoreWish(backup=self.backup, key=self.key, to=to or self.new)


@pytest.fixture
async def backed(tmp_path: Path, clock: StillClock) -> Backed:
    await make_folder(tmp_path / "data", 50, clock)
    settings = Settings({"DURE_DATA_DIR": str(tmp_path / "data")})
    return Backed(tmp_path, await create_backup(settings, to=str(tmp_path / "backup")))


async def test_a_restored_folder_has_a_master_key_of_its_own(backed: Backed) -> None:
    restored = await restore_backup(backed.wish())

    assert restored["events"] == 50
    assert restored["keys"] == 3
    masters = [(folder / "master.key").read_bytes() for folder in (backed.data, backed.new)]
    assert masters[0] != masters[1]
    assert {p.name for p in backed.new.iterdir()} == {
        "events.db", "keys.db", "state.db", "master.key", "backup.json",
    }  # fmt: skip
    assert backed.new.stat().st_mode & 0o777 == 0o700


async def test_a_restored_installation_goes_on_with_its_backup_and_key(backed: Backed) -> None:
    await restore_backup(backed.wish())

    again = await create_backup(Settings({"DURE_DATA_DIR": str(backed.new)}), to=str(backed.backup))

    assert (again["generation"], again["events"]) == (2, 50)
    assert "recovery_key" not in again
    wish = backed.wish(backed.new.with_name("third"))
    assert (await restore_backup(wish))["generation"] == 2


async def test_only_an_empty_folder_is_restored_into(backed: Backed) -> None:
    backed.new.mkdir()
    (backed.new / "mine").write_text("precious")

    with pytest.raises(FolderNotEmpty):
        await restore_backup(backed.wish())

    assert (backed.new / "mine").read_text() == "precious"
    (backed.new / "mine").unlink()
    await restore_backup(backed.wish())


async def test_what_a_killed_restore_left_is_begun_anew(backed: Backed) -> None:
    half = backed.new.with_name("new.restoring")
    half.mkdir()
    (half / "events.db").write_bytes(b"half")

    await restore_backup(backed.wish())

    assert not half.exists()
    kept = read_kept(backed.new, (backed.new / "master.key").read_bytes())
    assert kept is not None


async def test_a_restore_that_failed_leaves_nothing(backed: Backed, tmp_path: Path) -> None:
    segment = next((backed.backup / "segments").iterdir())
    segment.write_bytes(segment.read_bytes()[:-1])
    before = sorted(tmp_path.iterdir())

    with pytest.raises(DamagedBackup):
        await restore_backup(backed.wish())

    assert sorted(tmp_path.iterdir()) == before


async def test_another_key_touches_nothing(backed: Backed, tmp_path: Path) -> None:
    wish = RestoreWish(backup=backed.backup, key=bytes(32), to=backed.new)

    with pytest.raises(WrongRecoveryKey):
        await restore_backup(wish)

    assert not backed.new.exists()


async def test_a_place_that_cannot_be_written_is_told(backed: Backed) -> None:
    (backed.new.parent / "file").write_text("")

    with pytest.raises(BadFile):
        await restore_backup(backed.wish(backed.new.parent / "file" / "new"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


async def test_a_full_disk_is_told_and_leaves_nothing(backed: Backed, small_disk: Path) -> None:
    with pytest.raises(StorageFull):
        await restore_backup(backed.wish(small_disk / "new"))

    assert list(small_disk.iterdir()) == []


async def test_a_folder_that_is_a_disk_is_told(backed: Backed, small_disk: Path) -> None:
    with pytest.raises(BadFile):
        await restore_backup(backed.wish(small_disk))


async def test_expired_keys_stay_away_and_the_log_is_whole(
    backed: Backed, clock: StillClock
) -> None:
    clock.move(3650 * 24 * 3600)

    restored = await restore_backup(backed.wish(), clock=clock)

    assert (restored["keys_expired"], restored["keys"], restored["destroyed"]) == (True, 0, 3)


async def test_another_process_proves_the_backup(backed: Backed) -> None:
    report = verify_backup(backed.backup, backed.key)

    assert report == {
        "generation": 1,
        "events": 50,
        "end": backed.made["end"],
        "problems": 0,
        "replayed": True,
        "verified": True,
    }
    assert (backed.backup / VERIFIED).exists()


async def test_an_empty_installation_has_a_proof_too(tmp_path: Path, clock: StillClock) -> None:
    await make_folder(tmp_path / "data", 0, clock)
    settings = Settings({"DURE_DATA_DIR": str(tmp_path / "data")})
    made = await create_backup(settings, to=str(tmp_path / "backup"))

    assert verify_backup(tmp_path / "backup", read_typed(made["recovery_key"]))["verified"]


async def test_what_cannot_be_restored_is_not_verified(backed: Backed) -> None:
    shutil.rmtree(backed.backup / "segments")

    with pytest.raises(Relayed) as told:
        verify_backup(backed.backup, backed.key)

    assert told.value.code == "damaged_backup"
    assert not (backed.backup / VERIFIED).exists()
