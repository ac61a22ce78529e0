"""Web Push: what is sent can be read by the one browser it is for, and goes nowhere else."""

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.push_service import Browser, PushService, bytes_of, claims_of, text_of

from dure.adapters.web_push import WebPush, encrypted, public_key
from dure.errors import BadFile, InvalidInput
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.notices import Notice, NoticeTarget

KEY = b"k" * 32
NOON = datetime(2026, 11, 21, 12, tzinfo=SEOUL)
NOTICE = Notice(
    id="01KASJ7M4W0000000000000001",
    kind="k",
    sender="밥",
    title="밥 도우미에서 알려 드릴 게 있어요",
    path="/#n",
)


@pytest.fixture
def service() -> Iterator[PushService]:
    made = PushService()
    yield made
    made.close()


@pytest.fixture
async def push(service: PushService, clock: StillClock) -> AsyncIterator[WebPush]:
    made = WebPush(
        clock,
        random.Random(3).randbytes,
        key=KEY,
        contact="mailto:ops@example.org",
        hosts=[service.host],
    )
    yield made
    await made.close()


def to(address: dict[str, str]) -> NoticeTarget:
    return NoticeTarget(id="t", channel="web_push", tenant="main", user="kim", address=address)


def test_the_example_of_the_rfc_comes_out() -> None:
    # RFC 8291, section 5 and appendix A.
    ours = ec.derive_private_key(
        int.from_bytes(bytes_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        p256dh=bytes_of(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=bytes_of("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=bytes_of("DGv6ra1nlYgDCS1FRnbzlw"),
        ours=ours,
    )

    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_"
        "Qulcy4a-fN"
    )


async def test_the_browser_reads_what_was_sent_and_the_service_learns_who_sends(
    push: WebPush, service: PushService, clock: StillClock
) -> None:
    browser = Browser()

    await push.send(NOTICE, to(browser.subscription(f"{service.host}/push/1")))

    [got] = service.received
    assert browser.read(got.body) == {
        "notice": NOTICE.id,
        "title": NOTICE.title,
        "path": NOTICE.path,
    }
    assert claims_of(got, clock.now().timestamp())["aud"] == service.host
    assert claims_of(got, clock.now().timestamp())["sub"] == "mailto:ops@example.org"
    assert f"k={public_key(KEY)}" in got.headers["authorization"]
    assert (got.headers["ttl"], got.headers["content-encoding"]) == ("43200", "aes128gcm")


@pytest.mark.parametrize(
    ("left", "kept"),
    [(timedelta(minutes=10), "600"), (timedelta(days=3), "43200"), (timedelta(minutes=-1), "0")],
)
async def test_the_service_keeps_a_notice_only_until_it_may_ring_no_more(
    push: WebPush, service: PushService, clock: StillClock, left: timedelta, kept: str
) -> None:
    notice = replace(NOTICE, until=clock.now() + left)

    await push.send(notice, to(Browser().subscription(f"{service.host}/push/1")))

    assert service.received[0].headers["ttl"] == kept


async def test_another_browser_cannot_read_it(push: WebPush, service: PushService) -> None:
    await push.send(NOTICE, to(Browser().subscription(f"{service.host}/push/1")))

    with pytest.raises(InvalidTag):
        Browser().read(service.received[0].body)


async def test_no_two_messages_are_sealed_alike(push: WebPush, service: PushService) -> None:
    address = Browser().subscription(f"{service.host}/push/1")
    for _ in range(2):
        await push.send(NOTICE, to(address))

    one, other = (got.body for got in service.received)
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://example.org/push",
        "https://fcm.googleapis.com.example.org/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "http://fcm.googleapis.com/x",
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/latest",
        "https://notify.windows.com/x",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
async def test_nothing_but_a_push_service_is_spoken_to(
    push: WebPush, service: PushService, endpoint: str
) -> None:
    with pytest.raises(InvalidInput):
        await push.send(NOTICE, to(Browser().subscription(endpoint)))
    assert service.received == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5.notify.windows.com/w/?token=abc",
    ],
)
def test_the_services_of_the_browsers_are_known(push: WebPush, endpoint: str) -> None:
    push.check(Browser().subscription(endpoint))


PUSH = WebPush(
    StillClock(NOON), random.Random(3).randbytes, key=KEY, contact="mailto:a@example.org"
)


@given(st.dictionaries(st.sampled_from(("endpoint", "p256dh", "auth")), st.text()))
def test_whatever_is_no_subscription_is_refused_with_a_reason(address: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        PUSH.check(address)


def test_a_message_that_no_service_takes_is_not_made() -> None:
    with pytest.raises(InvalidInput):
        encrypted(
            b"x" * 4096,
            p256dh=bytes_of(Browser().subscription("")["p256dh"]),
            auth=b"a" * 16,
            salt=b"s" * 16,
            ours=ec.generate_private_key(ec.SECP256R1()),
        )


def test_a_contact_is_asked_for(clock: StillClock) -> None:
    with pytest.raises(BadFile):
        WebPush(clock, random.Random(3).randbytes, key=KEY, contact="ops@example.org")
