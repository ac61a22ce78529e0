"""Inviting, changing and removing people."""

import asyncio
from typing import Final

import pytest
from tests.trust.door import PASSWORD, Door, member

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import (
    BadName,
    Conflict,
    DureError,
    Forbidden,
    InvalidInput,
    NotFound,
    Unauthenticated,
    WeakPassword,
)
from dure.kernel.clock import StillClock
from dure.trust.access import Role
from dure.trust.accounts import REHASHED
from dure.trust.identity import Identity, IdentitySettings
from dure.trust.passwords import PasswordSettings

DAY_S: Final = 86_400


async def invite(identity: Identity, user: str = "kim", role: Role = "member") -> str:
    return await identity.invite(tenant="main", user=user, role=role, by="test")


async def names(identity: Identity) -> list[str]:
    return [account.user for account in identity.people("main")]


# --- invites --------------------------------------------------------------------------------


async def test_an_invite_makes_the_account_and_lets_its_holder_in(identity: Identity) -> None:
    token = await invite(identity, "kim", "premium")

    tokens = await identity.accept(token, password=PASSWORD)

    assert identity.verify(tokens.access).role == "premium"
    assert await names(identity) == ["kim"]


async def test_an_invite_is_used_once(identity: Identity) -> None:
    token = await invite(identity)
    await identity.accept(token, password=PASSWORD)

    with pytest.raises(Unauthenticated):
        await identity.accept(token, password=PASSWORD)


async def test_an_invite_is_used_once_by_two_processes_at_once(door: Door) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)
    token = await invite(one)
    await other.load()

    answers = await asyncio.gather(
        *(identity.accept(token, password=PASSWORD) for identity in (one, other)),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Tokens", "Unauthenticated"]


async def test_an_invite_of_another_process_is_taken(door: Door) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)

    tokens = await other.accept(await invite(one), password=PASSWORD)

    assert one.verify(tokens.access).user == "kim"


async def test_an_invite_runs_out_after_a_day(identity: Identity, clock: StillClock) -> None:
    early, late = await invite(identity, "kim"), await invite(identity, "lee")
    clock.move(DAY_S - 1)
    await identity.accept(early, password=PASSWORD)
    clock.move(1)

    with pytest.raises(Unauthenticated):
        await identity.accept(late, password=PASSWORD)


async def test_a_new_invite_voids_the_old_one(identity: Identity) -> None:
    old = await invite(identity)
    new = await invite(identity)

    with pytest.raises(Unauthenticated):
        await identity.accept(old, password=PASSWORD)
    await identity.accept(new, password=PASSWORD)


async def test_an_invite_survives_a_bad_password(identity: Identity) -> None:
    token = await invite(identity)

    with pytest.raises(WeakPassword):
        await identity.accept(token, password="short")

    await identity.accept(token, password=PASSWORD)


async def test_an_invite_sets_a_forgotten_password_anew_and_ends_old_sign_ins(
    identity: Identity,
) -> None:
    old = await member(identity, "kim")

    await identity.accept(await invite(identity), password=PASSWORD + "!")

    for word in (old.refresh,):
        with pytest.raises(Unauthenticated):
            await identity.refresh(word)
    with pytest.raises(Unauthenticated):
        await identity.sign_in(tenant="main", user="kim", password=PASSWORD)
    await identity.sign_in(tenant="main", user="kim", password=PASSWORD + "!")


async def test_an_invite_with_another_role_gives_that_role(identity: Identity) -> None:
    await member(identity, "kim")

    tokens = await identity.accept(await invite(identity, role="admin"), password=PASSWORD)

    assert tokens.caller.role == "admin"


async def test_the_log_holds_no_invite(identity: Identity, log: SqliteEventLog) -> None:
    token = await invite(identity)

    assert len(token) == 43
    assert not any(token in str(event.open) for event in await log.read_all())


async def test_an_invite_of_a_removed_account_is_void(identity: Identity) -> None:
    token = await invite(identity)
    await identity.remove("main", "kim", by="test")

    with pytest.raises(Unauthenticated):
        await identity.accept(token, password=PASSWORD)


