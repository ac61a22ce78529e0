"""Signing in and out, over restarts, in several processes, and being forgotten."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

import pytest
from tests.trust.door import PASSWORD, Door, member
from tests.trust.forged import parts_of

from dure.embedded.counters import MemoryCounters
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import RateLimited, Unauthenticated, Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append
from dure.trust.identity import Identity, IdentitySettings
from dure.trust.passwords import PasswordSettings
from dure.trust.retention import forget, owned_by, person_of

PATIENCE_S: Final = 5
"""Seconds within which one process honours what another one took back (issue 4)."""


async def refuses(identity: Identity, access: str) -> bool:
    try:
        identity.verify(access)
    except Unauthenticated:
        return True
    return False


async def no_longer(refresh: Callable[[str], Awaitable[object]], token: str) -> None:
    with pytest.raises(Unauthenticated):
        await refresh(token)


async def until_refused(identity: Identity, access: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await refuses(identity, access):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)


async def kid_of(identity: Identity) -> str:
    """Return the id of the key that an identity signs with."""
    return str(parts_of((await identity.guest()).access)[0]["kid"])


# --- signing in -----------------------------------------------------------------------------


async def test_signing_in_gives_a_caller_for_ten_minutes(identity: Identity) -> None:
    await member(identity, "kim")

    tokens = await identity.sign_in(tenant="main", user="kim", password=PASSWORD)

    assert tokens.expires_s == 600
    assert identity.verify(tokens.access) == tokens.caller


async def test_tokens_are_not_shown_where_they_are_printed(identity: Identity) -> None:
    tokens = await member(identity, "kim")

    assert tokens.access not in repr(tokens)
    assert tokens.refresh not in repr(tokens)


async def test_a_wrong_name_takes_as_long_as_a_wrong_password(door: Door) -> None:
    identity = await door.open(passwords=PasswordSettings())
    await member(identity, "kim")

    async def took_s(user: str) -> float:
        began = time.perf_counter()
        with pytest.raises(Unauthenticated):
            await identity.sign_in(tenant="main", user=user, password="wrong password")
        return time.perf_counter() - began

    await took_s("kim")
    pairs = [(await took_s("kim"), await took_s("nobody")) for _ in range(7)]

    assert 0.5 < median(nobody / kim for kim, nobody in pairs) < 2


async def test_tries_are_counted_by_account(door: Door, clock: StillClock) -> None:
    settings = IdentitySettings(account_tries=3)
    identity = await door.open(settings=settings, counters=MemoryCounters())
    await member(identity, "kim")

    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await identity.sign_in(tenant="main", user="kim", password="wrong password")

    with pytest.raises(RateLimited):
        await identity.sign_in(tenant="main", user="ＫＩＭ", password=PASSWORD)
    clock.move(60)
    await identity.sign_in(tenant="main", user="kim", password=PASSWORD)


async def test_tries_are_counted_by_address(door: Door) -> None:
    settings = IdentitySettings(address_tries=3)
    identity = await door.open(settings=settings, counters=MemoryCounters())

    async def attempt(user: str, address: str) -> None:
        await identity.sign_in(tenant="main", user=user, password=PASSWORD, address=address)

    for number in range(3):
        with pytest.raises(Unauthenticated):
            await attempt(f"u{number}", "192.0.2.1")

    with pytest.raises(RateLimited):
        await attempt("u9", "192.0.2.1")
    with pytest.raises(Unauthenticated):
        await attempt("u9", "192.0.2.2")


# --- guests ---------------------------------------------------------------------------------


async def test_each_guest_is_somebody_else(identity: Identity) -> None:
    one, other = await identity.guest(), await identity.guest()

    assert one.caller.role == "guest"
    assert one.caller.user.startswith("guest-")
    assert one.caller.user != other.caller.user
    assert identity.people("main") == []


async def test_a_guest_goes_on_as_the_same_guest(door: Door, identity: Identity) -> None:
    guest = await identity.guest()

    renewed = await (await door.open(seed=2)).refresh(guest.refresh)

    assert renewed.caller == guest.caller


async def test_a_guest_can_be_signed_out(identity: Identity) -> None:
    guest, other = await identity.guest(), await identity.guest()

    await identity.revoke_all("main", guest.caller.user, by="test")

    assert await refuses(identity, guest.access)
    await no_longer(identity.refresh, guest.refresh)
    assert not await refuses(identity, other.access)


# --- refreshing and signing out -------------------------------------------------------------


async def test_fifty_tabs_refresh_at_once_and_all_go_on(identity: Identity) -> None:
    tokens = await member(identity, "kim")

    all_given = await asyncio.gather(*(identity.refresh(tokens.refresh) for _ in range(50)))

    assert len({given.refresh for given in all_given}) == 1
    assert {identity.verify(given.access) for given in all_given} == {tokens.caller}


async def test_reuse_ends_the_sign_in_at_once(identity: Identity, clock: StillClock) -> None:
    stolen = await member(identity, "kim")
    renewed = await identity.refresh(stolen.refresh)
    clock.move(1.001)

    await no_longer(identity.refresh, stolen.refresh)

    await no_longer(identity.refresh, renewed.refresh)
    assert await refuses(identity, stolen.access)
    assert await refuses(identity, renewed.access)


async def test_reuse_ends_no_other_sign_in(identity: Identity, clock: StillClock) -> None:
    stolen = await member(identity, "kim")
    elsewhere = await identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    await identity.refresh(stolen.refresh)
    clock.move(1.001)

    await no_longer(identity.refresh, stolen.refresh)

    assert not await refuses(identity, elsewhere.access)
    await identity.refresh(elsewhere.refresh)


async def test_after_logout_nothing_of_the_sign_in_is_taken(identity: Identity) -> None:
    first = await member(identity, "kim")
    second = await identity.refresh(first.refresh)

    await identity.logout(second.refresh)

    await no_longer(identity.refresh, first.refresh)
    await no_longer(identity.refresh, second.refresh)
    assert await refuses(identity, first.access)
    assert await refuses(identity, second.access)


async def test_logging_out_twice_or_with_anything_is_no_error(identity: Identity) -> None:
    tokens = await member(identity, "kim")

    for word in (tokens.refresh, tokens.refresh, "", "nonsense", tokens.access, "\ud800", "\x00"):
        await identity.logout(word)


@pytest.mark.parametrize("pause_s", [0.0, 1.0])
async def test_a_crash_between_rotation_and_answer_is_made_good_within_the_leeway(
    door: Door, identity: Identity, clock: StillClock, pause_s: float
) -> None:
    before = await member(identity, "kim")
    lost = await identity.refresh(before.refresh)
    again = await door.open(seed=2)
    clock.move(pause_s)

    renewed = await again.refresh(before.refresh)

    assert renewed.refresh == lost.refresh
    assert again.verify(renewed.access) == before.caller


async def test_a_crash_between_rotation_and_answer_costs_a_sign_in_after_the_leeway(
    door: Door, identity: Identity, clock: StillClock
) -> None:
    before = await member(identity, "kim")
    await identity.refresh(before.refresh)
    again = await door.open(seed=2)
    clock.move(1.001)

    await no_longer(again.refresh, before.refresh)

    await again.sign_in(tenant="main", user="kim", password=PASSWORD)


# --- several processes ----------------------------------------------------------------------


@pytest.mark.parametrize("how", ["logout", "reuse", "removed", "role", "everywhere", "keys"])
async def test_what_one_process_takes_back_another_one_refuses(
    door: Door, clock: StillClock, how: str
) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)
    watching = asyncio.create_task(other.watch())
    tokens = await member(one, "kim")
    other.verify(tokens.access)

    if how == "logout":
        await one.logout(tokens.refresh)
    elif how == "reuse":
        await one.refresh(tokens.refresh)
        clock.move(2)
        await no_longer(one.refresh, tokens.refresh)
    elif how == "removed":
        await one.remove("main", "kim", by="test")
    elif how == "role":
        await one.change_role("main", "kim", role="admin", by="test")
    elif how == "everywhere":
        await one.revoke_all("main", "kim", by="test")
    else:
        await one.rotate_signing_key(revoke=True)

    await until_refused(other, tokens.access)
    watching.cancel()


@pytest.mark.parametrize("how", ["logout", "removed", "everywhere"])
async def test_another_process_refuses_to_refresh_at_once(door: Door, how: str) -> None:
    """Without waiting for the news: refreshing reads what is written."""
    one, other = await door.open(seed=1), await door.open(seed=2)
    tokens = await member(one, "kim")
    await other.load()

    if how == "logout":
        await one.logout(tokens.refresh)
    elif how == "removed":
        await one.remove("main", "kim", by="test")
    else:
        await one.revoke_all("main", "kim", by="test")

    await no_longer(other.refresh, tokens.refresh)


async def test_a_password_set_in_one_process_is_known_in_the_other(door: Door) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)
    await member(one, "kim")

    tokens = await other.sign_in(tenant="main", user="kim", password=PASSWORD)

    assert one.verify(tokens.access).user == "kim"


async def test_a_new_key_of_one_process_signs_in_the_other(door: Door) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)
    watching = asyncio.create_task(other.watch())
    kid = await one.rotate_signing_key()

    async with asyncio.timeout(PATIENCE_S):
        while await kid_of(other) != kid:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    watching.cancel()


class StumblingLog(SqliteEventLog):
    """Its first follower is cut off at once."""

    is_up = False

    def subscribe(
        self, *, after: int = 0, kinds: frozenset[str] | None = None
    ) -> AsyncIterator[Event]:
        if not self.is_up:
            self.is_up = True
            raise Unavailable(what="기록장")
        return super().subscribe(after=after, kinds=kinds)


async def test_following_the_log_goes_on_after_it_could_not_be_read(
    door: Door, tmp_path: Path, clock: StillClock
) -> None:
    log = StumblingLog(tmp_path / "stumbling.db", clock)
    shared = replace(door, log=log)
    at_once = IdentitySettings(retry_s=0)
    one, other = await shared.open(seed=1), await shared.open(seed=2, settings=at_once)
    watching = asyncio.create_task(other.watch())
    tokens = await member(one, "kim")

    await one.logout(tokens.refresh)

    await until_refused(other, tokens.access)
    assert log.is_up
    watching.cancel()
    await log.close()


# --- restarts -------------------------------------------------------------------------------


async def test_a_long_log_is_not_read_from_its_beginning(
    door: Door, log: SqliteEventLog, identity: Identity, clock: StillClock
) -> None:
    early = await member(identity, "kim")
    other = await member(identity, "lee")
    await identity.logout(early.refresh)
    clock.move(3600)
    noise = tuple(NewEvent(kind="turn.heard") for _ in range(500))
    await log.append([Append(tenant="main", stream="s", events=noise)])
    late = await identity.refresh(other.refresh)
    await identity.logout(late.refresh)

    again = await door.open(seed=2)

    assert await refuses(again, late.access)
    assert await refuses(again, early.access)
    assert [account.user for account in again.people("main")] == ["kim", "lee"]


# --- being forgotten ------------------------------------------------------------------------


async def forgotten(door: Door, user: str) -> None:
    keys = owned_by(door.keys.ids(), person_of("main", user))
    await forget(keys, keys=door.keys, log=door.log, tenant="main")


async def test_a_forgotten_person_is_refused_everywhere(door: Door, keys: SqliteKeyStore) -> None:
    identity = await door.open()
    watching = asyncio.create_task(identity.watch())
    tokens = await member(identity, "kim")

    await forgotten(door, "kim")

    await until_refused(identity, tokens.access)
    await no_longer(identity.refresh, tokens.refresh)
    with pytest.raises(Unauthenticated):
        await identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    assert await refuses(await door.open(seed=2), tokens.access)
    assert identity.people("main") == []
    watching.cancel()


async def test_a_forgotten_person_cannot_sign_in_though_nobody_was_told(
    door: Door, identity: Identity
) -> None:
    """The key is gone, and that is enough."""
    tokens = await member(identity, "kim")

    await forgotten(door, "kim")

    with pytest.raises(Unauthenticated):
        await identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    await no_longer(identity.refresh, tokens.refresh)


async def test_a_forgotten_person_may_be_invited_anew(door: Door) -> None:
    identity = await door.open()
    old = await member(identity, "kim", role="admin")
    await forgotten(door, "kim")
    await identity.load()
    again = await door.open(seed=2)

    new = await member(again, "kim")

    assert again.verify(new.access).role == "member"
    assert await refuses(again, old.access)


async def test_an_invite_of_somebody_who_was_forgotten_since_is_void(
    door: Door, identity: Identity
) -> None:
    await member(identity, "kim")
    invite = await identity.invite(tenant="main", user="kim", role="member", by="test")
    await forgotten(door, "kim")
    await identity.load()

    with pytest.raises(Unauthenticated):
        await identity.accept(invite, password=PASSWORD)


async def test_forgetting_one_person_leaves_the_others(door: Door, identity: Identity) -> None:
    await member(identity, "kim")
    lee = await member(identity, "lee")

    await forgotten(door, "kim")

    assert not await refuses(await door.open(seed=2), lee.access)
    await identity.refresh(lee.refresh)


async def test_destroying_old_raw_keys_signs_nobody_out(door: Door, identity: Identity) -> None:
    tokens = await member(identity, "kim")
    door.keys.get_or_make("main/kim/raw/2026-11-01", b"k" * 32)

    await forget(["main/kim/raw/2026-11-01"], keys=door.keys, log=door.log, tenant="main")

    again = await door.open(seed=2)
    assert not await refuses(again, tokens.access)
    await again.refresh(tokens.refresh)
