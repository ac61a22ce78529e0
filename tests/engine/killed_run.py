"""Run a graph in a process of its own and die by SIGKILL at the n-th append; for test_runner."""

import asyncio
import os
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.killed import KilledLog

from dure.embedded.keys import SqliteKeyStore
from dure.engine.compose import compose
from dure.engine.graph import Ask, Found, Go, Graph, Step
from dure.engine.runner import Owner, Runner
from dure.errors import NotFound
from dure.kernel.events import Json
from dure.trust.seal import Sealer

OWNER = Owner(tenant="t", key_id="kim/profile/2026-11-21")
YAML = """
graph: pairing
version: 1
start: look
nodes:
  look: {run: look, next: [switch_on, write_name]}
  switch_on: {run: switch_on, retries: 1, timeout_s: 5, next: both}
  write_name: {run: write_name, next: both}
  both: {run: both, waits_for: [switch_on, write_name], next: {again: look, done: end}}
"""


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """The state of the graph under test."""

    name: str = ""
    rounds: int = 0


def pairing(world: Path) -> Graph:
    """Return the graph; its effects are lines in a file, which is how they are confirmed."""

    async def do(key: str) -> Json:
        with world.open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        return {"key": key}

    async def confirm(key: str) -> Json | None:
        done = world.read_text(encoding="utf-8").split() if world.exists() else []
        return {"key": key} if key in done else None

    async def look(step: Step) -> Found:
        return Go(update={"rounds": step.state.rounds + 1})

    async def switch_on(step: Step) -> Found:
        await step.act("power", do, confirm=confirm)
        return Go()

    async def write_name(step: Step) -> Found:
        if step.answer is None:
            return Ask(question="이름을 뭐라고 할까요?")
        await step.act("name", do, confirm=confirm)
        return Go(update={"name": step.answer})

    async def both(step: Step) -> Found:
        return Go(to="done" if step.state.rounds >= 2 else "again")

    runs = {"look": look, "switch_on": switch_on, "write_name": write_name, "both": both}
    return compose(YAML, state=Pairing, runs=runs)


async def drive(folder: Path, *, kill_at: int, after: bool) -> None:
    """Begin the run or go on with it, answering its questions, until it ends."""
    log = KilledLog(folder / "events.db", kill_at=kill_at, after=after)
    keys = SqliteKeyStore(folder / "keys.db", b"m" * 32)
    sealer = Sealer(keys, random.Random(os.getpid()).randbytes)
    runner = Runner(pairing(folder / "world"), log=log, sealer=sealer)
    try:
        progress = await runner.resume("r1", OWNER)
    except NotFound:
        progress = await runner.begin("r1", Pairing(), OWNER)
    while progress.status == "waiting":
        progress = await runner.reply("r1", "거실 불", OWNER)
    sys.stdout.write(f"{progress.status} {progress.state.name} {progress.state.rounds}\n")
    await log.close()


if __name__ == "__main__":
    asyncio.run(drive(Path(sys.argv[1]), kill_at=int(sys.argv[2]), after=sys.argv[3] == "after"))