@pytest.mark.parametrize("token", ["", "A" * 43, "가", "\ud800", "\x00", "A" * 65536])
async def test_what_is_no_invite_is_refused(identity: Identity, token: str) -> None:
    await invite(identity)

    with pytest.raises(Unauthenticated):
        await identity.accept(token, password=PASSWORD)


async def test_who_is_invited_cannot_take_another_name(identity: Identity) -> None:
    token = await invite(identity)

    with pytest.raises(Forbidden):
        await identity.accept(token, password=PASSWORD, user="admin")

    assert (await identity.accept(token, password=PASSWORD, user="Kim")).caller.user == "kim"


# --- the first administrator ----------------------------------------------------------------


async def test_the_first_start_invites_an_administrator(identity: Identity) -> None:
    token = await identity.first_invite()
    assert token is not None

    tokens = await identity.accept(token, password=PASSWORD)

    assert (tokens.caller.user, tokens.caller.role) == ("admin", "admin")
    assert await identity.first_invite() is None


async def test_the_first_administrator_may_choose_the_name(identity: Identity) -> None:
    token = await identity.first_invite()
    assert token is not None

    tokens = await identity.accept(token, password=PASSWORD, user="이장".encode().hex())

    assert await names(identity) == [tokens.caller.user] == ["ec9db4ec9ea5"]
    with pytest.raises(Unauthenticated):
        await identity.accept(token, password=PASSWORD)


async def test_every_start_without_an_administrator_voids_the_invite_before(
    identity: Identity,
) -> None:
    old, new = await identity.first_invite(), await identity.first_invite()
    assert old is not None
    assert new is not None

    with pytest.raises(Unauthenticated):
        await identity.accept(old, password=PASSWORD)
    await identity.accept(new, password=PASSWORD)


async def test_the_first_administrator_cannot_take_somebodys_account(identity: Identity) -> None:
    token = await identity.first_invite()
    assert token is not None
    await invite(identity, "kim")

    with pytest.raises(Conflict):
        await identity.accept(token, password=PASSWORD, user="kim")

    await identity.accept(token, password=PASSWORD, user="lee")


async def test_the_house_is_open_until_somebody_has_a_password(door: Door) -> None:
    identity = await door.open()
    token = await invite(identity)
    was_open = identity.is_open

    await identity.accept(token, password=PASSWORD)

    assert was_open
    assert not identity.is_open
    assert not (await door.open(seed=2)).is_open


async def test_the_house_does_not_open_again_when_everybody_is_gone(door: Door) -> None:
    identity = await door.open()
    await member(identity, "kim", role="admin")

    await identity.remove("main", "kim", by="test")

    assert not identity.is_open
    assert not (await door.open(seed=2)).is_open
    assert await identity.first_invite() is not None


async def test_where_identity_is_required_the_house_is_never_open(door: Door) -> None:
    identity = await door.open(settings=IdentitySettings(required=True))

    assert not identity.is_open


# --- changing accounts ----------------------------------------------------------------------


async def test_an_account_is_added_once(identity: Identity) -> None:
    account = await identity.add("main", "Kim", role="member", by="test")

    assert (account.user, account.role, account.password) == ("kim", "member", None)
    with pytest.raises(Conflict):
        await identity.add("main", "kim", role="admin", by="test")


@pytest.mark.parametrize("role", ["guest", "operator", "root", ""])
async def test_no_account_has_a_role_that_is_not_to_give(identity: Identity, role: Role) -> None:
    await member(identity, "kim")

    with pytest.raises(InvalidInput):
        await identity.add("main", "lee", role=role, by="test")
    with pytest.raises(InvalidInput):
        await invite(identity, "lee", role)
    with pytest.raises(InvalidInput):
        await identity.change_role("main", "kim", role=role, by="test")


@pytest.mark.parametrize("user", ["local", "guest-1", "", "김", "a/b", "a\x00"])
async def test_no_account_has_a_name_that_is_none(identity: Identity, user: str) -> None:
    with pytest.raises(BadName):
        await invite(identity, user)
    with pytest.raises(BadName):
        await identity.add("main", user, role="member", by="test")
    with pytest.raises(BadName):
        await identity.add(user, "kim", role="member", by="test")


