"""With the language model's server down, a turn is answered as if there were none, and as soon."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.adapters.scripted_model import (
    TROUBLES,
    ScriptedModel,
    Trouble,
    Unreachable,
    closed_port,
    honest,
)
from tests.conftest import furnish

from dure.app.wire import House, open_house
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

ODD: Final = "허기 퇴치 좀"
MORE_S: Final = 1.5
"""Seconds that a turn may take more: less than one wait, on a busy machine. The .3 s promised are
measured by bench/model_down.py."""
TIMEOUT_S: Final = 3.0


@asynccontextmanager
async def meals(folder: Path, clock: StillClock, url: str = "") -> AsyncIterator[House]:
    settings = {"DURE_MODELS_URL": url, "DURE_MODELS_TIMEOUT_S": str(TIMEOUT_S)}
    house = open_house(
        Settings({"DURE_DATA_DIR": str(folder), **settings}), clock=clock, only=["meals"]
    )
    await house.start()
    try:
        yield house
    finally:
        await house.close()


async def timed(house: House, number: int = 0) -> tuple[float, str]:
    """Return how many seconds a turn took that would ask the model, and its outcome."""
    request = TurnRequest(text=ODD, session=f"s{number}", turn=f"t{number}")
    before = time.perf_counter()
    result = await house.turns.take("meals", request)
    return time.perf_counter() - before, result.outcome


async def alone_s(folder: Path, clock: StillClock) -> float:
    """Return seconds of a turn without any model."""
    async with meals(folder, clock) as house:
        return min([(await timed(house, n))[0] for n in range(3)])


async def test_a_server_that_never_worked_costs_nothing(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    without_s = await alone_s(furnish(tmp_path / "alone", stocked), clock)
    away = Unreachable()
    servers = {trouble: ScriptedModel(honest({}), trouble) for trouble in TROUBLES}
    urls: dict[str, str] = {trouble: server.url for trouble, server in servers.items()}
    urls |= {"refused": closed_port(), "unreachable": away.url}
    for trouble, url in urls.items():
        async with meals(furnish(tmp_path / trouble, stocked), clock, url) as house:
            took_s, outcome = await timed(house)

        assert outcome == "asked", trouble
        assert took_s - without_s < MORE_S, trouble
    for server in servers.values():
        server.close()
    away.close()


async def test_a_server_that_fails_between_turns_is_waited_for_once_at_most(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    without_s = await alone_s(furnish(tmp_path / "alone", stocked), clock)
    troubles: tuple[Trouble, ...] = (*TROUBLES, "hangs later", "gone")
    for trouble in troubles:
        server = ScriptedModel(honest({ODD: "배고픈데 먹을 곳 추천해 줘"}))
        async with meals(furnish(tmp_path / trouble, stocked), clock, server.url) as house:
            assert (await timed(house))[1] == "answered"
            server.trouble = trouble
            if trouble == "gone":
                server.close()
            took = [await timed(house, n) for n in range(1, 4)]
        server.close()

        hangs = trouble in ("silent", "drops", "hangs later")
        assert took[0][0] - without_s < (TIMEOUT_S if hangs else 0) + MORE_S, trouble
        assert max(took[1:])[0] - without_s < MORE_S, trouble


async def test_a_server_that_comes_back_is_used_again(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    server = ScriptedModel(honest({ODD: "배고픈데 먹을 곳 추천해 줘"}))
    async with meals(furnish(tmp_path / "data", stocked), clock, server.url) as house:
        assert house.adviser is not None
        server.trouble = "error"
        assert (await timed(house, 1))[1] == "asked"
        server.trouble = ""
        clock.move(31)
        await house.adviser.look()

        assert (await timed(house, 2))[1] == "answered"
    server.close()
