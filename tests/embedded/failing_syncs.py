"""Append in a process of its own and tell each answer; for test_syncs and bench/power.py.

Arguments: folder, how many appends, "thread" or "loop" (where commits run), "on" or "stop"
(whether to die by SIGKILL at the first refusal). Prints a line for each: what was done
("open" or a number) and "ok" or the code of the error.
"""

import asyncio
import math
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from dure.embedded.events import SqliteEventLog
from dure.errors import DureError
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


def opened(path: Path, quick_s: float) -> SqliteEventLog:
    """Open the log, again if a sync failed meanwhile, as a supervisor would."""
    while True:
        try:
            log = SqliteEventLog(path, StillClock(NOON), quick_s=quick_s)
        except DureError as error:
            tell("open", error.code)
            continue
        tell("open", "ok")
        return log


def tell(what: object, answer: str) -> None:
    sys.stdout.write(f"{what} {answer}\n")
    sys.stdout.flush()


async def append_all(folder: Path, count: int, quick_s: float, *, stops: bool) -> None:
    """Append one by one, every fourth time two at once, and read now and then."""
    log = opened(folder / "events.db", quick_s)

    async def write(number: int) -> None:
        event = NewEvent(kind=f"written.{number}", open={"number": number})
        try:
            await log.append([Append(tenant="t", stream=f"s{number % 3}", events=(event,))])
        except DureError as error:
            tell(number, error.code)
            if stops:
                os.kill(os.getpid(), signal.SIGKILL)
            return
        tell(number, "ok")

    for number in range(0, 5 * count, 5):
        await write(number)
        if number % 20 == 0:
            await asyncio.gather(write(number + 1), write(number + 2))
            await log.read_all(limit=1)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(
        append_all(
            Path(sys.argv[1]),
            int(sys.argv[2]),
            math.inf if sys.argv[3] == "loop" else 0.0,
            stops=sys.argv[4] == "stop",
        )
    )
