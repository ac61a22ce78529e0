"""A projection equals its replay, whatever happened, and holds nothing that was forgotten."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pace import laps_beside

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.engine.person import NOTED
from dure.engine.projections import PROJECTIONS
from dure.engine.session import ANSWERED, FAILED
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append
from dure.trust.retention import PROFILE, RAW, forget
from dure.trust.seal import Sealer
from dure.watch.projections import PAGE, Projection, Projector, Snapshot

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
PEOPLE: Final = ("kim", "lee")
TURNS: Final = next(p for p in PROJECTIONS if p.name == "turns")
NOTES: Final = next(p for p in PROJECTIONS if p.name == "notes")


def count_kind(state: Json, event: Event, payload: Json | None) -> Json:
    return {**state, event.kind: state.get(event.kind, 0) + 1}


KINDS: Final = Projection(name="kinds", version=1, empty=dict, step=count_kind)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A log, its keys, a store and a projector over them."""

    log: SqliteEventLog
    keys: SqliteKeyStore
    store: SqliteStore
    sealer: Sealer
    projector: Projector

    async def happen(self, kind: str, open_part: Json, *, stream: str = "s") -> None:
        event = NewEvent(kind=kind, open=open_part)
        await self.log.append([Append(tenant="main", stream=stream, events=(event,))])

    async def note(self, person: str, payload: Json, *, retention: str = PROFILE) -> None:
        """Note something on a person, sealed with that person's key."""
        stream = f"person:meals:{person}"
        key_id = self.sealer.current_key(f"main/{person}", retention, "2026-11-21")
        sealed = self.sealer.seal(payload, key_id=key_id, tenant="main", stream=stream)
        event = NewEvent(kind=NOTED, sealed=sealed)
        await self.log.append([Append(tenant="main", stream=stream, events=(event,))])

    async def forget(self, person: str) -> None:
        mine = [key_id for key_id in self.keys.ids() if f"/{person}/" in key_id]
        await forget(mine, keys=self.keys, log=self.log, tenant="main")

    def kept(self, projection: Projection) -> Json:
        """Return the snapshot as it is kept."""
        data = self.store.get("projections", projection.name)
        assert data is not None
        kept: Json = orjson.loads(data)
        return kept

    def keep(self, projection: Projection, **changes: object) -> None:
        """Tamper with the snapshot."""
        data = orjson.dumps({**self.kept(projection), **changes})
        self.store.put("projections", projection.name, data)

    async def close(self) -> None:
        await self.log.close()
        self.keys.close()
        self.store.close()


def open_room(folder: Path, *, state: Path, log: SqliteEventLog | None = None) -> Room:
    """state: the file of the snapshots, ":memory:" where they need not last."""
    log = log or SqliteEventLog(folder / "events.db", StillClock(NOON))
    keys = SqliteKeyStore(Path(":memory:"), b"m" * 32)
    store = SqliteStore(state)
    sealer = Sealer(keys, random.Random(7).randbytes)
    projector = Projector(log=log, store=store, sealer=sealer)
    return Room(log=log, keys=keys, store=store, sealer=sealer, projector=projector)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """An empty room in a temporary folder."""
    made = open_room(tmp_path, state=tmp_path / "state.db")
    yield made
    await made.close()


