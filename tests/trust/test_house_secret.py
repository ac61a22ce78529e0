"""Secrets that an installation makes once."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock
from dure.trust.house_secret import HouseSecrets, name_under
from dure.trust.seal import Sealer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "secrets.db")
    yield made
    made.close()


def secrets_of(store: SqliteStore, sealer: Sealer, clock: StillClock, seed: int) -> HouseSecrets:
    return HouseSecrets(
        store=store, sealer=sealer, clock=clock, random=random.Random(seed).randbytes
    )


def test_a_secret_stays_the_same_and_none_serves_two_purposes(
    store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    first = secrets_of(store, sealer, clock, 1).of("push")
    later = secrets_of(store, sealer, clock, 2)

    assert later.of("push") == first
    assert later.of("kakao") != first
    assert len(first) == 32


def test_the_store_does_not_hold_it_in_the_open(
    store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    secret = secrets_of(store, sealer, clock, 1).of("push")

    kept = b"".join(value for _, value in store.items("trust.secrets"))
    assert secret not in kept
    assert secret.hex().encode() not in kept


def test_one_that_nobody_can_open_any_more_is_made_anew(
    store: SqliteStore, sealer: Sealer, clock: StillClock, keys: SqliteKeyStore
) -> None:
    first = secrets_of(store, sealer, clock, 1).of("push")
    keys.destroy_all(keys.ids())

    assert secrets_of(store, sealer, clock, 2).of("push") != first


def test_two_processes_that_make_one_at_once_end_up_with_the_same(
    tmp_path: Path, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    other_store = SqliteStore(tmp_path / "secrets.db")
    other = secrets_of(other_store, sealer, clock, 1)
    theirs: list[bytes] = []

    def late(size: int) -> bytes:
        theirs.append(other.of("push"))
        return random.Random(2).randbytes(size)

    ours = HouseSecrets(store=store, sealer=sealer, clock=clock, random=late).of("push")

    assert theirs == [ours]
    assert secrets_of(other_store, sealer, clock, 3).of("push") == ours
    other_store.close()


@given(st.text(), st.text())
def test_two_ids_have_two_names_that_do_not_hold_them(one: str, other: str) -> None:
    names = {name_under(b"k" * 32, text) for text in (one, other)}

    assert len(names) == len({one, other})
    assert name_under(b"j" * 32, one) not in names
