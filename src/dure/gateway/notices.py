"""What a person may do about notices: want them on a device, read them, say that they were read."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request

from dure.engine.notice_desk import NoticeDesk, page_of
from dure.errors import NotFound
from dure.gateway.gates import GuardedRoute, caller_of
from dure.gateway.schemas import (
    NoticeBody,
    NoticeKeyBody,
    NoticeMarkedBody,
    WantedBody,
    WantNoticesBody,
)
from dure.ports.notices import NoticeTarget

Id = Annotated[str, Path(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]


@dataclass(frozen=True, kw_only=True)
class Notices:
    """desk: what makes and sends them. push_key: with which browsers subscribe, None without."""

    desk: NoticeDesk
    push_key: str | None = None


def notices_router(notices: Notices | None) -> APIRouter:
    """Return the routes of notices; one's own only. notices: None where there are none."""
    router = APIRouter(prefix="/v1/notices", route_class=GuardedRoute)

    def desk() -> NoticeDesk:
        if notices is None:
            raise NotFound(what="알림")
        return notices.desk

    @router.get("")
    async def list_notices(request: Request) -> list[NoticeBody]:
        """List what one has not opened yet, newest first."""
        return [NoticeBody(**one) for one in await desk().unread(_who(request))]

    @router.get("/key")
    async def notice_key() -> NoticeKeyBody:
        """Return the key with which a browser subscribes; null where there is no Web Push."""
        return NoticeKeyBody(key=notices.push_key if notices else None)

    @router.post("/targets")
    async def want_notices(body: WantNoticesBody, request: Request) -> WantedBody:
        """Be told of something on a device from now on; the same device twice is once."""
        target = await desk().want(body.assistant, _who(request), body.channel, body.address)
        return WantedBody(id=target)

    @router.delete("/targets/{target}")
    async def unwant_notices(target: Id, request: Request) -> NoticeMarkedBody:
        """Be told there no more."""
        return NoticeMarkedBody(is_news=await desk().unwant(_who(request), target))

    @router.post("/{notice}/opened")
    async def notice_opened(notice: Id, request: Request) -> NoticeMarkedBody:
        """Say that a notice was read."""
        return NoticeMarkedBody(is_news=await desk().mark(_who(request), notice))

    @router.post("/{notice}/clicked")
    async def notice_clicked(notice: Id, request: Request) -> NoticeMarkedBody:
        """Say that a notice was followed."""
        return NoticeMarkedBody(is_news=await desk().mark(_who(request), notice, clicked=True))

    return router


def _who(request: Request) -> NoticeTarget:
    caller = caller_of(request)
    return page_of(caller.tenant, caller.user)
