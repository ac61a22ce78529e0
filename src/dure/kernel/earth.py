"""Distances on the earth."""

import math
from typing import Final

EARTH_M: Final = 6_371_008.8
"""Mean radius of the earth (IUGG)."""
DEGREE_M: Final = math.pi * EARTH_M / 180
"""Metres in a degree of latitude."""


def metres_between(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the distance on a sphere (haversine); within 0.6 % of the ellipsoid."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    h = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(h)))
