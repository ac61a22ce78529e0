"""Pieces of data as files: private, synced before they are seen, honest about the disk."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dure.embedded.blobs import FolderBlobs
from dure.errors import StorageFull, Unavailable


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "b")
    blobs.put("keys/a", b"x")
    blobs.append("ledger", b"x")

    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "b").rglob("*")}

    assert modes == {"keys": 0o700, "a": 0o600, "ledger": 0o600}
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_went_away_is_not_made_anew(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "b")
    (tmp_path / "b").rmdir()

    for deed in (
        lambda: blobs.put("a", b"x"),
        lambda: blobs.append("a", b"x"),
        lambda: blobs.get("a"),
        lambda: blobs.delete("a"),
        lambda: blobs.names(),
    ):
        with pytest.raises(Unavailable):
            deed()
    assert not (tmp_path / "b").exists()


def test_a_folder_that_is_only_looked_at_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        FolderBlobs(tmp_path / "b", make=False).get("a")

    assert not (tmp_path / "b").exists()


def test_a_place_that_is_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"")

    with pytest.raises(Unavailable):
        FolderBlobs(tmp_path / "b")


def test_what_a_crash_left_half_written_is_not_listed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "b")
    (tmp_path / "b" / ".landing").write_bytes(b"half")

    assert blobs.names() == []
    blobs.put("a", b"whole")
    assert blobs.get("a") == b"whole"
    assert sorted(p.name for p in (tmp_path / "b").iterdir()) == ["a"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_keeps_the_piece_before(small_disk: Path) -> None:
    blobs = FolderBlobs(small_disk / "b")
    blobs.put("a", b"before")

    with pytest.raises(StorageFull):
        blobs.put("a", bytes(2_000_000))

    assert blobs.get("a") == b"before"
    blobs.put("a", b"after")
    assert blobs.get("a") == b"after"
