"""Whoever runs the house may tell its assistants something; nobody else may."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx2
import pytest
from tests.engine.parrot import parrot, say, turns_of
from tests.gateway.doors import client, open_door_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.engine.assistant import PeriodReport
from dure.errors import NotFound
from dure.gateway.door import Door
from dure.kernel.clock import StillClock
from dure.kernel.events import Json
from dure.trust.seal import Sealer

WEEK: Final = "2026-W47"
OPERATOR: Final = "http://dure"


async def repeat(told: Json) -> Json:
    """Do as told."""
    return {"told": told}


async def report(period: str) -> PeriodReport:
    """Know of one week."""
    if period != WEEK:
        raise NotFound(what="그 기간의 보고서")
    return PeriodReport(numbers={"period": period, "ctr": None}, page="<!doctype html><p>—</p>")


@pytest.fixture
async def door(
    log: SqliteEventLog, sealer: Sealer, keys: SqliteKeyStore, clock: StillClock
) -> Door:
    made = replace(parrot({"SAY": say}), orders={"repeat": repeat}, report=report)
    silent = replace(parrot({"SAY": say}), name="silent")
    turns = turns_of(made, log=log, sealer=sealer, clock=clock)
    turns.assistants = {**turns.assistants, "silent": silent}
    store = SqliteStore(Path(":memory:"))
    return await open_door_of(turns, log=log, sealer=sealer, clock=clock, store=store, keys=keys)


@pytest.fixture
async def http(door: Door) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(door, OPERATOR) as made:
        yield made


async def test_an_order_is_done_and_answered(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/assistants/parrot/orders/repeat", json={"dish": "백반"})

    assert (answer.status_code, answer.json()) == (200, {"told": {"dish": "백반"}})


async def test_what_is_not_there_is_named_in_a_sentence_that_reads_well(
    http: httpx2.AsyncClient,
) -> None:
    order = await http.post("/v1/assistants/parrot/orders/fly", json={})
    part = await http.get("/page/none.js")

    assert order.json()["detail"] == "찾으시는 지시가 없어요."
    assert part.json()["detail"] == "찾으시는 화면이 없어요."


async def test_a_report_comes_as_numbers_or_as_a_page(http: httpx2.AsyncClient) -> None:
    numbers = await http.get(f"/v1/reports/parrot/{WEEK}")
    page = await http.get(f"/v1/reports/parrot/{WEEK}", headers={"Accept": "text/html"})

    assert numbers.json() == {"period": WEEK, "ctr": None}
    assert page.text.startswith("<!doctype html>")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert numbers.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/assistants/parrot/orders/fly", 404),
        ("POST", "/v1/assistants/nobody/orders/repeat", 404),
        ("GET", "/v1/reports/parrot/2026-W48", 404),
        ("GET", "/v1/reports/parrot/yesterday", 422),
        ("GET", f"/v1/reports/silent/{WEEK}", 404),
        ("GET", f"/v1/reports/nobody/{WEEK}", 404),
    ],
)
async def test_what_there_is_not_is_said_so(
    http: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await http.request(method, path, json={} if method == "POST" else None)

    assert answer.status_code == status
    assert answer.json()["detail"]
