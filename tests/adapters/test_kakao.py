"""Late answers go to Kakao and nowhere else."""

from collections.abc import AsyncIterator, Iterator

import orjson
import pytest
from tests.adapters.push_service import PushService

from dure.adapters.kakao import KakaoCallback
from dure.errors import LateAnswer, Unavailable


@pytest.fixture
def service() -> Iterator[PushService]:
    made = PushService()
    yield made
    made.close()


@pytest.fixture
async def callback(service: PushService) -> AsyncIterator[KakaoCallback]:
    made = KakaoCallback(["bots.example.org", service.host], timeout_s=10.0)
    yield made
    await made.close()


async def test_an_answer_is_posted_once(callback: KakaoCallback, service: PushService) -> None:
    await callback.post(f"{service.host}/callback/1", {"version": "2.0"})

    [got] = service.received
    assert (got.path, orjson.loads(got.body)) == ("/callback/1", {"version": "2.0"})


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://bot-api.kakao.com/callback/abc", True),
        ("https://kakao.com/x", True),
        ("https://bots.example.org/x", True),
        ("https://kakao.com.example.org/x", False),
        ("https://notkakao.com/x", False),
        ("http://bot-api.kakao.com/x", False),
        ("https://bot-api.kakao.com:8443/x", False),
        ("https://a@bot-api.kakao.com/x", False),
        ("https://[::1", False),
        ("http://127.0.0.1:1/x", False),
        ("http://169.254.169.254/x", False),
        ("file:///etc/passwd", False),
        ("https://bot-api.kakao.com/" + "x" * 3000, False),
        ("", False),
    ],
)
async def test_only_kakaos_hosts_are_spoken_to(
    callback: KakaoCallback, url: str, *, may: bool
) -> None:
    assert callback.may_reach(url) is may


async def test_elsewhere_nothing_is_sent(callback: KakaoCallback) -> None:
    with pytest.raises(Unavailable):
        await callback.post("https://example.org/x", {})


async def test_what_goes_wrong_is_told(callback: KakaoCallback, service: PushService) -> None:
    service.status = 400
    with pytest.raises(Unavailable):
        await callback.post(f"{service.host}/callback/1", {})
    service.silent = True
    with pytest.raises(LateAnswer):
        await callback.post(f"{service.host}/callback/1", {})
