"""What every event log promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.adapters.postgres.events import PostgresEventLog
from dure.embedded.events import SqliteEventLog
from dure.errors import Conflict, Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, Json, NewEvent, Sealed, hash_of
from dure.ports.events import Append, EventLog

PATIENCE_S: Final = 5
"""Seconds after which an answer that was promised is taken for missing."""

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    leaves | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(params=["sqlite", "postgres"])
async def log(
    request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock
) -> AsyncIterator[EventLog]:
    """A log of each plug; it may hold events of others already."""
    made: EventLog
    if request.param == "postgres":
        made = PostgresEventLog(request.getfixturevalue("postgres_url"), clock)
    else:
        made = SqliteEventLog(tmp_path / "events.db", clock)
    yield made
    await made.close()


@pytest.fixture
def tenant() -> str:
    """A tenant that nobody else writes to."""
    return f"tenant-{uuid4()}"


class Book:
    """A tenant's side of a log: writes events by their kinds and reads kinds back."""

    def __init__(self, log: EventLog, tenant: str) -> None:
        self.log, self.tenant = log, tenant

    def of(self, stream: str, *kinds: str, expect: int | None = None) -> Append:
        events = tuple(NewEvent(kind=kind) for kind in kinds)
        return Append(tenant=self.tenant, stream=stream, events=events, expect=expect)

    async def write(self, stream: str, *kinds: str, expect: int | None = None) -> int:
        return await self.log.append([self.of(stream, *kinds, expect=expect)])

    async def kinds(self, stream: str, *, start: int = 0) -> list[str]:
        events = await self.log.read_stream(self.tenant, stream, start=start)
        return [event.kind for event in events]

    async def all_since(self, seq: int) -> list[Event]:
        return [e for e in await self.log.read_all(after=seq) if e.tenant == self.tenant]

    async def seal(self, stream: str, key_id: str, *data: bytes) -> list[Event]:
        """Write sealed events and return the whole stream."""
        sealed = (Sealed(key_id=key_id, data=one) for one in data)
        events = tuple(NewEvent(kind="sealed", sealed=one) for one in sealed)
        await self.log.append([Append(tenant=self.tenant, stream=stream, events=events)])
        return await self.log.read_stream(self.tenant, stream)


@pytest.fixture
def book(log: EventLog, tenant: str) -> Book:
    return Book(log, tenant)


async def take(events: AsyncIterator[Event], count: int) -> list[str]:
    """Return the kinds of the next events."""
    async with asyncio.timeout(PATIENCE_S):
        return [(await anext(events)).kind for _ in range(count)]


async def test_an_unknown_stream_is_empty(book: Book) -> None:
    assert await book.kinds("nothing") == []


async def test_an_append_is_answered_with_the_seq_of_its_last_event(book: Book) -> None:
    seq = await book.write("a", "one", "two", "three")

    assert (await book.log.read_stream(book.tenant, "a"))[-1].seq == seq


async def test_an_event_is_read_as_it_was_written(book: Book, clock: StillClock) -> None:
    sealed = Sealed(key_id="k", data=b"\x00\xffsecret")
    new = NewEvent(kind="tea.poured", open={"담은": "녹차", "ml": 200}, sealed=sealed)

    seq = await book.log.append([Append(tenant=book.tenant, stream="a", events=(new,))])

    [event] = await book.log.read_stream(book.tenant, "a")
    assert event == Event(
        seq=seq,
        tenant=book.tenant,
        stream="a",
        position=0,
        kind="tea.poured",
        at=clock.now(),
        open={"담은": "녹차", "ml": 200},
        sealed=sealed,
        sealed_hash=hash_of(sealed),
        link=event.link,
    )


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.dictionaries(texts, values, max_size=5))
async def test_whatever_is_json_is_read_back(book: Book, said: Json) -> None:
    stream = str(uuid4())
    new = NewEvent(kind="said", open=said)

    await book.log.append([Append(tenant=book.tenant, stream=stream, events=(new,))])

    assert [e.open for e in await book.log.read_stream(book.tenant, stream)] == [said]


