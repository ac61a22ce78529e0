from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.clock import SEOUL, StillClock, SystemClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


def test_seoul_is_nine_hours_ahead_and_bears_its_name() -> None:
    assert NOON.utcoffset() == timedelta(hours=9)
    assert NOON.tzname() == "Asia/Seoul"


def test_the_machines_clock_tells_the_machines_time() -> None:
    before = datetime.now(UTC)

    told = SystemClock().now()

    assert before <= told <= datetime.now(UTC)


def test_the_machines_clock_tells_it_in_seoul() -> None:
    assert SystemClock().now().tzinfo is SEOUL


def test_the_machines_seconds_never_go_back() -> None:
    clock = SystemClock()

    told = [clock.elapsed_s() for _ in range(100)]

    assert told == sorted(told)


def test_a_still_clock_stands_still() -> None:
    clock = StillClock(NOON)

    assert [clock.now(), clock.now()] == [NOON, NOON]
    assert clock.elapsed_s() == 0


def test_a_still_clock_tells_another_zones_time_in_seoul() -> None:
    clock = StillClock(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))

    assert clock.now() == NOON
    assert clock.now().tzinfo is SEOUL


def test_a_still_clock_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="must know its zone"):
        StillClock(datetime(2026, 11, 21, 12, 0))  # noqa: DTZ001 - what is refused


def test_a_still_clock_does_not_go_back() -> None:
    clock = StillClock(NOON)

    with pytest.raises(ValueError, match="does not go back"):
        clock.move(-0.001)

    assert clock.now() == NOON


def test_a_still_clock_may_be_moved_by_nothing() -> None:
    clock = StillClock(NOON)

    clock.move(0)

    assert clock.now() == NOON


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**7), max_size=8))
def test_a_moved_clock_tells_the_time_and_the_seconds_it_was_moved_by(moves: list[int]) -> None:
    clock = StillClock(NOON)

    for seconds in moves:
        clock.move(seconds)

    assert clock.now() == NOON + timedelta(seconds=sum(moves))
    assert clock.elapsed_s() == sum(moves)
