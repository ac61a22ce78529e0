"""The ledger of erasures only grows, and tells when it was touched."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from dure.embedded.blobs import FolderBlobs
from dure.errors import DamagedBackup
from dure.kernel.clock import SEOUL
from dure.trust.recovery import backup_keys
from dure.watch.ledger import LEDGER, Ledger

AT = datetime(2026, 11, 21, 12, tzinfo=SEOUL)
KEYS = backup_keys(b"k" * 32)


@pytest.fixture
def target(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "b")


@pytest.fixture
def ledger(target: FolderBlobs) -> Ledger:
    return Ledger(target, KEYS, random.Random(1).randbytes)


def test_an_empty_ledger_holds_nothing(ledger: Ledger) -> None:
    state = ledger.read()

    assert (state.records, state.destroyed, state.generation) == (0, frozenset(), 0)


def test_what_was_erased_is_there_for_whoever_has_the_key(
    ledger: Ledger, target: FolderBlobs
) -> None:
    ledger.erase(["main/kim/raw/2026-11-21"], AT)
    ledger.mark(3, AT)

    state = Ledger(target, KEYS, random.Random(2).randbytes).read()

    assert state.destroyed == {"main/kim/raw/2026-11-21"}
    assert (state.records, state.generation) == (2, 3)
    assert b"kim" not in (target.get(LEDGER) or b"")


def test_a_key_is_written_down_once(ledger: Ledger) -> None:
    assert ledger.erase(["a", "b"], AT) == 2
    assert ledger.erase(["a", "b"], AT) == 0
    assert ledger.erase(["a", "b", "c"], AT) == 1

    assert (ledger.read().records, len(ledger.read().destroyed)) == (2, 3)


def test_the_newest_generation_counts(ledger: Ledger) -> None:
    for generation in (1, 5, 2):
        ledger.mark(generation, AT)

    assert ledger.read().generation == 5


def test_a_cut_off_end_does_not_count_and_is_written_over(
    ledger: Ledger, target: FolderBlobs
) -> None:
    ledger.erase(["a"], AT)
    whole = target.get(LEDGER) or b""
    ledger.erase(["b"], AT)
    both = target.get(LEDGER) or b""

    for cut in range(len(whole), len(both)):
        for end in (b"", bytes(9)):
            target.put(LEDGER, both[:cut] + (end if cut == len(whole) else b""))
            assert ledger.read().destroyed == {"a"}
            ledger.erase(["c"], AT)
            assert ledger.read().destroyed == {"a", "c"}


def test_a_flipped_bit_anywhere_is_told(ledger: Ledger, target: FolderBlobs) -> None:
    ledger.erase(["a"], AT)
    ledger.erase(["b"], AT)
    data = target.get(LEDGER) or b""

    for place in range(len(data)):
        target.put(LEDGER, data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(DamagedBackup):
            ledger.read()


def test_a_record_taken_out_of_the_middle_is_told(ledger: Ledger, target: FolderBlobs) -> None:
    ends = [0]
    for name in "abc":
        ledger.erase([name], AT)
        ends.append(len(target.get(LEDGER) or b""))
    data = target.get(LEDGER) or b""

    for without in (data[: ends[1]] + data[ends[2] :], data[ends[1] :]):
        target.put(LEDGER, without)
        with pytest.raises(DamagedBackup):
            ledger.read()
