"""Notices to whoever has a page open that follows: over their WebSocket, in whichever process."""

from collections.abc import Mapping

from dure.errors import NotFound
from dure.gateway.sockets import Sockets
from dure.ports.notices import Notice, NoticeTarget, Notifier


class PageNotifier(Notifier):
    """Reaches the connections that follow; nobody else, and nothing waits for them.

    A follower in another process alone does not count: their device is told instead.
    """

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    def check(self, address: Mapping[str, str]) -> None:
        """See Notifier; a connection has no address of its own."""

    async def send(self, notice: Notice, target: NoticeTarget) -> None:
        """See Notifier. Raises NotFound where nobody looks."""
        told = {
            "type": "notice",
            "id": notice.id,
            "kind": notice.kind,
            "title": notice.title,
            "path": notice.path,
        }
        if not await self._sockets.notify(target.tenant, target.user, told):
            raise NotFound(what="열린 화면")

    async def close(self) -> None:
        """See Notifier; the connections are the server's."""
