"""The newest rows tell what the table tells, or nothing at all."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.events import FIRST_LINK, NewEvent
from dure.ports.event_rows import Chain, Row, event_of, prepared
from dure.ports.events import Append
from dure.ports.recent_rows import RecentRows

commits = st.lists(st.lists(st.sampled_from("abc"), max_size=4) | st.none(), max_size=40)
"""Streams that are written to, commit by commit; None: something was removed."""


def rows_of(chain: Chain, stream: str, position: int) -> list[Row]:
    events = (NewEvent(kind="abc"[position % 3], open={"n": position}),)
    wish = prepared(Append(tenant="main", stream=stream, events=events))
    return chain.rows(wish, position=position, at_us=position)


def kept(commits: Sequence[list[str] | None]) -> tuple[RecentRows, list[Row]]:
    recent, table, chain = RecentRows(), list[Row](), Chain(0, FIRST_LINK)
    for streams in commits:
        if streams is None:
            recent.clear()
            continue
        rows = list[Row]()
        for stream in streams:
            position = sum(row[2] == stream for row in (*table, *rows))
            rows += rows_of(chain, stream, position)
        table += rows
        recent.add(rows)
    return recent, table


@given(commits, st.sampled_from("abc"), st.integers(0, 20))
def test_a_stream_is_told_as_the_table_tells_it_or_not_at_all(
    written: list[list[str] | None], stream: str, start: int
) -> None:
    recent, table = kept(written)

    told = recent.of_stream("main", stream, start)

    expected = [event_of(row) for row in table if row[2] == stream and row[3] >= start]
    assert told is None or told == expected


@given(commits, st.integers(0, 100), st.none() | st.frozensets(st.sampled_from("abc")))
def test_what_follows_is_told_as_the_table_tells_it_or_not_at_all(
    written: list[list[str] | None], seq: int, kinds: frozenset[str] | None
) -> None:
    recent, table = kept(written)

    told = recent.after(seq, kinds)

    behind = [row for row in table if row[0] > seq]
    wanted = [event_of(row) for row in behind if kinds is None or row[4] in kinds]
    assert told is None or told == (wanted, max(seq, len(table)))


def test_who_just_wrote_is_told_without_the_table() -> None:
    recent, _ = kept([["a"], ["a", "b"]])

    assert [event.position for event in recent.of_stream("main", "a", 1) or ()] == [1]
    events, last = recent.after(1) or ([], 0)
    assert ([event.seq for event in events], last) == ([2, 3], 3)
    assert recent.of_stream("main", "a", 2) == []
    assert recent.after(3) == ([], 3)


@given(commits, st.sampled_from("abc"), st.integers(0, 20))
def test_what_was_empty_is_told_as_empty_until_something_is_written(
    written: list[list[str] | None], stream: str, start: int
) -> None:
    recent, table = kept(written)
    if not any(row[2] == stream for row in table):
        recent.add_empty("main", stream)

    told = recent.of_stream("main", stream, start)

    assert told is None or told == [
        event_of(row) for row in table if row[2] == stream and row[3] >= start
    ]
    assert told is not None or any(row[2] == stream for row in table)


def test_a_stream_that_was_empty_has_what_was_written_since() -> None:
    recent, _ = kept([["b"]])
    recent.add_empty("main", "a")

    recent.add(rows_of(Chain(1, FIRST_LINK), "a", 0))

    assert [event.position for event in recent.of_stream("main", "a", 0) or ()] == [0]


def test_nothing_is_known_of_what_was_cleared_or_never_written() -> None:
    recent, _ = kept([["a"], None])

    assert recent.of_stream("main", "a", 0) is None
    assert recent.after(0) is None
    assert recent.of_stream("main", "b", 0) is None


def test_what_is_kept_has_an_end() -> None:
    recent, table = kept([["a"]] * 300)

    assert recent.of_stream("main", "a", 0) is None
    assert recent.after(0) is None
    assert recent.after(299) == ([event_of(table[-1])], 300)
