"""A sign-in and its tokens: one lineage, and a stolen token ends it."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import Unauthenticated
from dure.kernel.clock import StillClock
from dure.trust.families import REVOKED, ROTATED, Families, Lifetimes
from dure.trust.seal import Sealer

KEY_ID: Final = "main/kim/profile/2026-11-21"
LEEWAY_S: Final = 1.0
LIFETIMES: Final = Lifetimes(
    family=timedelta(days=30),
    leeway=timedelta(seconds=LEEWAY_S),
    remembered=timedelta(minutes=11),
)


@pytest.fixture
def families(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Families:
    return process(log, sealer, clock)


def process(log: SqliteEventLog, sealer: Sealer, clock: StillClock, seed: int = 1) -> Families:
    randbytes = random.Random(seed).randbytes
    return Families(log=log, sealer=sealer, clock=clock, random=randbytes, lifetimes=LIFETIMES)


async def begin(families: Families) -> str:
    """Return the first refresh token of a sign-in."""
    family = await families.begin("main", "kim", sessions=1, key_id=KEY_ID)
    return families.token(family)


async def rotate(families: Families, token: str) -> str:
    return families.token(await families.rotate(token))


async def refused(families: Families, token: str) -> bool:
    try:
        await families.rotate(token)
    except Unauthenticated:
        return True
    return False


async def kinds(log: SqliteEventLog) -> Counter[str]:
    return Counter(event.kind for event in await log.read_all())


async def test_each_token_leads_to_the_next(families: Families, clock: StillClock) -> None:
    tokens = [await begin(families)]
    for _ in range(5):
        clock.move(600)
        tokens.append(await rotate(families, tokens[-1]))

    assert len(set(tokens)) == 6


async def test_a_family_remembers_whose_it_is(families: Families) -> None:
    family = await families.rotate(await begin(families))

    assert (family.tenant, family.user, family.sessions, family.generation) == (
        "main", "kim", 1, 1
    )  # fmt: skip


async def test_two_sign_ins_are_two_families(families: Families) -> None:
    one, other = await begin(families), await begin(families)

    await families.revoke(one, why="logout")

    assert await refused(families, one)
    assert not await refused(families, other)


async def test_fifty_tabs_at_once_are_one_lineage(families: Families, log: SqliteEventLog) -> None:
    token = await begin(families)

    successors = await asyncio.gather(*(rotate(families, token) for _ in range(50)))

    assert len(set(successors)) == 1
    assert (await kinds(log))[ROTATED] == 1
    assert not await refused(families, successors[0])


async def test_tabs_of_two_processes_at_once_are_one_lineage(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    both = [process(log, sealer, clock, seed) for seed in (1, 2)]
    token = await begin(both[0])

    successors = await asyncio.gather(*(rotate(both[n % 2], token) for n in range(50)))

    assert len(set(successors)) == 1
    assert (await kinds(log))[ROTATED] == 1


async def test_a_token_is_excused_until_the_leeway_is_over(
    families: Families, clock: StillClock
) -> None:
    token = await begin(families)
    successor = await rotate(families, token)

    clock.move(LEEWAY_S)

    assert await rotate(families, token) == successor


async def test_a_token_used_again_later_ends_the_family(
    families: Families, log: SqliteEventLog, clock: StillClock
) -> None:
    token = await begin(families)
    successor = await rotate(families, token)

    clock.move(LEEWAY_S + 0.001)

    assert await refused(families, token)
    assert await refused(families, successor)
    assert (await kinds(log))[REVOKED] == 1


async def test_a_token_is_not_excused_once_its_successor_was_used(families: Families) -> None:
    token = await begin(families)
    latest = await rotate(families, await rotate(families, token))

    assert await refused(families, token)
    assert await refused(families, latest)


# What may happen to a sign-in: the token of some generation is shown, or time passes.
happenings = st.lists(
    st.tuples(st.just("show"), st.integers(0, 3)) | st.tuples(st.just("wait"), st.integers(0, 5)),
    max_size=25,
)


@given(happenings)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_whatever_is_shown_in_whatever_order_there_is_one_lineage(
    families: Families, clock: StillClock, what: list[tuple[str, int]]
) -> None:
    """Told in the words of the brief: a list of tokens, and the last one's time of birth."""
    given_out, age_s, is_over = [await begin(families)], 0.0, False
    for kind, number in what:
        if kind == "wait":
            clock.move(number / 4)
            age_s += number / 4
            continue
        back = min(number, len(given_out) - 1)
        token = given_out[-1 - back]
        is_excused = back == 1 and age_s <= LEEWAY_S
        if is_over or not (back == 0 or is_excused):
            assert await refused(families, token)
            is_over = True
        elif back == 0:
            given_out.append(await rotate(families, token))
            age_s = 0.0
        else:
            assert await rotate(families, token) == given_out[-1]
    assert len(set(given_out)) == len(given_out)


