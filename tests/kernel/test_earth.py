import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.earth import DEGREE_M, EARTH_M, metres_between

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def test_a_degree_of_latitude_is_a_360th_of_the_way_around() -> None:
    assert pytest.approx(2 * math.pi * EARTH_M / 360) == DEGREE_M
    assert metres_between(37.0, 127.0, 38.0, 127.0) == pytest.approx(DEGREE_M)


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        # The great circle of the mean sphere, worked out from the angle between unit vectors.
        ((37.5665, 126.9780), (35.1796, 129.0756), 325_110),
        ((37.5665, 126.9780), (37.5665, 126.9780), 0),
        ((0.0, 0.0), (0.0, 180.0), math.pi * EARTH_M),
        ((90.0, 0.0), (-90.0, 77.0), math.pi * EARTH_M),
        ((0.0, 179.5), (0.0, -179.5), DEGREE_M),
        ((60.0, 0.0), (60.0, 0.001), DEGREE_M / 2000),
    ],
)
def test_the_way_between_two_points_is_on_the_sphere(
    a: tuple[float, float], b: tuple[float, float], metres: float
) -> None:
    assert metres_between(*a, *b) == pytest.approx(metres, rel=1e-4, abs=1e-6)


@settings(deadline=None)
@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_way_there_is_as_long_as_the_way_back(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float
) -> None:
    there = metres_between(lat_a, lon_a, lat_b, lon_b)

    # Near the other side of the earth a rounding error is some metres.
    assert there == pytest.approx(metres_between(lat_b, lon_b, lat_a, lon_a), rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(LATITUDES, LONGITUDES)
def test_the_other_side_of_the_earth_is_the_furthest(lat: float, lon: float) -> None:
    metres = metres_between(lat, lon, -lat, lon + 180)

    assert metres == pytest.approx(math.pi * EARTH_M, rel=1e-6)
