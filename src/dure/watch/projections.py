"""Projections: what is worked out from the log, kept as a snapshot, and can be worked out anew.

A snapshot says up to which event it goes. `verify` replays from the first event and compares.
When a key is destroyed, projections that held what it sealed are replayed without it. What people
said word by word is in none of them, so that its keys, which go every night, cost no replay.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dure.kernel.events import Event, Json
from dure.ports.events import EventLog
from dure.ports.stores import Store
from dure.trust.retention import KEY_DESTROYED, RAW, retention_of
from dure.trust.seal import Sealer

PAGE: Final = 200
"""Events that are read in one piece where people are answered: some milliseconds of their time."""
_SPACE: Final = "projections"


@dataclass(frozen=True, kw_only=True)
class Projection:
    """step: (state, event, unsealed payload or None) → state; plain JSON values only.

    version: raised whenever `step` changes, which discards old snapshots. holds_sealed: whether
    `step` is given what is sealed, but for what people said word by word.
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
        snapshot, is_stale = await self._fold(projection, self._kept(projection))
        while is_stale:
            # What the destroyed key had sealed must leave the store's file too. Others go on
            # meanwhile, so a key may be destroyed after it had served the replay.
            self._store.delete(_SPACE, projection.name)
            nothing = Snapshot(state=projection.empty(), seq=0)
            snapshot, is_stale = await self._fold(projection, nothing, known=snapshot.seq)
        self._keep(projection, snapshot)
        return snapshot

    async def replay(self, projection: Projection) -> Snapshot:
        """Return the projection worked out from the first event; keeps nothing."""
        snapshot, _ = await self._fold(projection, Snapshot(state=projection.empty(), seq=0))
        return snapshot

    async def _fold(
        self, projection: Projection, snapshot: Snapshot, *, known: int = 0
    ) -> tuple[Snapshot, bool]:
        """Return a snapshot after all events that follow, and whether a key was destroyed in them.

        known: keys destroyed up to this event served nothing of it.
        """
        state, seq, is_stale = snapshot.state, snapshot.seq, False
        while page := await self._log.read_all(after=seq, limit=PAGE):
            for event in page:
                said = self._sealer.open(event) if _is_given(projection, event) else None
                state, seq = projection.step(state, event, said), event.seq
                is_stale = is_stale or (seq > known and _is_emptied_by(projection, event))
            await asyncio.sleep(0)  # People are answered between two pages.
        return Snapshot(state=state, seq=seq), is_stale

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


def _is_given(projection: Projection, event: Event) -> bool:
    """Whether a projection is given what an event seals."""
    if not projection.holds_sealed or event.sealed is None:
        return False
    return retention_of(event.sealed.key_id) != RAW


def _is_emptied_by(projection: Projection, event: Event) -> bool:
    """Whether a projection may hold what an event says can be read no more."""
    if not projection.holds_sealed or event.kind != KEY_DESTROYED:
        return False
    return retention_of(event.open["key_id"]) != RAW


def _bytes(state: Json) -> bytes:
    return orjson.dumps(state, option=orjson.OPT_SORT_KEYS)
