"""Compose a graph from YAML, and refuse one in which a run could be lost.

    graph: registration
    version: 1
    start: look
    nodes:
      look: {run: look, timeout_s: 5, retries: 2, next: {found: join, none: ask}}
      ask: {run: ask, next: look}
      join: {run: join, next: end}

`run` names a function that the caller hands in; `next` is a node, a list of nodes that all
follow, or labels with either.
"""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from dure.engine.graph import END, Graph, Node, Run
from dure.errors import BadFile

_FILE: Final = "graph"


def compose(text: str, *, state: type, runs: Mapping[str, Run]) -> Graph:
    """Return the graph of a YAML text.

    Raises BadFile naming the node if something is missing, unknown, unreachable, or cannot
    reach the end.
    """
    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadFile(file=_FILE, why="YAML로 읽히지 않아요.") from error
    if not isinstance(plain, dict) or not isinstance(plain.get("nodes"), dict):
        raise _bad("graph, version, start, nodes가 있어야 해요.")
    nodes = {name: _node(name, entry, runs) for name, entry in plain["nodes"].items()}
    try:
        graph = Graph(name=str(plain["graph"]), version=int(plain["version"]), state=state,
                      start=str(plain["start"]), nodes=nodes)  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise _bad("graph, version, start, nodes가 있어야 해요.") from error
    check(graph)
    return graph


def check(graph: Graph) -> None:
    """Raise BadFile if a run of the graph could go astray.

    Every edge leads to a node or the end, every node is reached, and from every node the end
    can be reached: so there is no dead end, and every loop has an exit.
    """
    names = set(graph.nodes)
    for node in graph.nodes.values():
        targets = {name for following in node.next.values() for name in following}
        unknown = (targets | set(node.waits_for)) - names - {END}
        if unknown or not targets:
            raise _bad(f"‘{node.name}’ 다음에 갈 곳이 없어요: {', '.join(sorted(unknown))}")
    if graph.start not in names:
        raise _bad(f"시작하는 ‘{graph.start}’ 단계가 없어요.")
    unreached = names - _reached(graph)
    if unreached:
        raise _bad(f"아무도 가지 않는 단계가 있어요: {', '.join(sorted(unreached))}")
    stuck = names - _leading_to_end(graph)
    if stuck:
        raise _bad(f"끝에 닿지 못하는 단계가 있어요: {', '.join(sorted(stuck))}")


def _node(name: str, entry: Any, runs: Mapping[str, Run]) -> Node:  # noqa: ANN401 - YAML
    if not isinstance(entry, dict) or entry.get("run") not in runs:
        raise _bad(f"‘{name}’ 단계의 run을 몰라요.")
    timeout_s = entry.get("timeout_s")
    return Node(
        name=name,
        run=runs[entry["run"]],
        next=_edges(entry.get("next")),
        waits_for=tuple(entry.get("waits_for", ())),
        retries=int(entry.get("retries", 0)),
        timeout_s=None if timeout_s is None else float(timeout_s),
    )


def _edges(plain: Any) -> dict[str, tuple[str, ...]]:  # noqa: ANN401 - YAML
    if isinstance(plain, dict):
        return {str(label): _names(following) for label, following in plain.items()}
    return {"": _names(plain)}


def _names(plain: Any) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    if plain is None:
        return ()
    return tuple(map(str, plain)) if isinstance(plain, list) else (str(plain),)


def _reached(graph: Graph) -> set[str]:
    seen, left = set[str](), [graph.start]
    while left:
        name = left.pop()
        if name in seen or name == END:
            continue
        seen.add(name)
        left += [n for following in graph.nodes[name].next.values() for n in following]
    return seen


def _leading_to_end(graph: Graph) -> set[str]:
    good: set[str] = {END}
    while True:
        more = {
            node.name
            for node in graph.nodes.values()
            if any(name in good for following in node.next.values() for name in following)
        }
        if more <= good:
            return good
        good |= more


def _bad(why: str) -> BadFile:
    return BadFile(file=_FILE, why=why)
