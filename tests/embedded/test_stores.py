"""The store on SQLite: what it leaves in its file, and what it does not."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
import pytest
from tests.embedded.disk import FaultyDisk

from dure.embedded.stores import SqliteStore
from dure.errors import Corrupt, StorageFull, Unavailable

CHUNK: Final = 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """An empty store."""
    made = SqliteStore(path)
    yield made
    made.close()


def left_of(value: bytes, folder: Path) -> list[int]:
    """Return where in a value the pieces begin that stand in a folder's files."""
    written = b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    places = range(0, len(value) - CHUNK + 1, CHUNK)
    return [place for place in places if value[place : place + CHUNK] in written]


def test_a_value_is_there_when_the_file_is_opened_again(store: SqliteStore, path: Path) -> None:
    store.put("space", "a", b"kept")
    store.close()

    again = SqliteStore(path)

    assert again.get("space", "a") == b"kept"
    again.close()


@pytest.mark.usefixtures("lax_sqlite")
def test_a_value_survives_a_power_cut(only_disk: FaultyDisk, path: Path, tmp_path: Path) -> None:
    store = SqliteStore(path)
    store.put("space", "a", b"kept")

    only_disk.cut_power(tmp_path / "found")

    again = SqliteStore(tmp_path / "found" / "state.db")
    assert again.get("space", "a") == b"kept"
    again.close()
    store.close()


def test_a_value_that_finds_no_room_leaves_the_one_before(
    only_disk: FaultyDisk, path: Path
) -> None:
    store = SqliteStore(path)
    store.put("space", "a", b"before")
    only_disk.room = 0

    with pytest.raises(StorageFull):
        store.put("space", "a", b"x" * 10_000)

    only_disk.mend()
    assert store.get("space", "a") == b"before"
    store.close()


def test_a_value_that_the_disk_does_not_take_leaves_the_one_before(
    only_disk: FaultyDisk, path: Path
) -> None:
    store = SqliteStore(path)
    store.put("space", "a", b"before")
    only_disk.fail("write", "", apsw.IOError)

    with pytest.raises(Unavailable):
        store.put("space", "a", b"after")

    only_disk.mend()
    assert store.get("space", "a") == b"before"
    store.close()


def test_what_the_disk_cannot_read_is_unavailable(only_disk: FaultyDisk, path: Path) -> None:
    store = SqliteStore(path)
    only_disk.fail("read", "", apsw.IOError)

    for reads in (lambda: store.get("s", "a"), lambda: list(store.items("s")), store.spaces):
        with pytest.raises(Unavailable):
            reads()

    only_disk.mend()
    store.close()


def test_a_file_that_cannot_be_begun_is_said(only_disk: FaultyDisk, path: Path) -> None:
    only_disk.room = 0

    with pytest.raises(StorageFull):
        SqliteStore(path)


def test_a_file_that_holds_no_values_is_corrupt(path: Path) -> None:
    path.write_bytes(b"no database" * 500)

    with pytest.raises(Corrupt):
        SqliteStore(path)


@pytest.mark.parametrize("size", [16, 600, 5000, 100_000])
def test_a_deleted_value_leaves_no_byte_in_the_files(
    store: SqliteStore, tmp_path: Path, size: int
) -> None:
    value = random.Random(7).randbytes(size)
    store.put("space", "a", b"before")
    store.put("space", "b", value)
    store.put("space", "c", b"after")

    store.delete("space", "b")

    assert left_of(value, tmp_path) == []


@pytest.mark.parametrize(("size", "then"), [(600, 10), (5000, 700), (100_000, 60_000), (10, 9000)])
def test_a_replaced_value_leaves_no_byte_in_the_files(
    store: SqliteStore, tmp_path: Path, size: int, then: int
) -> None:
    value = random.Random(7).randbytes(size)
    store.put("space", "a", value)
    store.put("space", "b", b"other")

    store.put("space", "a", random.Random(8).randbytes(then))

    assert left_of(value, tmp_path) == []


def test_a_value_deleted_among_others_leaves_no_byte_in_the_files(
    store: SqliteStore, tmp_path: Path
) -> None:
    # With this order and these sizes the pages of the table split while it is filled.
    seeded = random.Random(42)
    keys = [f"{n:03}" for n in range(20)]
    seeded.shuffle(keys)
    values = {}
    for key in keys:
        values[key] = seeded.randbytes(seeded.choice([40, 200, 600, 900]))
        store.put("x", key, values[key])
    key = seeded.choice(keys)

    store.delete("x", key)

    assert left_of(values[key], tmp_path) == []
