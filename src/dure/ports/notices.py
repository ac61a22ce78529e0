"""Notices: a person is told of something while they do not talk to us.

What travels says only that there is something to see, never what: it may lie on a screen that
others see. What it is about stands sealed in the person's stream and is read after signing in.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

SOCKET: Final = "socket"
WEB_PUSH: Final = "web_push"
FCM: Final = "fcm"
ALIMTALK: Final = "alimtalk"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """id: unique; whoever gets it twice shows it once. kind: what it is about ("coupon_expiring").

    sender: who tells, as people call them. title: all that a locked screen shows. path: what to
    open, from the root of our own pages. until: from then on it is no more to be brought to a
    device, None if it may be at any time.
    """

    id: str
    kind: str
    sender: str
    title: str
    path: str = "/"
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeTarget:
    """Where a person wants to be told. channel: one of those above.

    id: unique among a person's. address: what the channel needs (a subscription, a token), which
    tells who it is and is never logged; a connection of the page needs none.
    """

    id: str
    channel: str
    tenant: str
    user: str
    address: Mapping[str, str] = field(default_factory=dict)


class Notifier(ABC):
    """Sends notices over one channel."""

    @abstractmethod
    def check(self, address: Mapping[str, str]) -> None:
        """Raise InvalidInput for what cannot be a target's address on this channel."""

    @abstractmethod
    async def send(self, notice: Notice, target: NoticeTarget) -> None:
        """Send a notice; what returns has been taken over, once.

        Raises InvalidInput for a target that cannot be one of this channel, NotFound if it is
        gone and is to be forgotten, Unavailable if the notice was certainly not taken over,
        LateAnswer if nobody knows whether it was.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""