async def test_nobody_who_is_not_there_can_be_changed(identity: Identity) -> None:
    await invite(identity)
    await identity.remove("main", "kim", by="test")
    changes = [
        identity.change_role("main", "kim", role="admin", by="test"),
        identity.remove("main", "kim", by="test"),
        identity.set_password("main", "kim", password=PASSWORD, by="test"),
        identity.revoke_all("main", "kim", by="test"),
        identity.remove("other", "kim", by="test"),
    ]

    for change in changes:
        with pytest.raises(NotFound):
            await change


async def test_the_same_role_again_changes_nothing(identity: Identity) -> None:
    tokens = await member(identity, "kim")

    await identity.change_role("main", "kim", role="member", by="test")

    assert identity.verify(tokens.access).role == "member"


async def test_a_role_change_acts_on_the_next_token(identity: Identity) -> None:
    tokens = await member(identity, "kim", role="admin")

    await identity.change_role("main", "kim", role="member", by="test")

    with pytest.raises(Unauthenticated):
        identity.verify(tokens.access)
    renewed = await identity.refresh(tokens.refresh)
    assert identity.verify(renewed.access).role == "member"


@pytest.mark.parametrize("how", ["removed", "password", "everywhere"])
async def test_what_ends_sessions_ends_refreshing(identity: Identity, how: str) -> None:
    tokens = await member(identity, "kim")

    if how == "removed":
        await identity.remove("main", "kim", by="test")
    elif how == "password":
        await identity.set_password("main", "kim", password=PASSWORD + "!", by="test")
    else:
        await identity.revoke_all("main", "kim", by="test")

    with pytest.raises(Unauthenticated):
        await identity.refresh(tokens.refresh)


async def test_a_new_password_is_the_only_one(identity: Identity) -> None:
    await member(identity, "kim")

    await identity.set_password("main", "kim", password=PASSWORD + "!", by="kim")

    await identity.sign_in(tenant="main", user="kim", password=PASSWORD + "!")
    with pytest.raises(Unauthenticated):
        await identity.sign_in(tenant="main", user="kim", password=PASSWORD)


@pytest.mark.parametrize("password", ["short", "a" * 201, "kimchi-lover"])
async def test_a_weak_password_is_not_set(identity: Identity, password: str) -> None:
    await member(identity, "kimchi-lover")

    with pytest.raises(WeakPassword):
        await identity.set_password("main", "kimchi-lover", password=password, by="test")


# --- hashes ---------------------------------------------------------------------------------


async def test_dearer_parameters_take_hold_at_the_next_sign_in(
    door: Door, identity: Identity, log: SqliteEventLog
) -> None:
    old = await member(identity, "kim")
    dearer = await door.open(seed=2, passwords=PasswordSettings(memory_kib=64, passes=1))

    for _ in range(2):
        await dearer.sign_in(tenant="main", user="kim", password=PASSWORD)

    kinds = [event.kind for event in await log.read_all()]
    assert kinds.count(REHASHED) == 1
    assert dearer.verify(old.access).user == "kim"


async def test_a_hash_is_sealed_with_its_owners_key(
    identity: Identity, keys: SqliteKeyStore
) -> None:
    await member(identity, "kim")

    assert "main/kim/profile/2026-11-21" in keys.ids()


async def told(identity: Identity, tenant: str, user: str, password: str) -> str:
    """Return all that somebody is told who could not sign in."""
    try:
        await identity.sign_in(tenant=tenant, user=user, password=password)
    except DureError as error:
        return f"{type(error).__name__} {error} {error.facts}"
    return "in"


async def test_nobody_learns_what_was_wrong(identity: Identity) -> None:
    await member(identity, "kim")
    await invite(identity, "lee")
    wrong = [
        ("main", "kim", "wrong password"),
        ("main", "kim", ""),
        ("main", "nobody", PASSWORD),
        ("main", "lee", PASSWORD),
        ("other", "kim", PASSWORD),
        ("main", "local", PASSWORD),
        ("main", "guest-1", PASSWORD),
        ("main", "\x00", PASSWORD),
        ("가", "\ud800", PASSWORD),
        ("main", "a" * 10_000, PASSWORD),
        ("main", "kim", "\ud800" * 10),
    ]

    answers = {await told(identity, *who) for who in wrong}

    assert answers == {"Unauthenticated unauthenticated {}"}
    assert await told(identity, "ＭＡＩＮ", "KIM", PASSWORD) == "in"
