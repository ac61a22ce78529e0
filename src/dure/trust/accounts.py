"""Accounts and invites: a fold over one stream of events per tenant.

Several processes may write; each append says how long it believes the stream to be, and whoever
was second reads what the first one wrote and tries again.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, cast

from dure.errors import BadName, Conflict
from dure.kernel.events import Event, Json, NewEvent, Sealed
from dure.ports.events import Append, EventLog
from dure.trust.access import Role
from dure.trust.mask import find_personal
from dure.trust.seal import Sealer
from dure.trust.signing import HOUSE

STREAM: Final = "trust:accounts"
TENANTS_STREAM: Final = "trust:tenants"
"""Stands under the tenant "house" and names every tenant that has accounts."""

TENANT_KNOWN: Final = "trust.tenant_known"
MADE: Final = "trust.account_made"
ROLE_CHANGED: Final = "trust.role_changed"
PASSWORD_SET: Final = "trust.password_set"  # noqa: S105 - an event's kind
REHASHED: Final = "trust.password_rehashed"
REMOVED: Final = "trust.account_removed"
SIGNED_OUT: Final = "trust.signed_out_everywhere"
INVITED: Final = "trust.invited"
KINDS: Final = frozenset(
    (TENANT_KNOWN, MADE, ROLE_CHANGED, PASSWORD_SET, REHASHED, REMOVED, SIGNED_OUT, INVITED)
)
"""Of all that is written of accounts."""

_ENDS_SESSIONS: Final = {MADE, PASSWORD_SET, REMOVED, SIGNED_OUT}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_LOCAL: Final = "local"
"""Who sits at the machine while nobody has an account."""
GUEST: Final = "guest-"
KAKAO_GUEST: Final = f"{GUEST}kakao-"
"""Guests whom KakaoTalk brings: each comes back under the same name."""
_TRIES: Final = 20
"""Writers of one tenant at once of whom the last one still gets through."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person who may sign in, or what is remembered of one who no longer may.

    version: grows with every change; access tokens signed before it are void.
    sessions: grows when all sign-ins end; refresh tokens of sign-ins before it are void.
    is_there: False once removed, and once forgotten: the key of the password was destroyed.
    password: the sealed argon2id hash; None until an invite was accepted.
    """

    tenant: str
    user: str
    role: Role
    is_there: bool = True
    version: int = 0
    sessions: int = 0
    password: Sealed | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Invite:
    """Lets its holder set a password once.

    until_s: seconds of the epoch. may_rename: the holder may choose the user name.
    """

    tenant: str
    user: str
    role: Role
    hashed: str
    until_s: float
    may_rename: bool = False


def read_name(text: str) -> str:
    """Return the name of a person or a tenant as it is kept: NFKC, lower case.

    Raises BadName for anything else than 1 to 64 of a-z 0-9 . _ @ - beginning with a letter or
    digit, for "local" and "guest-…", which belong to nobody, and for an address or a number of
    somebody: names stand in the open.
    """
    name = fold_name(text)
    if not _NAME.fullmatch(name) or name == _LOCAL or name.startswith(GUEST):
        raise BadName
    if find_personal(name):
        raise BadName
    return name


def fold_name(text: str) -> str:
    """Return a name as all spellings of it are kept, whether or not somebody may have it."""
    return unicodedata.normalize("NFKC", text).lower()


def is_guest(user: str) -> bool:
    """Tell whether a user is a guest, who has no account."""
    return user.startswith(GUEST)


def is_passing(user: str) -> bool:
    """Tell whether a user is a guest whose name nobody bears again once they have gone."""
    return is_guest(user) and not user.startswith(KAKAO_GUEST)


def hash_of_invite(token: str) -> str:
    """Return what is kept of an invite; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class Accounts:
    """Everybody's accounts; `load` comes first."""

    def __init__(self, log: EventLog, sealer: Sealer) -> None:
        self._log, self._sealer = log, sealer
        self._lengths: dict[tuple[str, str], int] = {(HOUSE, TENANTS_STREAM): 0}
        self._accounts: dict[tuple[str, str], Account] = {}
        self._invites: dict[tuple[str, str], Invite] = {}
        self.had_passwords = False

    async def load(self) -> None:
        """Read what is new in the log about anybody."""
        await self._read_on(HOUSE, TENANTS_STREAM)
        for tenant, stream in list(self._lengths):
            if stream == STREAM:
                await self._read_on(tenant, stream)

    async def load_tenant(self, tenant: str) -> None:
        """Read what is new in the log about the people of one tenant."""
        await self._read_on(tenant, STREAM)

    def find(self, tenant: str, user: str) -> Account | None:
        """Return an account, also one that was removed or forgotten; None if it never was."""
        return self._accounts.get((tenant, user))

    def people(self, tenant: str) -> list[Account]:
        """Return the accounts of a tenant in the order of their names."""
        mine = (a for a in self._accounts.values() if a.tenant == tenant and a.is_there)
        return sorted(mine, key=lambda account: account.user)

    def everybody(self) -> list[Account]:
        """Return the accounts of all tenants."""
        return [account for account in self._accounts.values() if account.is_there]

    def invite(self, token: str, *, now_s: float) -> Invite | None:
        """Return the invite that a token is, None if it is none or has run out.

        The one for a first administrator is none any more once somebody has a password.
        """
        hashed = hash_of_invite(token)
        found = (invite for invite in self._invites.values() if invite.hashed == hashed)
        invite = next(found, None)
        if invite is None or now_s >= invite.until_s:
            return None
        is_late = invite.may_rename and any(account.password for account in self.everybody())
        return None if is_late else invite

    def password_hash(self, account: Account | None) -> str | None:
        """Return an account's password hash; None if it has none or its key was destroyed."""
        if account is None or account.password is None or not account.is_there:
            return None
        opened = self._sealer.open_sealed(account.password, tenant=account.tenant, stream=STREAM)
        return None if opened is None else str(opened["hash"])

    def seal_hash(self, tenant: str, hashed: str, *, key_id: str) -> Sealed:
        """Return a password hash as its event holds it."""
        return self._sealer.seal({"hash": hashed}, key_id=key_id, tenant=tenant, stream=STREAM)

    async def write(self, tenant: str, build: Callable[[], Iterable[NewEvent]]) -> None:
        """Append events about a tenant's people.

        build: returns them, worked out from what is known; called again when another process
            wrote in between, and raises what forbids them then. No events, nothing happens.
        Raises Conflict if others were first again and again.
        """
        for _ in range(_TRIES):
            events = tuple(build())
            if not events:
                return
            try:
                await self._log.append(self._appends(tenant, events))
            except Conflict:
                await self.load()
                continue
            await self._read_on(HOUSE, TENANTS_STREAM)
            await self.load_tenant(tenant)
            return
        raise Conflict(f"the accounts of {tenant!r} changed {_TRIES} times")

    async def take(self, event: Event) -> None:
        """Learn of an event that this or another process wrote."""
        place = event.tenant, event.stream
        if event.stream not in (STREAM, TENANTS_STREAM):
            return
        if event.position > self._lengths.get(place, 0):
            await self._read_on(*place)
        else:
            self._fold(event)

    def forget(self, key_id: str) -> None:
        """Learn that a key was destroyed: whose password it sealed can no longer sign in."""
        tenant, _, user = key_id.rsplit("/", 2)[0].partition("/")
        account = self.find(tenant, user)
        if account and account.password and account.password.key_id == key_id:
            self._accounts[tenant, user] = replace(account, is_there=False)

    def _appends(self, tenant: str, events: tuple[NewEvent, ...]) -> list[Append]:
        length = self._lengths.get((tenant, STREAM), 0)
        appends = [Append(tenant=tenant, stream=STREAM, events=events, expect=length)]
        if length == 0:
            known = NewEvent(kind=TENANT_KNOWN, open={"tenant": tenant})
            expect = self._lengths[HOUSE, TENANTS_STREAM]
            appends.append(
                Append(tenant=HOUSE, stream=TENANTS_STREAM, events=(known,), expect=expect)
            )
        return appends

    async def _read_on(self, tenant: str, stream: str) -> None:
        start = self._lengths.get((tenant, stream), 0)
        for event in await self._log.read_stream(tenant, stream, start=start):
            self._fold(event)

    def _fold(self, event: Event) -> None:
        """Take an event in once, and only behind the one before it."""
        place = event.tenant, event.stream
        if event.position != self._lengths.get(place, 0):
            return
        self._lengths[place] = event.position + 1
        if event.kind == TENANT_KNOWN:
            self._lengths.setdefault((event.open["tenant"], STREAM), 0)
        elif event.kind == INVITED:
            self._fold_invite(event)
        else:
            self._fold_account(event)

    def _fold_invite(self, event: Event) -> None:
        told = event.open
        self._invites[event.tenant, told["user"]] = Invite(
            tenant=event.tenant,
            user=told["user"],
            role=cast(Role, told["role"]),
            hashed=told["hash"],
            until_s=told["until_s"],
            may_rename=told.get("may_rename", False),
        )

    def _fold_account(self, event: Event) -> None:
        user = event.open["user"]
        place = event.tenant, user
        unknown = Account(tenant=event.tenant, user=user, role="guest", is_there=False)
        account = self._accounts.get(place, unknown)
        self._accounts[place] = _changed(account, event)
        if event.kind in (PASSWORD_SET, REMOVED):
            # The invite of a first administrator stood under another name.
            self._invites.pop((event.tenant, str(event.open.get("invite", user))), None)
        self.had_passwords |= event.kind == PASSWORD_SET


def _changed(account: Account, event: Event) -> Account:
    """Return an account after an event; one whose sealed hash is gone was forgotten."""
    changes: Json = {}
    if event.kind == MADE:
        changes = {"role": event.open["role"], "is_there": True, "password": None}
    elif event.kind == ROLE_CHANGED:
        changes = {"role": event.open["role"]}
    elif event.kind in (PASSWORD_SET, REHASHED):
        sealed = event.sealed
        changes = {"password": sealed, "is_there": bool(sealed and sealed.data is not None)}
    elif event.kind == REMOVED:
        changes = {"is_there": False, "password": None}
    if event.kind != REHASHED:
        changes["version"] = account.version + 1
    if event.kind in _ENDS_SESSIONS:
        changes["sessions"] = account.sessions + 1
    return replace(account, **changes)
