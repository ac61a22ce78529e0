"""Reading a backup: with the right key alone, and nothing that was touched."""

from dataclasses import replace
from random import Random

import pytest
from tests.watch.backups import KEY, SmallHouse

from dure.errors import (
    DamagedBackup,
    DureError,
    NotFound,
    StaleBackup,
    Unavailable,
    WrongRecoveryKey,
)
from dure.ports.event_rows import event_of
from dure.watch.ledger import Ledger
from dure.watch.manifest import MANIFEST, Manifest, write_manifest
from dure.watch.restore import BackupReader

SEALED = 8


def read_all(reader: BackupReader) -> int:
    """Read everything as a restore does; return the number of events."""
    count = sum(len(rows) for rows in reader.segments())
    reader.house()
    reader.personal()
    return count


async def test_what_was_backed_up_is_read_with_the_recovery_key_alone(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=10)
    await small.back_up()

    rows = [row for rows in small.read().segments() for row in rows]

    assert [event_of(row) for row in rows] == await small.log.read_all()


async def test_another_key_is_told(small: SmallHouse) -> None:
    await small.back_up()

    with pytest.raises(WrongRecoveryKey):
        small.read(KEY[::-1])


def test_a_folder_without_a_backup_is_told(small: SmallHouse) -> None:
    assert small.target.names() == []

    with pytest.raises(NotFound):
        small.read()


def test_a_folder_that_is_not_there_is_told(small: SmallHouse) -> None:
    with pytest.raises((Unavailable, NotFound)):
        small.read()


async def test_a_flipped_bit_in_any_file_is_told(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=6)
    await small.back_up()
    await small.forget("main/kim")
    await small.say("별빛국밥", person="main/lee", times=6)
    await small.back_up()
    files, random = small.files(), Random(11)
    assert {name.partition("/")[0] for name in files} == {
        "manifest", "ledger", "segments", "parts", "keys", "held",
    }  # fmt: skip

    for name, data in files.items():
        if name.startswith("held/"):
            continue  # Read by those who ask how an erasure stands; see test_erasure.
        for place in (0, len(data) - 1, random.randrange(len(data))):
            flipped = bytearray(data)
            flipped[place] ^= 1 << random.randrange(8)
            (small.folder / name).write_bytes(bytes(flipped))
            with pytest.raises((DamagedBackup, WrongRecoveryKey)):
                read_all(small.read())
            (small.folder / name).write_bytes(data)
    assert read_all(small.read()) == small.read().manifest.events


async def test_any_missing_file_is_told(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=6)
    small.keys.destroy("main/kim/profile/2026-11-21")
    await small.back_up()
    files = small.files()

    for name in files:
        if name.startswith("held/"):
            continue
        (small.folder / name).unlink()
        with pytest.raises((DamagedBackup, NotFound)):
            read_all(small.read())
        small.put_back(files)


async def test_a_segment_of_another_installation_is_told(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=6)
    await small.back_up()
    other = replace(small, name="house-2", folder=small.folder.with_name("other"), generation=0)
    there = await other.back_up()
    foreign = other.target.get(there.segments[0][0]) or b""
    here = small.read().manifest

    # As a file under the old name, and as a list that names it, made with the right keys.
    small.target.put(here.segments[0][0], foreign)
    with pytest.raises(DamagedBackup):
        read_all(small.read())
    small.target.put(there.segments[0][0], foreign)
    forge(small, replace(here, segments=(there.segments[0], *here.segments[1:])))
    with pytest.raises(DamagedBackup):
        read_all(small.read())


@pytest.mark.parametrize("which", ["out", "swapped", "doubled", "cut"])
async def test_a_list_with_a_gap_is_told(small: SmallHouse, which: str) -> None:
    await small.say("별빛국밥", times=10)
    manifest = await small.back_up()
    one, two, three = manifest.segments
    wrong = {
        "out": (one, three),
        "swapped": (two, one, three),
        "doubled": (one, one, two, three),
        "cut": (one, (two[0], replace(two[1], last=6)), three),
    }

    forge(small, replace(manifest, segments=wrong[which]))

    with pytest.raises(DamagedBackup):
        small.read()


def forge(small: SmallHouse, manifest: Manifest) -> None:
    """Put a list there that only its contents give away."""
    keys = small.backup_keys
    write_manifest(manifest, small.target, keys=keys, random=small.random.randbytes)


async def test_an_older_manifest_is_told_unless_it_is_asked_for(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=4)
    await small.back_up()
    old = small.target.get(MANIFEST) or b""
    await small.say("별빛국밥", times=4)
    await small.back_up()
    small.target.put(MANIFEST, old)

    with pytest.raises(StaleBackup) as told:
        small.read()

    assert told.value.facts == {"generation": 1, "newest": 2}
    reader = small.read(accept_older=True)
    assert sum(len(rows) for rows in reader.segments()) == 4


async def test_whom_the_ledger_names_is_not_read_again(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=3)
    await small.say("달빛분식", person="main/lee", times=3)
    await small.back_up()
    ledger = Ledger(small.target, small.backup_keys, small.random.randbytes)
    ledger.erase(["main/kim/profile/2026-11-21"], small.clock.now())

    reader = small.read()
    sealed = [row[SEALED] is not None for rows in reader.segments() for row in rows]

    assert sealed == [False] * 3 + [True] * 3
    assert list(reader.personal()) == ["main/lee/profile/2026-11-21"]


async def test_a_ledger_shorter_than_its_backup_knew_is_told(small: SmallHouse) -> None:
    await small.back_up()
    short = small.target.get("ledger") or b""
    await small.say("별빛국밥")
    await small.forget("main/kim")
    await small.back_up()
    small.target.put("ledger", short)

    with pytest.raises(DamagedBackup):
        small.read()


async def test_expired_keys_are_not_read_and_what_they_sealed_neither(small: SmallHouse) -> None:
    small.keys.get_or_make("house/signing/1", b"s" * 32)
    await small.say("별빛국밥", times=3)
    await small.back_up()
    small.clock.move(30 * 24 * 3600)

    reader = small.read()
    sealed = [row[SEALED] for rows in reader.segments() for row in rows]

    assert reader.keys_expired
    assert (sealed, reader.personal()) == ([None] * 3, {})
    assert list(reader.house().keys) == ["house/signing/1"]
    assert reader.destroyed == {"main/kim/profile/2026-11-21"}


async def test_whatever_stands_in_the_place_is_a_clear_error(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=3)
    await small.forget("main/kim")
    await small.back_up()
    random = Random(3)

    for name in small.files():
        if name.startswith("held/"):
            continue
        data = (small.folder / name).read_bytes()
        for size in (0, 1, 7, 8, 20, 60, 5000):
            (small.folder / name).write_bytes(random.randbytes(size))
            with pytest.raises(DureError):
                read_all(small.read())
        (small.folder / name).write_bytes(data)
