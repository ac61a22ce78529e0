"""A process that appends and says what was acknowledged: `writer.py URL NAME COUNT`."""

import asyncio
import sys

from dure.adapters.postgres.events import PostgresEventLog
from dure.errors import Unavailable
from dure.kernel.clock import SystemClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append


async def main(url: str, name: str, count: int) -> None:
    log = PostgresEventLog(url, SystemClock())

    async def write(stream: str) -> None:
        for number in range(count):
            event = NewEvent(kind="said", open={"number": number})
            append = Append(tenant="t", stream=stream, events=(event,), expect=number)
            while True:
                try:
                    seq = await log.append([append])
                except Unavailable:
                    await asyncio.sleep(0.05)
                    continue
                break
            sys.stdout.write(f"{stream} {number} {seq}\n")
            sys.stdout.flush()

    await asyncio.gather(*(write(f"{name}{at}") for at in range(8)))
    await log.close()


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
