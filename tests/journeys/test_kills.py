"""A process dies at every step of every graph: the run goes on, and no effect happens twice.

Here everything that a process knew is dropped at each append in turn, before it and after it.
By SIGKILL a real process dies at each append in `tests/engine/test_runner.py` and, with its
devices behind a real broker, in `tests/assistants/home/test_registration.py`.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest
from tests.journeys.registrations import SCENARIOS, Ended, Scenario, lived

from dure.app.lighting import AppPorts, chosen_names, light
from dure.app.wire import House
from dure.engine.graph import Graph
from dure.engine.runner import Runner

REGISTRATION: Final = "home_device_registration"
COVERED: Final[Mapping[str, str]] = {REGISTRATION: "tests/journeys/registrations.py"}
"""Graph → where its runs die at every step. A new graph is added here with its test."""


@dataclass(frozen=True, kw_only=True)
class WatchedPorts(AppPorts):
    """Remembers the graphs that assistants have driven."""

    graphs: list[Graph] = field(default_factory=list)

    def runner(self, graph: Graph) -> Runner:
        """See AppPorts."""
        self.graphs.append(graph)
        return super().runner(graph)


async def graphs_of(house: House) -> dict[str, Graph]:
    """Return the graphs of all installed assistants by name, once they have started."""
    ports = WatchedPorts(
        folder=house.folder.path,
        clock=house.clock,
        places=house.places,
        log=house.log,
        store=house.store,
        sealer=house.sealer,
        from_settings=house.settings,
    )
    for assistant in light(chosen_names([]), ports).values():
        await assistant.start()
        await assistant.stop()
    return {graph.name: graph for graph in ports.graphs}


async def test_every_graph_of_every_assistant_is_killed_somewhere(house: House) -> None:
    assert set(await graphs_of(house)) == set(COVERED)


async def test_the_registrations_that_are_killed_visit_every_node(
    house: House, tmp_path: Path
) -> None:
    graph = (await graphs_of(house))[REGISTRATION]

    visited = set[str]()
    for name, scenario in SCENARIOS.items():
        folder = tmp_path / name
        folder.mkdir()
        visited |= (await lived(folder, scenario)).visited

    assert visited == set(graph.nodes)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_registration_that_dies_at_any_step_ends_the_same_and_acts_once(
    tmp_path: Path, name: str, after: bool
) -> None:
    unharmed, ends = await killed_at_each_step(tmp_path, SCENARIOS[name], after=after)

    assert unharmed.status == "finished"
    assert [(at, end) for at, end in enumerate(ends, start=1) if end != unharmed] == []
    assert max(end.asked for end in ends) <= unharmed.asked
    assert len(ends) > 10


async def test_these_runs_see_a_home_that_forgets_what_it_sent(tmp_path: Path) -> None:
    forgetful = replace(SCENARIOS["refusing"], forgets=True)

    unharmed, ends = await killed_at_each_step(tmp_path, forgetful, after=False)

    assert any(end.orders["lamp"] > unharmed.orders["lamp"] for end in ends)


async def killed_at_each_step(
    folder: Path, scenario: Scenario, *, after: bool
) -> tuple[Ended, list[Ended]]:
    """Return how a run ends if nobody dies, and if its process dies at each append."""

    async def run(kill_at: int) -> Ended:
        own = folder / str(kill_at)
        own.mkdir()
        return await lived(own, scenario, kill_at=kill_at, after=after)

    unharmed = await run(0)
    return unharmed, await asyncio.gather(*map(run, range(1, unharmed.appends + 1)))
