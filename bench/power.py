"""Power cuts at seeded moments, and an EIO at each of the first hundred syncs.

Claims: in no round an acked event is lost or a refused one found; the same harness turns red
in 0.9 of the rounds or more on a log with `synchronous=NORMAL`; a process that meets EIO at
any of its first hundred syncs acks nothing that is not in its file.

`python bench/power.py ROUNDS` takes as many rounds as wanted, with other seeds from 1,000 on.
"""

import asyncio
import math
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.embedded.failing_syncs import NOON
from tests.embedded.rounds import CARELESS, cut_round, first_start_round, soon_round
from tests.embedded.store_rounds import Kept, key_round, store_round
from tests.embedded.strace import WHERE, injected, reason_against

from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import StillClock
from dure.watch.health import every_event

ROUNDS: Final = 200
SYNCS: Final = 100
_FIRST_SEED: Final = 1000
_QUICK_S: Final = {"thread": 0.0, "loop": math.inf}


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return what was counted, by where commits run and by file."""
    began = time.perf_counter()
    seeds = range(_FIRST_SEED, _FIRST_SEED + rounds)
    result: dict[str, Any] = {"rounds": rounds, "first_seed": _FIRST_SEED}
    for where, quick_s in _QUICK_S.items():
        result[f"log_{where}"] = asyncio.run(_log(seeds, quick_s))
    result["keys"] = _stores(seeds, key_round)
    result["state"] = _stores(seeds, store_round)
    result["seconds"] = round(time.perf_counter() - began, 1)
    result["eio"] = reason_against() or {where: asyncio.run(_eio(where)) for where in WHERE}
    result["seconds_with_eio"] = round(time.perf_counter() - began, 1)
    return result


async def _log(seeds: range, quick_s: float) -> dict[str, Any]:
    cuts = [await cut_round(seed, quick_s=quick_s) for seed in seeds]
    soon = [await soon_round(seed, quick_s=quick_s) for seed in seeds]
    first = [await first_start_round(seed, quick_s=quick_s) for seed in seeds]
    careless = [await cut_round(seed, quick_s=quick_s, pragmas=CARELESS) for seed in seeds]
    red = sum(bool(one.problems) for one in careless)
    kept = [*cuts, *soon, *first]
    return {
        "rounds": len(kept),
        "acked": sum(one.acked for one in kept),
        "refused": sum(one.refused for one in kept),
        "removals": sum(one.dropped for one in kept),
        "rounds_with_a_problem": sum(bool(one.problems) for one in kept),
        "problems": [(one.seed, one.problems[:2]) for one in kept if one.problems][:10],
        "red_share_on_normal": round(red / len(careless), 3),
    }


def _stores(seeds: range, round_of: Callable[..., Kept]) -> dict[str, Any]:
    kept = [round_of(seed) for seed in seeds]
    weak = {
        weakness: sum(bool(round_of(seed, weakness=weakness).problems) for seed in seeds)
        for weakness in ("FULL", "NORMAL", "OFF")
    }
    return {
        "answered": sum(one.answered for one in kept),
        "rounds_with_a_problem": sum(bool(one.problems) for one in kept),
        "red_share": {weakness: round(red / len(seeds), 3) for weakness, red in weak.items()},
    }


async def _eio(where: str) -> dict[str, Any]:
    """Let each of the first syncs of a process fail and compare what it told with its file."""
    told_wrong, refused, silent = [], 0, []
    with tempfile.TemporaryDirectory() as name:
        for n in range(1, SYNCS + 1):
            folder = Path(name) / str(n)
            told = injected(folder, n, where=where)
            log = SqliteEventLog(folder / "events.db", StillClock(NOON))
            there = [event.kind async for event in every_event(log)]
            await log.close()
            if there != told.acked or told.acked[-1] != told.last:
                told_wrong.append(n)
            refused += len(told.refused)
            if not told.codes:
                silent.append(n)
    return {"syncs": SYNCS, "told_wrong": told_wrong, "refused": refused, "not_told_of": silent}


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(orjson.dumps(measure(wanted), option=orjson.OPT_INDENT_2).decode())
