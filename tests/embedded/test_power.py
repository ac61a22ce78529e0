"""The power goes at any moment: nothing that was answered is lost, nothing refused comes back.

Rounds are counted and seeded; `bench/power.py` runs as many more as wanted. What the harness
can see is tested too: it turns red on builds that sync too little.
"""

import math
from collections.abc import Callable
from random import Random
from typing import Final

import pytest
from tests.embedded.platter import SECTOR, DiskCache, Inode, Write
from tests.embedded.rounds import (
    CARELESS,
    HastyEventLog,
    Round,
    cut_round,
    first_start_round,
    soon_round,
)
from tests.embedded.store_rounds import Kept, key_round, store_round

ROUNDS: Final = 200
SOON: Final = 60
SHARE: Final = 0.9
"""Of rounds without a sync the harness sees at least so many."""

where_committed = pytest.mark.parametrize("quick_s", [0.0, math.inf], ids=["thread", "loop"])


def wrong(rounds: list[Round]) -> dict[int, list[str]]:
    return {one.seed: one.problems[:3] for one in rounds if one.problems}


# --- the event log -------------------------------------------------------------------------


@where_committed
async def test_in_no_round_an_acked_event_is_lost_or_a_refused_one_found(quick_s: float) -> None:
    rounds = [await cut_round(seed, quick_s=quick_s) for seed in range(ROUNDS)]

    assert wrong(rounds) == {}
    assert sum(one.acked for one in rounds) > 10 * ROUNDS
    assert sum(one.refused for one in rounds) > ROUNDS
    assert any(one.dropped for one in rounds)


@where_committed
async def test_the_harness_sees_a_log_that_answers_without_a_sync(quick_s: float) -> None:
    seeds = range(ROUNDS // 2)
    rounds = [await cut_round(seed, quick_s=quick_s, pragmas=CARELESS) for seed in seeds]

    assert len(wrong(rounds)) >= SHARE * len(rounds)


@where_committed
async def test_a_log_whose_first_start_was_cut_off_is_opened_and_goes_on(quick_s: float) -> None:
    rounds = [await first_start_round(seed, quick_s=quick_s) for seed in range(SOON)]

    assert wrong(rounds) == {}
    assert 0 < sum(one.acked > 0 for one in rounds) < SOON


@where_committed
async def test_what_was_refused_or_removed_does_not_come_back_with_a_cut_soon_after(
    quick_s: float,
) -> None:
    rounds = [await soon_round(seed, quick_s=quick_s) for seed in range(SOON)]

    assert wrong(rounds) == {}
    assert sum(one.dropped for one in rounds) > SOON / 10
    assert sum(one.refused for one in rounds) > SOON / 10


async def test_the_harness_sees_a_log_in_which_the_refused_may_come_back() -> None:
    rounds = [await soon_round(seed, quick_s=0, kind=HastyEventLog) for seed in range(SOON)]

    said = [problem for one in rounds for problem in one.problems]
    assert any("came back" in problem for problem in said)
    assert any("stand in the files" in problem for problem in said)


# --- keys and state ------------------------------------------------------------------------

stores = pytest.mark.parametrize("round_of", [key_round, store_round], ids=["keys", "state"])


@stores
def test_in_no_round_a_kept_value_is_lost_or_a_destroyed_one_found(
    round_of: Callable[..., Kept],
) -> None:
    rounds = [round_of(seed) for seed in range(ROUNDS)]

    assert [one.problems for one in rounds if one.problems] == []
    assert sum(one.answered for one in rounds) > ROUNDS


@stores
@pytest.mark.parametrize(("weakness", "share"), [("OFF", 0.7), ("FULL", 0.05)])
def test_the_harness_sees_a_store_that_syncs_too_little(
    round_of: Callable[..., Kept], weakness: str, share: float
) -> None:
    rounds = [round_of(seed, weakness=weakness) for seed in range(ROUNDS // 2)]

    assert sum(bool(one.problems) for one in rounds) >= share * len(rounds)


# --- the disk itself -----------------------------------------------------------------------


def cuts_of(cache: DiskCache, count: int = 200) -> list[dict[str, bytes]]:
    return [cache.cut(Random(seed)) for seed in range(count)]


@pytest.fixture
def cache() -> DiskCache:
    return DiskCache()


def written(cache: DiskCache, path: str, *parts: bytes) -> Inode:
    inode, _ = cache.named(path, bytes)
    for part in parts:
        inode.unsynced.append(Write(offset=0, data=part))
    return inode


def test_what_was_synced_stands_after_every_cut(cache: DiskCache) -> None:
    inode = written(cache, "a", b"kept")
    inode.sync()
    cache.sync_folder()

    assert {cut["a"] for cut in cuts_of(cache)} == {b"kept"}


def test_a_write_is_lost_kept_or_torn_between_sectors_only(cache: DiskCache) -> None:
    inode = written(cache, "a", b"o" * 3 * SECTOR)
    inode.sync()
    cache.sync_folder()
    written(cache, "a", b"n" * 3 * SECTOR)

    found = {cut["a"] for cut in cuts_of(cache)}

    sectors = {tuple(one[at : at + SECTOR] for at in range(0, len(one), SECTOR)) for one in found}
    assert {sector for cut in sectors for sector in cut} == {b"o" * SECTOR, b"n" * SECTOR}
    assert len(sectors) == 8


def test_a_later_write_may_stand_where_an_earlier_one_is_lost(cache: DiskCache) -> None:
    inode = written(cache, "a", bytes(2 * SECTOR))
    inode.sync()
    cache.sync_folder()
    inode.unsynced += [Write(offset=0, data=b"1"), Write(offset=SECTOR, data=b"2")]

    found = {(cut["a"][0:1], cut["a"][SECTOR : SECTOR + 1]) for cut in cuts_of(cache)}

    assert found == {(a, b) for a in (b"\0", b"1") for b in (b"\0", b"2")}


def test_a_new_length_may_be_lost(cache: DiskCache) -> None:
    inode = written(cache, "a", b"long")
    inode.sync()
    cache.sync_folder()
    inode.unsynced.append(0)

    assert {cut["a"] for cut in cuts_of(cache)} == {b"long", b""}


def test_a_new_name_may_be_lost_and_a_deleted_one_may_come_back(cache: DiskCache) -> None:
    written(cache, "old", b"old").sync()
    cache.sync_folder()
    written(cache, "new", b"new").sync()
    cache.delete("old")

    found = {tuple(sorted(cut)) for cut in cuts_of(cache)}

    assert found == {(), ("new",), ("old",), ("new", "old")}


def test_a_synced_folder_keeps_its_names(cache: DiskCache) -> None:
    written(cache, "old", b"old").sync()
    cache.delete("old")
    written(cache, "new", b"new").sync()

    cache.sync_folder()

    assert {tuple(cut) for cut in cuts_of(cache)} == {("new",)}