@pytest.mark.parametrize("said", [{"number": 2**70}, {"text": "\ud800"}], ids=ascii)
async def test_what_is_no_json_is_the_callers_slip_and_the_log_goes_on(
    book: Book, said: Json
) -> None:
    new = NewEvent(kind="slip", open=said)

    with pytest.raises((ValueError, TypeError)):
        async with asyncio.timeout(PATIENCE_S):
            await book.log.append([Append(tenant=book.tenant, stream="a", events=(new,))])

    async with asyncio.timeout(PATIENCE_S):
        await book.write("a", "next")
    assert await book.kinds("a") == ["next"]


@pytest.mark.parametrize("text", ["\ud800", "\0"], ids=ascii)
@pytest.mark.parametrize("wrong", ["tenant", "stream", "kind", "key_id"])
async def test_a_name_that_is_no_text_is_the_callers_slip_and_the_log_goes_on(
    book: Book, wrong: str, text: str
) -> None:
    name = {"tenant": book.tenant, "stream": "a", "kind": "slip", "key_id": "k", wrong: text}
    new = NewEvent(kind=name["kind"], sealed=Sealed(key_id=name["key_id"], data=b"x"))

    with pytest.raises((ValueError, TypeError)):
        async with asyncio.timeout(PATIENCE_S):
            await book.log.append(
                [Append(tenant=name["tenant"], stream=name["stream"], events=(new,))]
            )

    async with asyncio.timeout(PATIENCE_S):
        await book.write("a", "next")
    assert await book.kinds("a") == ["next"]


async def test_dropping_a_key_that_is_no_text_leaves_the_log_going(book: Book) -> None:
    with suppress(ValueError, TypeError):
        async with asyncio.timeout(PATIENCE_S):
            await book.log.drop_sealed("\ud800")

    async with asyncio.timeout(PATIENCE_S):
        await book.write("a", "next")
    assert await book.kinds("a") == ["next"]


async def test_positions_count_from_zero_in_each_stream(book: Book) -> None:
    await book.write("a", "one", "two")
    await book.write("b", "one")
    await book.write("a", "three")

    a, b = [await book.log.read_stream(book.tenant, stream) for stream in ("a", "b")]
    assert [e.position for e in a] == [0, 1, 2]
    assert [e.position for e in b] == [0]


async def test_a_stream_is_read_from_a_position_on(book: Book) -> None:
    await book.write("a", "one", "two", "three")

    assert await book.kinds("a", start=1) == ["two", "three"]
    assert await book.kinds("a", start=3) == []


async def test_a_stream_of_the_same_name_belongs_to_one_tenant(book: Book, log: EventLog) -> None:
    other = Book(log, f"tenant-{uuid4()}")
    await book.write("a", "mine")
    await other.write("a", "theirs", expect=0)

    assert await book.kinds("a") == ["mine"]
    assert await other.kinds("a") == ["theirs"]


async def test_several_streams_are_written_at_once(book: Book) -> None:
    seq = await book.log.append([book.of("a", "one"), book.of("b", "two"), book.of("a", "three")])

    written = await book.all_since(seq - 3)
    assert [(e.stream, e.position, e.kind) for e in written] == [
        ("a", 0, "one"),
        ("b", 0, "two"),
        ("a", 1, "three"),
    ]


async def test_seqs_have_no_gaps_over_all_streams(book: Book) -> None:
    first = await book.write("a", "one")
    await book.write("b", "two", "three")
    last = await book.write("a", "four")

    everything = await book.log.read_all(after=first - 1)
    assert [e.seq for e in everything] == list(range(first, first + len(everything)))
    assert last == first + len(everything) - 1


async def test_all_events_are_read_after_a_seq_and_up_to_a_limit(book: Book) -> None:
    last = await book.write("a", "one", "two", "three", "four")

    page = await book.log.read_all(after=last - 3, limit=2)

    assert [(e.seq, e.kind) for e in page] == [(last - 2, "two"), (last - 1, "three")]


async def test_nothing_comes_after_the_newest_event(book: Book) -> None:
    last = await book.write("a", "one")

    assert await book.log.read_all(after=last) == []


async def test_an_append_that_expects_the_right_length_is_written(book: Book) -> None:
    await book.write("a", "one", "two", expect=0)
    await book.write("a", "three", expect=2)

    assert await book.kinds("a") == ["one", "two", "three"]


