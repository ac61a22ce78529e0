"""The book knows what devices there are, how they are, and never falls over what it hears."""

import json
import random
from pathlib import Path

import pytest
from tests.adapters.mosquitto import Mosquitto, program

from dure.adapters.mqtt import MqttBus, MqttSettings
from dure.assistants.home.book import LiveDevice, Registered
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import FlatDevice, default_flat
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.embedded.bus import EmbeddedBus
from dure.kernel.clock import StillClock, SystemClock

TOPIC = "homeassistant/switch/u/config"
TOLD = {"uniq_id": "u", "stat_t": "u/s", "cmd_t": "u/c"}


def config(**more: object) -> bytes:
    return json.dumps({**TOLD, **more}).encode()


async def test_the_whole_flat_is_found_with_names_rooms_and_states(book: DeviceBook) -> None:
    facts = {fact["name"]: fact for fact in book.facts()}

    assert len(facts) == len(default_flat().devices)
    assert facts["거실 조명"]["area"] == "거실"
    assert facts["거실 조명"]["domain"] == "light"
    assert facts["거실 조명"]["state"] == "off"
    assert facts["거실 조명"]["attributes"]["brightness"] == 80
    assert facts["안방 블라인드"]["attributes"]["position"] == 100
    assert facts["거실 온도"]["device_class"] == "temperature"
    assert facts["거실 온도"]["attributes"]["unit"] == "°C"
    assert book.counts() == {}
    assert book.fresh() == ()


async def test_a_change_at_the_switch_is_heard(book: DeviceBook, home: SimulatedHome) -> None:
    book.drain()
    device = "discovery:living_light"

    await home.press("living_light", {"state": "on"})
    seen = await book.until(lambda: _state(book, device, "on"), within_s=5)

    assert seen is not None
    assert seen.last_seen is not None
    kinds = [(one.kind, one.device, one.private) for one in book.drain()]
    assert ("home.device_state_changed", device, {"state": "on"}) in kinds


def _state(book: DeviceBook, device: str, state: str) -> LiveDevice | None:
    found = book.get(device)
    return found if found is not None and found.state.get("state") == state else None


async def test_a_device_that_goes_and_comes_back_is_told(
    book: DeviceBook, home: SimulatedHome
) -> None:
    device = next(one.book_id for one in default_flat().devices if one.id == "bath_light")
    book.drain()

    await home.break_("bath_light", Faults(offline=True))
    await book.until(lambda: _reach(book, device, is_there=False), within_s=5)
    await home.break_("bath_light", Faults())
    await book.until(lambda: _reach(book, device, is_there=True), within_s=5)

    assert [one.kind for one in book.drain()] == ["home.device_lost", "home.device_reached"]


def _reach(book: DeviceBook, device: str, *, is_there: bool) -> bool | None:
    found = book.get(device)
    return True if found is not None and found.is_available is is_there else None


async def test_a_device_taken_away_is_gone_and_keeps_its_name_for_its_return(
    book: DeviceBook, home: SimulatedHome
) -> None:
    lamp = next(one for one in default_flat().devices if one.id == "living_light")

    await home.remove("living_light")
    await book.until(lambda: True if book.get(lamp.book_id) is None else None, within_s=5)
    gone = lamp.book_id not in [fact["id"] for fact in book.facts()]
    await home.add(lamp)
    back = await book.until(lambda: book.get(lamp.book_id), within_s=5)

    assert gone
    assert back is not None
    assert back.name == "거실 조명"


async def test_a_new_device_is_fresh_until_it_is_named(
    book: DeviceBook, home: SimulatedHome
) -> None:
    await home.add(FlatDevice(id="new", dialect="tasmota", kind="switch", name="New",
                              state={"state": "off"}))  # fmt: skip
    fresh = await book.until(lambda: book.fresh() or None, within_s=5)
    assert fresh is not None

    book.register(fresh[0].config.id, Registered(name="새 스위치", area="서재"))

    assert book.fresh() == ()
    assert "새 스위치" in [fact["name"] for fact in book.facts()]


@pytest.mark.parametrize("is_state_first", [True, False])
async def test_a_state_before_its_announcement_is_not_lost(
    bus: EmbeddedBus, clock: StillClock, *, is_state_first: bool
) -> None:
    book, device = DeviceBook(bus, clock=clock), bus.join()
    messages = [("u/s", b"ON"), (TOPIC, config())]
    await book.start()

    for topic, payload in messages if is_state_first else reversed(messages):
        await device.publish(topic, payload, retain=True)
    found = await book.until(lambda: _state(book, "discovery:u", "on"), within_s=5)

    assert found is not None
    await book.close()


async def test_bad_messages_are_counted_by_their_code(bus: EmbeddedBus, book: DeviceBook) -> None:
    device = bus.join()
    await device.publish("homeassistant/light/bad/config", b"{'oops")
    await device.publish("homeassistant/scene/bad/config", b'{"cmd_t":"x"}')
    await device.publish("homeassistant/switch/bad/config", b'{"cmd_t":"a/#","stat_t":"x"}')
    await device.publish("dure/living_light/state", b"{'oops")

    await book.until(lambda: True if sum(book.counts().values()) == 4 else None, within_s=5)

    assert book.counts() == {
        "not_json": 1, "unsupported_component": 1, "unsafe_topic": 1, "bad_value": 1}  # fmt: skip


async def test_a_book_over_a_broker_that_restarts_finds_its_devices_again(tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("Mosquitto is not installed here")
    broker, clock = Mosquitto(tmp_path), SystemClock()
    quick = MqttSettings(answer_s=0.5, first_pause_s=0.02, longest_pause_s=0.1)
    bus, sims = MqttBus(broker.url, settings=quick), MqttBus(broker.url, settings=quick)
    book = DeviceBook(bus, clock=clock)
    await book.start()
    before = book.all()
    broker.start()
    await sims.wait_for(connected=True)
    home = SimulatedHome(sims, default_flat(), clock=clock, random=random.Random(1))
    await home.start()
    count = len(default_flat().devices)

    first = await book.until(lambda: _whole(book, count), within_s=10)
    broker.stop()
    await bus.wait_for(connected=False)
    broker.start()
    await bus.wait_for(connected=True)
    await sims.wait_for(connected=True)
    await home.press("living_light", {"state": "on"})
    again = await book.until(lambda: _state(book, "discovery:living_light", "on"), within_s=10)

    assert before == ()
    assert first
    assert again is not None
    await book.close()
    await home.close()
    await bus.close()
    await sims.close()
    broker.stop()


async def test_a_book_that_comes_later_learns_every_state(tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("Mosquitto is not installed here")
    broker, clock = Mosquitto(tmp_path), SystemClock()
    broker.start()
    bus, sims = MqttBus(broker.url), MqttBus(broker.url)
    home = SimulatedHome(sims, default_flat(), clock=clock, random=random.Random(1))
    await home.start()
    book = DeviceBook(bus, clock=clock)
    await book.start()

    whole = await book.until(lambda: _whole(book, len(default_flat().devices)), within_s=10)

    assert whole
    await book.close()
    await home.close()
    await bus.close()
    await sims.close()
    broker.stop()


def _whole(book: DeviceBook, count: int) -> bool | None:
    return True if len([one for one in book.all() if one.state]) == count else None
