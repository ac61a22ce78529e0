"""What the channel to KakaoTalk is made of."""

from dataclasses import dataclass
from typing import Protocol

from dure.kernel.events import Json


@dataclass(frozen=True, kw_only=True)
class KakaoSettings:
    """The channel to a KakaoTalk bot; off until a token is set."""

    skill_token: str = ""
    """What Kakao sends along in the header X-Dure-Skill-Token; empty: no channel."""
    assistant: str = "meals"
    """Whom the bot talks to; one that is open to guests."""
    answer_s: float = 3.8
    """Seconds until an answer is put off; Kakao gives up after 5."""
    callback_hosts: str = ""
    """Hosts beside kakao.com that late answers may be sent to, with commas."""


class Callback(Protocol):
    """Sends late answers."""

    def may_reach(self, url: str) -> bool:
        """Whether an address is one of Kakao's."""
        ...

    async def post(self, url: str, body: Json) -> None:
        """Send an answer there, once. Raises Unavailable, LateAnswer."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, kw_only=True)
class Kakao:
    """What the channel works with. secret: 32 bytes under which Kakao's ids become names."""

    settings: KakaoSettings
    secret: bytes
    callback: Callback