@pytest.mark.parametrize("expect", [0, 1, 3, -1])
async def test_an_append_that_expects_another_length_writes_nothing(
    book: Book, expect: int
) -> None:
    await book.write("a", "one", "two")

    with pytest.raises(Conflict):
        await book.write("a", "three", expect=expect)

    assert await book.kinds("a") == ["one", "two"]


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_one_conflict_among_several_streams_stops_them_all(book: Book, place: int) -> None:
    await book.write("taken", "first")
    appends = [book.of("free", "x", expect=0), book.of("other", "x")]
    appends.insert(place, book.of("taken", "x", expect=0))

    with pytest.raises(Conflict):
        await book.log.append(appends)

    assert [await book.kinds(s) for s in ("free", "other", "taken")] == [[], [], ["first"]]


async def test_a_conflict_leaves_no_gap(book: Book) -> None:
    before = await book.write("a", "one")
    with pytest.raises(Conflict):
        await book.write("a", "two", "three", expect=0)
    after = await book.write("a", "four")

    assert [e.seq for e in await book.log.read_all(after=before - 1)] == list(
        range(before, after + 1)
    )
    assert await book.kinds("a") == ["one", "four"]


async def test_an_append_without_events_checks_the_length_only(book: Book) -> None:
    await book.write("a", "one")

    await book.write("a", expect=1)
    with pytest.raises(Conflict):
        await book.write("a", expect=0)

    assert await book.kinds("a") == ["one"]


async def test_an_append_of_nothing_is_taken_and_writes_nothing(book: Book) -> None:
    last = await book.write("a", "one")

    await book.log.append(())

    assert await book.all_since(last) == []


async def test_many_writers_at_once_lose_nothing(book: Book) -> None:
    async def write(writer: int) -> list[int]:
        return [await book.write(f"w{writer}", str(turn)) for turn in range(5)]

    start = await book.write("start", "start")
    acked = await asyncio.gather(*(write(n) for n in range(64)))

    assert [await book.kinds(f"w{n}") for n in range(64)] == [["0", "1", "2", "3", "4"]] * 64
    assert sorted(seq for seqs in acked for seq in seqs) == [
        e.seq for e in await book.all_since(start)
    ]


async def test_many_writers_of_one_stream_leave_no_gap_in_it(book: Book) -> None:
    await asyncio.gather(*(book.write("a", f"{n}-one", f"{n}-two") for n in range(64)))

    events = await book.log.read_stream(book.tenant, "a")
    assert [e.position for e in events] == list(range(128))
    assert [e.kind.replace("one", "two") for e in events[::2]] == [e.kind for e in events[1::2]]


async def test_of_many_writers_that_expect_one_length_one_wins(book: Book) -> None:
    answers = await asyncio.gather(
        *(book.write("a", str(n), expect=0) for n in range(64)), return_exceptions=True
    )

    won = [str(n) for n, answer in enumerate(answers) if not isinstance(answer, Conflict)]
    assert await book.kinds("a") == won
    assert len(won) == 1


async def test_a_subscriber_gets_old_and_new_events_in_order(book: Book) -> None:
    start = await book.write("a", "before")
    await book.write("a", "old", "older")
    news = book.log.subscribe(after=start)

    old = await take(news, 2)
    waiting = asyncio.create_task(take(news, 3))
    await book.write("b", "new")
    await book.write("a", "newer", "newest")

    assert old == ["old", "older"]
    assert await waiting == ["new", "newer", "newest"]


async def test_a_subscriber_misses_nothing_while_many_write(book: Book) -> None:
    start = await book.write("a", "start")
    news = book.log.subscribe(after=start)
    reading = asyncio.create_task(take(news, 256))

    await asyncio.gather(*(book.write(f"w{n % 64}", str(n)) for n in range(256)))

    assert await reading == [e.kind for e in await book.all_since(start)]


async def test_every_subscriber_gets_every_event(book: Book) -> None:
    start = await book.write("a", "start")
    readers = [asyncio.create_task(take(book.log.subscribe(after=start), 2)) for _ in range(3)]

    await book.write("a", "one", "two")

    assert await asyncio.gather(*readers) == [["one", "two"]] * 3


