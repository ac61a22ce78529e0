"""A command is carried out once, and what came of it is told."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from tests.assistants.home.conftest import QUICK

from dure.assistants.home.act import Acted, Actor, Claims, DeviceCommand
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import default_flat
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.assistants.home.things import State
from dure.embedded.bus import EmbeddedBus
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock

IDS = {one.id: one.book_id for one in default_flat().devices}


def wish(
    device: str,
    clock: StillClock,
    *,
    key: str = "k",
    set_: State | None = None,
    change: Mapping[str, float] | None = None,
    confirmed: bool = False,
) -> DeviceCommand:
    return DeviceCommand(
        device=IDS.get(device, device),
        key=key,
        expires_at=clock.now() + timedelta(seconds=10),
        set=set_ or {},
        change=change or {},
        confirmed=confirmed,
    )


@pytest.mark.parametrize(
    ("device", "set_", "after"),
    [
        ("living_light", {"state": "on"}, {"state": "on"}),
        ("living_light", {"brightness": 33}, {"state": "on", "brightness": 33}),
        ("living_light", {"color_temp": 3000}, {"state": "on"}),
        ("living_stand", {"color": "red"}, {"state": "on", "color": "#ff0000"}),
        ("kitchen_light", {"brightness": 0}, {"state": "off"}),
        ("kitchen_light", {"brightness": 41}, {"brightness": 41}),
        ("bedroom_light", {"brightness": 77}, {"state": "on", "brightness": 77}),
        ("study_light", {"color_temp": 2700}, {"state": "on"}),
        ("bath_light", {"state": "on"}, {"state": "on"}),
        ("living_aircon", {"state": "on"}, {"state": "cool"}),
        ("living_aircon", {"state": "dry"}, {"state": "dry", "mode": "dry"}),
        ("living_aircon", {"temperature": 24}, {"temperature": 24}),
        ("living_aircon", {"fan_mode": "high"}, {"fan_mode": "high"}),
        ("living_purifier", {"percentage": 80}, {"percentage": 80}),
        ("living_purifier", {"preset_mode": "sleep"}, {"preset_mode": "sleep"}),
        ("bedroom_fan", {"state": "on"}, {"state": "on"}),
        ("living_tv", {"state": "on"}, {"state": "on"}),
        ("living_tv", {"volume": 35}, {"volume": 35}),
        ("living_vacuum", {"state": "on"}, {"state": "cleaning"}),
        ("home_boiler", {"state": "off"}, {"state": "off"}),
    ],
)
async def test_a_command_is_confirmed_by_the_state_that_follows(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str, set_: State, after: State
) -> None:
    acted = await actor.act(wish(device, clock, set_=set_))

    assert acted.outcome == "confirmed"
    assert {k: acted.after[k] for k in after} == after
    assert {k: home.state(device)[k] for k in after} == after


async def test_what_is_so_already_is_told_and_not_sent(
    actor: Actor, home: SimulatedHome, clock: StillClock
) -> None:
    acted = await actor.act(wish("living_light", clock, set_={"state": "off"}))

    assert acted.outcome == "already"
    assert home.orders == []


async def test_a_relative_change_starts_from_what_is_and_stays_in_range(
    actor: Actor, clock: StillClock
) -> None:
    up = await actor.act(wish("living_aircon", clock, key="1", change={"temperature": 2}))
    top = await actor.act(wish("living_aircon", clock, key="2", change={"temperature": 9}))
    more = await actor.act(wish("living_aircon", clock, key="3", change={"temperature": 1}))

    assert (up.goal, up.clamped) == ({"temperature": 28}, frozenset())
    assert (top.goal, top.clamped) == ({"temperature": 30}, frozenset(("temperature",)))
    assert (more.outcome, more.clamped) == ("already", frozenset(("temperature",)))


async def test_a_light_that_is_off_brightens_from_nothing(actor: Actor, clock: StillClock) -> None:
    acted = await actor.act(wish("living_light", clock, change={"brightness": 20}))

    assert acted.goal == {"state": "on", "brightness": 20}


async def test_a_late_command_is_dropped_and_told(
    actor: Actor, home: SimulatedHome, clock: StillClock
) -> None:
    command = wish("living_light", clock, set_={"state": "on"})
    clock.move(11)

    acted = await actor.act(command)

    assert acted.outcome == "expired"
    assert home.orders == []


@pytest.mark.parametrize(
    ("device", "state"), [("entrance_lock", "unlocked"), ("kitchen_gas", "open")]
)
async def test_locks_and_gas_move_only_after_a_yes(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str, state: str
) -> None:
    asked = await actor.act(wish(device, clock, set_={"state": state}))
    orders = list(home.orders)
    done = await actor.act(wish(device, clock, set_={"state": state}, confirmed=True))

    assert (asked.outcome, orders) == ("needs_confirmation", [])
    assert done.outcome == "confirmed"
    assert home.state(device)["state"] == state


@pytest.mark.parametrize(
    ("device", "harmful", "safe"),
    [("entrance_lock", "unlocked", "locked"), ("kitchen_gas", "open", "closed")],
)
async def test_locking_and_shutting_the_gas_need_no_yes(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str, harmful: str, safe: str
) -> None:
    await actor.act(wish(device, clock, set_={"state": harmful}, confirmed=True))

    done = await actor.act(wish(device, clock, set_={"state": safe}, key="safe"))

    assert done.outcome == "confirmed"
    assert home.state(device)["state"] == safe


async def test_one_key_is_published_once(
    actor: Actor, home: SimulatedHome, clock: StillClock
) -> None:
    command = wish("living_light", clock, set_={"state": "on"})

    first = await actor.act(command)
    await home.press("living_light", {"state": "off"})
    second = await actor.act(command)

    assert (first.outcome, first.is_repeat) == ("confirmed", False)
    assert (second.outcome, second.is_repeat) == ("confirmed", True)
    assert home.order_counts() == {"living_light": 1}
    assert home.state("living_light")["state"] == "off"


async def test_two_at_once_with_one_key_publish_once(
    actor: Actor, home: SimulatedHome, clock: StillClock
) -> None:
    command = wish("living_light", clock, set_={"state": "on"})

    both = await asyncio.gather(actor.act(command), actor.act(command))

    assert [acted.outcome for acted in both] == ["confirmed", "confirmed"]
    assert home.order_counts() == {"living_light": 1}


async def test_a_key_claimed_by_a_dead_process_is_not_published_again(
    book: DeviceBook, home: SimulatedHome, clock: StillClock, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "state.db")
    command = wish("living_light", clock, set_={"state": "on"})
    Claims(store).take("k", {"state": "on"})

    actor = Actor(book, clock=clock, claims=Claims(store), settings=QUICK)
    acted = await actor.act(command)

    assert (acted.outcome, acted.is_repeat) == ("unconfirmed", True)
    assert home.orders == []
    store.close()


async def test_what_a_dead_process_did_is_seen_at_the_device(
    actor: Actor, home: SimulatedHome, clock: StillClock
) -> None:
    before = await actor.happened("k", IDS["living_light"])
    await actor.act(wish("living_light", clock, set_={"state": "on"}))

    after = await actor.happened("k", IDS["living_light"])

    assert before is None
    assert after is not None
    assert after.outcome == "confirmed"


async def outcome_with(
    faults: Faults, device: str, set_: State, actor: Actor, home: SimulatedHome, clock: StillClock
) -> Acted:
    await home.break_(device, faults)
    return await actor.act(wish(device, clock, set_=set_))


@pytest.mark.parametrize("device", ["living_light", "bath_light"])
async def test_a_device_that_keeps_its_state_refused(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str
) -> None:
    acted = await outcome_with(Faults(refuses=True), device, {"state": "on"}, actor, home, clock)

    assert acted.outcome == "refused"
    assert home.state(device)["state"] == "off"


@pytest.mark.parametrize("device", ["living_light", "bath_light"])
@pytest.mark.parametrize("faults", [Faults(silent=True), Faults(garbage=True), Faults(delay_s=60)])
async def test_a_device_that_says_nothing_usable_leaves_it_unconfirmed(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str, faults: Faults
) -> None:
    acted = await outcome_with(faults, device, {"state": "on"}, actor, home, clock)

    assert acted.outcome == "unconfirmed"
    assert home.order_counts() == {device: 1}


async def test_a_device_that_is_gone_is_unreachable_and_spared(
    actor: Actor, home: SimulatedHome, book: DeviceBook, clock: StillClock
) -> None:
    await home.break_("bath_light", Faults(offline=True))
    device = IDS["bath_light"]
    await book.until(lambda: _is(book, device, available=False), within_s=5)

    acted = await actor.act(wish("bath_light", clock, set_={"state": "on"}))

    assert acted.outcome == "unreachable"
    assert home.orders == []


def _is(book: DeviceBook, device: str, *, available: bool) -> bool | None:
    live = book.get(device)
    return True if live is not None and live.is_available is available else None


async def test_a_broker_that_is_gone_is_unreachable(
    actor: Actor, bus: EmbeddedBus, clock: StillClock
) -> None:
    bus.cut()

    acted = await actor.act(wish("bath_light", clock, set_={"state": "on"}))

    assert acted.outcome == "unreachable"


@pytest.mark.parametrize("faults", [Faults(repeats=2), Faults()])
async def test_doubled_messages_change_nothing(
    actor: Actor, home: SimulatedHome, clock: StillClock, faults: Faults
) -> None:
    acted = await outcome_with(faults, "bath_light", {"state": "on"}, actor, home, clock)

    assert acted.outcome == "confirmed"


async def test_a_curtain_is_told_to_be_under_way_and_arrives(
    actor: Actor, home: SimulatedHome, book: DeviceBook, clock: StillClock
) -> None:
    acted = await actor.act(wish("living_curtain", clock, set_={"position": 60}))
    clock.move(5)
    await home.step()
    device = IDS["living_curtain"]

    def position() -> object:
        live = book.get(device)
        return live.state["position"] if live and live.state["position"] == 60 else None

    assert acted.outcome == "under_way"
    assert await book.until(position, within_s=5) == 60


@pytest.mark.parametrize(
    ("device", "set_", "outcome"),
    [
        ("nobody", {"state": "on"}, "unknown_device"),
        ("living_humidity", {"state": "on"}, "not_supported"),
        ("bath_light", {"brightness": 3}, "not_supported"),
        ("bath_light", {}, "not_supported"),
        ("living_stand", {"color": "plaid"}, "unknown_value"),
        ("living_aircon", {"state": "bake"}, "unknown_value"),
        ("living_aircon", {"temperature": "warm"}, "unknown_value"),
        ("entrance_lock", {"state": "ajar"}, "unknown_value"),
    ],
)
async def test_what_a_device_cannot_is_told_and_not_sent(
    actor: Actor, home: SimulatedHome, clock: StillClock, device: str, set_: State, outcome: str
) -> None:
    acted = await actor.act(wish(device, clock, set_=set_, confirmed=True))

    assert acted.outcome == outcome
    assert home.orders == []


async def test_a_change_from_an_unknown_state_asks(
    actor: Actor, home: SimulatedHome, book: DeviceBook, clock: StillClock
) -> None:
    lamp = next(one for one in default_flat().devices if one.id == "living_light")
    await home.add(
        type(lamp)(id="dumb", dialect="discovery", kind="cover", name="새 커튼"),
        Faults(silent=True),
    )
    await book.until(lambda: book.get("discovery:dumb"), within_s=5)

    acted = await actor.act(wish("discovery:dumb", clock, change={"position": 10}))

    assert acted.outcome == "state_unknown"
