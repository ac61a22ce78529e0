"""The times of a backup's files tell how old it is; what never was has no time."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from dure.app.backup_age import made_at, verified_at
from dure.kernel.clock import SEOUL
from dure.watch.manifest import MANIFEST, VERIFIED

AT: Final = datetime(2026, 11, 21, 3, 30, tzinfo=SEOUL)


def written(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    os.utime(folder / name, (AT.timestamp(), AT.timestamp()))


def test_a_backup_is_as_old_as_its_manifest(tmp_path: Path) -> None:
    written(tmp_path, MANIFEST)

    assert (made_at(str(tmp_path)), verified_at(str(tmp_path))) == (AT, None)


def test_a_verification_is_as_old_as_its_mark(tmp_path: Path) -> None:
    written(tmp_path, VERIFIED)

    assert verified_at(str(tmp_path)) == AT


def test_where_there_is_no_backup_there_is_no_time(tmp_path: Path) -> None:
    assert made_at("") is None
    assert made_at(str(tmp_path / "away")) is None
