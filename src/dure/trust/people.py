"""Making, inviting, changing and removing the people who may sign in, and knowing them again."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dure.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from dure.kernel.clock import Clock
from dure.kernel.events import NewEvent, Sealed
from dure.kernel.ids import RandomBytes
from dure.trust.access import Role
from dure.trust.accounts import (
    INVITED,
    MADE,
    PASSWORD_SET,
    REHASHED,
    REMOVED,
    ROLE_CHANGED,
    SIGNED_OUT,
    Account,
    Accounts,
    Invite,
    hash_of_invite,
    is_guest,
    read_name,
)
from dure.trust.passwords import Passwords
from dure.trust.retention import PROFILE, person_of
from dure.trust.seal import Sealer

_INVITE_BYTES: Final = 32
_FIRST: Final = "admin"
"""The first administrator's name, unless another one is chosen."""
_GIVEN: Final[frozenset[Role]] = frozenset({"member", "premium", "admin"})
"""Roles of accounts; guests have none, and the operator is whoever owns the machine."""
_NOBODY: Final = "dure"
"""By whom the first invite was made."""


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What an invite shall say."""

    tenant: str
    user: str
    role: Role
    by: str
    may_rename: bool = False


class People:
    """What an administrator does to accounts, and what their owners do. See Identity."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        passwords: Passwords,
        sealer: Sealer,
        clock: Clock,
        random: RandomBytes,
        invite_s: float,
    ) -> None:
        self._accounts, self._passwords, self._sealer = accounts, passwords, sealer
        self._clock, self._random, self._invite_s = clock, random, invite_s

    async def invite(self, *, tenant: str, user: str, role: Role, by: str) -> str:
        """See Identity."""
        tenant, user = read_name(tenant), read_name(user)
        _check_given(role)

        def build(invited: NewEvent) -> list[NewEvent]:
            account = self._accounts.find(tenant, user)
            told = {"user": user, "role": role, "by": by}
            if account is None or not account.is_there:
                return [NewEvent(kind=MADE, open=told), invited]
            if account.role != role:
                return [NewEvent(kind=ROLE_CHANGED, open=told), invited]
            return [invited]

        token, invited = self._invited(_Wish(tenant=tenant, user=user, role=role, by=by))
        await self._accounts.write(tenant, lambda: build(invited))
        return token

    async def first_invite(self, tenant: str) -> str | None:
        """See Identity."""
        if any(account.password for account in self._accounts.everybody()):
            return None
        wish = _Wish(tenant=tenant, user=_FIRST, role="admin", by=_NOBODY, may_rename=True)
        token, invited = self._invited(wish)
        await self._accounts.write(tenant, lambda: [invited])
        return token

    async def accept(self, token: str, *, password: str, user: str | None) -> Account:
        """Set the password that an invite allows to set and return the account."""
        invite = self._find(token) or await self._find_anew(token)
        name = _chosen(invite, user)
        sealed = await self._sealed(invite.tenant, name, password)

        def build() -> Iterable[NewEvent]:
            # Somebody else may have used it while the password was hashed.
            if self._find(token) is None:
                raise Unauthenticated
            told = {"user": name, "role": invite.role, "by": _NOBODY}
            if self._is_new(invite, name):
                yield NewEvent(kind=MADE, open=told)
            told = {"user": name, "invite": invite.user}
            yield NewEvent(kind=PASSWORD_SET, open=told, sealed=sealed)

        await self._accounts.write(invite.tenant, build)
        return self._there(invite.tenant, name)

    async def known(self, tenant: str, user: str, password: str) -> Account:
        """Return the account that a name and a password belong to.

        Raises Unauthenticated, after the same time, whether the name or the password is wrong.
        """
        # Also what another process wrote a moment ago, and for unknown names all the same.
        await self._accounts.load_tenant(tenant)
        account = self._accounts.find(tenant, user)
        hashed = self._accounts.password_hash(account)
        is_right = await self._passwords.matches(hashed, password)
        if account is None or hashed is None or not is_right:
            raise Unauthenticated
        if self._passwords.is_outdated(hashed):
            await self._rehash(account, password)
        return account

    async def add(self, tenant: str, user: str, *, role: Role, by: str) -> Account:
        """See Identity."""
        tenant, user = read_name(tenant), read_name(user)
        _check_given(role)

        def build() -> list[NewEvent]:
            account = self._accounts.find(tenant, user)
            if account is not None and account.is_there:
                raise Conflict(f"there is an account {user!r} already")
            return [NewEvent(kind=MADE, open={"user": user, "role": role, "by": by})]

        await self._accounts.write(tenant, build)
        return self._there(tenant, user)

    async def change_role(self, tenant: str, user: str, *, role: Role, by: str) -> Account:
        """See Identity."""
        _check_given(role)

        def build() -> list[NewEvent]:
            if self._there(tenant, user).role == role:
                return []
            return [NewEvent(kind=ROLE_CHANGED, open={"user": user, "role": role, "by": by})]

        await self._accounts.write(tenant, build)
        return self._there(tenant, user)

    async def remove(self, tenant: str, user: str, *, by: str) -> None:
        """See Identity."""

        def build() -> list[NewEvent]:
            self._there(tenant, user)
            return [NewEvent(kind=REMOVED, open={"user": user, "by": by})]

        await self._accounts.write(tenant, build)

    async def set_password(self, tenant: str, user: str, *, password: str, by: str) -> None:
        """See Identity."""
        self._there(tenant, user)
        sealed = await self._sealed(tenant, user, password)

        def build() -> list[NewEvent]:
            self._there(tenant, user)
            told = {"user": user, "by": by}
            return [NewEvent(kind=PASSWORD_SET, open=told, sealed=sealed)]

        await self._accounts.write(tenant, build)

    async def revoke_all(self, tenant: str, user: str, *, by: str) -> None:
        """See Identity."""

        def build() -> list[NewEvent]:
            if not is_guest(user):
                self._there(tenant, user)
            return [NewEvent(kind=SIGNED_OUT, open={"user": user, "by": by})]

        await self._accounts.write(tenant, build)

    def _invited(self, wish: _Wish) -> tuple[str, NewEvent]:
        """Return a fresh invite's token and the event that keeps its hash."""
        token = urlsafe_b64encode(self._random(_INVITE_BYTES)).rstrip(b"=").decode()
        told = {
            "user": wish.user,
            "role": wish.role,
            "hash": hash_of_invite(token),
            "until_s": self._now_s() + self._invite_s,
            "may_rename": wish.may_rename,
            "by": wish.by,
        }
        return token, NewEvent(kind=INVITED, open=told)

    def _find(self, token: str) -> Invite | None:
        return self._accounts.invite(token, now_s=self._now_s())

    async def _find_anew(self, token: str) -> Invite:
        """Find an invite that another process made a moment ago.

        Raises Unauthenticated if there is none.
        """
        await self._accounts.load()
        invite = self._find(token)
        if invite is None:
            raise Unauthenticated
        return invite

    def _is_new(self, invite: Invite, name: str) -> bool:
        """Tell whether accepting an invite makes an account.

        Raises Conflict if the chosen name is somebody's, Unauthenticated if whom it was for was
        forgotten meanwhile.
        """
        account = self._accounts.find(invite.tenant, name)
        is_there = account is not None and account.is_there
        if invite.may_rename and is_there:
            raise Conflict(f"there is an account {name!r} already")
        if not invite.may_rename and not is_there:
            raise Unauthenticated
        return invite.may_rename

    async def _rehash(self, account: Account, password: str) -> None:
        """Keep a hash made with today's parameters, unless the password changed meanwhile."""
        before = account.password
        if before is None:
            return
        hashed = await self._passwords.hash(self._passwords.normal(password))
        sealed = self._accounts.seal_hash(account.tenant, hashed, key_id=before.key_id)

        def build() -> list[NewEvent]:
            present = self._accounts.find(account.tenant, account.user)
            if present is None or present.password != before:
                return []
            return [NewEvent(kind=REHASHED, open={"user": account.user}, sealed=sealed)]

        await self._accounts.write(account.tenant, build)

    async def _sealed(self, tenant: str, user: str, password: str) -> Sealed:
        """Return the hash of a new password, sealed with its owner's key."""
        hashed = await self._passwords.hash(self._passwords.read(password, user=user))
        today = self._clock.now().date().isoformat()
        key_id = self._sealer.current_key(person_of(tenant, user), PROFILE, today)
        return self._accounts.seal_hash(tenant, hashed, key_id=key_id)

    def _there(self, tenant: str, user: str) -> Account:
        """Raises NotFound."""
        account = self._accounts.find(tenant, user)
        if account is None or not account.is_there:
            raise NotFound(what="사람")
        return account

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _check_given(role: Role) -> None:
    if role not in _GIVEN:
        raise InvalidInput(f"no account has the role {role!r}")


def _chosen(invite: Invite, user: str | None) -> str:
    """Return the name of whoever accepts an invite.

    Raises BadName, and Forbidden for another name than the invite's where it is not theirs to
    choose.
    """
    if user is None:
        return invite.user
    name = read_name(user)
    if name != invite.user and not invite.may_rename:
        raise Forbidden("the name is not theirs to choose", why="이름은 초대받은 그대로 써 주세요.")
    return name
