"""Pieces of the log: what is unpacked is what was packed, or it is told."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.watch.backups import SmallHouse

from dure.errors import Corrupt, DamagedBackup
from dure.kernel.events import FIRST_LINK, Event
from dure.ports.event_rows import event_of
from dure.watch.segments import Stretch, pack, unpack


@pytest.fixture
async def events(small: SmallHouse) -> list[Event]:
    """Some events, of which one person's are forgotten."""
    await small.say("별빛국밥", times=3)
    await small.say("달빛분식", person="main/lee", times=2)
    await small.forget("main/lee")
    return await small.log.read_all()


def test_what_is_unpacked_is_what_was_packed(events: list[Event]) -> None:
    stretch, data = pack(events, FIRST_LINK)

    rows = unpack(data, stretch, file="x")

    assert [event_of(row) for row in rows] == events
    assert (stretch.first, stretch.last) == (1, len(events))
    assert (stretch.before, stretch.after) == (FIRST_LINK, events[-1].link)


def test_a_stretch_in_the_middle_joins_at_both_ends(events: list[Event]) -> None:
    stretch, data = pack(events[2:4], events[1].link)

    assert [event_of(row) for row in unpack(data, stretch, file="x")] == events[2:4]


@pytest.mark.parametrize("change", ["gap", "order", "open", "link", "start"])
def test_a_broken_log_is_not_packed(events: list[Event], change: str) -> None:
    broken, before = list(events), FIRST_LINK
    if change == "gap":
        del broken[2]
    elif change == "order":
        broken[1], broken[2] = broken[2], broken[1]
    elif change == "open":
        broken[1] = replace(broken[1], open={"글": 2.5})
    elif change == "link":
        broken[1] = replace(broken[1], link=bytes(32))
    else:
        before = bytes(31) + b"x"

    with pytest.raises(Corrupt):
        pack(broken, before)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-1],
        lambda rows: rows[1:],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [rows[1], rows[0], *rows[2:]],
        lambda rows: [[*rows[0][:5], {"글": 2}, *rows[0][6:]], *rows[1:]],
        lambda rows: [[*rows[0][:7], "AAAA", None], *rows[1:]],
        lambda rows: [],
        lambda rows: {"a": 1},
        lambda rows: [1, 2],
    ],
)
def test_other_rows_than_were_packed_are_told(
    events: list[Event], change: Callable[[Any], Any]
) -> None:
    stretch, data = pack(events, FIRST_LINK)
    rows = change(orjson.loads(zlib.decompress(data)))

    with pytest.raises(DamagedBackup):
        unpack(zlib.compress(orjson.dumps(rows)), stretch, file="x")


@given(st.binary(max_size=50))
def test_what_is_no_segment_is_told(data: bytes) -> None:
    stretch = Stretch(first=1, last=3, before=FIRST_LINK, after=bytes(32))

    with pytest.raises(DamagedBackup):
        unpack(data, stretch, file="x")


def test_a_stretch_is_bound_to_its_place_and_installation() -> None:
    one = Stretch(first=1, last=3, before=FIRST_LINK, after=bytes(32))
    others = [
        replace(one, first=2),
        replace(one, last=4),
        replace(one, before=b"x" * 32),
        replace(one, after=b"x" * 32),
    ]

    bindings = {one.binding("a"), one.binding("b"), *(other.binding("a") for other in others)}

    assert len(bindings) == 6