async def test_a_revoked_family_is_revoked_once(
    families: Families, log: SqliteEventLog, clock: StillClock
) -> None:
    token = await begin(families)
    await rotate(families, token)
    clock.move(10)

    for _ in range(3):
        await refused(families, token)
        await families.revoke(token, why="logout")

    assert (await kinds(log))[REVOKED] == 1


async def test_a_family_ends_thirty_days_after_its_beginning(
    families: Families, clock: StillClock
) -> None:
    """However often it was rotated."""
    token = await begin(families)
    for _ in range(29):
        clock.move(86_400)
        token = await rotate(families, token)

    clock.move(86_399)
    token = await rotate(families, token)
    clock.move(1)

    assert await refused(families, token)


async def test_a_restart_changes_nothing(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    token = await begin(process(log, sealer, clock))
    again = process(log, sealer, clock, seed=2)

    successor = await rotate(again, token)

    assert await rotate(process(log, sealer, clock, seed=3), token) == successor


async def test_a_token_that_nobody_wrote_says_nothing_about_the_family(
    families: Families, log: SqliteEventLog
) -> None:
    """Else whoever knows a family's id could end it."""
    token = await begin(families)
    await rotate(families, token)
    tenant, family, _, proof = token.split(".")
    forged = [f"{tenant}.{family}.0.{'A' * 43}", f"{tenant}.{family}.7.{proof}"]

    assert all([await refused(families, one) for one in forged])
    for one in forged:
        with pytest.raises(Unauthenticated):
            await families.revoke(one, why="logout")
    assert (await kinds(log))[REVOKED] == 0


async def test_a_token_of_no_family_is_refused(families: Families) -> None:
    tenant, _, generation, proof = (await begin(families)).split(".")

    assert await refused(families, f"{tenant}.{'0' * 26}.{generation}.{proof}")


async def test_a_token_from_the_future_is_refused_and_ends_nothing(
    families: Families, log: SqliteEventLog
) -> None:
    """After a restore of an older backup, say."""
    family = await families.begin("main", "kim", sessions=1, key_id=KEY_ID)
    first = families.token(family)
    ahead = await families.rotate(first)

    later = families.token(type(ahead)(**{**vars(ahead), "generation": 5}))

    assert await refused(families, later)
    assert (await kinds(log))[REVOKED] == 0


async def test_destroying_the_owners_key_ends_the_family(
    families: Families, keys: SqliteKeyStore
) -> None:
    token = await begin(families)

    keys.destroy(KEY_ID)

    assert await refused(families, token)


async def test_the_log_holds_no_secret(families: Families, log: SqliteEventLog) -> None:
    token = await begin(families)
    await rotate(families, token)

    for event in await log.read_all():
        assert token.split(".")[-1] not in str(event.open)
        assert "secret" not in str(event.open)


async def test_a_revocation_is_known_at_once(families: Families) -> None:
    token = await begin(families)
    family = await families.rotate(token)

    await families.revoke(token, why="logout")

    assert families.is_revoked(family.id)
    assert not families.is_revoked("another")
    assert not families.is_revoked(None)


async def test_a_revocation_of_another_process_is_learned_from_its_event(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    one, other = process(log, sealer, clock), process(log, sealer, clock, seed=2)
    token = await begin(one)
    family = await one.rotate(token)
    await one.revoke(token, why="logout")

    for event in await log.read_all():
        other.take(event)

    assert other.is_revoked(family.id)


async def test_a_revocation_is_forgotten_when_no_access_token_is_left(
    families: Families, clock: StillClock
) -> None:
    """The log remembers it for refresh tokens; memory does not grow with every sign-out."""
    old = await families.rotate(await begin(families))
    await families.revoke(families.token(old), why="logout")
    clock.move(661)

    new = await begin(families)
    await families.revoke(new, why="logout")

    assert not families.is_revoked(old.id)
    assert await refused(families, families.token(old))
