"""The master key changes, and a change that was cut off is finished or undone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dure.app.wrapping import change_master, settle_master
from dure.embedded.keys import SqliteKeyStore, read_master
from dure.ports.keys import KeyStore

KEY = b"k" * 32


class Cut(Exception):
    """The power is cut."""


class CutKeys(SqliteKeyStore):
    """Loses its power before or after everything was wrapped anew."""

    def __init__(self, path: Path, master: bytes, *, after: bool) -> None:
        super().__init__(path, master)
        self._after = after

    def rewrap(self, master: bytes) -> int:
        """See KeyStore."""
        if self._after:
            super().rewrap(master)
        raise Cut


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The master key of a store with one key."""
    made = tmp_path / "master.key"
    keys = SqliteKeyStore(tmp_path / "keys.db", read_master(made))
    keys.get_or_make("main/kim/raw/2026-11-21", KEY)
    keys.close()
    return made


@pytest.fixture
def open_keys(tmp_path: Path) -> Callable[[bytes], KeyStore]:
    return partial(SqliteKeyStore, tmp_path / "keys.db")


def key_with(open_keys: Callable[[bytes], KeyStore], file: Path) -> bytes | None:
    keys = open_keys(read_master(file))
    try:
        return keys.get("main/kim/raw/2026-11-21")
    finally:
        keys.close()


def test_everything_opens_with_the_fresh_master_key(
    file: Path, open_keys: Callable[[bytes], KeyStore]
) -> None:
    before = file.read_bytes()

    assert change_master(file, open_keys, file.parent) == 1
    assert file.read_bytes() != before
    assert key_with(open_keys, file) == KEY
    assert [path.name for path in file.parent.glob("master*")] == ["master.key"]


@pytest.mark.parametrize("after", [False, True])
def test_a_change_that_was_cut_off_is_settled_at_the_next_start(
    file: Path, open_keys: Callable[[bytes], KeyStore], *, after: bool
) -> None:
    before = file.read_bytes()
    with pytest.raises(Cut):
        change_master(file, partial(CutKeys, file.parent / "keys.db", after=after), file.parent)

    settle_master(file, open_keys, file.parent)

    assert (file.read_bytes() != before) == after
    assert key_with(open_keys, file) == KEY
    assert [path.name for path in file.parent.glob("master*")] == ["master.key"]


def test_without_a_change_nothing_is_settled(
    file: Path, open_keys: Callable[[bytes], KeyStore]
) -> None:
    before = file.read_bytes()

    settle_master(file, open_keys, file.parent)

    assert file.read_bytes() == before
