"""The event log in PostgreSQL as a whole; what it promises as any log stands in tests/ports."""

import asyncio

from dure.adapters.postgres.events import PostgresEventLog
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append


def test_a_log_serves_one_loop_after_another(url: str, clock: StillClock) -> None:
    log = PostgresEventLog(url, clock)
    append = Append(tenant="t", stream="s", events=(NewEvent(kind="said"),))

    seqs = [asyncio.run(log.append([append])) for _ in range(3)]

    assert seqs == [1, 2, 3]
    asyncio.run(log.close())


async def test_an_append_that_nobody_waits_for_any_more_stands_or_not_but_blocks_nothing(
    url: str, clock: StillClock
) -> None:
    log = PostgresEventLog(url, clock)
    append = Append(tenant="t", stream="s", events=(NewEvent(kind="said"),))
    given_up = asyncio.create_task(log.append([append]))
    await asyncio.sleep(0)
    given_up.cancel()

    last = await log.append([append])

    assert [e.seq for e in await log.read_all()] == list(range(1, last + 1))
    await log.close()
