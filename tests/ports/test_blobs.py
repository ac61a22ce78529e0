"""What every place for pieces of data promises, run over every plug."""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from dure.embedded.blobs import FolderBlobs
from dure.ports.blobs import Blobs

PLUGS: Final[dict[str, Callable[[Path], Blobs]]] = {
    "folder": lambda folder: FolderBlobs(folder / "backup"),
}


@pytest.fixture(params=list(PLUGS.values()), ids=list(PLUGS))
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """A place of each plug; it may hold pieces of others already."""
    made: Blobs = request.param(tmp_path)
    return made


@pytest.fixture
def folder() -> str:
    """A folder that nobody else writes to."""
    return f"f{uuid4().hex}"


def test_a_piece_that_never_was_is_none(blobs: Blobs, folder: str) -> None:
    assert blobs.get(f"{folder}/a") is None


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"x" * 3_000_000], ids=len)
def test_a_piece_is_kept(blobs: Blobs, folder: str, data: bytes) -> None:
    blobs.put(f"{folder}/a", data)

    assert blobs.get(f"{folder}/a") == data


def test_a_piece_takes_the_place_of_the_one_before(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/a", b"a longer piece")

    blobs.put(f"{folder}/a", b"new")

    assert blobs.get(f"{folder}/a") == b"new"


def test_a_piece_grows_at_its_end(blobs: Blobs, folder: str) -> None:
    blobs.append(f"{folder}/a", b"one")

    blobs.append(f"{folder}/a", b"two")

    assert blobs.get(f"{folder}/a") == b"onetwo"


def test_a_deleted_piece_is_none(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/a", b"x")

    blobs.delete(f"{folder}/a")
    blobs.delete(f"{folder}/a")

    assert blobs.get(f"{folder}/a") is None
    assert blobs.names(folder) == []


def test_pieces_are_listed_by_folder(blobs: Blobs, folder: str) -> None:
    for name in (f"{folder}/b", f"{folder}/a", f"{folder}x/c", folder + ".top"):
        blobs.put(name, b"")

    assert blobs.names(folder) == [f"{folder}/a", f"{folder}/b"]
    assert [name for name in blobs.names() if name.startswith(folder)] == [folder + ".top"]
    assert blobs.names("never" + folder) == []
