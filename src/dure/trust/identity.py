"""Who somebody is: invites, sign-in, tokens, and taking them back.

Everything that lasts is an event or a sealed value, so that several processes on one database
agree; `watch` tells each of them within seconds what another one did.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dure.errors import BadName, Unauthenticated, Unavailable
from dure.kernel.clock import Clock
from dure.kernel.events import Event, NewEvent
from dure.kernel.ids import Ids, RandomBytes
from dure.ports.counters import Counters
from dure.ports.events import Append, EventLog
from dure.ports.stores import Store
from dure.trust import accounts
from dure.trust.access import Caller, Role
from dure.trust.accounts import GUEST, Account, Accounts, is_guest, read_name
from dure.trust.families import REVOKED, Families, Family, Lifetimes
from dure.trust.limits import take
from dure.trust.passwords import Passwords, PasswordSettings
from dure.trust.people import People
from dure.trust.retention import KEY_DESTROYED
from dure.trust.seal import Sealer
from dure.trust.signing import HOUSE, SIGNING, SigningKeys
from dure.trust.tokens import Party, TokenClaims, sign
from dure.trust.verifier import Verifier

KEY_ROTATED: Final = "trust.signing_key_rotated"
_KEY_STREAM: Final = "trust:signing"
_FOLLOWED: Final = accounts.KINDS | {KEY_DESTROYED, KEY_ROTATED, REVOKED}
"""Kinds of events that change who may do what."""


@dataclass(frozen=True, kw_only=True)
class IdentitySettings:
    """How long tokens live and what signing in costs (issue 4, Build 1)."""

    required: bool = False
    """Whether nobody is served before there is an account; on where a network is served."""
    house_tenant: str = "main"
    """The tenant of those who live or work here, and of guests."""
    issuer: str = "dure"
    """Who signs tokens: claim iss."""
    audience: str = "dure"
    """Whom tokens are for: claim aud."""
    access_minutes: float = 10
    """Life of an access token (issue 4)."""
    refresh_days: float = 30
    """Days from signing in until it must be done again, whatever happens (issue 4)."""
    leeway_s: float = 1.0
    """Seconds in which tabs that refresh together count as one (issue 4: the same second)."""
    invite_hours: float = 24
    """Hours until an invite runs out."""
    slack_s: float = 60
    """Seconds by which clocks of machines may differ, and a process may be behind the log."""
    kid_reload_s: float = 5
    """Least seconds between looks for an unknown signing key (issue 4: honoured within 5 s)."""
    retry_s: float = 1
    """Seconds until the log is followed again after it could not be read."""
    account_tries: int = 10
    """Sign-ins per minute and account, right or wrong."""
    address_tries: int = 30
    """Sign-ins per minute and address: several people may share one."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What somebody who signed in gets. expires_s: seconds until the access token runs out."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_s: int
    caller: Caller


