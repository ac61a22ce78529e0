"""What every key store promises, run over every plug."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.adapters.postgres.keys import PostgresKeyStore
from dure.embedded.keys import SqliteKeyStore
from dure.errors import BadFile, Corrupt, Forbidden
from dure.ports.keys import KeyStore, unwrapped, wrapped

KEY: Final = b"k" * 32
OTHER: Final = b"o" * 32


Open = Callable[..., KeyStore]


@pytest.fixture(params=["sqlite", "postgres"])
def open_keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the keys of each plug, as each process does; they may hold keys of others already."""
    made: list[KeyStore] = []

    def one(master: bytes = b"m" * 32) -> KeyStore:
        if request.param == "postgres":
            made.append(PostgresKeyStore(request.getfixturevalue("postgres_url"), master))
        else:
            made.append(SqliteKeyStore(tmp_path / "keys.db", master))
        return made[-1]

    yield one
    for keys in made:
        keys.close()


@pytest.fixture
def keys(open_keys: Open) -> KeyStore:
    """A key store."""
    return open_keys()


@pytest.fixture
def key_id() -> str:
    """The id of a key that nobody else has."""
    return f"{uuid4()}/raw/2026-11-21"


def test_a_key_that_never_was_is_none(keys: KeyStore, key_id: str) -> None:
    assert keys.get(key_id) is None


def test_a_key_is_made_of_the_fresh_bytes(keys: KeyStore, key_id: str) -> None:
    made = keys.get_or_make(key_id, KEY)

    assert (made, keys.get(key_id)) == (KEY, KEY)


def test_a_key_is_made_once(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)

    assert keys.get_or_make(key_id, OTHER) == KEY


def test_a_destroyed_key_is_none(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)

    destroyed = keys.destroy(key_id)

    assert destroyed
    assert keys.get(key_id) is None


def test_a_destroyed_key_does_not_come_back(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)
    keys.destroy(key_id)

    with pytest.raises(Forbidden):
        keys.get_or_make(key_id, OTHER)

    assert keys.get(key_id) is None


def test_a_key_is_destroyed_once(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)
    keys.destroy(key_id)

    assert not keys.destroy(key_id)


def test_a_key_that_never_was_cannot_be_destroyed(keys: KeyStore, key_id: str) -> None:
    destroyed = keys.destroy(key_id)

    assert not destroyed
    assert key_id not in keys.destroyed()


def test_keys_are_destroyed_together(keys: KeyStore, key_id: str) -> None:
    ids = [f"{key_id}{number}" for number in range(3)]
    for one in ids:
        keys.get_or_make(one, KEY)

    keys.destroy_all(ids[:2])
    keys.destroy_all([*ids[:2], f"{key_id}-never"])

    assert [keys.get(one) for one in ids] == [None, None, KEY]
    assert {*ids[:2]} <= set(keys.destroyed())
    assert f"{key_id}-never" not in keys.destroyed()


def test_destroying_a_key_spares_the_others(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)
    keys.get_or_make(f"{key_id}x", OTHER)

    keys.destroy(key_id)

    assert keys.get(f"{key_id}x") == OTHER


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sets(st.text("가나ab/-", max_size=8), max_size=8), st.data())
def test_the_living_and_the_destroyed_are_listed_apart_in_order(
    keys: KeyStore, names: set[str], data: st.DataObject
) -> None:
    mine = f"{uuid4()}/"
    for name in names:
        keys.get_or_make(mine + name, KEY)
    gone = {name for name in names if data.draw(st.booleans())}

    for name in gone:
        keys.destroy(mine + name)

    assert [k for k in keys.ids() if k.startswith(mine)] == sorted(mine + n for n in names - gone)
    assert [k for k in keys.destroyed() if k.startswith(mine)] == sorted(mine + n for n in gone)


def test_a_key_made_elsewhere_is_found(open_keys: Open, key_id: str) -> None:
    here, there = open_keys(), open_keys()
    here.get_or_make(key_id, KEY)

    assert there.get(key_id) == KEY
    assert there.get_or_make(key_id, OTHER) == KEY


def test_a_key_destroyed_elsewhere_is_gone_once_that_is_known(open_keys: Open, key_id: str) -> None:
    here, there = open_keys(), open_keys()
    there.get_or_make(key_id, KEY)

    here.destroy(key_id)
    there.drop_known(key_id)

    assert there.get(key_id) is None
    with pytest.raises(Forbidden):
        there.get_or_make(key_id, OTHER)


def test_dropping_what_is_at_hand_destroys_nothing(keys: KeyStore, key_id: str) -> None:
    keys.get_or_make(key_id, KEY)

    keys.drop_known(key_id)
    keys.drop_known(f"{key_id}-unknown")

    assert keys.get(key_id) == KEY


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_wrapped_key_opens_with_its_master_key_only(master: bytes, key: bytes) -> None:
    stored = wrapped(master, key)

    assert unwrapped(master, stored) == key
    with pytest.raises(Corrupt):
        unwrapped(bytes(32) if master != bytes(32) else b"x" * 32, stored)


def test_keys_wrapped_anew_open_with_the_new_master_key_and_not_with_the_old(
    open_keys: Open, key_id: str
) -> None:
    keys = open_keys()
    keys.get_or_make(key_id, KEY)
    keys.get_or_make(f"{key_id}+1", KEY)
    keys.destroy(f"{key_id}+1")

    count = keys.rewrap(b"n" * 32)
    later = keys.get_or_make(f"{key_id}+2", KEY)
    again = open_keys(b"n" * 32)
    found = [again.get(f"{key_id}{end}") for end in ("", "+1", "+2")]
    with pytest.raises((Corrupt, BadFile)):
        open_keys().get(key_id)
    # Back again: others may have keys there.
    back = again.rewrap(b"m" * 32)

    assert (count >= 1, back, later) == (True, count + 1, KEY)
    assert found == [KEY, None, KEY]
    assert open_keys().get(key_id) == KEY
