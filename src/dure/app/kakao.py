"""Connect a KakaoTalk bot, where the operator set a token for it."""

from typing import Final

from dure.app.notices import house_secrets
from dure.app.plugs import plug
from dure.app.wire import House
from dure.errors import BadSetting
from dure.gateway.kakao_parts import Kakao, KakaoSettings

_PURPOSE: Final = "kakao"
"""Of the secret under which Kakao's ids become names; it does not change with the token."""


def open_kakao(house: House) -> Kakao | None:
    """Return the channel; None without a token.

    Raises BadSetting if the assistant that it is for is not lit, or not open to guests.
    """
    settings = house.settings.read(KakaoSettings, "kakao")
    if not settings.skill_token:
        return None
    talks_to = house.turns.assistants.get(settings.assistant)
    if talks_to is None or not talks_to.guests:
        open_to = ", ".join(one.name for one in house.turns.assistants.values() if one.guests)
        why = f"로그인 없이 쓸 수 있고 켜진 도우미여야 해요: {open_to or '지금은 없어요'}"
        raise BadSetting(file="kakao.assistant", why=why)
    hosts = [host.strip() for host in settings.callback_hosts.split(",") if host.strip()]
    return Kakao(
        settings=settings,
        secret=house_secrets(house).of(_PURPOSE),
        callback=plug("kakao", "https://")(hosts),
    )
