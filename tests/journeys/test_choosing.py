"""A choice outlives kill -9 and is counted once; what sold out is gone from every server."""

import asyncio
import os
import signal
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
from tests.conftest import furnish
from tests.gateway.test_server import launched
from tests.journeys.test_two_servers import free_ports, served, take

from dure.app.wire import open_house
from dure.engine.person import stream_of
from dure.kernel.clock import SEOUL
from dure.settings import Settings

SAID: Final = "5천원으로 점심"
WITHIN_S: Final = 1.0
"""In which something that sold out is in no answer any more (issue 5)."""


def chosen(folder: Path) -> list[dict[str, Any]]:
    """Return the choices in the log of a server that is gone."""

    async def read() -> list[dict[str, Any]]:
        house = open_house(Settings({"DURE_DATA_DIR": str(folder)}), only=["meals"])
        events = await house.log.read_stream("main", stream_of("meals", "local"))
        opened = [house.sealer.open(e) for e in events if e.kind == "meals.shop_chosen"]
        await house.close()
        return [said for said in opened if said is not None]

    return asyncio.run(read())


def click(url: str, body: dict[str, Any], now: threading.Event) -> None:
    """Click on a place, though the server may die meanwhile. now: set just before."""
    with suppress(httpx2.TransportError):
        now.set()
        httpx2.post(f"{url}/v1/feedback", json=body, timeout=20).raise_for_status()


def test_a_click_that_is_cut_off_and_sent_again_is_one_choice(
    tmp_path: Path, stocked: Path
) -> None:
    folder = furnish(tmp_path / "data", stocked)
    environment = {**os.environ, "DURE_DATA_DIR": str(folder), "DURE_ASSISTANTS": "meals"}
    first = launched(environment)
    shown = take(first.url, SAID, "s", "t1")
    body = {"session": "s", "turn": shown["turn"], "chosen": 1}
    now = threading.Event()
    clicking = threading.Thread(target=click, args=(first.url, body, now))
    clicking.start()
    now.wait()  # It is killed in the midst of the click, or just before it.
    first.stop(signal.SIGKILL)
    clicking.join()

    second = launched(environment)
    for _ in range(2):
        httpx2.post(f"{second.url}/v1/feedback", json=body, timeout=20).raise_for_status()
    take(second.url, "1번으로 할게", "s", "t2")
    second.stop(signal.SIGTERM)

    assert [said["id"] for said in chosen(folder)] == [shown["turn"]]


def test_what_sold_out_is_gone_from_the_other_server_within_a_second(
    postgres_url: str, tmp_path: Path, stocked: Path
) -> None:
    with served(postgres_url, tmp_path, stocked, ports=free_ports(2)) as two:
        here, there = two.urls
        shop = take(here, SAID, "here", "t1")["items"][0]["id"]
        assert shop in [item["id"] for item in take(there, SAID, "there", "t1")["items"]]

        # Longer than until it closes: late in the day, lunch is that of tomorrow.
        until = (datetime.now(SEOUL) + timedelta(days=2)).isoformat()
        out = {"shop": shop, "until": until}
        told = httpx2.post(f"{here}/v1/assistants/meals/orders/sold_out", json=out, timeout=20)
        acked, number = time.monotonic(), 0
        assert told.status_code == 200
        assert shop not in [item["id"] for item in take(here, SAID, "after", "t1")["items"]]
        asked_at = time.monotonic()
        while shop in [i["id"] for i in take(there, SAID, f"s{number}", "t1")["items"]]:
            number, asked_at = number + 1, time.monotonic()
            assert asked_at - acked < WITHIN_S
