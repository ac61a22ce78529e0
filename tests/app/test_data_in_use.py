"""An operator is told from which shops the children are answered."""

from datetime import datetime
from pathlib import Path

import pytest

from dure.app.data_in_use import told_of_use, use_beside_server
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import SEOUL, StillClock
from dure.settings import Settings
from dure.watch.in_use import UseBook

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("file", "state", "says"),
    [
        ("town.csv", "ok", "town.csv에서 읽은 1,200곳이에요. (2026-11-21 12:00에 읽었어요)"),
        ("", "warning", "지어낸 시범 가게 1,200곳"),
    ],
)
def test_own_and_invented_shops_are_told_apart(
    tmp_path: Path, file: str, state: str, says: str
) -> None:
    store = SqliteStore(tmp_path / "state.db")
    book = UseBook(store, StillClock(NOON))
    book.note("meals.catalogue", file=file, count=1200, space="s", version="1")

    [told] = told_of_use(store)

    assert (told.state, says in told.says) == (state, True)
    # While a server has the folder.
    assert use_beside_server(Settings({}), tmp_path) == [told]
    store.close()


def test_a_folder_that_nothing_was_used_in_tells_nothing(tmp_path: Path) -> None:
    assert use_beside_server(Settings({}), tmp_path) == []
