"""Of several processes on one schema one leads, and when it ends another does."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.lead import PostgresLead


@pytest.fixture
def leads(url: str) -> Iterator[list[PostgresLead]]:
    """Three processes' sides of one lead."""
    made = [PostgresLead(url) for _ in range(3)]
    yield made
    for lead in made:
        lead.close()


async def test_of_many_who_ask_at_once_one_leads(leads: list[PostgresLead]) -> None:
    held = await asyncio.gather(*(lead.holds() for lead in leads for _ in range(5)))

    assert sum(held) == 5
    assert len({at // 5 for at, is_held in enumerate(held) if is_held}) == 1


async def test_when_the_one_that_leads_ends_another_does(leads: list[PostgresLead]) -> None:
    assert [await lead.holds() for lead in leads] == [True, False, False]

    leads[0].close()

    async with asyncio.timeout(5):
        while not await leads[1].holds():  # noqa: ASYNC110 - the server is polled
            await asyncio.sleep(0.01)
    assert not await leads[2].holds()
    assert not await leads[0].holds()


async def test_another_schema_has_a_lead_of_its_own(leads: list[PostgresLead], url: str) -> None:
    other = PostgresLead(postgresql.with_fresh_schema(url.partition("?")[0]))

    assert await leads[0].holds()
    assert await other.holds()
    other.close()


async def test_without_a_server_nobody_leads_until_it_is_back(server: Postgres) -> None:
    lead = PostgresLead(postgresql.with_fresh_schema(server.url))
    assert await lead.holds()

    await asyncio.to_thread(server.stop)
    while_away = await lead.holds()
    await asyncio.to_thread(server.start)

    assert not while_away
    assert await lead.holds()
    lead.close()
