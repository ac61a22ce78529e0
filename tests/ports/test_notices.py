"""What every channel of notices promises, run over every plug."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from tests.adapters.push_service import Browser, PushService

from dure.adapters.web_push import WebPush
from dure.embedded.notices import RecordedAlimtalk, RecordedFcm
from dure.errors import InvalidInput, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.notices import ALIMTALK, FCM, WEB_PUSH, Notice, NoticeTarget, Notifier

NOTICE = Notice(
    id="01KASJ7M4W0000000000000001",
    kind="balance_low",
    sender="밥",
    title="밥 도우미에서 알려 드릴 게 있어요",
    path="/#notice=1",
)


class Bench:
    """A channel with one good target, and what makes it fail."""

    notifier: Notifier
    target: NoticeTarget

    def sent(self) -> int:
        raise NotImplementedError

    def trouble(self, kind: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the server."""


class RecordedBench(Bench):
    def __init__(self, made: RecordedFcm | RecordedAlimtalk, channel: str, **address: str) -> None:
        self.notifier = self.made = made
        self.target = NoticeTarget(
            id="t", channel=channel, tenant="main", user="kim", address=address
        )

    def sent(self) -> int:
        return len(self.made.sent)

    def trouble(self, kind: str) -> None:
        if kind == "gone":
            self.made.gone.add("t")
        else:
            self.made.down = True


class PushBench(Bench):
    def __init__(self) -> None:
        self.service = PushService()
        self.notifier = WebPush(
            StillClock(datetime(2026, 11, 21, 12, tzinfo=SEOUL)),
            random.Random(3).randbytes,
            key=b"k" * 32,
            contact="mailto:ops@example.org",
            hosts=[self.service.host],
            timeout_s=10.0,
        )
        address = Browser().subscription(f"{self.service.host}/push/1")
        self.target = NoticeTarget(
            id="t", channel=WEB_PUSH, tenant="main", user="kim", address=address
        )

    def sent(self) -> int:
        return len(self.service.received)

    def trouble(self, kind: str) -> None:
        if kind == "gone":
            self.service.gone.add("/push/1")
        else:
            self.service.status = 503

    def close(self) -> None:
        self.service.close()


def benches(kind: str) -> Bench:
    if kind == "fcm":
        return RecordedBench(RecordedFcm(), FCM, token="f" * 40)
    if kind == "alimtalk":
        return RecordedBench(RecordedAlimtalk(), ALIMTALK, phone="01012345678")
    return PushBench()


@pytest.fixture(params=["web_push", "fcm", "alimtalk"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made = benches(request.param)
    yield made
    await made.notifier.close()
    made.close()


async def test_a_notice_that_is_sent_is_taken_over_once(bench: Bench) -> None:
    await bench.notifier.send(NOTICE, bench.target)

    assert bench.sent() == 1


async def test_a_target_that_is_gone_is_told_apart_from_trouble(bench: Bench) -> None:
    bench.trouble("gone")

    with pytest.raises(NotFound):
        await bench.notifier.send(NOTICE, bench.target)


async def test_what_is_not_taken_over_is_said_to_be_so(bench: Bench) -> None:
    bench.trouble("down")

    with pytest.raises(Unavailable):
        await bench.notifier.send(NOTICE, bench.target)


async def test_what_cannot_be_a_target_is_refused(bench: Bench) -> None:
    before = bench.sent()
    address = {name: "x" for name in bench.target.address}
    wrong = NoticeTarget(id="w", channel="any", tenant="main", user="kim", address=address)

    bench.notifier.check(bench.target.address)
    with pytest.raises(InvalidInput):
        bench.notifier.check(address)
    with pytest.raises(InvalidInput):
        bench.notifier.check({})
    with pytest.raises(InvalidInput):
        await bench.notifier.send(NOTICE, wrong)
    assert bench.sent() == before


async def test_many_may_be_sent_at_once(bench: Bench) -> None:
    await asyncio.gather(*(bench.notifier.send(NOTICE, bench.target) for _ in range(8)))

    assert bench.sent() == 8


async def test_where_nobody_knows_whether_it_arrived_that_is_said() -> None:
    bench = PushBench()
    bench.service.silent = True

    with pytest.raises(LateAnswer):
        await bench.notifier.send(NOTICE, bench.target)
    await bench.notifier.close()
    bench.close()
