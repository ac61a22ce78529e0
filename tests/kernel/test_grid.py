"""The grid against every place looked at one by one; `test_places` holds whole circles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.earth import metres_between
from dure.kernel.grid import Grid, grid_of

spots = st.tuples(st.floats(37.4, 37.6), st.floats(126.9, 127.1))


def grid(spots: list[tuple[float, float]]) -> Grid:
    lat, lon = np.array([s[0] for s in spots]), np.array([s[1] for s in spots])
    return Grid(grid_of(np.arange(len(spots), dtype=np.int64), lat, lon))


@settings(max_examples=100)
@given(st.lists(spots, min_size=1, max_size=40), spots, st.floats(0, 5000))
def test_those_within_the_radius_are_found_and_no_others(
    here: list[tuple[float, float]], at: tuple[float, float], radius_m: float
) -> None:
    rows, found = grid(here).around(*at, radius_m)

    metres = {n: metres_between(*at, *spot) for n, spot in enumerate(here)}
    assert set(rows.tolist()) == {n for n, m in metres.items() if m <= radius_m}
    assert found.tolist() == pytest.approx([metres[n] for n in rows.tolist()])


def test_the_stretches_of_a_circle_hold_all_that_lies_in_it_and_little_else() -> None:
    here = [(37.4 + n % 100 / 500, 126.9 + n // 100 / 500) for n in range(10_000)]
    made = grid(here)

    stretches = made.stretches(37.5, 127.0, 1000)

    reached = {row for start, end in stretches for row in made.rows[start:end].tolist()}
    inside = {n for n, spot in enumerate(here) if metres_between(37.5, 127.0, *spot) <= 1000}
    assert inside <= reached
    assert len(reached) < 3 * len(inside)


def test_places_of_which_nobody_knows_where_they_are_are_left_out() -> None:
    plain = grid_of(np.arange(2), np.array([37.5, np.nan]), np.array([127.0, 127.0]))

    assert Grid(plain).around(37.5, 127.0, 1e7)[0].tolist() == [0]


def test_an_empty_grid_finds_nothing() -> None:
    assert len(Grid(b"").around(37.5, 127.0, 1e7)[0]) == 0