class Identity:
    """Knows people and callers; `load` comes first, `watch` runs beside the server.

    random: bytes fit for secrets. make_key: returns a fresh RSA private key (DER, PKCS8).
    counters: count sign-ins; None counts none.
    """

    def __init__(  # noqa: PLR0913 - each is a thing of its own that identity stands on
        self,
        *,
        log: EventLog,
        sealer: Sealer,
        store: Store,
        clock: Clock,
        random: RandomBytes,
        make_key: Callable[[], bytes],
        settings: IdentitySettings,
        passwords: PasswordSettings | None = None,
        counters: Counters | None = None,
    ) -> None:
        self._log, self._sealer, self._clock, self._settings = log, sealer, clock, settings
        self._make_key, self._counters, self._ids = make_key, counters, Ids(clock, random)
        self._lasts_s = settings.access_minutes * 60 + settings.slack_s
        self._party = Party(issuer=settings.issuer, audience=settings.audience)
        self._seen = 0
        self._accounts = Accounts(log, sealer)
        self._people = People(
            accounts=self._accounts,
            passwords=Passwords(random, passwords or PasswordSettings()),
            sealer=sealer,
            clock=clock,
            random=random,
            invite_s=settings.invite_hours * 3600,
        )
        self._keys = SigningKeys(
            store=store,
            sealer=sealer,
            clock=clock,
            keeps_s=self._lasts_s,
            reload_s=settings.kid_reload_s,
        )
        lifetimes = self._lifetimes()
        self._families = Families(
            log=log, sealer=sealer, clock=clock, random=random, lifetimes=lifetimes
        )
        self.verifier = Verifier(
            keys=self._keys,
            families=self._families,
            accounts=self._accounts,
            clock=clock,
            party=self._party,
            slack_s=settings.slack_s,
        )

    # --- beginning and keeping up ---------------------------------------------------------

    async def load(self) -> None:
        """Read accounts, signing keys and what was revoked lately; make the first key."""
        self._keys.reload()
        if not len(self._keys):
            self._keys.add(await asyncio.to_thread(self._make_key))
        await self._accounts.load()
        # What was revoked before that concerns no access token that has not run out.
        self._seen = await _seq_before(
            self._log, self._clock.now() - timedelta(seconds=self._lasts_s)
        )
        while page := await self._log.read_all(after=self._seen):
            for event in page:
                await self._take(event)

    async def watch(self) -> None:
        """Follow the log for ever and learn what this and other processes did to identities.

        While the log cannot be read nobody is turned away for that: callers keep the rights they
        had, at most for the life of an access token.
        """
        while True:
            with suppress(Unavailable):
                async for event in self._log.subscribe(after=self._seen, kinds=_FOLLOWED):
                    await self._take(event)
            await asyncio.sleep(self._settings.retry_s)

    @property
    def is_open(self) -> bool:
        """Tell whether this machine is served without asking who it is, as user "local".

        True until somebody has set a password for the first time, unless identity is required;
        after that never again, also when all accounts are gone.
        """
        return not (self._settings.required or self._accounts.had_passwords)

    # --- people ---------------------------------------------------------------------------

    async def invite(self, *, tenant: str, user: str, role: Role, by: str) -> str:
        """Return a one-time token that lets its holder set the user's password.

        Makes the account if it is not there, and gives it the role. A new invite voids the old
        one; only its hash is kept.
        Raises BadName, InvalidInput for a role that no account has.
        """
        return await self._people.invite(tenant=tenant, user=user, role=role, by=by)

    async def first_invite(self) -> str | None:
        """Return an invite for an administrator, None if an account has a password already."""
        return await self._people.first_invite(self._settings.house_tenant)

    async def accept(self, invite: str, *, password: str, user: str | None = None) -> Tokens:
        """Set the password that an invite allows to set, and sign in.

        user: the name that a first administrator chooses; others leave it out.
        Raises Unauthenticated, WeakPassword, BadName, Forbidden, and Conflict for a name that
        is somebody's.
        """
        return await self._begin(await self._people.accept(invite, password=password, user=user))

    def was_removed(self, tenant: str, user: str) -> bool:
        """Tell whether somebody of that name was here and was removed."""
        account = self._accounts.find(tenant, user)
        return account is not None and not account.is_there

    def people(self, tenant: str) -> list[Account]:
        """Return the accounts of a tenant in the order of their names."""
        return self._accounts.people(tenant)

    async def add(self, tenant: str, user: str, *, role: Role, by: str) -> Account:
        """Make an account without a password; an invite lets its owner set one.

        Raises BadName, InvalidInput for a role that no account has, Conflict.
        """
        return await self._people.add(tenant, user, role=role, by=by)

    async def change_role(self, tenant: str, user: str, *, role: Role, by: str) -> Account:
        """Give somebody another role; access tokens with the old one are void at once.

        Raises NotFound, InvalidInput for a role that no account has.
        """
        return await self._people.change_role(tenant, user, role=role, by=by)

    async def remove(self, tenant: str, user: str, *, by: str) -> None:
        """Remove an account; all its tokens are void at once.

        Raises NotFound.
        """
        await self._people.remove(tenant, user, by=by)

    async def set_password(self, tenant: str, user: str, *, password: str, by: str) -> None:
        """Give somebody another password; all their tokens are void at once.

        Raises NotFound, WeakPassword.
        """
        await self._people.set_password(tenant, user, password=password, by=by)

    async def revoke_all(self, tenant: str, user: str, *, by: str) -> None:
        """Void all tokens of a person, or of a guest.

        Raises NotFound.
        """
        await self._people.revoke_all(tenant, user, by=by)

    # --- tokens ---------------------------------------------------------------------------

    async def sign_in(
        self, *, tenant: str, user: str, password: str, address: str | None = None
    ) -> Tokens:
        """Sign in with name and password.

        address: where the request came from, to count tries by; None does not.
        Raises Unauthenticated, the same and after the same time whether the name or the
        password is wrong; RateLimited.
        """
        tenant, user = _or_nobody(tenant), _or_nobody(user)
        # The address first: who is refused for it uses up nobody's tries.
        if address is not None:
            await self._count(f"address:{address}", self._settings.address_tries)
        await self._count(f"account:{tenant}/{user}", self._settings.account_tries)
        return await self._begin(await self._people.known(tenant, user, password))

    async def guest(self) -> Tokens:
        """Return tokens of a fresh guest."""
        today = self._clock.now().date().isoformat()
        key_id = self._sealer.current_key(HOUSE, SIGNING, today)
        user, tenant = f"{GUEST}{self._ids.new().lower()}", self._settings.house_tenant
        family = await self._families.begin(tenant, user, sessions=0, key_id=key_id)
        return self._tokens(family, None)

    async def refresh(self, token: str) -> Tokens:
        """Return the tokens that follow a refresh token.

        Raises Unauthenticated.
        """
        family = await self._families.rotate(token)
        # Another process may have removed the account a moment ago.
        await self._accounts.load_tenant(family.tenant)
        account = self._accounts.find(family.tenant, family.user)
        is_there = is_guest(family.user) or (account is not None and account.is_there)
        if not is_there or (account is not None and family.sessions < account.sessions):
            raise Unauthenticated
        return self._tokens(family, account)

    async def logout(self, token: str) -> None:
        """End the sign-in that a refresh token belongs to; an unknown token is no error."""
        with suppress(Unauthenticated):
            await self._families.revoke(token, why="logout")

    def verify(self, access: str) -> Caller:
        """Return whom an access token stands for.

        Raises Unauthenticated, the same whatever is wrong.
        """
        return self.verifier.verify(access)

    async def rotate_signing_key(self, *, revoke: bool = False) -> str:
        """Sign with a new key from now on and return its id.

        revoke: whether the old keys, and all access tokens they signed, are void at once;
            else they verify until the last token has run out.
        """
        kid = self._keys.add(await asyncio.to_thread(self._make_key))
        if revoke:
            self._keys.keep_only(kid)
        event = NewEvent(kind=KEY_ROTATED, open={"kid": kid, "revoked": revoke})
        await self._log.append([Append(tenant=HOUSE, stream=_KEY_STREAM, events=(event,))])
        return kid

    async def _begin(self, account: Account) -> Tokens:
        if account.password is None:
            raise Unauthenticated
        family = await self._families.begin(
            account.tenant,
            account.user,
            sessions=account.sessions,
            key_id=account.password.key_id,
        )
        return self._tokens(family, account)

    def _tokens(self, family: Family, account: Account | None) -> Tokens:
        is_person = account is not None and not is_guest(family.user)
        caller = Caller(
            tenant=family.tenant,
            user=family.user,
            role=account.role if account and is_person else "guest",
            family=family.id,
        )
        now_s, access_s = self._clock.now().timestamp(), self._settings.access_minutes * 60
        key = self._keys.current()
        claims = TokenClaims(
            caller=caller,
            version=account.version if account else 0,
            kid=key.kid,
            issued_s=now_s,
            expires_s=now_s + access_s,
        )
        return Tokens(
            access=sign(claims, key=key, party=self._party, token_id=self._ids.new()),
            refresh=self._families.token(family),
            expires_s=int(access_s),
            caller=caller,
        )

    def _lifetimes(self) -> Lifetimes:
        return Lifetimes(
            family=timedelta(days=self._settings.refresh_days),
            leeway=timedelta(seconds=self._settings.leeway_s),
            remembered=timedelta(seconds=self._lasts_s),
        )

    async def _count(self, who: str, limit: int) -> None:
        if self._counters is None:
            return
        await take(self._counters, f"sign_in:{who}", limit, self._clock.now().timestamp())

    async def _take(self, event: Event) -> None:
        if event.kind == KEY_DESTROYED:
            # Another process destroyed it; this one may have it at hand still.
            self._sealer.drop_known(event.open["key_id"])
            self._accounts.forget(event.open["key_id"])
        elif event.kind == KEY_ROTATED:
            self._keys.reload()
        else:
            self._families.take(event)
            await self._accounts.take(event)
        self._seen = event.seq


def _or_nobody(name: str) -> str:
    """Return a name as it is kept, or one that nobody has: telling them apart takes as long."""
    try:
        return read_name(name)
    except BadName:
        return ""


async def _seq_before(log: EventLog, moment: datetime) -> int:
    """Return the seq of the last event before a moment, 0 if there is none.

    Halves the log again and again: sequence numbers have no gaps.
    """
    low, high = 0, 1
    while await _is_before(log, high, moment):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if await _is_before(log, middle, moment):
            low = middle
        else:
            high = middle
    return low


async def _is_before(log: EventLog, seq: int, moment: datetime) -> bool:
    page = await log.read_all(after=seq - 1, limit=1)
    return bool(page) and page[0].at < moment
