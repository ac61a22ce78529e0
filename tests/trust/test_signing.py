"""Signing keys: sealed, shared by processes, rotated, and gone when nothing needs them."""

from pathlib import Path
from typing import Final

import orjson
import pytest
from tests.trust.door import signing_key

from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.errors import Corrupt
from dure.kernel.clock import StillClock
from dure.trust.seal import Sealer
from dure.trust.signing import SigningKeys

KEEPS_S: Final = 660.0
RELOAD_S: Final = 5.0


@pytest.fixture
def ring(store: SqliteStore, sealer: Sealer, clock: StillClock) -> SigningKeys:
    return another(store, sealer, clock)


def another(store: SqliteStore, sealer: Sealer, clock: StillClock) -> SigningKeys:
    """Return the keys as another process sees them."""
    made = SigningKeys(store=store, sealer=sealer, clock=clock, keeps_s=KEEPS_S, reload_s=RELOAD_S)
    made.reload()
    return made


def test_the_newest_key_signs(ring: SigningKeys) -> None:
    """Also while the clock stands still."""
    kids = [ring.add(signing_key(number)) for number in range(4)]

    assert ring.current().kid == kids[-1]


def test_the_newest_key_signs_although_the_clock_was_set_back(
    store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    later = StillClock(clock.now())
    later.move(3600)
    another(store, sealer, later).add(signing_key(1))

    ring = another(store, sealer, clock)

    assert ring.add(signing_key(2)) == ring.current().kid


def test_a_key_outlives_the_process(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    kid = ring.add(signing_key(1))

    again = another(store, sealer, clock)

    assert again.current().kid == kid
    assert again.public(kid) == ring.public(kid)


def test_the_store_holds_no_readable_key(
    ring: SigningKeys, store: SqliteStore, tmp_path: Path
) -> None:
    ring.add(signing_key(1))
    kept = (tmp_path / "identity.db").read_bytes()

    assert signing_key(1)[40:80] not in kept
    assert b"private" not in kept


def test_an_old_key_verifies_until_its_last_token_has_run_out(
    ring: SigningKeys, clock: StillClock
) -> None:
    old = ring.add(signing_key(1))
    clock.move(86_400)
    ring.add(signing_key(2))

    clock.move(KEEPS_S - 1)
    ring.reload()
    was_kept = ring.is_ours(old)
    clock.move(1)
    ring.reload()

    assert was_kept
    assert not ring.is_ours(old)
    assert len(ring) == 1


def test_a_key_that_went_is_gone_from_the_store(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    old = ring.add(signing_key(1))
    ring.add(signing_key(2))
    clock.move(KEEPS_S + 1)
    ring.reload()

    assert another(store, sealer, clock).public(old) is None


def test_the_key_that_signs_never_runs_out(ring: SigningKeys, clock: StillClock) -> None:
    kid = ring.add(signing_key(1))
    clock.move(10 * 365 * 86_400)

    ring.reload()

    assert ring.current().kid == kid


def test_keeping_only_one_lets_the_others_go_at_once(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    old, new = ring.add(signing_key(1)), ring.add(signing_key(2))

    ring.keep_only(new)

    assert (ring.is_ours(old), ring.is_ours(new)) == (False, True)
    assert another(store, sealer, clock).public(old) is None


def test_an_unknown_key_is_looked_for_once(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    ring.add(signing_key(1))
    kid = another(store, sealer, clock).add(signing_key(2))

    assert not ring.is_ours(kid)
    assert ring.public(kid) is not None
    assert ring.is_ours(kid)


def test_forged_keys_do_not_hammer_the_store(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    ring.add(signing_key(1))
    ring.public("forged")
    kid = another(store, sealer, clock).add(signing_key(2))

    while_it_waits = [ring.public(f"forged-{number}") for number in range(100)]
    while_it_waits.append(ring.public(kid))
    clock.move(RELOAD_S)

    assert while_it_waits == [None] * 101
    assert ring.public(kid) is not None


def test_two_processes_that_begin_together_take_each_others_keys(
    store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    one, other = another(store, sealer, clock), another(store, sealer, clock)
    kids = one.add(signing_key(1)), other.add(signing_key(2))

    assert all(ring.public(kid) is not None for ring in (one, other) for kid in kids)


def test_a_signing_key_without_the_key_that_sealed_it_is_passed_over(
    ring: SigningKeys,
    store: SqliteStore,
    sealer: Sealer,
    keys: SqliteKeyStore,
    clock: StillClock,
) -> None:
    ring.add(signing_key(1))
    for key_id in keys.ids():
        keys.destroy(key_id)

    again = another(store, sealer, clock)

    assert len(again) == 0
    assert again.add(signing_key(2)) == again.current().kid


def test_a_signing_key_that_was_changed_is_an_error(
    ring: SigningKeys, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    ring.add(signing_key(1))
    [(kid, value)] = store.items("trust.signing")
    kept = orjson.loads(value)
    store.put("trust.signing", kid, orjson.dumps({**kept, "data": kept["data"][:-8] + "AAAAAAA="}))

    with pytest.raises(Corrupt):
        another(store, sealer, clock)


def test_a_signing_key_that_is_not_rsa_is_an_error(ring: SigningKeys) -> None:
    x25519 = bytes.fromhex("302e020100300506032b656e04220420") + bytes(range(32))

    with pytest.raises(Corrupt):
        ring.add(x25519)

    ring.reload()
    assert len(ring) == 0
