"""A home is talked to: what is said, what the devices do, and what is answered."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from tests.adapters import mosquitto

from dure.adapters.mqtt import MqttBus
from dure.app.wire import House, open_house
from dure.assistants.home.flat import Flat, FlatDevice
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.assistants.home.virtual import Wires
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)

Talk = Callable[..., Awaitable[TurnResult]]


def home_at(folder: Path, clock: StillClock, **named: str) -> House:
    settings = {f"DURE_HOME_{name.upper()}": value for name, value in named.items()}
    return open_house(
        Settings({"DURE_DATA_DIR": str(folder), **settings}), only=["home"], clock=clock
    )


@pytest.fixture
async def home(tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    """The simulated flat, open."""
    made = home_at(tmp_path / "data", clock)
    await made.start()
    yield made
    await made.close()


@pytest.fixture
def talk(home: House) -> Talk:
    return talking(home)


def talking(house: House) -> Talk:
    async def say(text: str, session: str = "s", turn: str | None = None) -> TurnResult:
        request = TurnRequest(text=text, session=session, turn=turn)
        return await house.turns.take("home", request)

    return say


async def states(house: House) -> dict[object, object]:
    """Return what the panel shows: name → state."""
    panel = house.turns.assistants["home"].panel
    assert panel is not None
    return {item["name"]: item["state"] for item in await panel()}


# --- commands -------------------------------------------------------------------------------


async def test_a_light_is_turned_on_and_the_device_says_so(home: House, talk: Talk) -> None:
    found = await talk("거실 불 켜줘")

    assert (found.intent, found.outcome) == ("HassTurnOn", "answered")
    assert found.text == "거실 조명을 켰어요."
    assert (await states(home))["거실 조명"] == "on"


async def test_what_is_on_already_is_said_to_be_so(talk: Talk) -> None:
    await talk("거실 불 켜줘")

    assert (await talk("거실 불 켜줘")).text == "거실 조명은 이미 켜져 있어요."


async def test_relative_is_relative(talk: Talk) -> None:
    await talk("거실 에어컨 24도로 맞춰줘")

    found = await talk("거실 에어컨 온도 2도 올려")

    assert found.text == "거실 에어컨 온도를 26도로 맞췄어요."


async def test_a_value_beyond_the_device_is_cut_and_that_is_said(talk: Talk) -> None:
    await talk("거실 에어컨 29도로 맞춰줘")

    found = await talk("거실 에어컨 온도 5도 올려")

    assert "30도로" in found.text
    assert "할 수 있는 데까지만" in found.text


async def test_it_refers_to_what_was_said_before(home: House, talk: Talk) -> None:
    await talk("거실 불 켜줘")

    assert (await talk("그것도 꺼")).text == "거실 조명을 껐어요."
    assert (await states(home))["거실 조명"] == "off"


async def test_two_commands_of_one_sentence_are_both_carried_out(talk: Talk) -> None:
    found = await talk("거실 불 켜고 에어컨 24도로")

    assert "거실 조명을 켰어요." in found.text
    assert "24도로" in found.text


async def test_a_turn_sent_twice_acts_once(home: House, talk: Talk) -> None:
    first = await talk("거실 에어컨 온도 1도 올려", turn="t1")
    again = await talk("거실 에어컨 온도 1도 올려", turn="t1")

    assert again.text == first.text


# --- what cannot be taken back, and what is only hinted at -------------------------------------


async def test_a_lock_is_opened_after_a_yes_only(home: House, talk: Talk) -> None:
    asked = await talk("현관문 열어줘")
    before = (await states(home))["현관 도어락"]
    done = await talk("네")

    assert (asked.outcome, asked.question) == ("asked", "confirm")
    assert before == "locked"
    assert done.outcome == "answered"
    assert (await states(home))["현관 도어락"] == "unlocked"


async def test_a_no_leaves_the_lock(home: House, talk: Talk) -> None:
    await talk("현관문 열어줘")
    await talk("아니")

    assert (await states(home))["현관 도어락"] == "locked"


async def test_a_yes_in_another_conversation_opens_nothing(home: House, talk: Talk) -> None:
    await talk("현관문 열어줘", session="mine")
    await talk("네", session="another")

    assert (await states(home))["현관 도어락"] == "locked"


async def test_a_remark_is_answered_with_an_offer(home: House, talk: Talk) -> None:
    offered = await talk("거실이 너무 어두워")
    await talk("응")

    assert offered.outcome == "asked"
    assert (await states(home))["거실 조명"] == "on"


# --- questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("거실 불 켜져 있어?", "아니요, 거실 조명은 꺼져 있어요."),
        ("현관문 잠겨 있어?", "네, 현관 도어락은 잠겨 있어요."),
        ("지금 몇 시야", "지금은 오후 12시예요."),
        ("오늘 며칠이야", "오늘은 2026년 11월 21일 토요일이에요."),
    ],
)
async def test_a_question_is_answered_from_what_is_known(talk: Talk, text: str, said: str) -> None:
    assert (await talk(text)).text == said


async def test_a_question_changes_nothing(home: House, talk: Talk) -> None:
    before = await states(home)
    for text in (
        "거실 불 켜져 있어?",
        "어떤 불이 켜져 있어?",
        "창문 다 닫혀 있어?",
        "거실 몇 도야",
    ):
        await talk(text)

    after = await states(home)
    assert {n: s for n, s in after.items() if isinstance(s, str) and not s[:1].isdigit()} == {
        n: s for n, s in before.items() if isinstance(s, str) and not s[:1].isdigit()
    }


async def test_how_many_are_on_is_counted(talk: Talk) -> None:
    await talk("모든 조명 꺼")
    await talk("거실 불 켜줘")

    found = await talk("불 몇 개 켜져 있어?")

    assert "1개" in found.text


# --- timers, shopping, later -----------------------------------------------------------------


async def test_a_timer_counts_down_and_rings(talk: Talk, clock: StillClock) -> None:
    await talk("10분 타이머 맞춰줘")
    clock.move(180)
    left = await talk("타이머 얼마나 남았어")
    clock.move(480)
    rung = await talk("지금 몇 시야")

    assert "7분 남았어요" in left.text
    assert "타이머가 끝났어요." in rung.text


async def test_a_timer_survives_a_restart(tmp_path: Path, clock: StillClock) -> None:
    first = home_at(tmp_path / "data", clock)
    await first.start()
    await talking(first)("10분 타이머 맞춰줘")
    await first.close()

    again = home_at(tmp_path / "data", clock)
    await again.start()
    found = await talking(again)("타이머 얼마나 남았어")
    await again.close()

    assert found.text == "10분 남았어요."


async def test_a_paused_timer_stands_still(talk: Talk, clock: StillClock) -> None:
    await talk("10분 타이머 맞춰줘")
    clock.move(60)
    await talk("타이머 멈춰")
    clock.move(600)

    assert "9분" in (await talk("타이머 다시 시작해")).text


async def test_of_two_timers_the_length_tells_which(talk: Talk) -> None:
    await talk("10분 타이머 맞춰줘")
    await talk("5분 타이머 맞춰줘")

    asked = await talk("타이머 취소")
    cancelled = await talk("5분짜리 타이머 취소해")

    assert (asked.outcome, cancelled.outcome) == ("asked", "answered")
    assert "10분" in (await talk("타이머 얼마나 남았어")).text


async def test_something_to_buy_is_noted_once(talk: Talk) -> None:
    first = await talk("장보기 목록에 우유 추가해줘")
    again = await talk("장보기 목록에 우유 추가해줘")

    assert first.text == "장보기 목록에 우유를 넣었어요."
    assert again.text == "우유는 장보기 목록에 이미 있어요."


async def test_what_was_to_be_done_while_nobody_was_there_is_dropped_and_told(
    tmp_path: Path, clock: StillClock
) -> None:
    first = home_at(tmp_path / "data", clock)
    await first.start()
    await talking(first)("5분 뒤에 거실 불 켜줘")
    await first.close()
    clock.move(3600)

    again = home_at(tmp_path / "data", clock)
    await again.start()
    found = await talking(again)("지금 몇 시야")
    lit = (await states(again))["거실 조명"]
    await again.close()

    assert "제때 하지 못해서" in found.text
    assert lit == "off"


# --- what is not clear -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("멍멍이 켜줘", "asked", "missing_target"),
        ("점심 뭐 먹지", "refused", "out_of_scope"),
        ("끄지 마", "refused", "negated"),
        ("ㅁㄴㅇㄹ", "refused", "out_of_scope"),
        ("🎉🎉🎉", "refused", "out_of_scope"),
        ("거실/#+ 불 켜줘", None, None),
    ],
)
async def test_what_is_not_clear_is_asked_about_and_nothing_is_done(
    home: House, talk: Talk, text: str, outcome: str | None, reason: str | None
) -> None:
    before = await states(home)
    found = await talk(text)

    assert outcome in (None, found.outcome)
    assert reason in (None, found.reason)
    if outcome:
        assert (await states(home))["거실 조명"] == before["거실 조명"]


# --- registering -----------------------------------------------------------------------------


async def test_a_new_device_is_registered_by_dialogue(home: House, talk: Talk) -> None:
    await talk("새 전구 등록해줘")
    await talk("독서등")
    done = await talk("서재")

    assert done.text == "독서등을 서재 기기로 등록했어요."
    assert (await talk("독서등 켜줘")).text == "독서등을 켰어요."
    assert (await states(home))["독서등"] == "on"


async def test_a_registration_goes_on_in_another_conversation_after_a_restart(
    tmp_path: Path, clock: StillClock
) -> None:
    first = home_at(tmp_path / "data", clock)
    await first.start()
    await talking(first)("새 전구 등록해줘")
    await first.close()

    again = home_at(tmp_path / "data", clock)
    await again.start()
    talk = talking(again)
    asked = await talk("아까 하던 거 계속해", session="later")
    await talk("독서등", session="later")
    done = await talk("서재", session="later")
    await again.close()

    assert "뭐라고 부를까요" in asked.text
    assert done.outcome == "answered"


async def test_a_registration_is_called_off(talk: Talk) -> None:
    await talk("새 전구 등록해줘")
    stopped = await talk("잠깐, 취소")
    after = await talk("거실 불 켜줘")

    assert stopped.outcome == "refused"
    assert after.text == "거실 조명을 켰어요."


async def test_the_flat_is_as_it_was_left_after_a_restart(
    tmp_path: Path, clock: StillClock
) -> None:
    first = home_at(tmp_path / "data", clock)
    await first.start()
    await talking(first)("거실 불 켜줘")
    await first.close()

    again = home_at(tmp_path / "data", clock)
    await again.start()
    lit = (await states(again))["거실 조명"]
    await again.close()

    assert lit == "on"


# --- a real broker ---------------------------------------------------------------------------


@pytest.fixture
def broker() -> str:
    """The address of a Mosquitto."""
    url = mosquitto.found()
    if url is None:
        pytest.skip("no MQTT broker at DURE_TEST_MQTT or on the standard port")
    return url


@pytest.fixture
async def real(
    broker: str, tmp_path: Path, clock: StillClock
) -> AsyncIterator[tuple[House, SimulatedHome]]:
    """A home over Mosquitto, with one lamp that another process might as well speak for."""
    base = f"dure-test/{uuid4()}"
    lamp = FlatDevice(
        id="lamp", dialect="discovery", kind="light", name="Mood Lamp", can=("brightness",),
        state={"state": "off", "brightness": 50},
    )  # fmt: skip
    wires = Wires(base=base, discovery=f"{base}/ha", tasmota=f"{base}/tasmota")
    flat = Flat(areas=(), area_aliases={}, devices=(lamp,))
    bus = MqttBus(broker)
    there = SimulatedHome(bus, flat, clock=clock, random=random.Random(1), wires=wires)
    await there.start()
    house = home_at(
        tmp_path / "data", clock, broker=broker, discovery_prefix=wires.discovery,
        tasmota_prefix=wires.tasmota,
    )  # fmt: skip
    await house.start()
    yield house, there
    await there.remove("lamp")
    await house.close()
    await there.close()
    await bus.close()


async def test_a_discovered_light_is_registered_and_obeys_over_mosquitto(
    real: tuple[House, SimulatedHome],
) -> None:
    house, there = real
    talk = talking(house)
    await talk("새 기기 등록해줘")
    await talk("무드등")
    await talk("거실")
    done = await talk("응")
    tried = len(there.orders)

    lit = await talk("무드등 켜줘")

    assert done.text == "무드등을 거실 기기로 등록했어요."
    assert lit.text == "무드등을 켰어요."
    assert len(there.orders) == tried + 1
    assert b"ON" in there.orders[-1][2]


async def test_a_device_that_is_gone_is_said_to_be(real: tuple[House, SimulatedHome]) -> None:
    house, there = real
    talk = talking(house)
    for text in ("새 기기 등록해줘", "무드등", "거실", "응"):
        await talk(text)

    await there.break_("lamp", Faults(offline=True))
    found = await talk("무드등 켜줘")

    assert (found.outcome, found.reason) == ("refused", "unreachable")
    assert "연결되어 있지 않아요" in found.text
