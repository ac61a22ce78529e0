"""What an installation keeps of its backups: private, wrapped, whole or not there."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest

from dure.app.kept import (
    Kept,
    TargetState,
    backup_lock,
    is_written_now,
    patient_lock,
    read_kept,
    write_kept,
)
from dure.embedded.stores import SqliteStore
from dure.errors import BackupBusy, Corrupt
from dure.kernel.clock import SEOUL
from dure.trust.recovery import backup_keys

MASTER = b"m" * 32
UNTIL = datetime(2026, 12, 21, 12, tzinfo=SEOUL)
KEPT = Kept(
    installation="01M7",
    keys=backup_keys(b"k" * 32),
    targets={"/there": TargetState(generation=3, until=UNTIL)},
)


def test_nothing_is_kept_before_the_first_backup(tmp_path: Path) -> None:
    assert read_kept(tmp_path, MASTER) is None


def test_what_is_kept_is_read_with_the_master_key_alone(tmp_path: Path) -> None:
    write_kept(tmp_path, MASTER, KEPT)

    assert read_kept(tmp_path, MASTER) == KEPT
    with pytest.raises(Corrupt):
        read_kept(tmp_path, b"n" * 32)
    data = (tmp_path / "backup.json").read_bytes()
    assert KEPT.keys.index.hex().encode() not in data
    assert (tmp_path / "backup.json").stat().st_mode & 0o777 == 0o600


def test_a_changed_key_is_told_before_anything_is_sealed_with_it(tmp_path: Path) -> None:
    write_kept(tmp_path, MASTER, KEPT)
    file = tmp_path / "backup.json"
    plain = json.loads(file.read_bytes())
    wrapped = bytes.fromhex(plain["keys"])

    for place in range(len(wrapped)):
        changed = wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :]
        file.write_text(json.dumps({**plain, "keys": changed.hex()}))
        with pytest.raises(Corrupt):
            read_kept(tmp_path, MASTER)


def test_processes_that_share_a_store_keep_it_there(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state.db")

    write_kept(store, MASTER, KEPT)

    assert read_kept(store, MASTER) == KEPT
    store.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"keys": 5}', b"\xff", b'{"keys": "z"}'])
def test_a_file_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.json").write_bytes(content)

    with pytest.raises(Corrupt):
        read_kept(tmp_path, MASTER)


def test_an_owner_knows_the_generation_of_each_place() -> None:
    assert KEPT.owner("/there").generation == 3
    assert KEPT.owner("/elsewhere").generation == 0
    assert KEPT.with_target("/b", TargetState(generation=1, until=UNTIL)).targets.keys() == {
        "/there",
        "/b",
    }


def test_two_do_not_write_at_a_time(tmp_path: Path) -> None:
    with backup_lock(tmp_path), pytest.raises(BackupBusy), backup_lock(tmp_path):
        pass

    with backup_lock(tmp_path):
        assert is_written_now(tmp_path)
    assert not is_written_now(tmp_path)


async def test_who_only_looks_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    done = asyncio.Event()

    async def back_up() -> None:
        async with patient_lock(tmp_path):
            done.set()

    with backup_lock(tmp_path):
        task = asyncio.create_task(back_up())
        await asyncio.sleep(0)
        assert not done.is_set()
    await asyncio.wait_for(task, 10)

    assert done.is_set()


async def test_who_writes_for_long_is_told(tmp_path: Path) -> None:
    with backup_lock(tmp_path), pytest.raises(BackupBusy):
        async with patient_lock(tmp_path, tries=2):
            pass
