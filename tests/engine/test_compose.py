"""YAML makes a graph, or tells which step would lose a run."""

from dataclasses import dataclass

import pytest

from dure.engine.compose import compose
from dure.engine.graph import Found, Go, Step
from dure.errors import BadFile


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """An empty state."""


async def go(step: Step) -> Found:
    return Go()


def made(text: str) -> object:
    return compose(text, state=Nothing, runs={"go": go})


def test_nodes_keep_their_limits() -> None:
    graph = compose(
        "{graph: g, version: 2, start: a,"
        " nodes: {a: {run: go, timeout_s: 3, retries: 2, next: end}}}",
        state=Nothing,
        runs={"go": go},
    )

    assert (graph.version, graph.nodes["a"].timeout_s, graph.nodes["a"].retries) == (2, 3.0, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "YAML"),
        ("just words", "nodes"),
        ("{graph: g, version: one, start: a, nodes: {a: {run: go, next: end}}}", "version"),
        ("{graph: g, start: a, nodes: {a: {run: go, next: end}}}", "version"),
        ("{graph: g, version: 1, start: b, nodes: {a: {run: go, next: end}}}", "b"),
        ("{graph: g, version: 1, start: a, nodes: {a: {run: fly, next: end}}}", "a"),
        ("{graph: g, version: 1, start: a, nodes: {a: 5}}", "a"),
        ("{graph: g, version: 1, start: a, nodes: {a: {run: go}}}", "a"),
        ("{graph: g, version: 1, start: a, nodes: {a: {run: go, next: nowhere}}}", "nowhere"),
        (
            "{graph: g, version: 1, start: a,"
            " nodes: {a: {run: go, next: end}, b: {run: go, next: end}}}",
            "b",
        ),
        (
            "{graph: g, version: 1, start: a,"
            " nodes: {a: {run: go, next: b}, b: {run: go, next: a}}}",
            "a, b",
        ),
    ],
)
def test_a_graph_in_which_a_run_could_be_lost_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadFile) as caught:
        made(text)

    assert told in caught.value.facts["why"]  # type: ignore[operator]
