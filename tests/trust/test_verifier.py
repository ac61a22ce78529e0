"""An access token holds until it runs out or is taken back, and forged ones never do."""

from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trust.door import PASSWORD, Door, member
from tests.trust.forged import forgeries, parts_of, signed, strange_key

from dure.embedded.events import SqliteEventLog
from dure.embedded.stores import SqliteStore
from dure.errors import DureError, Unauthenticated
from dure.kernel.clock import StillClock
from dure.korean.messages import sentence_for
from dure.trust.identity import Identity, Tokens
from dure.trust.seal import Sealer
from dure.trust.signing import SigningKey, SigningKeys

ACCESS_S: Final = 600


def key_of(store: SqliteStore, sealer: Sealer, clock: StillClock) -> SigningKey:
    """Return the installation's own signing key, as only an insider has it."""
    keys = SigningKeys(store=store, sealer=sealer, clock=clock, keeps_s=660, reload_s=5)
    keys.reload()
    return keys.current()


def problem(identity: Identity, token: str) -> tuple[str, str, str] | None:
    """Return all that a caller is told about a token, None if it is good."""
    try:
        identity.verify(token)
    except DureError as error:
        return type(error).__name__, str(error) + str(error.facts), sentence_for(error)
    return None


NOTHING_TOLD: Final = (
    "Unauthenticated", "unauthenticated{}", sentence_for(Unauthenticated())
)  # fmt: skip


async def test_a_token_stands_for_whom_it_was_given_to(identity: Identity) -> None:
    tokens = await member(identity, "kim", role="premium")

    caller = identity.verify(tokens.access)

    assert caller == tokens.caller
    assert (caller.tenant, caller.user, caller.role) == ("main", "kim", "premium")


async def test_every_forged_token_is_told_the_same(
    identity: Identity, store: SqliteStore, sealer: Sealer, clock: StillClock
) -> None:
    tokens = await member(identity, "kim")
    forged = forgeries(tokens.access, key_of(store, sealer, clock))

    told = {name: problem(identity, token) for name, token in forged.items()}

    assert len(told) > 70
    assert {name: what for name, what in told.items() if what != NOTHING_TOLD} == {}
    assert problem(identity, tokens.access) is None


async def test_a_forged_token_is_not_remembered(identity: Identity) -> None:
    header, claims, _ = parts_of((await member(identity, "kim")).access)
    forged = signed(header, claims, strange_key())

    assert [problem(identity, forged) for _ in range(3)] == [NOTHING_TOLD] * 3


@given(text=st.text(st.characters()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_text_gets_in(identity: Identity, text: str) -> None:
    assert problem(identity, text) == NOTHING_TOLD


@pytest.mark.parametrize("is_remembered", [False, True])
async def test_a_token_runs_out_at_its_very_second(
    identity: Identity, clock: StillClock, is_remembered: bool
) -> None:
    access = (await member(identity, "kim")).access
    if is_remembered:
        identity.verify(access)

    clock.move(ACCESS_S - 0.001)
    before = problem(identity, access) if is_remembered else None
    clock.move(0.001)

    assert before is None
    assert problem(identity, access) == NOTHING_TOLD


async def test_a_token_holds_until_the_last_moment(identity: Identity, clock: StillClock) -> None:
    access = (await member(identity, "kim")).access

    clock.move(ACCESS_S - 0.001)

    assert problem(identity, access) is None


async def test_another_machines_clock_may_be_ahead_a_little(door: Door, clock: StillClock) -> None:
    ahead = StillClock(clock.now())
    ahead.move(59)
    theirs = await Door(log=door.log, keys=door.keys, store=door.store, clock=ahead).open(seed=2)
    ours = await door.open(seed=1)

    assert problem(ours, (await theirs.guest()).access) is None

    ahead.move(2)

    assert problem(ours, (await theirs.guest()).access) == NOTHING_TOLD


async def taken_back(identity: Identity, tokens: Tokens, how: str) -> None:
    if how == "logout":
        await identity.logout(tokens.refresh)
    elif how == "removed":
        await identity.remove("main", "kim", by="test")
    elif how == "role":
        await identity.change_role("main", "kim", role="admin", by="test")
    elif how == "password":
        await identity.set_password("main", "kim", password=PASSWORD + "!", by="test")
    elif how == "everywhere":
        await identity.revoke_all("main", "kim", by="test")
    elif how == "signing keys":
        await identity.rotate_signing_key(revoke=True)


@pytest.mark.parametrize(
    "how", ["logout", "removed", "role", "password", "everywhere", "signing keys"]
)
@pytest.mark.parametrize("is_remembered", [False, True])
async def test_what_is_taken_back_is_refused_at_once(
    identity: Identity, how: str, is_remembered: bool
) -> None:
    tokens = await member(identity, "kim")
    if is_remembered:
        identity.verify(tokens.access)

    await taken_back(identity, tokens, how)

    assert problem(identity, tokens.access) == NOTHING_TOLD


@pytest.mark.parametrize(
    "how", ["logout", "removed", "role", "password", "everywhere", "signing keys"]
)
async def test_what_was_taken_back_stays_refused_after_a_restart(
    door: Door, identity: Identity, how: str
) -> None:
    tokens = await member(identity, "kim")
    await taken_back(identity, tokens, how)

    assert problem(await door.open(seed=2), tokens.access) == NOTHING_TOLD


async def test_others_keep_their_tokens(identity: Identity) -> None:
    kim, lee = await member(identity, "kim"), await member(identity, "lee")
    far = await member(identity, "kim", tenant="other")

    await taken_back(identity, kim, "removed")

    assert problem(identity, lee.access) is None
    assert problem(identity, far.access) is None


async def test_a_token_of_a_removed_account_does_not_hold_for_its_successor(
    identity: Identity,
) -> None:
    old = await member(identity, "kim", role="admin")
    await identity.remove("main", "kim", by="test")

    new = await member(identity, "kim")

    assert problem(identity, old.access) == NOTHING_TOLD
    assert problem(identity, new.access) is None


async def test_a_token_of_a_process_that_knows_more_is_taken(door: Door) -> None:
    """The news of a new account may come a moment after its first request."""
    behind, ahead = await door.open(seed=1), await door.open(seed=2)
    made = await member(ahead, "kim")
    await behind.load()
    changed = await ahead.change_role("main", "kim", role="admin", by="test")
    renewed = await ahead.refresh(made.refresh)

    assert behind.verify(renewed.access).role == changed.role == "admin"


async def test_an_old_signing_key_verifies_until_its_last_token_has_run_out(
    identity: Identity, clock: StillClock
) -> None:
    old = await member(identity, "kim")

    kid = await identity.rotate_signing_key()
    new = await identity.refresh(old.refresh)

    assert parts_of(new.access)[0]["kid"] == kid != parts_of(old.access)[0]["kid"]
    assert problem(identity, old.access) is None
    clock.move(ACCESS_S - 1)
    assert problem(identity, old.access) is None


async def test_a_key_made_by_another_process_is_found(door: Door) -> None:
    one, other = await door.open(seed=1), await door.open(seed=2)
    await other.rotate_signing_key()

    assert problem(one, (await other.guest()).access) is None


async def test_only_so_many_tokens_are_remembered(
    identity: Identity, log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dure.trust.verifier._MOST", 3)
    guests = [(await identity.guest()).access for _ in range(5)]

    for access in guests:
        identity.verify(access)

    assert len(identity.verifier) == 3
    assert all(problem(identity, access) is None for access in guests)
