"""A restore drill: the folder is lost under load and comes back with the printed key alone."""

import asyncio
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from tests.conftest import furnish

from dure.app.nightly import carry_erasures, erasure_status
from dure.app.wire import House, open_house
from dure.engine.session import ANSWERED
from dure.errors import DureError
from dure.kernel.turns import TurnRequest
from dure.settings import Settings
from dure.trust.retention import forget, owned_by, person_of
from dure.watch.health import every_event

CANARY: Final = "구슬밭별무리"
FORGOTTEN: Final = person_of("main", "kim")
LUNCH: Final = "5천원으로 점심"
PATIENCE_S: Final = 60


@dataclass
class Load:
    """People who keep asking, and the turns that they were answered."""

    house: House
    acked: list[str] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    async def ask(self, user: str) -> None:
        """Ask on and on; what fails once the folder is gone was not answered."""
        number = 0
        while not self.is_over:
            number += 1
            turn = f"{user}-{number}"
            request = TurnRequest(text=LUNCH, user=user, session=f"s-{user}", turn=turn)
            with suppress(DureError):
                await self.house.turns.take("meals", request)
                self.acked.append(turn)
            self.more.set()
            await asyncio.sleep(0)

    async def until(self, count: int) -> None:
        """Wait until so many more turns were answered."""
        wanted = len(self.acked) + count
        while len(self.acked) < wanted:
            self.more.clear()
            await asyncio.wait_for(self.more.wait(), PATIENCE_S)


async def dure(folder: Path, *words: str, said: str = "") -> dict[str, Any]:
    """Run the command line in another process that knows the folder and nothing else."""
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "dure", *words, "--json"],
        env={"DURE_DATA_DIR": str(folder)},
        input=said.encode(),
        capture_output=True,
        check=False,
    )
    answer: dict[str, Any] = json.loads(run.stdout)
    assert run.returncode == 0, (answer, run.stderr)
    return answer


async def forget_person(house: House, person: str) -> list[str]:
    ids = owned_by(house.keys.ids(), person)
    return await forget(ids, keys=house.keys, log=house.log, tenant="main")


@pytest.mark.parametrize("reaches", ["at once", "by the next backup"])
async def test_a_lost_folder_comes_back_and_the_forgotten_stay_forgotten(
    tmp_path: Path, stocked: Path, reaches: str
) -> None:
    data, backup, new = furnish(tmp_path / "data", stocked), tmp_path / "backup", tmp_path / "new"
    house = open_house(Settings({"DURE_DATA_DIR": str(data)}), only=["meals"])
    status = erasure_status(house)
    load = Load(house)
    canary = TurnRequest(text=f"{CANARY} {LUNCH}", user="kim", session="s-kim", turn="kim-1")
    await house.turns.take("meals", canary)
    people = [asyncio.create_task(load.ask(user)) for user in ("lee", "park", "choi")]

    # A backup beside the turns, in another process.
    await load.until(20)
    before = list(load.acked)
    made = await dure(data, "backup", "create", "--to", str(backup))
    key = made["recovery_key"]

    # One is forgotten after the backup, and turns go on.
    destroyed = await forget_person(house, FORGOTTEN)
    assert destroyed
    assert status(FORGOTTEN) == "pending in backups"
    if reaches == "at once":
        assert await carry_erasures(house) == 0
        assert status(FORGOTTEN) == "pending in backups"
    else:
        before = list(load.acked)
        made = await dure(data, "backup", "create", "--to", str(backup))
        assert status(FORGOTTEN) == "erased"
    await load.until(20)

    # The folder is lost under load.
    shutil.rmtree(data)
    await load.until(1)
    load.is_over = True
    await asyncio.gather(*people)
    await house.close()

    # Another process restores it with the printed key alone.
    restored = await dure(
        tmp_path / "none", "backup", "restore", str(backup), "--to", str(new), said=key
    )
    assert (restored["events"], restored["end"]) == (made["events"], made["end"])
    fsck = await dure(new, "fsck")
    assert (fsck["problems"], fsck["events"]) == ([], made["events"])
    assert fsck["forgotten"] > 0
    replayed = await dure(new, "replay", "--verify")
    assert replayed
    assert all(replayed.values())

    await check_restored(new, before, destroyed)


async def check_restored(new: Path, before: list[str], destroyed: list[str]) -> None:
    everything = b"".join(path.read_bytes() for path in new.rglob("*") if path.is_file())
    assert CANARY.encode() not in everything
    house = open_house(Settings({"DURE_DATA_DIR": str(new)}), only=["meals"])
    events = [event async for event in every_event(house.log)]
    answered = {event.open["turn"] for event in events if event.kind == ANSWERED}
    theirs = [event for event in events if event.sealed and event.sealed.key_id in destroyed]

    assert set(before) <= answered
    assert theirs
    assert [event for event in theirs if event.sealed and event.sealed.data] == []
    assert [event for event in theirs if house.sealer.open(event)] == []
    assert set(destroyed) <= set(house.keys.destroyed())
    assert owned_by(house.keys.ids(), FORGOTTEN) == []
    # Life goes on, with the others' memory.
    request = TurnRequest(text="고마워", user="lee", session="s-lee", turn="again")
    await house.turns.take("meals", request)
    state = await house.turns.session("main", "s-lee", "lee")
    assert [past.said for past in state.past][-1] == "고마워"
    assert LUNCH in [past.said for past in state.past]
    await house.close()
