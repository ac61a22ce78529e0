"""Accounts are what their events say, in every process that reads them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dure.trust.accounts
from dure.embedded.events import SqliteEventLog
from dure.errors import BadName, Conflict
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.trust.accounts import (
    INVITED,
    KINDS,
    MADE,
    PASSWORD_SET,
    REHASHED,
    REMOVED,
    ROLE_CHANGED,
    SIGNED_OUT,
    STREAM,
    Account,
    Accounts,
    hash_of_invite,
    is_guest,
    is_passing,
    read_name,
)
from dure.trust.seal import Sealer

KEY_ID = "main/kim/profile/2026-11-21"


@pytest.fixture
def accounts(log: SqliteEventLog, sealer: Sealer) -> Accounts:
    return Accounts(log, sealer)


def happened(kind: str, user: str = "kim", **told: object) -> NewEvent:
    return NewEvent(kind=kind, open={"user": user, **told})


def password(accounts: Accounts, hashed: str, kind: str = PASSWORD_SET) -> NewEvent:
    sealed = accounts.seal_hash("main", hashed, key_id=KEY_ID)
    return NewEvent(kind=kind, open={"user": "kim"}, sealed=sealed)


async def write(accounts: Accounts, *events: NewEvent, tenant: str = "main") -> None:
    await accounts.write(tenant, lambda: events)


def kim(accounts: Accounts) -> Account:
    account = accounts.find("main", "kim")
    assert account is not None
    return account


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [("kim", "kim"), ("Kim", "kim"), ("ＫＩＭ７", "kim7"), ("a.b_c@d-e", "a.b_c@d-e"), ("7", "7"),
     ("a" * 64, "a" * 64), ("guest", "guest"), ("locals", "locals")],
)  # fmt: skip
def test_a_name_is_kept_in_one_form(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", " kim", "kim\n", "kim\x00", "김철수", "a/b", "../a", "-a", ".a", "@a", "a" * 65, "local",
     "LOCAL", "ｌｏｃａｌ", "guest-1", "Guest-x", "a b", "\ud800", "ﬁ\ufb01/"],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadName):
        read_name(text)


@settings(deadline=None)
@given(st.text())
def test_a_name_that_was_read_is_read_as_itself(text: str) -> None:
    try:
        name = read_name(text)
    except BadName:
        return
    assert read_name(name) == name
    assert not is_guest(name)


# --- the fold -------------------------------------------------------------------------------


async def test_nobody_is_there_at_first(accounts: Accounts) -> None:
    await accounts.load()

    assert accounts.find("main", "kim") is None
    assert accounts.people("main") == []
    assert not accounts.had_passwords


async def test_another_process_reads_the_same(
    accounts: Accounts, log: SqliteEventLog, sealer: Sealer
) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "h1"))
    await write(accounts, happened(ROLE_CHANGED, role="premium"))
    await write(accounts, happened(MADE, "lee", role="admin"), tenant="other")

    again = Accounts(log, sealer)
    await again.load()

    assert again.people("main") == accounts.people("main")
    assert again.people("other") == accounts.people("other")
    assert again.password_hash(kim(again)) == "h1"
    assert again.had_passwords


async def test_tenants_do_not_see_each_other(accounts: Accounts) -> None:
    await write(accounts, happened(MADE, role="admin"), tenant="one")

    assert accounts.find("two", "kim") is None
    assert accounts.people("two") == []


@pytest.mark.parametrize(
    ("kind", "versions", "sessions"),
    [(MADE, 1, 1), (ROLE_CHANGED, 1, 0), (REMOVED, 1, 1), (SIGNED_OUT, 1, 1), (PASSWORD_SET, 1, 1),
     (REHASHED, 0, 0)],
)  # fmt: skip
async def test_a_change_voids_tokens(
    accounts: Accounts, kind: str, versions: int, sessions: int
) -> None:
    await write(accounts, happened(MADE, role="member"))
    before = kim(accounts)

    event = happened(kind, role="admin")
    await write(
        accounts, password(accounts, "h", kind) if kind in (PASSWORD_SET, REHASHED) else event
    )

    after = kim(accounts)
    assert after.version - before.version == versions
    assert after.sessions - before.sessions == sessions


async def test_an_account_made_anew_goes_on_counting(accounts: Accounts) -> None:
    """Else tokens of the removed one would hold for its successor."""
    await write(accounts, happened(MADE, role="admin"), happened(REMOVED))
    removed = kim(accounts)

    await write(accounts, happened(MADE, role="member"))

    assert not removed.is_there
    assert kim(accounts).is_there
    assert kim(accounts).version == removed.version + 1
    assert kim(accounts).sessions == removed.sessions + 1


async def test_a_removed_account_has_no_password(accounts: Accounts) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "h"))

    await write(accounts, happened(REMOVED))

    assert accounts.password_hash(kim(accounts)) is None
    assert accounts.people("main") == []


async def test_the_log_holds_no_readable_hash(accounts: Accounts, log: SqliteEventLog) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "$argon2id$hash"))

    events = await log.read_stream("main", STREAM)

    assert not any(b"argon2" in (e.sealed.data or b"") for e in events if e.sealed)
    assert not any("argon2" in str(e.open) for e in events)
    assert "argon2" not in repr(kim(accounts))


async def test_a_forgotten_person_is_not_there(
    accounts: Accounts, log: SqliteEventLog, sealer: Sealer
) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "h"))
    await log.drop_sealed(KEY_ID)

    accounts.forget(KEY_ID)

    again = Accounts(log, sealer)
    await again.load()
    assert not kim(accounts).is_there
    assert not kim(again).is_there
    assert kim(accounts).version == kim(again).version


@pytest.mark.parametrize(
    "key_id",
    ["main/kim/raw/2026-11-21", "main/kim/profile/2026-11-20", "other/kim/profile/2026-11-21",
     "main/lee/profile/2026-11-21", "household/raw/2026-11-21", "a/b/c"],
)  # fmt: skip
async def test_other_keys_forget_other_things(accounts: Accounts, key_id: str) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "h"))

    accounts.forget(key_id)

    assert kim(accounts).is_there


async def test_a_role_change_leaves_the_password(accounts: Accounts) -> None:
    await write(accounts, happened(MADE, role="member"), password(accounts, "h"))

    await write(accounts, happened(ROLE_CHANGED, role="admin"))

    assert accounts.password_hash(kim(accounts)) == "h"
    assert kim(accounts).role == "admin"


# --- invites --------------------------------------------------------------------------------


def invited(token: str, user: str = "kim", until_s: float = 100) -> NewEvent:
    told = {"role": "member", "hash": hash_of_invite(token), "until_s": until_s}
    return happened(INVITED, user, **told)


async def test_an_invite_is_found_until_its_second_comes(accounts: Accounts) -> None:
    await write(accounts, invited("token"))

    found = accounts.invite("token", now_s=99.999)

    assert found is not None
    assert (found.tenant, found.user, found.role) == ("main", "kim", "member")
    assert accounts.invite("token", now_s=100) is None
    assert accounts.invite("other", now_s=0) is None


async def test_a_new_invite_voids_the_old_one_of_the_same_person(accounts: Accounts) -> None:
    await write(accounts, invited("old"), invited("lee's", "lee"), invited("new"))

    assert accounts.invite("old", now_s=0) is None
    assert accounts.invite("new", now_s=0) is not None
    assert accounts.invite("lee's", now_s=0) is not None


@pytest.mark.parametrize("kind", [PASSWORD_SET, REMOVED])
async def test_an_invite_that_was_used_is_void(accounts: Accounts, kind: str) -> None:
    await write(accounts, happened(MADE, role="member"), invited("token"))

    await write(accounts, password(accounts, "h") if kind == PASSWORD_SET else happened(REMOVED))

    assert accounts.invite("token", now_s=0) is None


# --- several writers ------------------------------------------------------------------------


async def test_writers_at_once_lose_nothing(log: SqliteEventLog, sealer: Sealer) -> None:
    processes = [Accounts(log, sealer) for _ in range(5)]

    await asyncio.gather(
        *(write(a, happened(MADE, f"u{n}", role="member")) for n, a in enumerate(processes))
    )

    for process in processes:
        await process.load()
        assert [account.user for account in process.people("main")] == [f"u{n}" for n in range(5)]


async def test_the_second_writer_decides_on_what_the_first_one_wrote(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    one, other = Accounts(log, sealer), Accounts(log, sealer)

    def make(accounts: Accounts) -> list[NewEvent]:
        if accounts.find("main", "kim"):
            raise Conflict("taken")
        return [happened(MADE, role="member")]

    await one.write("main", lambda: make(one))
    with pytest.raises(Conflict, match="taken"):
        await other.write("main", lambda: make(other))

    assert len(await log.read_stream("main", STREAM)) == 1


async def test_nothing_to_say_writes_nothing(accounts: Accounts, log: SqliteEventLog) -> None:
    await accounts.write("main", list)

    assert await log.read_all() == []


class BusyLog(SqliteEventLog):
    """Somebody else is always first."""

    async def append(self, appends: Sequence[Append]) -> int:
        raise Conflict("somebody was first")


async def test_who_is_never_first_gives_up(
    tmp_path: Path, clock: StillClock, sealer: Sealer
) -> None:
    log = BusyLog(tmp_path / "busy.db", clock)

    with pytest.raises(Conflict):
        await write(Accounts(log, sealer), happened(MADE, role="member"))

    await log.close()


async def test_news_is_learned_event_by_event(log: SqliteEventLog, sealer: Sealer) -> None:
    writer, follower = Accounts(log, sealer), Accounts(log, sealer)
    await write(writer, happened(MADE, role="member"), happened(ROLE_CHANGED, role="admin"))

    for event in await log.read_all():
        await follower.take(event)
        await follower.take(event)

    assert follower.people("main") == writer.people("main")


async def test_a_gap_in_the_news_is_filled(log: SqliteEventLog, sealer: Sealer) -> None:
    writer, follower = Accounts(log, sealer), Accounts(log, sealer)
    await write(writer, happened(MADE, role="member"), happened(ROLE_CHANGED, role="admin"))

    await follower.take((await log.read_stream("main", STREAM))[-1])

    assert follower.people("main") == writer.people("main")


async def test_other_rooms_news_is_none_of_ours(accounts: Accounts, log: SqliteEventLog) -> None:
    event = NewEvent(kind="turn.heard", open={"user": "kim"})
    await log.append([Append(tenant="main", stream="s", events=(event,))])

    for heard in await log.read_all():
        await accounts.take(heard)

    assert accounts.people("main") == []


@pytest.mark.parametrize(
    ("user", "passing"),
    [("guest-01kasj7m4w", True), ("guest-kakao-0123abcd", False), ("kim", False)],
)
def test_a_guest_who_comes_back_under_the_same_name_is_not_passing(
    user: str, *, passing: bool
) -> None:
    assert is_passing(user) is passing


def test_whatever_happens_to_an_account_is_of_a_kind_that_other_processes_follow() -> None:
    written = {name: value for name, value in vars(dure.trust.accounts).items() if name.isupper()}

    kinds = {value for value in written.values() if str(value).startswith("trust.")}

    assert kinds == KINDS
