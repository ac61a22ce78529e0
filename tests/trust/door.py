"""An identity with everything real behind it, for the tests of this room."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from dure.embedded.signing import make_signing_key
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock
from dure.ports.counters import Counters
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.stores import Store
from dure.trust.identity import Identity, IdentitySettings, Tokens
from dure.trust.passwords import PasswordSettings
from dure.trust.seal import Sealer

PASSWORD: Final = "두레에서만 쓰는 비밀번호"
QUICK: Final = PasswordSettings(memory_kib=8, passes=1)
"""Hashes that cost next to nothing."""


@cache
def signing_key(number: int) -> bytes:
    """Return an RSA key; the same one for the same number, since making one is slow."""
    return make_signing_key()


def keys_from(first: int) -> Callable[[], bytes]:
    """Return what makes keys, beginning with one of a number."""
    numbers = count(first)
    return lambda: signing_key(next(numbers))


@dataclass(frozen=True, kw_only=True)
class Door:
    """What identities of one database share, and the clock that their machines agree on."""

    log: EventLog
    keys: KeyStore
    store: Store
    clock: StillClock

    async def open(
        self,
        *,
        seed: int = 1,
        settings: IdentitySettings | None = None,
        passwords: PasswordSettings = QUICK,
        counters: Counters | None = None,
    ) -> Identity:
        """Return an identity as another process would have it."""
        randbytes = random.Random(seed).randbytes
        made = Identity(
            log=self.log,
            sealer=Sealer(self.keys, randbytes),
            store=self.store,
            clock=self.clock,
            random=randbytes,
            make_key=keys_from(seed * 100),
            settings=settings or IdentitySettings(),
            passwords=passwords,
            counters=counters,
        )
        await made.load()
        return made


def store_in(folder: Path) -> SqliteStore:
    """Return an empty store."""
    return SqliteStore(folder / "identity.db")


async def member(
    identity: Identity, user: str = "kim", *, tenant: str = "main", role: str = "member"
) -> Tokens:
    """Invite somebody, accept the invite and return the tokens."""
    invite = await identity.invite(tenant=tenant, user=user, role=role, by="test")  # type: ignore[arg-type]
    return await identity.accept(invite, password=PASSWORD)
