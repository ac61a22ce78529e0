"""Late answers to KakaoTalk: posted once to the address that came with the question.

The address stands in a request, so only hosts of Kakao's, over https, are ever spoken to. It is
good for a minute and for one answer.

Source: Kakao i Open Builder, guide to callbacks of AI chatbots.
"""

import asyncio
from collections.abc import Collection
from typing import Final

import httpx2
import orjson

from dure.errors import LateAnswer, Unavailable
from dure.kernel.events import Json
from dure.kernel.servers import may_reach

_KAKAO: Final = ("kakao.com", "*.kakao.com")
_WHAT: Final = "카카오톡"


class KakaoCallback:
    """hosts: others beside kakao.com and all below it, as `may_reach` takes them."""

    def __init__(self, hosts: Collection[str] = (), *, timeout_s: float = 10.0) -> None:
        self._hosts, self._timeout_s = (*_KAKAO, *hosts), timeout_s
        # No redirect is followed: it would lead away from the hosts that may be spoken to.
        self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False)

    def may_reach(self, url: str) -> bool:
        """Whether an address is one that answers may be sent to."""
        return may_reach(url, self._hosts)

    async def post(self, url: str, body: Json) -> None:
        """Send an answer.

        Raises Unavailable if it was refused, or the address is none that may be reached;
        LateAnswer if nobody knows.
        """
        if not self.may_reach(url):
            raise Unavailable("not an address of Kakao's", what=_WHAT)
        headers = {"Content-Type": "application/json"}
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._client.post(url, content=orjson.dumps(body), headers=headers)
        except httpx2.ConnectError as error:
            raise Unavailable("Kakao cannot be reached", what=_WHAT) from error
        except (TimeoutError, httpx2.HTTPError) as error:
            raise LateAnswer from error
        if response.status_code >= 300:
            raise Unavailable(f"Kakao answers {response.status_code}", what=_WHAT)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()