async def test_a_subscriber_gets_the_kinds_it_asks_for_however_much_else_is_written(
    book: Book,
) -> None:
    start = await book.write("a", "wanted", "other", "wanted too") - 3
    wanted = frozenset(("wanted", "wanted too", "last"))
    news = book.log.subscribe(after=start, kinds=wanted)

    old = await take(news, 2)
    waiting = asyncio.create_task(take(news, 2))
    for _ in range(200):
        await book.write("b", "other")
    await book.write("a", "wanted", "other")
    await asyncio.gather(*(book.write(f"w{n}", "other") for n in range(100)))
    await book.write("b", "last")

    assert old == ["wanted", "wanted too"]
    assert await waiting == ["wanted", "last"]


async def test_a_subscriber_that_left_holds_nobody_up(book: Book) -> None:
    start = await book.write("a", "start")
    gone = asyncio.create_task(take(book.log.subscribe(after=start), 1))
    stays = asyncio.create_task(take(book.log.subscribe(after=start), 2))
    await book.write("a", "one")
    await gone

    await book.write("a", "two")

    assert await stays == ["one", "two"]


async def test_dropping_a_key_removes_what_it_sealed_and_keeps_the_hashes(book: Book) -> None:
    key, other = f"k-{uuid4()}", f"k-{uuid4()}"
    before = await book.seal("a", key, b"one", b"two")
    await book.seal("b", other, b"three")

    dropped = await book.log.drop_sealed(key)

    after = await book.log.read_stream(book.tenant, "a")
    [kept] = await book.log.read_stream(book.tenant, "b")
    assert dropped == 2
    assert [e.sealed for e in after] == [Sealed(key_id=key, data=None)] * 2
    assert [(e.sealed_hash, e.link) for e in after] == [(e.sealed_hash, e.link) for e in before]
    assert kept.sealed == Sealed(key_id=other, data=b"three")


async def test_dropping_a_key_again_finds_no_event_that_holds_its_bytes(book: Book) -> None:
    key = f"k-{uuid4()}"
    await book.seal("a", key, b"one")
    await book.log.drop_sealed(key)

    assert await book.log.drop_sealed(key) == 0


async def test_dropping_an_unknown_key_finds_nothing(book: Book) -> None:
    assert await book.log.drop_sealed(f"k-{uuid4()}") == 0


async def test_the_sealed_keys_are_those_whose_bytes_still_stand(book: Book) -> None:
    kept, gone = sorted(f"k-{uuid4()}" for _ in range(2)), f"k-{uuid4()}"
    for key in (kept[1], gone, kept[0], kept[1]):
        await book.seal("a", key, b"secret")
    await book.write("a", "open")

    await book.log.drop_sealed(gone)

    assert [key for key in await book.log.sealed_keys() if key in {*kept, gone}] == kept


async def test_appends_and_drops_at_once_do_not_disturb_each_other(book: Book) -> None:
    keys = [f"k-{uuid4()}" for _ in range(16)]
    for key in keys:
        await book.seal("sealed", key, b"secret")

    await asyncio.gather(
        *(book.log.drop_sealed(key) for key in keys),
        *(book.write(f"w{n}", "one", "two") for n in range(16)),
        *(book.seal("late", "kept", b"kept") for _ in range(16)),
    )

    sealed = await book.log.read_stream(book.tenant, "sealed")
    late = await book.log.read_stream(book.tenant, "late")
    assert {e.sealed.data for e in sealed if e.sealed} == {None}
    assert [e.sealed.data for e in late if e.sealed] == [b"kept"] * 16
    assert [await book.kinds(f"w{n}") for n in range(16)] == [["one", "two"]] * 16


async def test_closing_answers_what_is_under_way(book: Book) -> None:
    writes = [book.write(f"w{n}", "one") for n in range(64)]

    *seqs, _ = await asyncio.gather(*writes, book.log.close())

    assert len(set(seqs)) == 64


async def test_a_closed_log_takes_no_more_events(book: Book) -> None:
    await book.log.close()

    with pytest.raises(Unavailable):
        await book.write("a", "late")


async def test_a_closed_log_drops_no_more_keys(book: Book) -> None:
    await book.log.close()

    with pytest.raises(Unavailable):
        await book.log.drop_sealed("k")


async def test_a_log_may_be_closed_twice(log: EventLog) -> None:
    await log.close()

    await log.close()
