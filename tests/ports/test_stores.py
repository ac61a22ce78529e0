"""What every store promises, run over every plug."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.adapters.postgres.stores import PostgresStore
from dure.embedded.stores import SqliteStore
from dure.ports.stores import Store

names = st.text(st.characters(codec="utf-8"), max_size=8)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each plug; it may hold values of others already."""
    made: Store
    if request.param == "postgres":
        made = PostgresStore(request.getfixturevalue("postgres_url"))
    else:
        made = SqliteStore(tmp_path / "state.db")
    yield made
    made.close()


@pytest.fixture
def space() -> str:
    """A space that nobody else writes to."""
    return f"space-{uuid4()}"


def test_a_value_that_never_was_is_none(store: Store, space: str) -> None:
    assert store.get(space, "a") is None


@pytest.mark.parametrize("value", [b"", b"\x00\xff", b"x" * 100_000], ids=len)
def test_a_value_is_kept(store: Store, space: str, value: bytes) -> None:
    store.put(space, "a", value)

    assert store.get(space, "a") == value


def test_a_value_takes_the_place_of_the_one_before(store: Store, space: str) -> None:
    store.put(space, "a", b"old")

    store.put(space, "a", b"new")

    assert list(store.items(space)) == [("a", b"new")]


def test_a_new_value_is_kept_where_there_is_none_yet(store: Store, space: str) -> None:
    kept = [store.put_new(space, "a", value) for value in (b"first", b"second")]

    assert kept == [True, False]
    assert store.get(space, "a") == b"first"
    store.delete(space, "a")
    assert store.put_new(space, "a", b"third")


def test_a_deleted_value_is_none(store: Store, space: str) -> None:
    store.put(space, "a", b"one")
    store.put(space, "b", b"two")

    store.delete(space, "a")

    assert store.get(space, "a") is None
    assert list(store.items(space)) == [("b", b"two")]


def test_deleting_what_never_was_does_not_matter(store: Store, space: str) -> None:
    store.delete(space, "a")

    assert list(store.items(space)) == []


def test_a_key_belongs_to_one_space(store: Store, space: str) -> None:
    store.put(space, "a", b"mine")
    store.put(f"{space}x", "a", b"theirs")

    store.delete(f"{space}x", "a")

    assert store.get(space, "a") == b"mine"


def test_a_space_is_named_while_it_holds_something(store: Store, space: str) -> None:
    store.put(f"{space}-b", "x", b"")
    store.put(f"{space}-a", "x", b"")
    store.put(f"{space}-a", "y", b"")
    store.put(f"{space}-c", "x", b"")
    store.delete(f"{space}-c", "x")

    named = [name for name in store.spaces() if name.startswith(space)]

    assert named == [f"{space}-a", f"{space}-b"]


def test_a_walk_through_a_space_may_change_it(store: Store, space: str) -> None:
    for key in "abc":
        store.put(space, key, b"x")

    for key, _ in store.items(space):
        store.delete(space, key)

    assert list(store.items(space)) == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(names, st.none() | st.binary(max_size=20)), max_size=20))
def test_a_store_holds_what_a_dictionary_would(
    store: Store, steps: list[tuple[str, bytes | None]]
) -> None:
    space, wanted = str(uuid4()), dict[str, bytes]()

    for key, value in steps:
        if value is None:
            store.delete(space, key)
            wanted.pop(key, None)
        else:
            store.put(space, key, value)
            wanted[key] = value

    assert list(store.items(space)) == sorted(wanted.items())
    assert {key: store.get(space, key) for key in wanted} == wanted
