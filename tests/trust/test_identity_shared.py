"""Two processes on one PostgreSQL agree on who is who."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest
from tests.trust.door import PASSWORD, Door, member

from dure.adapters.postgres.events import PostgresEventLog
from dure.adapters.postgres.keys import PostgresKeyStore
from dure.adapters.postgres.stores import PostgresStore
from dure.errors import Unauthenticated
from dure.kernel.clock import StillClock
from dure.trust.families import ROTATED
from dure.trust.identity import Identity
from dure.trust.retention import forget, owned_by, person_of

MASTER: Final = b"m" * 32
PATIENCE_S: Final = 5
"""Seconds within which one process honours what another one took back (issue 4)."""


@pytest.fixture
async def doors(clock: StillClock, postgres_url: str) -> AsyncIterator[tuple[Door, Door]]:
    """The same database as two processes reach it, each over connections of its own."""
    one, other = (
        Door(
            log=PostgresEventLog(postgres_url, clock),
            keys=PostgresKeyStore(postgres_url, MASTER),
            store=PostgresStore(postgres_url),
            clock=clock,
        )
        for _ in range(2)
    )
    yield one, other
    for door in (one, other):
        await door.log.close()
        door.keys.close()
        door.store.close()


@pytest.fixture
async def both(doors: tuple[Door, Door]) -> AsyncIterator[tuple[Identity, Identity]]:
    """An identity in each process, which began at the same time and follow the log."""
    one, other = await asyncio.gather(doors[0].open(seed=1), doors[1].open(seed=2))
    watching = [asyncio.create_task(identity.watch()) for identity in (one, other)]
    yield one, other
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)


async def until_refused(identity: Identity, access: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                identity.verify(access)
            except Unauthenticated:
                return
            await asyncio.sleep(0.01)


async def test_a_token_of_one_process_is_good_in_the_other(
    both: tuple[Identity, Identity],
) -> None:
    one, other = both
    made = await member(one, "kim")

    renewed = await other.refresh(made.refresh)

    assert other.verify(made.access) == one.verify(renewed.access) == made.caller


async def test_fifty_tabs_over_two_processes_are_one_lineage(
    both: tuple[Identity, Identity], doors: tuple[Door, Door]
) -> None:
    made = await member(both[0], "kim")

    given = await asyncio.gather(*(both[n % 2].refresh(made.refresh) for n in range(50)))

    assert len({tokens.refresh for tokens in given}) == 1
    kinds = [event.kind for event in await doors[0].log.read_all()]
    assert kinds.count(ROTATED) == 1


@pytest.mark.parametrize("how", ["logout", "removed", "role", "keys", "forgotten"])
async def test_what_one_process_takes_back_the_other_one_refuses_within_seconds(
    both: tuple[Identity, Identity], doors: tuple[Door, Door], how: str
) -> None:
    one, other = both
    tokens = await member(one, "kim")
    other.verify(tokens.access)

    if how == "logout":
        await one.logout(tokens.refresh)
    elif how == "removed":
        await one.remove("main", "kim", by="test")
    elif how == "role":
        await one.change_role("main", "kim", role="admin", by="test")
    elif how == "keys":
        await one.rotate_signing_key(revoke=True)
    else:
        keys = owned_by(doors[0].keys.ids(), person_of("main", "kim"))
        await forget(keys, keys=doors[0].keys, log=doors[0].log, tenant="main")

    await until_refused(other, tokens.access)
    await until_refused(one, tokens.access)


async def test_a_forgotten_person_cannot_sign_in_to_either_process(
    both: tuple[Identity, Identity], doors: tuple[Door, Door]
) -> None:
    one, other = both
    tokens = await member(one, "kim")
    await other.sign_in(tenant="main", user="kim", password=PASSWORD)

    keys = owned_by(doors[0].keys.ids(), person_of("main", "kim"))
    await forget(keys, keys=doors[0].keys, log=doors[0].log, tenant="main")
    await until_refused(other, tokens.access)

    for identity in both:
        with pytest.raises(Unauthenticated):
            await identity.sign_in(tenant="main", user="kim", password=PASSWORD)
        with pytest.raises(Unauthenticated):
            await identity.refresh(tokens.refresh)


async def test_administrators_of_two_processes_lose_nothing(
    both: tuple[Identity, Identity], doors: tuple[Door, Door]
) -> None:
    await asyncio.gather(
        *(both[n % 2].add("main", f"u{n}", role="member", by="test") for n in range(10))
    )

    again = await doors[0].open(seed=3)

    assert [account.user for account in again.people("main")] == [f"u{n}" for n in range(10)]


@pytest.mark.parametrize("text", ["\x00", "bWEAaW4", "가\ud800", "A" * 65536])
async def test_nothing_that_comes_in_upsets_the_server(
    both: tuple[Identity, Identity], text: str
) -> None:
    one = both[0]

    for attempt in (
        one.sign_in(tenant=text, user=text, password=text),
        one.refresh(f"{text}.{'0' * 26}.0.{'A' * 43}"),
        one.accept(text, password=PASSWORD),
    ):
        with pytest.raises(Unauthenticated):
            await attempt
    await one.logout(text)
