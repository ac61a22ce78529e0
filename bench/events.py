"""Appending to the event log, beside a bare apsw loop and raw fdatasync on the same disk.

Claims: 64 writers reach 0.8 of min(64 x raw fdatasync rate, a bare loop with the same schema
and 64 rows per commit); one writer reaches 0.8 of the bare loop with one row per commit.
"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import apsw
import orjson
import uvloop

from dure.embedded import events as plug
from dure.kernel.clock import SystemClock
from dure.kernel.events import FIRST_LINK, NewEvent, head_of, link_of
from dure.ports.events import Append

PAYLOAD = {"intent": "BUDGET_INQUIRY", "outcome": "answered", "tier": "edge", "ms": 3.1}
ROUNDS = 7


def measure() -> dict[str, Any]:
    """Return events per second of each contender and the two ratios: medians of the rounds.

    In each round the contenders take turns, so that they meet the same disk.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get("DURE_BENCH_DIR")) as name:
        rounds = [_round(Path(name), number) for number in range(ROUNDS)]
    middle = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    return {
        key: round(value, 3 if key.startswith("ratio") else None) for key, value in middle.items()
    }


def _round(folder: Path, number: int) -> dict[str, float]:
    raw = _raw_syncs(folder / f"raw{number}")
    bare_64 = _bare(folder / f"b{number}.db", rows=12_800, batch=64)
    many = uvloop.run(_ours(folder / f"m{number}.db", writers=64, each=200))
    bare_1 = _bare(folder / f"c{number}.db", rows=1_000, batch=1)
    one = uvloop.run(_ours(folder / f"o{number}.db", writers=1, each=1_000))
    return {
        "raw_fdatasync_per_s": raw,
        "bare_64_rows_per_commit_per_s": bare_64,
        "ours_64_writers_per_s": many,
        "ratio_64": many / min(64 * raw, bare_64),
        "bare_1_row_per_commit_per_s": bare_1,
        "ours_1_writer_per_s": one,
        "ratio_1": one / bare_1,
    }


def _bare(path: Path, *, rows: int, batch: int) -> float:
    db = apsw.Connection(str(path))
    db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    db.execute(plug._SCHEMA)
    insert = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    link, began = FIRST_LINK, time.perf_counter()
    for start in range(0, rows, batch):
        db.execute("BEGIN IMMEDIATE")
        for i in range(start, start + batch):
            at_us = time.time_ns() // 1000
            stream = f"session:{i % 64}"
            open_json = orjson.dumps(PAYLOAD)
            head = head_of(i + 1, "main", stream, i // 64, "turn.answered", at_us, None)
            link = link_of(link, head=head, open_json=open_json, sealed_hash=None)
            row = (
                i + 1, "main", stream, i // 64, "turn.answered", at_us, open_json,
                None, None, None, link,
            )  # fmt: skip
            db.execute(insert, row)
        db.execute("COMMIT")
    took = time.perf_counter() - began
    db.close()
    return rows / took


def _raw_syncs(path: Path, count: int = 500) -> float:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, bytes(4096 * count))
    os.fsync(handle)
    began = time.perf_counter()
    for i in range(count):
        os.pwrite(handle, bytes([i % 256]) * 4096, i * 4096)
        os.fdatasync(handle)
    took = time.perf_counter() - began
    os.close(handle)
    return count / took


async def _ours(path: Path, *, writers: int, each: int) -> float:
    log = plug.SqliteEventLog(path, SystemClock())

    async def write(number: int) -> None:
        event = NewEvent(kind="turn.answered", open=PAYLOAD)
        appends = [Append(tenant="main", stream=f"session:{number}", events=(event,))]
        for _ in range(each):
            await log.append(appends)

    began = time.perf_counter()
    await asyncio.gather(*(write(number) for number in range(writers)))
    took = time.perf_counter() - began
    await log.close()
    return writers * each / took


if __name__ == "__main__":
    print(orjson.dumps(measure(), option=orjson.OPT_INDENT_2).decode())
