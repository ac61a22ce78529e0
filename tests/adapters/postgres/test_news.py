"""Who follows the log hears of what other processes append, also after a lost connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.events import PostgresEventLog
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append

QUICK_S = 1.0
"""Shorter than the look that is taken anyway: what comes within it was notified."""


def said(kind: str) -> Append:
    return Append(tenant="t", stream="s", events=(NewEvent(kind=kind),))


async def next_kind(events: AsyncIterator[Event], within_s: float = QUICK_S) -> str:
    async with asyncio.timeout(within_s):
        return (await anext(events)).kind


@pytest.fixture
async def logs(url: str, clock: StillClock) -> AsyncIterator[list[PostgresEventLog]]:
    """Two processes' sides of one log."""
    made = [PostgresEventLog(url, clock) for _ in range(2)]
    yield made
    for log in made:
        await log.close()


async def test_what_another_process_appends_is_heard_at_once(logs: list[PostgresEventLog]) -> None:
    here, there = logs
    news = here.subscribe()
    await there.append([said("old")])
    assert await next_kind(news) == "old"

    for kind in ("new", "newer"):
        waiting = asyncio.create_task(next_kind(news))
        await asyncio.sleep(0)
        await there.append([said(kind)])
        assert await waiting == kind


async def test_logs_of_two_schemas_do_not_wake_each_other_up_for_nothing(
    logs: list[PostgresEventLog], clock: StillClock, url: str
) -> None:
    other_url = postgresql.with_fresh_schema(url.partition("?")[0])
    other = PostgresEventLog(other_url, clock)
    news = logs[0].subscribe()
    waiting = asyncio.create_task(next_kind(news))

    await other.append([said("elsewhere")])
    await logs[1].append([said("here")])

    assert await waiting == "here"
    await other.close()
    postgresql.drop_schema(other_url)


async def test_a_listener_whose_connection_was_cut_misses_nothing(
    logs: list[PostgresEventLog], url: str
) -> None:
    here, there = logs
    news = here.subscribe()
    await there.append([said("before")])
    assert await next_kind(news) == "before"
    waiting = asyncio.create_task(next_kind(news))
    name = postgresql.schema_of(url)[:40]
    listening = "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND query LIKE $1"
    found: list[tuple[object, ...]] = []
    async with asyncio.timeout(5):
        while not found:
            found = await asyncio.to_thread(postgresql.ask, url, listening, f"%{name}%")
    [(pid,)] = found

    postgresql.ask(url, "SELECT pg_terminate_backend($1)", pid)
    await there.append([said("while nobody listened")])

    assert await waiting == "while nobody listened"
    waiting = asyncio.create_task(next_kind(news))
    await there.append([said("after")])
    assert await waiting == "after"


async def test_who_follows_the_log_goes_on_after_the_server_was_away(
    server: Postgres, clock: StillClock
) -> None:
    url = postgresql.with_fresh_schema(server.url)
    here = PostgresEventLog(url, clock)
    await here.append([said("before")])
    news = here.subscribe()
    assert await next_kind(news) == "before"
    waiting = asyncio.create_task(next_kind(news, within_s=10))
    await asyncio.to_thread(server.stop)

    await asyncio.to_thread(server.start)
    there = PostgresEventLog(url, clock)
    await there.append([said("after")])

    assert await waiting == "after"
    await here.close()
    await there.close()
