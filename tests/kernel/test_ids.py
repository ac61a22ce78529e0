import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.clock import SEOUL, Clock, StillClock
from dure.kernel.ids import Ids, system_random

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
LETTERS = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


class TurnedClock(Clock):
    """Tells the given times one after another, also when they go back."""

    def __init__(self, times: Iterable[datetime]) -> None:
        self._times = iter(times)

    def now(self) -> datetime:
        return next(self._times)

    def elapsed_s(self) -> float:
        return 0.0


def ones(count: int) -> bytes:
    return b"\xff" * count


def test_an_id_is_26_letters_without_those_that_are_misread() -> None:
    ids = Ids(StillClock(NOON), random.Random(7).randbytes)

    made = ids.new()

    assert len(made) == 26
    assert set(made) <= LETTERS


def test_an_id_begins_with_its_millisecond() -> None:
    # The example of the ULID specification: 1469918176385 ms is 01ARYZ6S41.
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1469918176385)

    made = Ids(StillClock(at), random.Random(7).randbytes).new()

    assert made.startswith("01ARYZ6S41")


def test_an_id_ends_with_the_random_bytes() -> None:
    assert Ids(StillClock(NOON), bytes).new().endswith("0" * 16)
    assert Ids(StillClock(NOON), ones).new().endswith("Z" * 16)


@settings(deadline=None)
@given(times=st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=50), seed=st.integers())
def test_each_id_is_greater_than_the_one_before_whatever_the_clock_does(
    times: list[int], seed: int
) -> None:
    clock = TurnedClock(NOON + timedelta(milliseconds=ms) for ms in times)
    ids = Ids(clock, random.Random(seed).randbytes)

    made = [ids.new() for _ in times]

    assert all(before < after for before, after in pairwise(made))


def test_ids_sort_and_are_unique_while_the_clock_stands_still() -> None:
    ids = Ids(StillClock(NOON), random.Random(7).randbytes)

    made = [ids.new() for _ in range(1000)]

    assert made == sorted(set(made))


def test_ids_count_on_when_the_random_bytes_are_used_up() -> None:
    ids = Ids(StillClock(NOON), ones)

    made = [ids.new() for _ in range(3)]

    assert made == sorted(set(made))


def test_ids_of_two_makers_in_one_millisecond_differ() -> None:
    first = Ids(StillClock(NOON), random.Random(1).randbytes)
    second = Ids(StillClock(NOON), random.Random(2).randbytes)

    assert first.new() != second.new()


def test_ids_take_their_bytes_from_the_machine_if_none_are_given() -> None:
    made = {Ids(StillClock(NOON)).new() for _ in range(100)}

    assert len(made) == 100


def test_the_machines_bytes_are_as_many_as_asked_and_differ() -> None:
    first, second = system_random(16), system_random(16)

    assert len(first) == len(second) == 16
    assert first != second
