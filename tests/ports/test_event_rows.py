"""Rows hold an event whole, and each is chained to the one before."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.errors import Corrupt
from dure.kernel.clock import SEOUL
from dure.kernel.events import FIRST_LINK, NewEvent, Sealed, hash_of
from dure.ports.event_rows import COLUMNS, Chain, event_of, prepared
from dure.ports.events import Append

AT = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
AT_US = round(AT.timestamp() * 1_000_000)


def append(*kinds: str, sealed: Sealed | None = None) -> Append:
    events = tuple(NewEvent(kind=kind, open={"담은": "녹차"}, sealed=sealed) for kind in kinds)
    return Append(tenant="t", stream="s", events=events)


def test_an_event_is_read_from_its_row_as_it_was_written() -> None:
    sealed = Sealed(key_id="k", data=b"\0secret")

    [row] = Chain(0, FIRST_LINK).rows(prepared(append("a", sealed=sealed)), position=3, at_us=AT_US)

    event = event_of(row)
    assert (event.seq, event.position, event.kind, event.at) == (1, 3, "a", AT)
    assert (event.open, event.sealed) == ({"담은": "녹차"}, sealed)
    assert event.sealed_hash == hash_of(sealed)
    assert len(row) == len(COLUMNS)


def test_rows_follow_one_another_whether_made_at_once_or_one_by_one() -> None:
    at_once, one_by_one = Chain(7, b"x" * 32), Chain(7, b"x" * 32)

    rows = at_once.rows(prepared(append("a", "b")), position=0, at_us=AT_US)
    first = one_by_one.rows(prepared(append("a")), position=0, at_us=AT_US)
    second = one_by_one.rows(prepared(append("b")), position=1, at_us=AT_US)

    assert rows == first + second
    assert (at_once.seq, at_once.link) == (one_by_one.seq, one_by_one.link) == (9, rows[1][-1])


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_what_came_before_changes_the_link(one: bytes, other: bytes) -> None:
    links = [
        Chain(0, before).rows(prepared(append("a")), position=0, at_us=AT_US)[0][-1]
        for before in (one, other)
    ]

    assert (links[0] == links[1]) is (one == other)


@pytest.mark.parametrize("kind", ["\ud800", "a\0b"], ids=ascii)
def test_a_name_that_databases_cannot_hold_is_a_slip(kind: str) -> None:
    with pytest.raises(ValueError, match=r"text|NUL"):
        prepared(append(kind))


def test_a_row_whose_open_part_is_no_json_is_corrupt() -> None:
    row = (1, "t", "s", 0, "a", AT_US, b"{", None, None, None, b"")

    with pytest.raises(Corrupt):
        event_of(row)
