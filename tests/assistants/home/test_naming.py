"""All parts of one thing get a name of their own."""

import json

from dure.assistants.home.book import Registered
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.kit import Registration
from dure.assistants.home.naming import is_taken, names_of
from dure.embedded.bus import EmbeddedBus
from dure.kernel.clock import StillClock

COMPONENTS = {
    "relay": {"p": "switch", "uniq_id": "r", "cmd_t": "d/c", "stat_t": "d/s"},
    "t1": {"p": "sensor", "uniq_id": "t1", "stat_t": "d/t1", "dev_cla": "temperature"},
    "t2": {"p": "sensor", "uniq_id": "t2", "stat_t": "d/t2", "dev_cla": "temperature"},
}


async def test_the_parts_of_a_device_are_named_after_it(
    bus: EmbeddedBus, clock: StillClock
) -> None:
    book = DeviceBook(bus, clock=clock)
    told = json.dumps({"dev": {"ids": ["h"]}, "cmps": COMPONENTS}).encode()
    await bus.join().publish("homeassistant/device/h/config", told, retain=True)
    await book.start()
    await book.until(lambda: book.get("discovery:t2"), within_s=5)

    named = names_of(book, Registration(device="discovery:r", name="멀티탭", area="서재"))

    assert {device: one.name for device, one in named.items()} == {
        "discovery:r": "멀티탭",
        "discovery:t1": "멀티탭 온도",
        "discovery:t2": "멀티탭 온도 2",
    }
    assert {one.area for one in named.values()} == {"서재"}
    await book.close()


def test_a_name_is_taken_whatever_its_spacing(bus: EmbeddedBus, clock: StillClock) -> None:
    book = DeviceBook(bus, clock=clock)
    book.register("x", Registered(name="거실 TV", aliases=("티비",)))

    assert is_taken(book, "거실tv")
    assert is_taken(book, "티 비")
    assert not is_taken(book, "안방 TV")
