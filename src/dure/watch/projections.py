"""Projections: what is worked out from the log, kept as a snapshot, and can be worked out anew.

A snapshot says up to which event it goes. `verify` replays from the first event and compares.
When a key is destroyed, projections that held what it sealed are replayed without it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dure.kernel.events import Event, Json
from dure.ports.events import EventLog
from dure.ports.stores import Store
from dure.trust.retention import KEY_DESTROYED
from dure.trust.seal import Sealer
from dure.watch.health import every_event

_SPACE: Final = "projections"


@dataclass(frozen=True, kw_only=True)
class Projection:
    """step: (state, event, unsealed payload or None) → state; plain JSON values only.

    version: raised whenever `step` changes, which discards old snapshots.
    """

    name: str
    version: int
    empty: Callable[[], Json]
    step: Callable[[Json, Event, Json | None], Json]
    holds_sealed: bool = False


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A projection's state up to and including an event."""

    state: Json
    seq: int


class Projector:
    """Brings projections up to date and keeps their snapshots."""

    def __init__(self, *, log: EventLog, store: Store, sealer: Sealer) -> None:
        self._log, self._store, self._sealer = log, store, sealer

    async def catch_up(self, projection: Projection) -> Snapshot:
        """Return the projection up to the newest event, and keep it."""
        snapshot = self._kept(projection)
        state, seq, stale = snapshot.state, snapshot.seq, False
        while page := await self._log.read_all(after=seq):
            for event in page:
                state, seq = projection.step(state, event, self._sealer.open(event)), event.seq
                stale = stale or (projection.holds_sealed and event.kind == KEY_DESTROYED)
        snapshot = Snapshot(state=state, seq=seq)
        if stale:
            # What the destroyed key had sealed must leave the store's file too.
            self._store.delete(_SPACE, projection.name)
            snapshot = await self.replay(projection)
        self._keep(projection, snapshot)
        return snapshot

    async def replay(self, projection: Projection) -> Snapshot:
        """Return the projection worked out from the first event; keeps nothing."""
        state, seq = projection.empty(), 0
        async for event in every_event(self._log):
            state, seq = projection.step(state, event, self._sealer.open(event)), event.seq
        return Snapshot(state=state, seq=seq)

    def drop(self, projections: Iterable[Projection]) -> None:
        """Drop kept snapshots that hold sealed parts; they are worked out anew when asked for."""
        for projection in projections:
            if projection.holds_sealed and self._store.get(_SPACE, projection.name) is not None:
                self._store.delete(_SPACE, projection.name)

    async def verify(self, projection: Projection) -> bool:
        """Whether the kept snapshot, brought up to date, equals the replay."""
        kept = await self.catch_up(projection)
        replayed = await self.replay(projection)
        return _bytes(kept.state) == _bytes(replayed.state)

    def _kept(self, projection: Projection) -> Snapshot:
        data = self._store.get(_SPACE, projection.name)
        if data is None:
            return Snapshot(state=projection.empty(), seq=0)
        try:
            kept: dict[str, Any] = orjson.loads(data)
        except orjson.JSONDecodeError:
            kept = {}
        if kept.get("version") != projection.version:
            return Snapshot(state=projection.empty(), seq=0)
        return Snapshot(state=kept["state"], seq=kept["seq"])

    def _keep(self, projection: Projection, snapshot: Snapshot) -> None:
        plain = {"version": projection.version, "seq": snapshot.seq, "state": snapshot.state}
        self._store.put(_SPACE, projection.name, orjson.dumps(plain))


def _bytes(state: Json) -> bytes:
    return orjson.dumps(state, option=orjson.OPT_SORT_KEYS)
