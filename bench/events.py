"""Appending to the event log, beside a bare apsw loop and raw fdatasync on the same disk.

Claims: 64 writers reach 0.8 of min(64 x raw fdatasync rate, a bare loop with the same schema
and 64 rows per commit); one writer reaches 0.8 of the bare loop with one row per commit.
"""

import asyncio
import os
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
ROUNDS = 3


def measure() -> dict[str, Any]:
    """Return events per second for each contender (best of three rounds) and the two ratios."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("DURE_BENCH_DIR")) as name:
        folder = Path(name)
        bare_64 = max(_bare(folder / f"b{i}.db", rows=12_800, batch=64) for i in range(ROUNDS))
        bare_1 = max(_bare(folder / f"c{i}.db", rows=1_000, batch=1) for i in range(ROUNDS))
        raw = max(_raw_syncs(folder / f"raw{i}") for i in range(ROUNDS))
        many = max(
            uvloop.run(_ours(folder / f"m{i}.db", writers=64, each=200)) for i in range(ROUNDS)
        )
        one = max(
            uvloop.run(_ours(folder / f"o{i}.db", writers=1, each=1_000)) for i in range(ROUNDS)
        )
    return {
        "raw_fdatasync_per_s": round(raw),
        "bare_64_rows_per_commit_per_s": round(bare_64),
        "ours_64_writers_per_s": round(many),
        "ratio_64": round(many / min(64 * raw, bare_64), 3),
        "bare_1_row_per_commit_per_s": round(bare_1),
        "ours_1_writer_per_s": round(one),
        "ratio_1": round(one / bare_1, 3),
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
