"""Appending to the event log in PostgreSQL, beside a bare asyncpg loop and SQLite's log.

The bare loop inserts the same rows into the same table, one or 64 per transaction; it chains
nothing and checks no length. Needs a server: DURE_TEST_POSTGRES, or the standard port.
"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from tests.adapters import postgresql

from dure.adapters.postgres.events import PostgresEventLog
from dure.adapters.postgres.keys import PostgresKeyStore
from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import SystemClock
from dure.kernel.events import NewEvent
from dure.ports.event_rows import Chain, prepared
from dure.ports.events import Append, EventLog

PAYLOAD = {"intent": "BUDGET_INQUIRY", "outcome": "answered", "tier": "edge", "ms": 3.1}
ROUNDS = 5
READS = 200_000


def measure() -> dict[str, Any]:
    """Return events per second of each contender: medians of the rounds; µs of a key read."""
    server = postgresql.found()
    if server is None:
        return {"skipped": "no PostgreSQL"}
    rounds = []
    for _ in range(ROUNDS):
        url = postgresql.with_fresh_schema(server)
        try:
            rounds.append(_round(url))
        finally:
            postgresql.drop_schema(url)
    middle = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    return {key: round(value, 3 if value < 10 else None) for key, value in middle.items()}


def _round(url: str) -> dict[str, float]:
    clock = SystemClock()
    made = {
        "ours_1_writer_per_s": uvloop.run(_written(PostgresEventLog(url, clock), 1, 500)),
        "ours_64_writers_per_s": uvloop.run(_written(PostgresEventLog(url, clock), 64, 100)),
        "ours_two_logs_64_writers_per_s": uvloop.run(_both(url, clock)),
        "bare_1_row_per_commit_per_s": uvloop.run(_bare(url, rows=500, batch=1)),
        "bare_64_rows_per_commit_per_s": uvloop.run(_bare(url, rows=6400, batch=64)),
        "cached_key_read_us": _key_read_us(url),
    }
    with tempfile.TemporaryDirectory(dir=os.environ.get("DURE_BENCH_DIR")) as name:
        for writers, each in ((1, 500), (64, 100)):
            log = SqliteEventLog(Path(name) / f"{writers}.db", clock)
            made[f"sqlite_{writers}_writers_per_s"] = uvloop.run(_written(log, writers, each))
    return made


async def _written(log: EventLog, writers: int, each: int, name: str = "") -> float:
    async def write(writer: int) -> None:
        for _ in range(each):
            await log.append([_append(f"{name}session:{writer}")])

    await write(writers)
    began = time.perf_counter()
    await asyncio.gather(*map(write, range(writers)))
    took = time.perf_counter() - began
    await log.close()
    return writers * each / took


async def _both(url: str, clock: SystemClock) -> float:
    """Return what two logs on one database write together, as two processes would."""
    logs = [PostgresEventLog(url, clock) for _ in range(2)]
    rates = await asyncio.gather(*(_written(log, 32, 100, f"{at}/") for at, log in enumerate(logs)))
    return sum(rates)


def _append(stream: str) -> Append:
    event = NewEvent(kind="turn.answered", open=PAYLOAD)
    return Append(tenant="main", stream=stream, events=(event,))


async def _bare(url: str, *, rows: int, batch: int) -> float:
    dsn, schema = url.partition("?")[0], postgresql.schema_of(url)
    db = await asyncpg.connect(dsn, server_settings={"search_path": schema})
    await db.execute("TRUNCATE events")
    insert = "INSERT INTO events VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)"
    chain, wish = Chain(0, bytes(32)), prepared(_append("bare"))
    made = [chain.rows(wish, position=n, at_us=n)[0] for n in range(rows)]
    began = time.perf_counter()
    for start in range(0, rows, batch):
        if batch == 1:
            await db.execute(insert, *made[start])
        else:
            await db.executemany(insert, made[start : start + batch])
    took = time.perf_counter() - began
    await db.close()
    return rows / took


def _key_read_us(url: str) -> float:
    keys = PostgresKeyStore(url, b"m" * 32)
    keys.get_or_make("k", b"k" * 32)
    began = time.perf_counter()
    for _ in range(READS):
        keys.get("k")
    took = time.perf_counter() - began
    keys.close()
    return took / READS * 1e6
