"""Run graphs step by step on the event log, and go on where a dead process stopped."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dure.engine.graph import (
    ASKED,
    EFFECT_BEGUN,
    EFFECT_DONE,
    REPLIED,
    RETRIED,
    STARTED,
    STEP_DONE,
    STOPPED,
    Ask,
    Confirm,
    Do,
    Found,
    Go,
    Graph,
    Node,
    Progress,
    Step,
    fold,
)
from dure.errors import Conflict, DureError, LateAnswer, NotFound, Unavailable, UnsureEffect
from dure.kernel.events import Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.seal import Sealer


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose run it is: its payloads are sealed with this key."""

    tenant: str
    key_id: str


def stream_of(run: str) -> str:
    """Return the stream of a run."""
    return f"graph:{run}"


class Runner:
    """Drives runs of one graph."""

    def __init__(self, graph: Graph, *, log: EventLog, sealer: Sealer) -> None:
        self._graph, self._log, self._sealer = graph, log, sealer

    async def begin(self, run: str, state: Any, owner: Owner) -> Progress:  # noqa: ANN401
        """Begin a run and drive it to a question or its end.

        Raises Conflict if it was begun already.
        """
        about = {"graph": self._graph.name, "version": self._graph.version}
        await self._write(run, owner, STARTED, about, {"state": asdict(state)}, length=0)
        return await self.resume(run, owner)

    async def reply(self, run: str, answer: str, owner: Owner) -> Progress:
        """Answer the question that a run waits for, and drive it on.

        Raises Conflict if it waits for none.
        """
        progress = await self.progress(run, owner)
        if progress.waiting is None:
            raise Conflict(f"run {run!r} waits for no answer")
        about = {"node": progress.waiting}
        await self._write(run, owner, REPLIED, about, {"answer": answer}, length=progress.length)
        return await self.resume(run, owner)

    async def resume(self, run: str, owner: Owner) -> Progress:
        """Drive a run on from where its log ends; does nothing if it waits or has ended."""
        progress = await self.progress(run, owner)
        while progress.status == "running":
            node = self._graph.nodes[progress.ready[0]]
            try:
                found = await self._tried(run, node, progress, owner)
            except DureError as error:
                length = (await self.progress(run, owner)).length
                about = {"node": node.name, "code": error.code}
                await self._write(run, owner, STOPPED, about, None, length=length)
                raise
            await self._record(run, node, found, owner)
            progress = await self.progress(run, owner)
        return progress

    async def progress(self, run: str, owner: Owner) -> Progress:
        """Return where a run stands.

        Raises NotFound if it never began.
        """
        events = await self._log.read_stream(owner.tenant, stream_of(run))
        progress = fold(self._graph, [(event, self._sealer.open(event)) for event in events])
        if progress is None:
            raise NotFound(what="작업")
        return progress

    async def _tried(self, run: str, node: Node, progress: Progress, owner: Owner) -> Found:
        """Run a node, again after Unavailable or lateness as often as it allows."""
        for attempt in range(node.retries + 1):
            try:
                return await self._once(run, node, progress, owner)
            except (Unavailable, LateAnswer) as error:
                if attempt == node.retries:
                    raise
                progress = await self.progress(run, owner)
                about = {"node": node.name, "attempt": attempt + 1, "code": error.code}
                await self._write(run, owner, RETRIED, about, None, length=progress.length)
        raise AssertionError("the loop returns or raises")

    async def _once(self, run: str, node: Node, progress: Progress, owner: Owner) -> Found:
        visit = progress.visits.get(node.name, 0)

        async def act(name: str, do: Do, confirm: Confirm | None) -> Json:
            key = f"{run}:{node.name}:{visit}:{name}"
            return await self._act(run, key, do, confirm, owner)

        step = Step(progress.state, progress.answer, act)
        try:
            async with asyncio.timeout(node.timeout_s):
                return await node.run(step)
        except TimeoutError as error:
            raise LateAnswer from error

    async def _act(self, run: str, key: str, do: Do, confirm: Confirm | None, owner: Owner) -> Json:
        """Do a side effect at most once; after a crash in between, ask whether it happened."""
        progress = await self.progress(run, owner)
        result = progress.effects.get(key)
        if result is not None:
            return result
        about = {"key": key}
        if key in progress.effects:
            result = await _confirmed(key, confirm)
        else:
            await self._write(run, owner, EFFECT_BEGUN, about, None, length=progress.length)
        if result is None:
            result = await do(key)
        length = (await self.progress(run, owner)).length
        await self._write(run, owner, EFFECT_DONE, about, {"result": result}, length=length)
        return result

    async def _record(self, run: str, node: Node, found: Found, owner: Owner) -> None:
        length = (await self.progress(run, owner)).length
        if isinstance(found, Ask):
            about: Json = {"node": node.name}
            payload: Json = {"question": found.question}
            await self._write(run, owner, ASKED, about, payload, length=length)
            return
        about = {"node": node.name, "to": _edge(node, found)}
        payload = {"update": dict(found.update)}
        await self._write(run, owner, STEP_DONE, about, payload, length=length)

    async def _write(
        self,
        run: str,
        owner: Owner,
        kind: str,
        about: Mapping[str, Any],
        payload: Json | None,
        *,
        length: int,
    ) -> None:
        stream = stream_of(run)
        sealed = None
        if payload is not None:
            sealed = self._sealer.seal(
                payload, key_id=owner.key_id, tenant=owner.tenant, stream=stream
            )
        event = NewEvent(kind=kind, open=about, sealed=sealed)
        append = Append(tenant=owner.tenant, stream=stream, events=(event,), expect=length)
        await self._log.append([append])


def _edge(node: Node, found: Go) -> str:
    if found.to not in node.next:
        raise ValueError(f"node {node.name!r} has no edge {found.to!r}")
    return found.to


async def _confirmed(key: str, confirm: Confirm | None) -> Json | None:
    """Return what came of an effect that was begun, None if it surely did not happen."""
    if confirm is None:
        raise UnsureEffect(key=key)
    return await confirm(key)
