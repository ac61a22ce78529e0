"""What was forgotten counts as erased once no backup of keys that is of use holds it."""

from datetime import timedelta

import pytest
from tests.watch.backups import SmallHouse

from dure.errors import DamagedBackup, Unavailable
from dure.watch.erasure import expire_keys, is_held

KIM = ["main/kim/profile/2026-11-21"]


def held(small: SmallHouse, ids: list[str]) -> bool:
    return is_held(ids, small.target, keys=small.backup_keys, now=small.clock.now())


async def test_a_key_in_the_last_backup_of_keys_is_held(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    await small.back_up()

    assert held(small, KIM)
    assert not held(small, ["main/lee/profile/2026-11-21"])


async def test_the_next_backup_ends_it(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    await small.back_up()
    await small.forget("main/kim")
    assert held(small, KIM)

    await small.back_up()

    assert not held(small, KIM)


async def test_its_last_day_ends_it_too(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    await small.back_up()

    small.clock.move(30 * 24 * 3600 - 1)
    assert held(small, KIM)
    small.clock.move(1)
    assert not held(small, KIM)


async def test_keys_of_which_nobody_knows_what_they_hold_count_as_held(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    manifest = await small.back_up()
    name = manifest.keys.replace("keys/", "held/")
    small.target.delete(name)

    assert held(small, ["main/nobody/raw/2026-11-21"])

    small.target.put(name, small.backup_keys.fingerprint() + b"x" * 40)
    with pytest.raises(DamagedBackup):
        held(small, KIM)


async def test_expired_keys_are_deleted(small: SmallHouse) -> None:
    await small.say("별빛국밥")
    manifest = await small.back_up()
    keys, now = small.backup_keys, small.clock.now()

    assert expire_keys(small.target, keys=keys, now=manifest.until - timedelta(seconds=1)) == 0
    assert expire_keys(small.target, keys=keys, now=manifest.until) == 1

    assert small.target.names("keys") == small.target.names("held") == []
    assert now < manifest.until
    assert small.read().keys_expired


async def test_keys_without_their_list_are_deleted(small: SmallHouse) -> None:
    await small.back_up()
    small.target.put("keys/left", b"behind")

    assert expire_keys(small.target, keys=small.backup_keys, now=small.clock.now()) == 1
    assert "keys/left" not in small.target.names("keys")


async def test_a_place_that_is_away_is_told(small: SmallHouse) -> None:
    target = small.target
    small.folder.rmdir()

    with pytest.raises(Unavailable):
        is_held(KIM, target, keys=small.backup_keys, now=small.clock.now())
