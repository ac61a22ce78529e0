"""A home whose devices or broker misbehave: each is told in plain words, and nothing breaks."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.adapters.mosquitto import Mosquitto, program
from tests.assistants.home.test_assistant import home_at, states, talking

from dure.adapters.mqtt import MqttBus
from dure.app.wire import House
from dure.assistants.home.book import Registered
from dure.assistants.home.flat import Flat, FlatDevice
from dure.assistants.home.recording import STREAM
from dure.assistants.home.registry import Registry
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnResult
from dure.trust.retention import PROFILE

LAMPS = (("living", "거실"), ("bedroom", "안방"))
ODD = "별빛 🌙 등/#+"


@dataclass(kw_only=True)
class Scene:
    """A house over a broker of its own, and who speaks for its devices."""

    house: House
    there: SimulatedHome
    bus: MqttBus
    broker: Mosquitto

    async def say(self, text: str) -> TurnResult:
        """Say one thing."""
        return await talking(self.house)(text)


def a_lamp(id_: str, dialect: str = "discovery") -> FlatDevice:
    return FlatDevice(
        id=id_, dialect=dialect, kind="light", name=f"Lamp {id_}", can=("brightness",),
        state={"state": "off", "brightness": 50},
    )  # fmt: skip


@pytest.fixture
async def scene(tmp_path: Path, clock: StillClock) -> AsyncIterator[Scene]:
    """Two lamps called 스탠드 in two rooms, and one with an odd name."""
    if program() is None:
        pytest.skip("Mosquitto is not installed here")
    (tmp_path / "broker").mkdir()
    broker = Mosquitto(tmp_path / "broker")
    broker.start()
    devices = (a_lamp("living"), a_lamp("bedroom", "tasmota"), a_lamp("odd"))
    bus = MqttBus(broker.url)
    flat = Flat(areas=(), area_aliases={}, devices=devices)
    there = SimulatedHome(bus, flat, clock=clock, random=random.Random(1))
    await there.start()
    house = home_at(tmp_path / "data", clock, broker=broker.url)
    await name_all(house, devices)
    await house.start()
    made = Scene(house=house, there=there, bus=bus, broker=broker)
    await until_known(made)
    yield made
    await house.close()
    await there.close()
    await bus.close()
    broker.stop()


async def name_all(house: House, devices: tuple[FlatDevice, ...]) -> None:
    names = [Registered(name="스탠드", area=area) for _, area in LAMPS]
    names.append(Registered(name=ODD, area="서재", aliases=("별빛",)))
    key = house.sealer.current_key("household", PROFILE, "2026-11-21")
    registry = Registry(house.log, house.sealer, tenant="main", key_id=lambda: key)
    ids = [device.book_id for device in devices]
    await registry.record("test", dict(zip(ids, names, strict=True)))


async def until_known(scene: Scene) -> None:
    """Wait until every lamp has told its state."""
    async for _ in scene.house.log.subscribe():
        events = await scene.house.log.read_stream("main", STREAM)
        told = {e.open["device"] for e in events if e.kind == "home.device_state_changed"}
        if len(told) == 3:
            return


async def test_of_two_with_one_name_the_room_tells_which(scene: Scene) -> None:
    asked = await scene.say("스탠드 켜줘")
    done = await scene.say("안방 거")

    assert (asked.outcome, asked.reason) == ("asked", "ambiguous_target")
    assert asked.text == "거실 스탠드, 안방 스탠드 가운데 어느 것을 말씀하시는 건가요?"
    assert done.text == "안방 스탠드를 켰어요."
    assert [device for device, _, _ in scene.there.orders] == ["bedroom"]


@pytest.mark.parametrize(
    ("answer", "device"),
    [("첫 번째", "living"), ("2번", "bedroom"), ("거실", "living"), ("안방 스탠드요", "bedroom")],
)
async def test_one_of_two_is_chosen_as_people_choose(
    scene: Scene, answer: str, device: str
) -> None:
    await scene.say("스탠드 켜줘")
    await scene.say(answer)

    assert scene.there.state(device)["state"] == "on"
    assert {one for one, _, _ in scene.there.orders} == {device}


async def test_a_name_may_hold_what_means_something_to_a_broker(scene: Scene) -> None:
    done = await scene.say("별빛 켜줘")

    assert done.outcome == "answered"
    assert scene.there.state("odd")["state"] == "on"


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (Faults(offline=True), "unreachable"),
        (Faults(refuses=True), "refused"),
        (Faults(silent=True), "unconfirmed"),
        (Faults(garbage=True), "unconfirmed"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_device_that_fails_is_said_to(scene: Scene, faults: Faults, reason: str) -> None:
    await scene.there.break_("living", faults)

    found = await scene.say("거실 스탠드 켜줘")

    assert (found.outcome, found.reason) == ("refused", reason)
    assert "켰어요" not in found.text


async def test_what_is_said_twice_or_late_changes_nothing_twice(scene: Scene) -> None:
    await scene.there.break_("living", Faults(repeats=2))
    await scene.say("거실 스탠드 켜줘")

    assert (await scene.say("거실 스탠드 켜져 있어?")).text == "네, 거실 스탠드는 켜져 있어요."
    assert len(scene.there.orders) == 1


async def test_the_state_of_a_device_that_is_gone_is_unknown(scene: Scene) -> None:
    await scene.say("거실 스탠드 켜줘")
    await scene.there.break_("living", Faults(offline=True))
    await scene.say("거실 스탠드 꺼줘")

    found = await scene.say("거실 스탠드 켜져 있어?")

    assert found.text == "거실 스탠드가 지금 어떤지 알 수 없어요. 기기가 연결되어 있는지 봐 주세요."


async def test_a_broker_that_died_is_told_and_the_home_goes_on(scene: Scene) -> None:
    scene.broker.stop()
    await scene.bus.wait_for(connected=False)
    dead = await scene.say("거실 스탠드 켜줘")
    clock = await scene.say("지금 몇 시야")
    scene.broker.start()
    await scene.bus.wait_for(connected=True)

    for _ in range(40):
        alive = await scene.say("거실 스탠드 켜줘")
        if alive.outcome == "answered":
            break

    assert (dead.outcome, dead.reason) == ("refused", "unreachable")
    assert clock.outcome == "answered"
    assert alive.outcome == "answered"
    assert scene.there.state("living")["state"] == "on"
    assert (await states(scene.house))[ODD] is not None


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[1,2", b"\xff\xfe", b"null", b"1e999", b'{"state": {"a": []}}', b"x" * 300_000],
    ids=lambda payload: repr(payload[:12]),
)
async def test_what_is_no_message_changes_nothing(scene: Scene, payload: bytes) -> None:
    for topic in ("dure/living/state", "homeassistant/light/evil/config",
                  "tasmota/discovery/EVIL/config", "dure/bedroom/stat/RESULT"):  # fmt: skip
        await scene.bus.publish(topic, payload)

    found = await scene.say("거실 스탠드 켜줘")

    assert found.outcome == "answered"
    assert len(await states(scene.house)) == 2  # two are called the same
