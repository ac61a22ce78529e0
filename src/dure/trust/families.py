"""Families of refresh tokens: one sign-in and every token that followed from it.

A family is a stream of events: it begins, is rotated, and may be revoked. A token of an older
generation shows that two hold the family, and one of them stole it: it is revoked. Only within
a moment after a rotation the same successor is given again, for tabs that asked together.
"""

import base64
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dure.errors import Conflict, Unauthenticated
from dure.kernel.clock import Clock
from dure.kernel.events import Event, NewEvent
from dure.kernel.ids import Ids, RandomBytes
from dure.ports.events import Append, EventLog
from dure.trust.seal import Sealer
from dure.trust.tokens import Refresh, is_genuine, read_refresh, write_refresh

SIGNED_IN: Final = "trust.signed_in"
ROTATED: Final = "trust.family_rotated"
REVOKED: Final = "trust.family_revoked"

_STREAM: Final = "trust:family:"
_SECRET_BYTES: Final = 32
_TRIES: Final = 3
"""A second writer finds the first one's rotation at its second look."""


@dataclass(frozen=True, kw_only=True)
class Lifetimes:
    """How long a family lives, and how long its last token but one is excused."""

    family: timedelta
    leeway: timedelta
    remembered: timedelta
    """How long a revocation is kept in memory: until the last access token has run out."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """A sign-in. sessions: the account's count of sessions when it began (see Account)."""

    tenant: str
    id: str
    user: str
    sessions: int
    began: datetime
    secret: bytes
    generation: int = 0
    rotated: datetime | None = None
    is_revoked: bool = False
    length: int = 1


class Families:
    """Begins, rotates and revokes families."""

    def __init__(
        self,
        *,
        log: EventLog,
        sealer: Sealer,
        clock: Clock,
        random: RandomBytes,
        lifetimes: Lifetimes,
    ) -> None:
        self._log, self._sealer, self._clock = log, sealer, clock
        self._random, self._ids, self._lifetimes = random, Ids(clock, random), lifetimes
        self._revoked: OrderedDict[str, datetime] = OrderedDict()

    async def begin(self, tenant: str, user: str, *, sessions: int, key_id: str) -> Family:
        """Record a sign-in. key_id: seals the family's secret; destroyed, the family is void."""
        family, secret = self._ids.new(), self._random(_SECRET_BYTES)
        stream = _STREAM + family
        payload = {"secret": base64.b64encode(secret).decode()}
        sealed = self._sealer.seal(payload, key_id=key_id, tenant=tenant, stream=stream)
        told = {"user": user, "sessions": sessions}
        event = NewEvent(kind=SIGNED_IN, open=told, sealed=sealed)
        await self._append(tenant, family, event, expect=0)
        return Family(
            tenant=tenant,
            id=family,
            user=user,
            sessions=sessions,
            began=self._clock.now(),
            secret=secret,
        )

    async def rotate(self, token: str) -> Family:
        """Return the family of a refresh token in the generation that follows it.

        Raises Unauthenticated; a token that was used before revokes its family. Conflict if
        others were first again and again.
        """
        refresh = read_refresh(token)
        for _ in range(_TRIES):
            family = await self._genuine(refresh)
            self._check_alive(family)
            if refresh.generation != family.generation:
                return await self._excused(refresh, family)
            event = NewEvent(kind=ROTATED, open={"generation": family.generation + 1})
            try:
                await self._append(family.tenant, family.id, event, expect=family.length)
            except Conflict:
                continue
            return replace(family, generation=family.generation + 1)
        raise Conflict(f"the family changed {_TRIES} times")

    async def revoke(self, token: str, *, why: str) -> None:
        """Revoke the family of a refresh token of any generation.

        Raises Unauthenticated if it is none of ours.
        """
        family = await self._genuine(read_refresh(token))
        if not family.is_revoked:
            await self._revoke(family, why=why)

    def token(self, family: Family) -> str:
        """Return the refresh token of a family's present generation."""
        return write_refresh(family.tenant, family.id, family.generation, secret=family.secret)

    def is_revoked(self, family: str | None) -> bool:
        """Tell whether a family was revoked while its access tokens could still be valid."""
        return family in self._revoked

    def take(self, event: Event) -> None:
        """Learn of an event that this or another process wrote."""
        if event.kind == REVOKED:
            self._remember(event.stream.removeprefix(_STREAM), event.at)

    async def _genuine(self, refresh: Refresh) -> Family:
        """Read the family of a token.

        Raises Unauthenticated if there is none, its secret is gone, or the token is forged.
        """
        events = await self._log.read_stream(refresh.tenant, _STREAM + refresh.family)
        opened = self._sealer.open(events[0]) if events else None
        if opened is None:
            raise Unauthenticated
        family = _fold(refresh.family, events, secret=base64.b64decode(opened["secret"]))
        if not is_genuine(refresh, secret=family.secret):
            raise Unauthenticated
        return family

    def _check_alive(self, family: Family) -> None:
        is_over = self._clock.now() >= family.began + self._lifetimes.family
        if is_over or family.is_revoked:
            raise Unauthenticated

    async def _excused(self, refresh: Refresh, family: Family) -> Family:
        """Return the family as it is to a token that was rotated a moment ago.

        Raises Unauthenticated for every other token, and revokes the family where it is older.
        """
        is_last_but_one = refresh.generation == family.generation - 1
        since = self._clock.now() - (family.rotated or family.began)
        if is_last_but_one and since <= self._lifetimes.leeway:
            return family
        if refresh.generation < family.generation:
            await self._revoke(family, why="reuse")
        raise Unauthenticated

    async def _revoke(self, family: Family, *, why: str) -> None:
        event = NewEvent(kind=REVOKED, open={"why": why})
        await self._append(family.tenant, family.id, event, expect=None)
        self._remember(family.id, self._clock.now())

    async def _append(
        self, tenant: str, family: str, event: NewEvent, *, expect: int | None
    ) -> None:
        stream = _STREAM + family
        await self._log.append(
            [Append(tenant=tenant, stream=stream, events=(event,), expect=expect)]
        )

    def _remember(self, family: str, at: datetime) -> None:
        self._revoked[family] = at
        over = self._clock.now() - self._lifetimes.remembered
        while self._revoked and next(iter(self._revoked.values())) < over:
            self._revoked.popitem(last=False)


def _fold(family_id: str, events: list[Event], *, secret: bytes) -> Family:
    first = events[0]
    family = Family(
        tenant=first.tenant,
        id=family_id,
        user=first.open["user"],
        sessions=first.open["sessions"],
        began=first.at,
        secret=secret,
        length=len(events),
    )
    for event in events[1:]:
        if event.kind == ROTATED:
            generation: int = event.open["generation"]
            family = replace(family, generation=generation, rotated=event.at)
        elif event.kind == REVOKED:
            family = replace(family, is_revoked=True)
    return family
