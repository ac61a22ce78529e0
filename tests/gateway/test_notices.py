"""One's own notices over the wire, and the page that is told first."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from tests.adapters.push_service import Browser, PushService
from tests.engine.parrot import PHRASES, parrot, turns_of
from tests.gateway.conftest import MakeDoor
from tests.gateway.doors import bearing, client
from tests.gateway.served import serving_door
from tests.gateway.test_socket import heard, talk
from tests.trust.door import member

from dure.adapters.web_push import WebPush
from dure.embedded.events import SqliteEventLog
from dure.embedded.stores import SqliteStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.notice_desk import DeskParts, NoticeDesk
from dure.engine.notices import Draft, NoticeSettings, Subject
from dure.gateway.door import Door
from dure.gateway.notices import Notices
from dure.gateway.page_notices import PageNotifier
from dure.kernel.clock import StillClock
from dure.kernel.ids import system_random
from dure.ports.notices import SOCKET, WEB_PUSH
from dure.trust.seal import Sealer
from dure.watch.projections import Projector

DRAFT = Draft(kind="news", key="news:1", phrase="news")


def tells(who: Subject, now: datetime) -> Sequence[Draft]:
    return [DRAFT]


@pytest.fixture
def service() -> Iterator[PushService]:
    made = PushService()
    yield made
    made.close()


@pytest.fixture
async def telling(
    door: MakeDoor,
    log: SqliteEventLog,
    sealer: Sealer,
    clock: StillClock,
    store: SqliteStore,
    service: PushService,
) -> AsyncIterator[Door]:
    """A door that asks who comes in, over a parrot that has news for everybody."""
    value = replace(parrot(), tells=tells, phrases={**PHRASES, "news": ["새가 왔어요."]})
    turns = turns_of(value, log=log, sealer=sealer, clock=clock)
    made = await door(turns)
    push = WebPush(
        clock, system_random, key=b"k" * 32, contact="mailto:a@example.org", hosts=[service.host]
    )
    parts = DeskParts(
        log=log,
        sealer=sealer,
        clock=clock,
        projector=Projector(log=log, store=store, sealer=sealer),
        telemetry=SilentTelemetry(),
        consents=made.privacy.consents,
    )
    desk = NoticeDesk(
        parts,
        turns.assistants,
        settings=NoticeSettings(),
        notifiers={SOCKET: PageNotifier(made.sockets), WEB_PUSH: push},
    )
    yield replace(made, notices=Notices(desk=desk, push_key=push.public_key))
    await push.close()


def wanted(address: dict[str, str]) -> dict[str, object]:
    return {"assistant": "parrot", "channel": "web_push", "address": address}


def desk_of(door: Door) -> NoticeDesk:
    assert door.notices is not None
    return door.notices.desk


async def test_a_device_that_is_signed_up_is_told_and_the_notice_read(
    telling: Door, service: PushService
) -> None:
    kim, browser = await member(telling.identity, "kim"), Browser()
    async with client(telling, headers=bearing(kim.access)) as http:
        key = (await http.get("/v1/notices/key")).json()["key"]
        address = browser.subscription(f"{service.host}/push/1")
        ids = {(await http.post("/v1/notices/targets", json=wanted(address))).json()["id"]
               for _ in range(2)}  # fmt: skip
        await desk_of(telling).round("parrot")
        told = browser.read(service.received[0].body)
        listed = (await http.get("/v1/notices")).json()
        marks = [
            (await http.post(f"/v1/notices/{told['notice']}/{what}")).json()["is_news"]
            for what in ("opened", "opened", "clicked", "clicked")
        ]
        after = (await http.get("/v1/notices")).json()

    assert len(ids) == 1
    assert f"k={key}" in service.received[0].headers["authorization"]
    assert told["title"] == "parrot 도우미에서 알려 드릴 게 있어요"
    assert listed == [
        {
            "id": told["notice"],
            "assistant": "parrot",
            "kind": "news",
            "text": "새가 왔어요.",
            "at": "2026-11-21T12:00:00+09:00",
        }
    ]
    assert marks == [True, False, True, False]
    assert after == []


async def test_a_channel_that_is_not_here_is_named_in_a_sentence(telling: Door) -> None:
    kim = await member(telling.identity, "kim")
    async with client(telling, headers=bearing(kim.access)) as http:
        body = {"assistant": "parrot", "channel": "fcm", "address": {"token": "f"}}
        response = await http.post("/v1/notices/targets", json=body)

    assert (response.status_code, response.json()["detail"]) == (
        404,
        "찾으시는 알림 방법이 없어요.",
    )


async def test_a_device_that_is_signed_off_is_not_told(telling: Door, service: PushService) -> None:
    kim = await member(telling.identity, "kim")
    async with client(telling, headers=bearing(kim.access)) as http:
        address = Browser().subscription(f"{service.host}/push/1")
        target = (await http.post("/v1/notices/targets", json=wanted(address))).json()["id"]
        gone = [
            (await http.delete(f"/v1/notices/targets/{target}")).json()["is_news"] for _ in range(2)
        ]
        await desk_of(telling).round("parrot")

    assert gone == [True, False]
    assert service.received == []


async def test_nobody_reads_or_marks_or_ends_what_is_somebody_elses(
    telling: Door, service: PushService
) -> None:
    kim, lee = [await member(telling.identity, name) for name in ("kim", "lee")]
    async with client(telling) as http:
        address = Browser().subscription(f"{service.host}/push/1")
        target = (
            await http.post(
                "/v1/notices/targets", json=wanted(address), headers=bearing(kim.access)
            )
        ).json()["id"]
        await desk_of(telling).round("parrot")
        mine = (await http.get("/v1/notices", headers=bearing(kim.access))).json()
        others = (await http.get("/v1/notices", headers=bearing(lee.access))).json()
        marked = await http.post(f"/v1/notices/{mine[0]['id']}/opened", headers=bearing(lee.access))
        ended = await http.delete(f"/v1/notices/targets/{target}", headers=bearing(lee.access))

    assert (len(mine), others) == (1, [])
    assert (marked.status_code, marked.json()["code"]) == (404, "not_found")
    assert ended.json() == {"is_news": False}


@pytest.mark.parametrize(
    "body",
    [
        wanted({"endpoint": "http://169.254.169.254/", "p256dh": "", "auth": ""}),
        wanted({}),
        {"assistant": "nobody", "address": {}},
        {"assistant": "parrot", "channel": "pigeon", "address": {}},
        {"assistant": "parrot", "channel": "fcm", "address": {"token": "t"}},
        {"assistant": "parrot", "address": {"a": "x" * 3000}},
        {"assistant": "parrot", "address": []},
        [],
    ],
)
async def test_what_is_no_device_is_a_problem_and_no_mishap(telling: Door, body: object) -> None:
    kim = await member(telling.identity, "kim")
    async with client(telling, headers=bearing(kim.access)) as http:
        response = await http.post("/v1/notices/targets", content=orjson.dumps(body),
                                   headers={"Content-Type": "application/json"})  # fmt: skip

    assert response.status_code in (404, 422)
    assert response.json()["detail"]


async def test_a_page_that_follows_hears_of_it_and_the_device_stays_silent(
    telling: Door, service: PushService
) -> None:
    kim = await member(telling.identity, "kim")
    address = Browser().subscription(f"{service.host}/push/1")
    async with client(telling, headers=bearing(kim.access)) as http:
        await http.post("/v1/notices/targets", json=wanted(address))
    async with serving_door(telling) as place, talk(place, kim.access) as connection:
        await connection.send('{"type": "follow"}')
        assert (await heard(connection))["type"] == "following"
        await desk_of(telling).round("parrot")
        message = await heard(connection)

    assert message["type"] == "notice"
    assert message["title"] == "parrot 도우미에서 알려 드릴 게 있어요"
    assert message.keys() == {"type", "id", "kind", "title", "path"}
    assert service.received == []


async def test_where_nobody_is_told_of_anything_there_is_nothing(
    talking: Door, tmp_path: Path
) -> None:
    async with client(talking) as http:
        key = (await http.get("/v1/notices/key")).json()
        listed = await http.get("/v1/notices")

    assert key == {"key": None}
    assert listed.status_code == 404
