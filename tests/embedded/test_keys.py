"""Keys on SQLite: wrapped, destroyed for good, under a master key in a private file."""

import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from tests.embedded.disk import FaultyDisk

from dure.embedded.keys import SqliteKeyStore, read_master
from dure.errors import BadFile, Corrupt, DureError, Forbidden, StorageFull, Unavailable

MASTER: Final = b"m" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteKeyStore]:
    """An empty key store."""
    made = SqliteKeyStore(path, MASTER)
    yield made
    made.close()


def on_disk(folder: Path) -> bytes:
    """Return all that stands in the files of a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_a_key_stands_on_the_disk_wrapped_only(store: SqliteKeyStore, tmp_path: Path) -> None:
    key = random.Random(7).randbytes(32)

    store.get_or_make("a", key)

    written = on_disk(tmp_path)
    assert key not in written
    assert MASTER not in written
    assert aes_key_wrap(MASTER, key) in written


def test_a_key_is_there_when_the_file_is_opened_again(store: SqliteKeyStore, path: Path) -> None:
    store.get_or_make("a", b"k" * 32)

    again = SqliteKeyStore(path, MASTER)

    assert again.get("a") == b"k" * 32
    assert again.get_or_make("a", b"x" * 32) == b"k" * 32
    again.close()


def test_a_destroyed_key_does_not_come_back_when_the_file_is_opened_again(
    store: SqliteKeyStore, path: Path
) -> None:
    store.get_or_make("a", b"k" * 32)
    store.destroy("a")

    again = SqliteKeyStore(path, MASTER)

    assert again.get("a") is None
    assert again.destroyed() == ["a"]
    with pytest.raises(Forbidden):
        again.get_or_make("a", b"x" * 32)
    again.close()


def test_destroyed_keys_leave_no_byte_in_the_files(store: SqliteKeyStore, tmp_path: Path) -> None:
    seeded = random.Random(7)
    keys = {f"person-{seeded.randrange(10**6)}": seeded.randbytes(32) for _ in range(60)}
    for key_id, key in keys.items():
        store.get_or_make(key_id, key)
    gone = seeded.sample(sorted(keys), 40)

    for key_id in gone:
        store.destroy(key_id)

    written = on_disk(tmp_path)
    wrapped = {key_id: aes_key_wrap(MASTER, key) for key_id, key in keys.items()}
    assert [k for k in gone if wrapped[k][:16] in written or wrapped[k][-16:] in written] == []
    assert all(wrapped[key_id] in written for key_id in keys if key_id not in gone)


def test_a_wrong_master_key_opens_nothing_and_says_so(store: SqliteKeyStore, path: Path) -> None:
    store.get_or_make("a", b"k" * 32)
    other = SqliteKeyStore(path, b"w" * 32)

    with pytest.raises(DureError):
        other.get("a")

    other.close()


def test_a_wrong_master_key_does_not_replace_a_key(store: SqliteKeyStore, path: Path) -> None:
    store.get_or_make("a", b"k" * 32)
    other = SqliteKeyStore(path, b"w" * 32)

    with pytest.raises(DureError):
        other.get_or_make("a", b"x" * 32)

    other.close()
    again = SqliteKeyStore(path, MASTER)
    assert again.get("a") == b"k" * 32
    again.close()


@pytest.mark.usefixtures("lax_sqlite")
def test_a_key_that_was_handed_out_survives_a_power_cut(
    only_disk: FaultyDisk, path: Path, tmp_path: Path
) -> None:
    store = SqliteKeyStore(path, MASTER)
    store.get_or_make("a", b"k" * 32)

    only_disk.cut_power(tmp_path / "found")

    again = SqliteKeyStore(tmp_path / "found" / "keys.db", MASTER)
    assert again.get("a") == b"k" * 32
    again.close()
    store.close()


@pytest.mark.usefixtures("lax_sqlite")
def test_a_key_that_was_destroyed_does_not_survive_a_power_cut(
    only_disk: FaultyDisk, path: Path, tmp_path: Path
) -> None:
    store = SqliteKeyStore(path, MASTER)
    store.get_or_make("a", b"k" * 32)
    store.destroy("a")

    only_disk.cut_power(tmp_path / "found")

    again = SqliteKeyStore(tmp_path / "found" / "keys.db", MASTER)
    assert again.get("a") is None
    assert again.destroyed() == ["a"]
    again.close()
    store.close()


def test_a_key_that_finds_no_room_is_not_handed_out(only_disk: FaultyDisk, path: Path) -> None:
    store = SqliteKeyStore(path, MASTER)
    only_disk.room = 0

    with pytest.raises(StorageFull):
        store.get_or_make("a", b"k" * 32)

    only_disk.mend()
    assert store.get("a") is None
    store.close()


def test_a_key_that_the_disk_does_not_take_is_not_handed_out(
    only_disk: FaultyDisk, path: Path
) -> None:
    store = SqliteKeyStore(path, MASTER)
    only_disk.fail("write", "", apsw.IOError)

    with pytest.raises(Unavailable):
        store.get_or_make("a", b"k" * 32)

    only_disk.mend()
    assert store.get("a") is None
    store.close()


def test_what_the_disk_cannot_read_is_unavailable(only_disk: FaultyDisk, path: Path) -> None:
    store = SqliteKeyStore(path, MASTER)
    only_disk.fail("read", "", apsw.IOError)

    for reads in (lambda: store.get("a"), store.ids, store.destroyed):
        with pytest.raises(Unavailable):
            reads()

    only_disk.mend()
    store.close()


def test_a_file_that_cannot_be_begun_is_said(only_disk: FaultyDisk, path: Path) -> None:
    only_disk.room = 0

    with pytest.raises(StorageFull):
        SqliteKeyStore(path, MASTER)


def test_a_file_that_holds_no_keys_is_corrupt(path: Path) -> None:
    path.write_bytes(b"no database" * 500)

    with pytest.raises(Corrupt):
        SqliteKeyStore(path, MASTER)


def test_a_key_that_cannot_be_destroyed_is_not_said_to_be(
    only_disk: FaultyDisk, path: Path
) -> None:
    store = SqliteKeyStore(path, MASTER)
    store.get_or_make("a", b"k" * 32)
    only_disk.fail("write", "", apsw.IOError)

    with pytest.raises(Unavailable):
        store.destroy("a")

    only_disk.mend()
    assert store.destroy("a")
    assert store.destroyed() == ["a"]
    store.close()


def test_a_master_key_is_made_in_a_private_file(tmp_path: Path) -> None:
    master = read_master(tmp_path / "master.key")

    assert (tmp_path / "master.key").read_bytes() == master
    assert len(master) == 32
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_master_key_that_is_there_is_read(tmp_path: Path) -> None:
    made = read_master(tmp_path / "master.key")

    assert read_master(tmp_path / "master.key") == made


def test_every_master_key_is_another(tmp_path: Path) -> None:
    assert read_master(tmp_path / "a.key") != read_master(tmp_path / "b.key")


def test_processes_that_make_a_master_key_at_once_agree_on_it(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    script = "import sys, pathlib; from dure.embedded.keys import read_master; "
    script += "sys.stdin.read(); print(read_master(pathlib.Path(sys.argv[1])).hex())"
    pipe = subprocess.PIPE
    racing = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=pipe, stdout=pipe)
        for _ in range(4)
    ]

    for one in racing:
        assert one.stdin is not None
        one.stdin.close()
        one.stdin = None
    seen = {one.communicate()[0].strip().decode() for one in racing}

    assert seen == {path.read_bytes().hex()}
    assert list(tmp_path.iterdir()) == [path]


def test_a_master_key_that_is_not_made_leaves_nothing_that_keeps_the_next_start_out(
    tmp_path: Path,
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))
    try:
        with pytest.raises(BadFile):
            read_master(tmp_path / "master.key")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert len(read_master(tmp_path / "master.key")) == 32


def test_a_folder_where_the_master_key_is_due_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        read_master(tmp_path)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_master_key_of_a_wrong_size_is_refused_and_kept(tmp_path: Path, size: int) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"x" * size)

    with pytest.raises(BadFile) as refused:
        read_master(path)

    assert refused.value.facts["file"] == "master.key"
    assert path.read_bytes() == b"x" * size
