"""Channels that only write down what they would send: for demonstrations and tests.

Each makes the request that the real service takes and checks it as the service would, so that a
real plug differs in nothing but the address. Nothing leaves the machine.

Sources: Firebase Cloud Messaging, HTTP v1, projects.messages.send; the message forms of
KakaoTalk 알림톡 as relay companies take them (a template that was approved before, its variables
and its buttons).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from dure.errors import InvalidInput, NotFound, Unavailable
from dure.kernel.events import Json
from dure.ports.notices import Notice, NoticeTarget, Notifier

_FCM_LIMIT: Final = 4096
"""Bytes of a message's payload."""
_RESERVED: Final = re.compile(r"from|message_type|collapse_key|google\..*|gcm\..*")
"""Names that data of FCM may not have."""
_FCM_TOKEN: Final = re.compile(r"[A-Za-z0-9_:-]{20,4096}")
_MOBILE: Final = re.compile(r"01[016789]\d{7,8}")
_VARIABLE: Final = re.compile(r"#\{([^}]+)\}")
_TALK_LIMIT: Final = 1000
"""Letters of a 알림톡 once its variables are filled."""
_BUTTON_LIMIT: Final = 14
_BUTTONS: Final = 5
TEMPLATE: Final = "#{이름} 도우미에서 알려 드릴 게 있어요. 아래 버튼을 누르면 볼 수 있어요."


_PROBE: Final = Notice(id="probe", kind="probe", sender="probe", title="probe")


class _Recording(Notifier):
    """sent: requests, in order. down: fail from now on. gone: ids of targets that are no more."""

    def __init__(self) -> None:
        self.sent: list[Json] = []
        self.down = False
        self.gone: set[str] = set()

    def check(self, address: Mapping[str, str]) -> None:
        """See Notifier."""
        self._request(_PROBE, NoticeTarget(id="", channel="", tenant="", user="", address=address))

    async def send(self, notice: Notice, target: NoticeTarget) -> None:
        """See Notifier."""
        request = self._request(notice, target)
        if target.id in self.gone:
            raise NotFound(what="알림 받을 곳")
        if self.down:
            raise Unavailable("the recording channel is down as it was told", what="알림")
        self.sent.append(request)

    async def close(self) -> None:
        """See Notifier."""

    def _request(self, notice: Notice, target: NoticeTarget) -> Json:
        raise NotImplementedError


class RecordedFcm(_Recording):
    """Android and iOS. A target's address: {"token"}."""

    def _request(self, notice: Notice, target: NoticeTarget) -> Json:
        request = fcm_request(notice, target)
        check_fcm(request)
        return request


class RecordedAlimtalk(_Recording):
    """알림톡. A target's address: {"phone"}, digits only.

    site: the https address that its button opens.
    """

    def __init__(self, site: str = "https://example.org") -> None:
        super().__init__()
        self._site = site.rstrip("/")

    def _request(self, notice: Notice, target: NoticeTarget) -> Json:
        request = alimtalk_request(notice, target, site=self._site)
        check_alimtalk(request, TEMPLATE)
        return request


def fcm_request(notice: Notice, target: NoticeTarget) -> Json:
    """Return the body of projects.messages.send for a notice."""
    return {
        "message": {
            "token": target.address.get("token", ""),
            "notification": {"title": notice.title},
            "data": {"notice": notice.id, "path": notice.path},
            # A second sending of the same notice replaces the first on the screen.
            "android": {"collapse_key": notice.id, "notification": {"visibility": "PRIVATE"}},
            "apns": {"headers": {"apns-collapse-id": notice.id}},
        }
    }


def check_fcm(request: Mapping[str, Any]) -> None:
    """Raise InvalidInput for what the service would turn away."""
    message = request["message"]
    if not _FCM_TOKEN.fullmatch(message["token"]):
        raise InvalidInput("not a registration token")
    data = message["data"]
    if not all(
        isinstance(value, str) and not _RESERVED.fullmatch(key) for key, value in data.items()
    ):
        raise InvalidInput("data are text under names that are not reserved")
    if len(orjson.dumps([message["notification"], data])) > _FCM_LIMIT:
        raise InvalidInput("a payload has 4,096 bytes at most")


def alimtalk_request(notice: Notice, target: NoticeTarget, *, site: str) -> Json:
    """Return the request for a notice: a template by its code, its variables, one button."""
    link = f"{site}{notice.path}"
    return {
        "templateCode": "dure_notice",
        "recipientList": [
            {
                "recipientNo": target.address.get("phone", ""),
                "templateParameter": {"이름": notice.sender},
                "buttons": [{"type": "WL", "name": "보러 가기", "linkMo": link, "linkPc": link}],
            }
        ],
    }


def check_alimtalk(request: Mapping[str, Any], template: str) -> None:
    """Raise InvalidInput for what would be turned away.

    template: the approved text with #{variables}; a request fills all of them and no other.
    """
    for recipient in request["recipientList"]:
        if not _MOBILE.fullmatch(recipient["recipientNo"]):
            raise InvalidInput("not the number of a mobile phone")
        filled = recipient["templateParameter"]
        if set(filled) != set(_VARIABLE.findall(template)):
            raise InvalidInput("the variables are not those of the template")
        if len(_filled(template, filled)) > _TALK_LIMIT:
            raise InvalidInput("a message has 1,000 letters at most")
        _check_buttons(recipient["buttons"])


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def _check_buttons(buttons: list[Mapping[str, str]]) -> None:
    fits = len(buttons) <= _BUTTONS and all(
        button["type"] == "WL"
        and 0 < len(button["name"]) <= _BUTTON_LIMIT
        and button["linkMo"].startswith(("https://", "http://"))
        for button in buttons
    )
    if not fits:
        raise InvalidInput("five buttons at most, each with a name and a link")
