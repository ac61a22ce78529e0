"""What happened is written down in order, once, and waits where the log is away."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from dure.assistants.home.book import Happened
from dure.assistants.home.recording import STREAM, Recorder, RecordSettings
from dure.embedded.events import SqliteEventLog
from dure.errors import StorageFull, Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import Event
from dure.ports.events import Append
from dure.trust.seal import Sealer

KEY = "household/raw/2026-11-21"


class Moody(SqliteEventLog):
    """A log that fails as often as it is told to, and then works."""

    troubles: list[Exception]

    async def append(self, appends: Sequence[Append]) -> int:
        """See EventLog."""
        if self.troubles:
            raise self.troubles.pop(0)
        return await super().append(appends)


class Devices:
    """Things that happened and were not fetched yet."""

    def __init__(self, clock: StillClock) -> None:
        self.clock, self.waiting = clock, list[Happened]()

    def do(self, *names: str) -> None:
        """Let something happen to each, a second apart."""
        for name in names:
            self.clock.move(1)
            at, state = self.clock.now(), {"state": f"{name}!"}
            kind = "home.device_state_changed"
            self.waiting.append(Happened(kind=kind, device=name, at=at, private=state))

    def drain(self) -> list[Happened]:
        """See DeviceBook.drain."""
        found, self.waiting = self.waiting, []
        return found


@pytest.fixture
def devices(clock: StillClock) -> Devices:
    """Devices to which nothing happened yet."""
    return Devices(clock)


def recorder(log: SqliteEventLog, sealer: Sealer, devices: Devices, waiting: int = 100) -> Recorder:
    return Recorder(
        log, sealer, tenant="t", key_id=lambda: KEY, drain=devices.drain,
        settings=RecordSettings(waiting=waiting),
    )  # fmt: skip


def told(events: Sequence[Event], sealer: Sealer) -> list[object]:
    return [(event.open["device"], sealer.open(event)) for event in events]


async def test_what_happened_is_written_in_order_and_its_state_is_sealed(
    log: SqliteEventLog, sealer: Sealer, devices: Devices, clock: StillClock
) -> None:
    began = clock.now()
    devices.do("a", "b")

    assert await recorder(log, sealer, devices).flush()

    events = await log.read_stream("t", STREAM)
    assert told(events, sealer) == [("a", {"state": "a!"}), ("b", {"state": "b!"})]
    assert events[1].open["at"] == (began + timedelta(seconds=2)).isoformat()
    assert "!" not in str([event.open for event in events])


async def test_nothing_is_written_twice(
    log: SqliteEventLog, sealer: Sealer, devices: Devices
) -> None:
    made = recorder(log, sealer, devices)
    devices.do("a")

    await made.flush()
    await made.flush()

    assert len(await log.read_stream("t", STREAM)) == 1


@pytest.mark.parametrize("trouble", [StorageFull(), Unavailable("log")])
async def test_a_log_that_cannot_be_written_is_waited_for(
    log: SqliteEventLog, sealer: Sealer, devices: Devices, trouble: Exception
) -> None:
    log.__class__ = Moody
    log.troubles = [trouble, trouble]  # type: ignore[attr-defined]
    made = recorder(log, sealer, devices)
    devices.do("a")
    first = await made.flush()
    devices.do("b")
    second = await made.flush()
    devices.do("c")

    third = await made.flush()

    events = await log.read_stream("t", STREAM)
    assert (first, second, third) == (False, False, True)
    assert [event.open["device"] for event in events] == ["a", "b", "c"]
    assert made.lost == 0


async def test_what_waits_too_long_makes_room_and_is_counted(
    log: SqliteEventLog, sealer: Sealer, devices: Devices
) -> None:
    log.__class__ = Moody
    log.troubles = [Unavailable("log")]  # type: ignore[attr-defined]
    made = recorder(log, sealer, devices, waiting=3)
    devices.do("a", "b", "c", "d", "e")
    await made.flush()

    await made.flush()

    events = await log.read_stream("t", STREAM)
    assert [event.open["device"] for event in events] == ["c", "d", "e"]
    assert made.lost == 2


async def test_many_are_written_in_several_appends(
    log: SqliteEventLog, sealer: Sealer, devices: Devices
) -> None:
    names = [f"d{n}" for n in range(1203)]
    devices.do(*names)

    await recorder(log, sealer, devices, waiting=2000).flush()

    assert [e.open["device"] for e in await log.read_stream("t", STREAM)] == names
