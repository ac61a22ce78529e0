"""A backup holds a consistent prefix, writes only what is new and never harms the one before."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest
from tests.watch.backups import KEY, SmallHouse

from dure.embedded.events import SqliteEventLog
from dure.errors import Corrupt, StaleBackup, StorageFull, WrongRecoveryKey
from dure.ports.blobs import Blobs
from dure.watch.backup import BackupSettings
from dure.watch.manifest import MANIFEST


class FullBlobs(Blobs):
    """Another place, which so many more changes can be made to."""

    def __init__(self, inner: Blobs, room: int) -> None:
        self.inner, self.room = inner, room

    def get(self, name: str) -> bytes | None:
        return self.inner.get(name)

    def put(self, name: str, data: bytes) -> None:
        self._take()
        self.inner.put(name, data)

    def append(self, name: str, data: bytes) -> None:
        self._take()
        self.inner.append(name, data)

    def delete(self, name: str) -> None:
        self._take()
        self.inner.delete(name)

    def names(self, folder: str = "") -> list[str]:
        return self.inner.names(folder)

    def _take(self) -> None:
        if not self.room:
            raise StorageFull
        self.room -= 1


async def test_the_log_is_cut_into_chained_segments(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=10)

    manifest = await small.back_up()

    assert [(s.first, s.last) for _, s in manifest.segments] == [(1, 4), (5, 8), (9, 10)]
    manifest.check_gaps()
    assert manifest.end == (await small.log.read_all(after=9))[0].link


async def test_an_empty_house_has_a_backup_too(small: SmallHouse) -> None:
    manifest = await small.back_up()

    assert (manifest.generation, manifest.events) == (1, 0)
    assert list(small.read().segments()) == []


async def test_only_what_is_new_is_written(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=10)
    first = await small.back_up()
    before = {path: path.stat().st_mtime_ns for path in (small.folder / "segments").iterdir()}
    await small.say("별빛국밥", times=3)

    second = await small.back_up()

    after = {path: path.stat().st_mtime_ns for path in (small.folder / "segments").iterdir()}
    assert second.segments[:2] == first.segments[:2]
    assert {path: at for path, at in after.items() if path in before} == {
        path: at for path, at in before.items() if path in after
    }
    assert len(after) == len(second.segments) == 4


async def test_a_backup_of_nothing_new_keeps_the_unfinished_segment(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=6)

    first, second = await small.back_up(), await small.back_up()

    assert (second.segments, second.generation) == (first.segments, 2)


@pytest.mark.parametrize("number", [0, 2], ids=["a full one", "the unfinished one"])
async def test_a_segment_that_got_lost_or_rotted_is_written_again(
    small: SmallHouse, number: int
) -> None:
    await small.say("별빛국밥", times=10)
    first = await small.back_up()
    name = first.segments[number][0]

    small.target.put(name, (small.target.get(name) or b"")[:-1] + b"?")
    second = await small.back_up()
    small.target.delete(second.segments[number][0])
    third = await small.back_up()

    assert [s for _, s in third.segments] == [s for _, s in first.segments]
    assert sum(len(rows) for rows in small.read().segments()) == 10


async def test_people_s_keys_stand_in_a_piece_of_their_own(small: SmallHouse) -> None:
    small.keys.get_or_make("house/signing/1", b"s" * 32)
    await small.say("별빛국밥")

    await small.back_up()

    reader = small.read()
    assert list(reader.house().keys) == ["house/signing/1"]
    assert list(reader.personal()) == ["main/kim/profile/2026-11-21"]


async def test_a_tenant_called_house_is_people_all_the_same(small: SmallHouse) -> None:
    await small.say("별빛국밥", person="house/kim")

    await small.back_up()

    assert list(small.read().personal()) == ["house/kim/profile/2026-11-21"]
    assert small.read().house().keys == {}


async def test_the_store_is_carried_but_what_is_worked_out_anew(small: SmallHouse) -> None:
    small.store.put("keys", "a", b"\x00\xff")
    small.store.put("projections", "notes", "별빛국밥".encode())

    await small.back_up()

    assert small.read().house().store == (("keys", "a", b"\x00\xff"),)


async def test_one_backup_of_keys_stands_at_a_time(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    first = await small.back_up()

    second = await small.back_up()

    assert first.keys != second.keys
    assert small.target.names("keys") == [second.keys]
    assert len(small.target.names("held")) == len(small.target.names("parts")) == 1


async def test_nothing_said_stands_in_the_backup_in_plain(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    small.store.put("some", "a", "별빛국밥".encode())

    await small.back_up()

    everything = b"".join(small.files().values())
    assert "별빛국밥".encode() not in everything
    assert b"kim" not in everything


@pytest.mark.parametrize("room", range(12))
async def test_a_backup_cut_off_at_any_change_leaves_a_whole_one(
    small: SmallHouse, room: int
) -> None:
    await small.say("별빛국밥", times=6)
    await small.back_up()
    await small.say("별빛국밥", times=6)
    small.keys.destroy("main/kim/profile/2026-11-21")
    target = FullBlobs(small.target, room)
    before = small.target.get(MANIFEST)

    with pytest.raises(StorageFull):
        await small.back_up(target)

    # The seventh change is the list; after it only the sweeping and the mark are missing.
    assert (small.target.get(MANIFEST) == before) == (room < 7)
    reader = small.read()
    events = sum(len(rows) for rows in reader.segments())
    assert events == reader.manifest.events >= 6
    small.generation = reader.manifest.generation
    assert (await small.back_up()).events == 12


async def test_a_log_that_is_not_the_one_backed_up_is_told(
    small: SmallHouse, tmp_path: Path
) -> None:
    await small.say("별빛국밥", times=5)
    await small.back_up()
    other = SqliteEventLog(tmp_path / "other.db", small.clock)
    await replace(small, log=other).say("달빛분식", times=5)

    with pytest.raises(Corrupt):
        await replace(small, log=other).back_up()

    await other.close()


async def test_a_broken_log_is_told_and_not_carried(small: SmallHouse, tmp_path: Path) -> None:
    await small.say("별빛국밥", times=5)
    db = apsw.Connection(str(tmp_path / "events.db"))
    db.execute("UPDATE events SET kind = 'turn.other' WHERE seq = 2")
    db.close()

    with pytest.raises(Corrupt):
        await small.back_up()

    assert small.target.get(MANIFEST) is None


async def test_an_older_manifest_in_the_place_is_told(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    await small.back_up()
    old = small.target.get(MANIFEST) or b""
    await small.back_up()
    small.target.put(MANIFEST, old)

    with pytest.raises(StaleBackup) as told:
        await small.back_up()

    assert told.value.facts == {"generation": 1, "newest": 2}


async def test_a_wholly_older_copy_is_told_by_the_installation(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    await small.back_up()
    old = small.files()
    await small.back_up()
    small.put_back(old)

    with pytest.raises(StaleBackup):
        await small.back_up()


async def test_somebody_else_s_backup_is_not_written_over(small: SmallHouse) -> None:
    await small.back_up()
    other = replace(small, name="house-2")

    with pytest.raises(WrongRecoveryKey):
        await other.back_up()


async def test_another_recovery_key_s_backup_is_not_written_over(small: SmallHouse) -> None:
    await small.back_up()

    with pytest.raises(WrongRecoveryKey):
        await replace(small, key=KEY[::-1]).back_up()


def test_keys_never_live_longer_than_the_law_allows() -> None:
    assert BackupSettings(key_backup_days=90).key_life() == timedelta(days=30)
    assert BackupSettings(key_backup_days=7).key_life() == timedelta(days=7)
