"""Which channels a house has, and the job that looks for news."""

from pathlib import Path

import pytest
from tests.conftest import furnish

from dure.app.notices import house_secrets, notice_jobs, open_notices
from dure.app.wire import House, open_house
from dure.embedded.fanout import MemoryFanout
from dure.embedded.telemetry import SilentTelemetry
from dure.errors import BadFile
from dure.gateway.sockets import Sockets
from dure.kernel.clock import StillClock
from dure.ports.jobs import Every
from dure.settings import Settings


def sockets() -> Sockets:
    return Sockets(MemoryFanout(), SilentTelemetry())


def house_of(folder: Path, clock: StillClock, **told: str) -> House:
    return open_house(Settings({"DURE_DATA_DIR": str(folder), **told}), clock=clock)


async def test_without_a_contact_nothing_leaves_the_machine(house: House) -> None:
    assert open_notices(house, sockets()).push_key is None


async def test_the_key_of_a_house_is_the_same_after_a_restart(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    keys, folder = [], furnish(tmp_path / "data", stocked)
    for _ in range(2):
        house = house_of(folder, clock, DURE_NOTICES_CONTACT="mailto:ops@example.org")
        keys.append(open_notices(house, sockets()).push_key)
        secret = house_secrets(house).of("web_push")
        await house.close()

    assert keys[0] == keys[1]
    assert keys[0] is not None
    assert len(keys[0]) == 87
    assert secret.hex() not in keys[0]


async def test_each_assistant_that_tells_has_its_job(house: House) -> None:
    jobs = notice_jobs(house, open_notices(house, sockets()))

    assert [job.name for job in jobs] == ["meals.notices"]
    assert [job.when for job in jobs] == [Every(15)]
    assert await jobs[0].work() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("CONTACT", "ops@example.org"), ("QUIET_FROM", "아홉 시"), ("EVERY_MINUTES", "7")],
)
async def test_a_setting_that_is_none_is_refused_at_once(
    tmp_path: Path, stocked: Path, clock: StillClock, name: str, value: str
) -> None:
    folder = furnish(tmp_path / "data", stocked)
    house = house_of(folder, clock, **{f"DURE_NOTICES_{name}": value})

    with pytest.raises(BadFile):
        notice_jobs(house, open_notices(house, sockets()))
    await house.close()
