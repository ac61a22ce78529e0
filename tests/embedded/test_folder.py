"""The data folder: private, and one process at a time."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from dure.embedded.folder import DataFolder
from dure.errors import BadFile, FolderInUse

OWNER: Final = """
import sys
from pathlib import Path
from dure.embedded.folder import DataFolder

folder = DataFolder(Path(sys.argv[1]))
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that has opened the folder "data"."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(tmp_path / "data"), stdin=pipe, stdout=pipe
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"mine\n"
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


def test_a_folder_is_made_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "far" / "data")

    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.close()


def test_a_folder_that_is_there_is_opened(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept", encoding="utf-8")

    DataFolder(tmp_path).close()

    assert (tmp_path / "kept").read_text(encoding="utf-8") == "kept"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")

    with pytest.raises(BadFile) as refused:
        DataFolder(tmp_path / "file" / "data")

    assert refused.value.facts["file"] == "data"


def test_a_second_handle_is_refused(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)

    with pytest.raises(FolderInUse) as refused:
        DataFolder(tmp_path)

    assert refused.value.facts == {"folder": str(tmp_path)}
    first.close()


def test_a_refused_handle_leaves_the_first_one_its_lock(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    with pytest.raises(FolderInUse):
        DataFolder(tmp_path)

    with pytest.raises(FolderInUse):
        DataFolder(tmp_path)

    first.close()


def test_a_closed_folder_is_free(tmp_path: Path) -> None:
    DataFolder(tmp_path).close()

    again = DataFolder(tmp_path)

    assert again.path == tmp_path
    again.close()


async def test_a_second_process_is_refused(
    owner: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    with pytest.raises(FolderInUse):
        DataFolder(tmp_path / "data")


async def test_a_folder_is_free_once_its_process_was_killed(
    owner: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    owner.kill()
    await owner.wait()

    again = DataFolder(tmp_path / "data")

    again.close()