words = st.sampled_from(["땅콩", "우유", "새우"])
payloads = st.fixed_dictionaries(
    {},
    optional={
        "add": st.dictionaries(st.just("allergens"), st.lists(words)),
        "remove": st.dictionaries(st.just("allergens"), st.lists(words)),
        "put": st.dictionaries(st.sampled_from(["budget", "spice"]), st.integers(0, 9)),
    },
)
steps = st.one_of(
    st.tuples(
        st.just("answered"),
        st.sampled_from(["recommend", "hours", ""]),
        st.sampled_from(["answered", "asked", "refused"]),
    ),
    st.tuples(st.just("failed"), st.sampled_from(["too_long", "late_answer"])),
    st.tuples(st.just("noted"), st.sampled_from(PEOPLE), payloads),
    st.tuples(st.just("forgotten"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("caught up"), st.sampled_from([TURNS, NOTES, KINDS])),
)


async def go(room: Room, step: tuple[Any, ...]) -> None:
    """Let one thing happen."""
    match step:
        case "answered", intent, outcome:
            await room.happen(ANSWERED, {"turn": "t", "intent": intent, "outcome": outcome})
        case "failed", code:
            await room.happen(FAILED, {"turn": "t", "code": code})
        case "noted", person, payload:
            await room.note(person, payload)
        case "forgotten", person:
            await room.forget(person)
        case "caught up", projection:
            await room.projector.catch_up(projection)


@settings(max_examples=30, deadline=None)
@given(st.lists(steps, max_size=20))
async def test_catching_up_equals_the_replay_whatever_happened(
    history: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        room = open_room(Path(folder), state=Path(":memory:"))
        for step in history:
            await go(room, step)

        for projection in (TURNS, NOTES, KINDS):
            kept = await room.projector.catch_up(projection)
            assert kept == await room.projector.replay(projection)
            assert await room.projector.verify(projection)
        await room.close()


async def test_a_projection_of_nothing_is_empty(room: Room) -> None:
    assert await room.projector.catch_up(KINDS) == Snapshot(state={}, seq=0)


async def test_catching_up_goes_on_from_the_snapshot(room: Room) -> None:
    seen: list[int] = []

    def step(state: Json, event: Event, payload: Json | None) -> Json:
        seen.append(event.seq)
        return state

    watched = replace(KINDS, step=step)
    await room.happen("one", {})
    await room.projector.catch_up(watched)
    await room.happen("two", {})

    snapshot = await room.projector.catch_up(watched)

    assert seen == [1, 2]
    assert snapshot.seq == 2


async def test_a_snapshot_is_there_after_a_restart(room: Room) -> None:
    await room.happen("one", {})
    await room.projector.catch_up(KINDS)

    other = Projector(log=room.log, store=room.store, sealer=room.sealer)
    await room.happen("one", {})

    assert await other.catch_up(KINDS) == Snapshot(state={"one": 2}, seq=2)
    assert room.kept(KINDS) == {"version": 1, "seq": 2, "state": {"one": 2}}


async def test_catching_up_reads_more_than_a_page(room: Room) -> None:
    events = tuple(NewEvent(kind="one") for _ in range(2500))
    await room.log.append([Append(tenant="main", stream="s", events=events)])

    assert await room.projector.catch_up(KINDS) == Snapshot(state={"one": 2500}, seq=2500)


async def test_others_go_on_while_a_long_log_is_read(room: Room) -> None:
    events = tuple(NewEvent(kind="one") for _ in range(10 * PAGE))
    await room.log.append([Append(tenant="main", stream="s", events=events)])

    for work in (room.projector.catch_up, room.projector.replay):
        assert await laps_beside(work(KINDS)) >= 10


async def test_what_is_sealed_is_opened_only_for_who_holds_it_and_never_word_by_word(
    room: Room,
) -> None:
    said: list[Json | None] = []

    def step(state: Json, event: Event, payload: Json | None) -> Json:
        said.append(payload)
        return state

    await room.note("kim", {"put": {"spice": 1}})
    await room.note("kim", {"put": {"spice": 2}}, retention=RAW)
    for holds_sealed in (False, True):
        await room.projector.replay(replace(KINDS, step=step, holds_sealed=holds_sealed))

    assert said == [None, None, {"put": {"spice": 1}}, None]


async def test_a_new_version_discards_the_snapshot(room: Room) -> None:
    await room.happen("one", {})
    await room.projector.catch_up(KINDS)
    room.keep(KINDS, state={"one": 99})

    snapshot = await room.projector.catch_up(replace(KINDS, version=2))

    assert snapshot == Snapshot(state={"one": 1}, seq=1)
    assert room.kept(KINDS)["version"] == 2


async def test_a_replay_keeps_nothing(room: Room) -> None:
    await room.happen("one", {})

    await room.projector.replay(KINDS)

    assert room.store.get("projections", KINDS.name) is None


# --- verification ---------------------------------------------------------------------------


async def test_an_honest_snapshot_is_verified(room: Room) -> None:
    await room.happen("one", {})
    await room.projector.catch_up(KINDS)

    assert await room.projector.verify(KINDS)


@pytest.mark.parametrize(
    "change",
    [
        {"state": {"one": 3}},
        {"state": {}},
        {"state": {"one": 2, "two": 0}},
        {"seq": 1},
        {"seq": 0},
    ],
    ids=str,
)
async def test_a_snapshot_that_was_tampered_with_is_not_verified(
    room: Room, change: dict[str, object]
) -> None:
    await room.happen("one", {})
    await room.happen("one", {})
    await room.projector.catch_up(KINDS)
    room.keep(KINDS, **change)

    assert not await room.projector.verify(KINDS)


async def test_a_snapshot_that_cannot_be_read_is_worked_out_anew(room: Room) -> None:
    await room.happen("one", {})
    room.store.put("projections", KINDS.name, b"{")

    assert await room.projector.catch_up(KINDS) == Snapshot(state={"one": 1}, seq=1)


async def test_the_order_of_names_does_not_matter(room: Room) -> None:
    await room.happen("one", {})
    await room.happen("two", {})
    await room.projector.catch_up(KINDS)
    room.keep(KINDS, state={"two": 1, "one": 1})

    assert await room.projector.verify(KINDS)


# --- forgetting -----------------------------------------------------------------------------


async def test_destroying_a_key_rebuilds_the_projection_that_held_what_it_sealed(
    room: Room,
) -> None:
    await room.note("kim", {"add": {"allergens": ["땅콩"]}})
    await room.note("lee", {"add": {"allergens": ["우유"]}})
    before = await room.projector.catch_up(NOTES)

    await room.forget("kim")
    after = await room.projector.catch_up(NOTES)

    assert before.state["main/person:meals:kim"]["sets"] == {"allergens": ["땅콩"]}
    assert after.state["main/person:meals:kim"] == {}
    assert after.state["main/person:meals:lee"]["sets"] == {"allergens": ["우유"]}
    assert room.kept(NOTES)["state"] == after.state


async def test_the_file_of_snapshots_holds_nothing_that_was_forgotten(
    room: Room, tmp_path: Path
) -> None:
    await room.note("kim", {"add": {"allergens": ["땅콩-12345678"]}})
    await room.projector.catch_up(NOTES)
    before = (tmp_path / "state.db").read_bytes()

    await room.forget("kim")
    await room.projector.catch_up(NOTES)

    assert b"12345678" in before
    assert all(b"12345678" not in path.read_bytes() for path in tmp_path.glob("state.db*"))


async def test_what_was_noted_after_forgetting_is_held(room: Room) -> None:
    await room.note("kim", {"add": {"allergens": ["땅콩"]}})
    await room.projector.catch_up(NOTES)
    await room.forget("kim")
    await room.note("kim", {"add": {"allergens": ["새우"]}})

    snapshot = await room.projector.catch_up(NOTES)

    assert snapshot.state["main/person:meals:kim"]["sets"] == {"allergens": ["새우"]}


async def test_words_that_are_forgotten_every_night_rebuild_nothing(room: Room) -> None:
    seen: list[int] = []

    def step(state: Json, event: Event, payload: Json | None) -> Json:
        seen.append(event.seq)
        return state

    watched = replace(NOTES, step=step)
    await room.note("kim", {}, retention=RAW)
    await room.projector.catch_up(watched)
    await room.forget("kim")

    await room.projector.catch_up(watched)

    assert seen == [1, 2]


async def test_a_key_that_goes_while_the_rest_is_worked_out_anew_leaves_nothing(
    tmp_path: Path,
) -> None:
    log = MeddledLog(tmp_path / "events.db", StillClock(NOON))
    room = open_room(tmp_path, state=tmp_path / "state.db", log=log)
    for person in PEOPLE:
        await room.note(person, {"add": {"allergens": ["땅콩"]}})
    await room.projector.catch_up(NOTES)
    await room.forget("kim")
    # The pages of catching up are two, the first of the replay is the third.
    log.before = {4: partial(room.forget, "lee")}

    snapshot = await room.projector.catch_up(NOTES)

    assert log.before == {}
    assert snapshot.state == {f"main/person:meals:{person}": {} for person in PEOPLE}
    assert room.kept(NOTES)["state"] == snapshot.state
    await room.close()


class MeddledLog(SqliteEventLog):
    """Lets something happen before a page is read. before: number of the page → what."""

    before: dict[int, Callable[[], Awaitable[None]]] | None = None
    pages = 0

    async def read_all(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        if self.before is not None:
            self.pages += 1
            meddle = self.before.pop(self.pages, None)
            if meddle is not None:
                await meddle()
        return await super().read_all(after=after, limit=limit)


async def test_a_projection_that_holds_nothing_sealed_is_not_rebuilt(room: Room) -> None:
    seen: list[int] = []

    def step(state: Json, event: Event, payload: Json | None) -> Json:
        seen.append(event.seq)
        return state

    open_only = replace(KINDS, step=step)
    await room.note("kim", {})
    await room.projector.catch_up(open_only)
    await room.forget("kim")

    await room.projector.catch_up(open_only)

    assert seen == [1, 2]


async def test_a_key_destroyed_before_the_event_says_so_is_told_by_verification(
    room: Room,
) -> None:
    await room.note("kim", {"add": {"allergens": ["땅콩"]}})
    await room.projector.catch_up(NOTES)

    [key_id] = room.keys.ids()
    room.keys.destroy(key_id)  # and here the process died

    assert not await room.projector.verify(NOTES)


# --- the engine's projections ---------------------------------------------------------------


async def test_turns_are_counted_by_tenant_intent_and_outcome(room: Room) -> None:
    for intent, outcome in [("hours", "answered"), ("hours", "answered"), ("hours", "asked")]:
        await room.happen(ANSWERED, {"turn": "t", "intent": intent, "outcome": outcome})
    await room.happen("turn.heard", {"turn": "t"})

    snapshot = await room.projector.catch_up(TURNS)

    assert snapshot.state == {"main": {"hours": {"answered": 2, "asked": 1}}}


async def test_failed_turns_are_counted_by_their_code(room: Room) -> None:
    await room.happen(FAILED, {"turn": "t", "code": "late_answer"})

    snapshot = await room.projector.catch_up(TURNS)

    assert snapshot.state == {"main": {"late_answer": {"failed": 1}}}


async def test_notes_are_kept_by_person(room: Room) -> None:
    await room.note("kim", {"add": {"allergens": ["땅콩", "우유"]}, "put": {"spice": 1}})
    await room.note("kim", {"remove": {"allergens": ["우유"]}, "put": {"spice": 2}})
    await room.note("lee", {"put": {"spice": 3}})
    await room.happen(ANSWERED, {"turn": "t", "intent": "hours", "outcome": "answered"})

    snapshot = await room.projector.catch_up(NOTES)

    assert snapshot.state == {
        "main/person:meals:kim": {"sets": {"allergens": ["땅콩"]}, "values": {"spice": 2}},
        "main/person:meals:lee": {"sets": {}, "values": {"spice": 3}},
    }
