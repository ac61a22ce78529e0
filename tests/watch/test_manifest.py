"""The list of a backup says what it was told, to whoever has the key."""

import pytest
from tests.watch.backups import KEY, SmallHouse

from dure.errors import DamagedBackup, WrongRecoveryKey
from dure.kernel.events import FIRST_LINK
from dure.trust.recovery import backup_keys
from dure.watch.manifest import (
    MANIFEST,
    name_of,
    open_list,
    read_manifest,
    read_piece,
    seal_list,
)


async def test_a_list_is_read_as_it_was_written(small: SmallHouse) -> None:
    await small.say("별빛국밥", times=6)
    manifest = await small.back_up()

    assert read_manifest(small.target, small.backup_keys) == manifest


async def test_a_list_is_for_one_key(small: SmallHouse) -> None:
    await small.back_up()

    with pytest.raises(WrongRecoveryKey):
        read_manifest(small.target, backup_keys(KEY[::-1]))


async def test_the_end_of_an_empty_backup_is_the_first_link(small: SmallHouse) -> None:
    manifest = await small.back_up()

    assert (manifest.events, manifest.end) == (0, FIRST_LINK)


def test_a_format_of_the_future_is_told(small: SmallHouse) -> None:
    keys, random = small.backup_keys, small.random.randbytes
    data = seal_list({"format": 2}, name=MANIFEST, keys=keys, random=random)
    small.target.put(MANIFEST, data)

    with pytest.raises(DamagedBackup):
        read_manifest(small.target, keys)


def test_a_list_under_another_name_does_not_open(small: SmallHouse) -> None:
    keys, random = small.backup_keys, small.random.randbytes
    data = seal_list([1], name="held/a", keys=keys, random=random)

    assert open_list(data, name="held/a", keys=keys) == [1]
    with pytest.raises(DamagedBackup):
        open_list(data, name="held/b", keys=keys)


def test_a_piece_is_what_its_name_says(small: SmallHouse) -> None:
    name = name_of("parts", b"one")
    small.target.put(name, b"one")
    assert read_piece(small.target, name) == b"one"

    small.target.put(name, b"two")

    with pytest.raises(DamagedBackup):
        read_piece(small.target, name)
