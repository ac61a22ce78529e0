"""Micro-workflows that survive being killed at any step.

A graph is nodes and edges over a typed state (a frozen dataclass of plain values). Every
finished step is an event; what a step changed stands sealed in it. A question to a person is
an interrupt: the run waits, for days if it must. A side effect is announced in the log before
it is tried, so that after a crash it is confirmed or left alone, never simply done again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from dure.errors import Conflict
from dure.kernel.events import Event, Json

END: Final = "end"
START: Final = "start"

STARTED: Final = "graph.started"
STEP_DONE: Final = "graph.step_done"
ASKED: Final = "graph.asked"
REPLIED: Final = "graph.replied"
EFFECT_BEGUN: Final = "graph.effect_begun"
EFFECT_DONE: Final = "graph.effect_done"
RETRIED: Final = "graph.retried"
STOPPED: Final = "graph.stopped"

FORGOTTEN: Final = "forgotten"
"""The reason of a run whose sealed parts are gone."""

Status = Literal["running", "waiting", "finished", "failed"]


@dataclass(frozen=True, kw_only=True)
class Go:
    """What a node found: fields of the state to change, and which edge to take.

    to: the label of an edge; "" where there is only one.
    """

    update: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question to the person; the node is called again with the answer."""

    question: str


Found = Go | Ask


class Step:
    """What a node is handed: the state, the answer to its question, and a way to act.

    answer: None until the person has answered this visit's question.
    """

    def __init__(
        self,
        state: Any,  # noqa: ANN401 - the graph's own state type
        answer: str | None,
        act: Callable[[str, "Do", "Confirm | None"], Awaitable[Json]],
    ) -> None:
        self.state = state
        self.answer = answer
        self._act = act

    async def act(self, name: str, do: "Do", *, confirm: "Confirm | None" = None) -> Json:
        """Do something to the world at most once, and return what came of it.

        name: tells this effect from others of the same node.
        do: is handed the idempotency key to pass on.
        confirm: is handed the key after a crash in between, and returns what came of it, or
            None if it did not happen; without it the run stops.
        Raises UnsureEffect if nobody knows whether it happened.
        """
        return await self._act(name, do, confirm)


Do = Callable[[str], Awaitable[Json]]
Confirm = Callable[[str], Awaitable[Json | None]]
Run = Callable[[Step], Awaitable[Found]]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A step of a graph.

    next: label → names of the nodes that follow; several run one after another and meet in
    a node that waits for them. waits_for: nodes that must be done first (a join).
    retries: how often it is tried again after Unavailable or lateness. timeout_s: None waits.
    """

    name: str
    run: Run
    next: Mapping[str, tuple[str, ...]]
    waits_for: tuple[str, ...] = ()
    retries: int = 0
    timeout_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Graph:
    """version: raised whenever runs under way could not go on in the new shape."""

    name: str
    version: int
    state: type
    start: str
    nodes: Mapping[str, Node]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands: the fold of its events.

    ready: nodes to run, in order. arrived: join → nodes that are done. visits: node → times
    it was done. effects: key → result, None while nobody knows. waiting: the node whose
    question stands, and the question.
    """

    state: Any
    status: Status = "running"
    ready: tuple[str, ...] = ()
    arrived: Mapping[str, frozenset[str]] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)
    effects: Mapping[str, Json | None] = field(default_factory=dict)
    waiting: str | None = None
    question: str | None = None
    answer: str | None = None
    reason: str | None = None
    length: int = 0


def fold(graph: Graph, events: Sequence[tuple[Event, Json | None]]) -> Progress | None:
    """Return where a run stands, None if it never began.

    Raises Conflict if it was begun by another version of the graph.
    """
    progress: Progress | None = None
    for event, payload in events:
        progress = _step(graph, progress, event, payload)
    return progress


def _step(graph: Graph, before: Progress | None, event: Event, payload: Json | None) -> Progress:
    if event.sealed is not None and payload is None:
        # The person was forgotten: what the run knew is gone, so it cannot go on.
        state = before.state if before else None
        return Progress(state=state, status="failed", reason=FORGOTTEN, length=event.position + 1)
    payload = payload or {}
    if before is None:
        stamp = (event.open.get("graph"), event.open.get("version"))
        if stamp != (graph.name, graph.version):
            raise Conflict(f"begun by {stamp}, not by {(graph.name, graph.version)}")
        return Progress(state=graph.state(**payload["state"]), ready=(graph.start,), length=1)
    changed = _changes(graph, before, event, payload)
    return Progress(**{**vars(before), **changed, "length": event.position + 1})


def _changes(graph: Graph, before: Progress, event: Event, payload: Json) -> dict[str, Any]:
    if before.reason == FORGOTTEN:
        return {}
    if event.kind == STEP_DONE:
        return _after(graph, before, event.open["node"], event.open["to"], payload["update"])
    if event.kind == ASKED:
        question = payload.get("question")
        return {"status": "waiting", "waiting": event.open["node"], "question": question}
    if event.kind == REPLIED:
        answer = payload.get("answer")
        return {"status": "running", "waiting": None, "question": None, "answer": answer}
    if event.kind in (EFFECT_BEGUN, EFFECT_DONE):
        result = payload.get("result") if event.kind == EFFECT_DONE else None
        return {"effects": {**before.effects, event.open["key"]: result}}
    if event.kind == STOPPED:
        return {"status": "failed", "reason": event.open["code"]}
    return {}


def _after(
    graph: Graph, before: Progress, done: str, to: str, update: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a finished step changes: the state, and who is next."""
    ready = list(before.ready[1:])
    arrived = dict(before.arrived)
    for name in graph.nodes[done].next[to]:
        if name == END:
            continue
        waits_for = graph.nodes[name].waits_for
        arrived[name] = arrived.get(name, frozenset()) | {done}
        if not waits_for or arrived[name] >= set(waits_for):
            ready.append(name)
            arrived[name] = frozenset()
    return {
        "state": updated(before.state, update),
        "ready": tuple(ready),
        "arrived": arrived,
        "visits": {**before.visits, done: before.visits.get(done, 0) + 1},
        "answer": None,
        "status": "running" if ready else "finished",
    }


def updated(state: Any, update: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the graph's state type
    """Return the state with some fields changed.

    Raises ValueError for a field that the state does not have.
    """
    known = {f.name for f in fields(state)}
    if not set(update) <= known:
        raise ValueError(f"no such fields: {sorted(set(update) - known)}")
    return type(state)(**{**vars(state), **update})


def mermaid(graph: Graph) -> str:
    """Return the graph as a Mermaid flowchart."""
    lines = ["flowchart TD", f"    {START}(({START})) --> {graph.start}"]
    for node in graph.nodes.values():
        shape = f"{node.name}{{{{{node.name}}}}}" if node.waits_for else f"{node.name}[{node.name}]"
        lines.append(f"    {shape}")
        for label, names in node.next.items():
            arrow = f"-- {label} -->" if label else "-->"
            lines += [f"    {node.name} {arrow} {name}" for name in names]
    return "\n".join([*lines, f"    {END}(({END}))"])
