"""What others write down is heard, in order, and only what concerns the hearer."""

import asyncio

from dure.assistants.meals.news import LogFollower
from dure.embedded.events import SqliteEventLog
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append


async def test_new_events_of_a_kind_are_heard_in_order(log: SqliteEventLog) -> None:
    heard: list[int] = []
    done = asyncio.Event()

    def hear(event: Event) -> None:
        heard.append(event.open["n"])
        if len(heard) == 2:
            done.set()

    async def write(*kinds: str) -> None:
        events = tuple(NewEvent(kind=kind, open={"n": n}) for n, kind in enumerate(kinds))
        await log.append([Append(tenant="main", stream="s", events=events)])

    await write("a.before")
    news = LogFollower(log, {"a.heard": hear})
    await news.follow()
    await write("a.heard", "a.other", "a.heard")
    async with asyncio.timeout(5):
        await done.wait()
    await news.end()
    await news.end()

    assert heard == [0, 2]
