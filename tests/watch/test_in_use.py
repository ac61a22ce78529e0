"""What an installation answers from is remembered, with the time at which it was loaded."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dure.embedded.stores import SqliteStore
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.stores import Store
from dure.watch.in_use import UseBook, all_in_use

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = SqliteStore(tmp_path / "state.db")
    yield made
    made.close()


def note(store: Store, at: datetime, *, version: str = "1", count: int = 3) -> None:
    book = UseBook(store, StillClock(at))
    book.note("meals.catalogue", file="shops.csv", count=count, space="s", version=version)


def test_nothing_is_in_use_before_anything_was(store: Store) -> None:
    assert UseBook(store, StillClock(NOON)).of("meals.catalogue") is None
    assert list(all_in_use(store)) == []


def test_what_is_used_again_keeps_its_time(store: Store) -> None:
    note(store, NOON)
    note(store, NOON + timedelta(days=1))

    [used] = all_in_use(store)

    assert (used.file, used.count, used.at, used.is_own) == ("shops.csv", 3, NOON, True)


def test_what_was_loaded_anew_has_a_new_time(store: Store) -> None:
    note(store, NOON)
    note(store, NOON + timedelta(days=1), version="2", count=4)

    used = UseBook(store, StillClock(NOON)).of("meals.catalogue")

    assert used is not None
    assert (used.count, used.at) == (4, NOON + timedelta(days=1))
