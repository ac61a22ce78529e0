"""The fourth journey: a device says something, it is written down, and asked about later."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dure.app.wire import House, open_house
from dure.assistants.home.recording import STREAM
from dure.kernel.clock import StillClock
from dure.kernel.events import Event
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings
from dure.trust.retention import forget, owned_by

Opened = Callable[[], House]


@pytest.fixture
def opened(tmp_path: Path, clock: StillClock) -> Opened:
    """Opens the home in one and the same folder."""
    settings = Settings({"DURE_DATA_DIR": str(tmp_path / "data")})
    return lambda: open_house(settings, only=["home"], clock=clock)


@pytest.fixture
async def house(opened: Opened) -> AsyncIterator[House]:
    """The simulated flat, open."""
    made = opened()
    await made.start()
    yield made
    await made.close()


async def ask(house: House, text: str, session: str = "s") -> TurnResult:
    return await house.turns.take("home", TurnRequest(text=text, session=session))


async def happened(house: House) -> list[Event]:
    return await house.log.read_stream("main", STREAM)


async def until_written(house: House, kind: str, count: int) -> list[Event]:
    """Return the events of a kind once there are so many."""
    async with asyncio.timeout(10):
        async for _ in house.log.subscribe():
            found = [event for event in await happened(house) if event.kind == kind]
            if len(found) >= count:
                return found
    raise AssertionError("the log ended")


async def test_what_a_device_does_is_in_the_log_once_and_its_state_is_sealed(
    house: House,
) -> None:
    before = len(await until_written(house, "home.device_state_changed", 20))
    await ask(house, "거실 불 켜줘")

    found = (await until_written(house, "home.device_state_changed", before + 1))[before:]

    assert [house.sealer.open(event) for event in found] == [{"state": "on"}]
    assert set(found[0].open) == {"device", "at"}
    assert found[0].sealed is not None
    assert found[0].sealed.key_id.startswith("household/raw/")


async def test_a_question_is_answered_from_the_log_after_a_restart(
    opened: Opened, clock: StillClock
) -> None:
    for text in ("거실 불 켜줘", "거실 불 꺼줘"):
        house = opened()
        await house.start()
        await ask(house, text)
        await house.close()
        clock.move(3600)

    house = opened()
    await house.start()
    turned_on = await ask(house, "거실 불 언제 켰어?")
    turned_off = await ask(house, "거실 불 몇 시에 껐어?")
    unknown = await ask(house, "욕실 불 언제 켰어?")
    await house.close()

    assert turned_on.text == "거실 조명은 오후 12시에 켜졌어요."
    assert turned_off.text == "거실 조명은 오후 1시에 꺼졌어요."
    assert (unknown.outcome, unknown.reason) == ("refused", "not_recorded")


async def test_what_is_repeated_after_a_restart_did_not_happen_again(
    opened: Opened, clock: StillClock
) -> None:
    house = opened()
    await house.start()
    await ask(house, "거실 불 켜줘")
    await house.close()
    clock.move(24 * 3600)
    house = opened()
    await house.start()

    found = await ask(house, "거실 불 언제 켰어?")
    await house.close()

    assert found.text == "거실 조명은 어제 오후 12시에 켜졌어요."


async def test_what_happened_last_is_written_when_the_house_closes(opened: Opened) -> None:
    house = opened()
    await house.start()
    await ask(house, "거실 불 켜줘")
    await house.close()

    house = opened()
    last = [house.sealer.open(event) for event in await happened(house)]
    await house.close()

    assert {"state": "on"} in last


async def test_a_household_that_is_forgotten_keeps_its_devices_and_no_past(
    opened: Opened, clock: StillClock
) -> None:
    house = opened()
    await house.start()
    for text in ("거실 불 켜줘", "새 전구 등록해줘", "독서등", "서재"):
        await ask(house, text)
    await house.close()
    house = opened()
    keys = owned_by(house.keys.ids(), "household")
    await forget(keys, keys=house.keys, log=house.log, tenant="main")
    await house.close()

    house = opened()
    await house.start()
    past = await ask(house, "거실 불 언제 켰어?")
    lamp = await ask(house, "Smart Bulb E26 켜줘")
    named = await ask(house, "Smart Bulb E26 이름을 독서등으로 바꿔줘")
    again = await ask(house, "독서등 꺼줘")
    await house.close()

    assert past.reason == "not_recorded"
    assert (lamp.intent, lamp.outcome) == ("HassTurnOn", "answered")
    assert lamp.text.startswith("Smart Bulb E26")
    assert (named.outcome, again.text) == ("answered", "독서등을 껐어요.")
