"""Backing up and restoring a log of 500,000 events, beside SQLite's own copy of it.

Claim: 500,000 events are restored in 30 s at most on two cores, every seal, hash and link
checked. The peer is a bare `VACUUM INTO` of the same log, which checks and encrypts nothing.
"""

import asyncio
import os
import runpy
import shutil
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import apsw
import orjson
from tests.app.big_log import make_folder

from dure.app.backup import close_database, create_backup
from dure.app.database import open_database
from dure.app.restore import RestoreWish, restore_backup
from dure.kernel.clock import SystemClock
from dure.kernel.ids import system_random
from dure.settings import Settings
from dure.trust.recovery import read_typed
from dure.trust.seal import Sealer
from dure.watch.health import check_log

EVENTS = int(os.environ.get("DURE_BENCH_EVENTS", "500000"))


def measure() -> dict[str, Any]:
    """Return seconds of each step, sizes, and how many times as long as the bare copy."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("DURE_BENCH_DIR")) as name:
        figures = asyncio.run(_measure(Path(name)))
    machine = runpy.run_path(str(Path(__file__).with_name("machine.py")))["measure"]()
    return {"machine": machine, "events": EVENTS, **figures}


async def _measure(folder: Path) -> dict[str, Any]:
    data, backup, new = folder / "data", folder / "backup", folder / "new"
    settings = Settings({"DURE_DATA_DIR": str(data)})
    await make_folder(data, EVENTS, SystemClock())
    made, create_s = await _timed(create_backup(settings, to=str(backup)))
    _, again_s = await _timed(create_backup(settings, to=str(backup)))
    vacuum_s = _vacuum(data / "events.db", folder / "copy.db")
    copy_s = _copy(data / "events.db", folder / "bytes.db")
    wish = RestoreWish(backup=backup, key=read_typed(made["recovery_key"]), to=new)
    restored, restore_s = await _timed(restore_backup(wish))
    problems, fsck_s = await _timed(_fsck(new))
    assert (restored["events"], problems) == (EVENTS, 0)
    return {
        "log_mib": round((data / "events.db").stat().st_size / 2**20, 1),
        "backup_mib": round(_size(backup) / 2**20, 1),
        "create_s": create_s,
        "create_again_s": again_s,
        "restore_s": restore_s,
        "fsck_s": fsck_s,
        "vacuum_into_s": vacuum_s,
        "file_copy_s": copy_s,
        "ratio_restore_to_vacuum": round(restore_s / vacuum_s, 2),
    }


async def _timed(work: Awaitable[Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    made = await work
    return made, round(time.perf_counter() - began, 2)


def _vacuum(source: Path, copy: Path) -> float:
    began = time.perf_counter()
    db = apsw.Connection(str(source))
    db.execute("VACUUM INTO ?", (str(copy),))
    db.close()
    _sync(copy)
    return round(time.perf_counter() - began, 2)


def _copy(source: Path, copy: Path) -> float:
    began = time.perf_counter()
    shutil.copyfile(source, copy)
    _sync(copy)
    return round(time.perf_counter() - began, 2)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


async def _fsck(folder: Path) -> int:
    database = open_database(Settings({}), folder, SystemClock())
    sealer = Sealer(database.keys, system_random)
    report = await check_log(database.log, database.keys, sealer)
    await close_database(database)
    return len(report.problems)


if __name__ == "__main__":
    print(orjson.dumps(measure(), option=orjson.OPT_INDENT_2).decode())
