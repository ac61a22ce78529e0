"""Graphs go on after a crash at any step, and touch the world once."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.engine.killed_run import OWNER, Pairing, pairing

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.engine.graph import Ask, Found, Go, Graph, Node, Run, Step
from dure.engine.runner import Runner, stream_of
from dure.errors import Conflict, LateAnswer, NotFound, Unavailable, UnsureEffect
from dure.kernel.events import Json
from dure.trust.retention import forget
from dure.trust.seal import Sealer

SCRIPT = Path(__file__).with_name("killed_run.py")


@dataclass(frozen=True, kw_only=True)
class Count:
    """A small state."""

    n: int = 0


def one_node(run: Run, *, retries: int = 0, timeout_s: float | None = None) -> Graph:
    node = Node(name="only", run=run, next={"": ("end",)}, retries=retries, timeout_s=timeout_s)
    return Graph(name="g", version=1, state=Count, start="only", nodes={"only": node})


def died(folder: Path, kill_at: int, when: str) -> Sequence[str]:
    """Run the script; return the line it printed, nothing if it was killed."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), str(kill_at), when],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )
    assert run.returncode in (0, -9), run.stderr
    return run.stdout.split()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_at_every_step_ends_and_acts_once(tmp_path: Path, when: str) -> None:
    for kill_at in range(1, 22):
        folder = tmp_path / str(kill_at)
        folder.mkdir()
        said = died(folder, kill_at, when)
        if not said:
            said = died(folder, 0, when)
        acts = (folder / "world").read_text(encoding="utf-8").split()
        assert said == ["finished", "거실", "불", "2"]
        assert len(acts) == len(set(acts)) == 4


async def test_a_question_stops_the_run_until_it_is_answered(
    log: SqliteEventLog, sealer: Sealer, tmp_path: Path
) -> None:
    runner = Runner(pairing(tmp_path / "world"), log=log, sealer=sealer)

    asked = await runner.begin("r", Pairing(), OWNER)
    still = await runner.resume("r", OWNER)

    assert (asked.status, asked.question) == ("waiting", "이름을 뭐라고 할까요?")
    assert still == asked


async def test_a_join_waits_for_both_branches_in_every_round(
    log: SqliteEventLog, sealer: Sealer, tmp_path: Path
) -> None:
    runner = Runner(pairing(tmp_path / "world"), log=log, sealer=sealer)

    await runner.begin("r", Pairing(), OWNER)
    await runner.reply("r", "안방 불", OWNER)
    ended = await runner.reply("r", "거실 불", OWNER)

    assert ended.status == "finished"
    assert ended.state == Pairing(name="거실 불", rounds=2)
    assert ended.visits["both"] == 2


async def test_an_effect_nobody_can_confirm_is_not_done_again(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    done: list[str] = []

    async def crashes_after_acting(key: str) -> Json:
        done.append(key)
        raise RuntimeError("the process died here")

    async def run(step: Step) -> Found:
        await step.act("open", crashes_after_acting)
        return Go()

    runner = Runner(one_node(run), log=log, sealer=sealer)
    with pytest.raises(RuntimeError):
        await runner.begin("r", Count(), OWNER)

    with pytest.raises(UnsureEffect):
        await runner.resume("r", OWNER)
    assert len(done) == 1
    assert (await runner.progress("r", OWNER)).reason == "unsure_effect"


async def test_what_is_not_available_is_tried_again_as_often_as_allowed(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    tries: list[int] = []

    async def run(step: Step) -> Found:
        tries.append(1)
        if len(tries) < 3:
            raise Unavailable(what="전구")
        return Go(update={"n": len(tries)})

    ended = await Runner(one_node(run, retries=2), log=log, sealer=sealer).begin(
        "r", Count(), OWNER
    )

    assert ended.state.n == 3


async def test_a_node_that_is_too_late_stops_the_run_with_its_reason(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    async def run(step: Step) -> Found:
        await asyncio.Event().wait()
        return Go()

    runner = Runner(one_node(run, timeout_s=0.01), log=log, sealer=sealer)

    with pytest.raises(LateAnswer):
        await runner.begin("r", Count(), OWNER)
    assert (await runner.progress("r", OWNER)).status == "failed"


async def test_a_node_that_still_fails_after_its_retries_stops_the_run(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    async def run(step: Step) -> Found:
        raise Unavailable(what="전구")

    runner = Runner(one_node(run, retries=1), log=log, sealer=sealer)

    with pytest.raises(Unavailable):
        await runner.begin("r", Count(), OWNER)
    assert (await runner.progress("r", OWNER)).reason == "unavailable"


async def test_an_edge_that_does_not_exist_is_a_slip(log: SqliteEventLog, sealer: Sealer) -> None:
    async def run(step: Step) -> Found:
        return Go(to="nowhere")

    with pytest.raises(ValueError, match="no edge"):
        await Runner(one_node(run), log=log, sealer=sealer).begin("r", Count(), OWNER)


async def test_a_field_the_state_does_not_have_is_a_slip(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    async def run(step: Step) -> Found:
        return Go(update={"m": 1})

    with pytest.raises(ValueError, match="no such fields"):
        await Runner(one_node(run), log=log, sealer=sealer).begin("r", Count(), OWNER)


async def test_a_run_begins_once_and_is_answered_only_when_it_asks(
    log: SqliteEventLog, sealer: Sealer
) -> None:
    async def run(step: Step) -> Found:
        return Go()

    runner = Runner(one_node(run), log=log, sealer=sealer)
    await runner.begin("r", Count(), OWNER)

    with pytest.raises(Conflict):
        await runner.begin("r", Count(), OWNER)
    with pytest.raises(Conflict):
        await runner.reply("r", "네", OWNER)
    with pytest.raises(NotFound):
        await runner.resume("other", OWNER)


async def test_a_run_of_another_version_is_refused(log: SqliteEventLog, sealer: Sealer) -> None:
    async def run(step: Step) -> Found:
        return Ask(question="네?")

    graph = one_node(run)
    await Runner(graph, log=log, sealer=sealer).begin("r", Count(), OWNER)
    newer = Graph(name="g", version=2, state=Count, start="only", nodes=graph.nodes)

    with pytest.raises(Conflict):
        await Runner(newer, log=log, sealer=sealer).resume("r", OWNER)


async def test_a_run_of_a_forgotten_person_cannot_go_on(
    log: SqliteEventLog, sealer: Sealer, keys: SqliteKeyStore, tmp_path: Path
) -> None:
    runner = Runner(pairing(tmp_path / "world"), log=log, sealer=sealer)
    await runner.begin("r", Pairing(name="거실"), OWNER)

    await forget([OWNER.key_id], keys=keys, log=log, tenant=OWNER.tenant)
    progress = await runner.resume("r", OWNER)

    assert (progress.status, progress.reason, progress.state) == ("failed", "forgotten", None)


async def test_what_a_run_knows_stands_only_in_sealed_parts(
    log: SqliteEventLog, sealer: Sealer, tmp_path: Path
) -> None:
    runner = Runner(pairing(tmp_path / "world"), log=log, sealer=sealer)
    await runner.begin("r", Pairing(name="비밀방"), OWNER)

    events = await log.read_stream(OWNER.tenant, stream_of("r"))

    assert all("비밀방" not in str(event.open) for event in events)
