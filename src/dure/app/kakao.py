"""Connect a KakaoTalk bot, where the operator set a token for it."""

from typing import Final

from dure.app.notices import house_secrets
from dure.app.plugs import plug
from dure.app.wire import House
from dure.gateway.kakao_parts import Kakao, KakaoSettings

_PURPOSE: Final = "kakao"
"""Of the secret under which Kakao's ids become names; it does not change with the token."""


def open_kakao(house: House) -> Kakao | None:
    """Return the channel; None without a token."""
    settings = house.settings.read(KakaoSettings, "kakao")
    if not settings.skill_token:
        return None
    hosts = [host.strip() for host in settings.callback_hosts.split(",") if host.strip()]
    return Kakao(
        settings=settings,
        secret=house_secrets(house).of(_PURPOSE),
        callback=plug("kakao", "https://")(hosts),
    )
