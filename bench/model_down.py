"""What a turn waits for when the language model's server is down, by how it is down.

The peer is the same turn without a model, in the same run. Claim: less than 300 ms more
(issue 4), but for the one turn that finds out that a server which worked now hangs.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.adapters.scripted_model import (
    TROUBLES,
    ScriptedModel,
    Trouble,
    Unreachable,
    closed_port,
    honest,
)

from dure.app.wire import House, open_house
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

ODD = "허기 퇴치 좀"
TURNS = 20


def measure() -> dict[str, Any]:
    """Return milliseconds of turns: without a model, and by kind of trouble."""
    return asyncio.run(_measure())


async def _measure() -> dict[str, Any]:
    away = Unreachable()
    found: dict[str, Any] = {"alone": await _never_worked("")}
    found["never worked"] = {
        "refused": await _never_worked(closed_port()),
        "unreachable": await _never_worked(away.url),
    }
    away.close()
    troubles: tuple[Trouble, ...] = (*TROUBLES, "hangs later", "gone")
    for trouble in TROUBLES:
        server = ScriptedModel(honest({}), trouble)
        found["never worked"][trouble] = await _never_worked(server.url)
        server.close()
    found["worked, then"] = {trouble: await _worked_then(trouble) for trouble in troubles}
    return found


async def _never_worked(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        house = await _opened(Path(folder), url)
        took = [await _timed(house, n) for n in range(TURNS)]
        await house.close()
    return _told(took)


async def _worked_then(trouble: Trouble) -> dict[str, float]:
    server = ScriptedModel(honest({}))
    with tempfile.TemporaryDirectory() as folder:
        house = await _opened(Path(folder), server.url)
        assert house.adviser is not None
        assert house.adviser.is_proven
        server.trouble = trouble
        if trouble == "gone":
            server.close()
        took = [await _timed(house, n) for n in range(TURNS)]
        await house.close()
    server.close()
    return _told(took)


async def _opened(folder: Path, url: str) -> House:
    settings = Settings({"DURE_DATA_DIR": str(folder), "DURE_MODELS_URL": url})
    house = open_house(settings, only=["meals"])
    await house.start()
    # The first turn loads the reader's model; it is nobody's to be measured.
    await house.turns.take("meals", TurnRequest(text="안녕"))
    return house


async def _timed(house: House, number: int) -> float:
    before = time.perf_counter()
    await house.turns.take("meals", TurnRequest(text=ODD, session=f"s{number}"))
    return (time.perf_counter() - before) * 1000


def _told(took_ms: list[float]) -> dict[str, float]:
    return {
        "first_ms": round(took_ms[0], 1),
        "later_p50_ms": round(median(took_ms[1:]), 1),
        "later_max_ms": round(max(took_ms[1:]), 1),
    }
