"""How many requests a caller may send, by role."""

import hashlib
import math
from dataclasses import dataclass
from typing import Final

from dure.errors import RateLimited
from dure.ports.counters import Counters
from dure.trust.access import Role

_MINUTE_S: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """Requests per sliding minute (issue 4: anonymous, member and premium 10, 60, 300)."""

    guest_per_minute: int = 10
    """Requests of somebody who has not signed in."""
    member_per_minute: int = 60
    """Requests of a member."""
    premium_per_minute: int = 300
    """Requests of a premium member or an administrator."""


def limit_of(role: Role, settings: LimitSettings) -> int | None:
    """Return the requests per minute of a role; None: the operator is not limited."""
    limits: dict[Role, int | None] = {
        "guest": settings.guest_per_minute,
        "member": settings.member_per_minute,
        "premium": settings.premium_per_minute,
        "admin": settings.premium_per_minute,
        "operator": None,
    }
    return limits[role]


async def take(counters: Counters, key: str, limit: int | None, now: float) -> None:
    """Count one request under a key.

    key: whom it is counted for; counters, which may stand on another server, learn its hash.
    limit: per sliding minute; None counts nothing. now: seconds, see Counters.
    Raises RateLimited with the whole seconds after which the next try may be let in.
    """
    if limit is None:
        return
    name = hashlib.sha256(key.encode(errors="replace")).hexdigest()
    wait_s = await counters.take(name, limit=limit, window_s=_MINUTE_S, now=now)
    if wait_s > 0:
        raise RateLimited(retry_s=max(1, math.ceil(wait_s)))
