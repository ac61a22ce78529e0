"""A grid over places on the earth: those within a radius, without looking at all of them.

Places are sorted into bands of latitude, and by longitude within a band; a circle is then a few
stretches of the sorted columns.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.kernel.earth import DEGREE_M, EARTH_M

_BAND: Final = 1 / 360
"""Height of a band in degrees of latitude, about 309 m: a kilometre's circle crosses 8."""
_MANY: Final = 200
"""Crossing more bands than this, their whole stretch is looked at in one piece."""
_MARGIN: Final = 1e-8
"""Degrees (a millimetre) that a box is wider than its circle, for rounding."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def grid_of(rows: Rows, lat: Floats, lon: Floats) -> bytes:
    """Return the grid of some places, to be read by `Grid`.

    rows: (n,) what they are called. lat, lon: (n,) degrees; NaN where the place is unknown.
    """
    known = ~(np.isnan(lat) | np.isnan(lon))
    rows, lat, lon = rows[known], lat[known], lon[known]
    order = np.lexsort((lon, np.floor(lat / _BAND)))
    return b"".join(
        np.ascontiguousarray(column[order]).tobytes()
        for column in (rows.astype(np.int64), lat, lon)
    )


class Grid:
    """Places found by distance."""

    def __init__(self, plain: bytes) -> None:
        """plain: what `grid_of` returned; empty for a grid without places."""
        count = len(plain) // 24
        self._rows = np.frombuffer(plain, dtype=np.int64, count=count)
        self._lat = np.frombuffer(plain, dtype=np.float64, count=count, offset=count * 8)
        self._lon = np.frombuffer(plain, dtype=np.float64, count=count, offset=count * 16)
        bands = np.floor(self._lat / _BAND)
        self._bands, starts = np.unique(bands, return_index=True)
        self._starts = np.append(starts, count)
        phi, theta = np.radians(self._lat), np.radians(self._lon)
        flat = np.cos(phi)
        self._unit = np.stack((flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)))

    @property
    def rows(self) -> Rows:
        """Return what the places are called, in the order of the grid."""
        return self._rows

    def around(self, lat: float, lon: float, radius_m: float) -> tuple[Rows, Floats]:
        """Return (rows, metres) of the places within the radius, in no order."""
        cut = _joined(self.stretches(lat, lon, radius_m))
        return self.among(cut, lat=lat, lon=lon, radius_m=radius_m)

    def among(
        self, cut: Rows | slice, *, lat: float, lon: float, radius_m: float
    ) -> tuple[Rows, Floats]:
        """Return (rows, metres) of those within the radius of some places of the grid's order."""
        # The straight line through the earth tells the way over it, and is quickly worked out.
        half = self._half_lines(cut, math.radians(lat), math.radians(lon))
        held = half <= math.sin(min(radius_m / (2 * EARTH_M), math.pi / 2)) ** 2
        metres: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(1.0, half[held])))
        return self._rows[cut][held], metres

    def _half_lines(self, cut: Rows | slice, phi: float, theta: float) -> Floats:
        """Return (n,) squares of half the straight line to each place, in radii of the earth."""
        flat = math.cos(phi)
        x, y, z = flat * math.cos(theta), flat * math.sin(theta), math.sin(phi)
        unit = self._unit[:, cut]
        lines: Floats = ((unit[0] - x) ** 2 + (unit[1] - y) ** 2 + (unit[2] - z) ** 2) / 4
        return lines

    def stretches(self, lat: float, lon: float, radius_m: float) -> list[tuple[int, int]]:
        """Return from where to where in the order of the grid the circle may reach."""
        high = radius_m / DEGREE_M + _MARGIN
        first = int(np.searchsorted(self._bands, math.floor((lat - high) / _BAND)))
        last = int(np.searchsorted(self._bands, math.floor((lat + high) / _BAND), side="right"))
        west, east = longitudes(lat, lon, high)
        if last - first > _MANY or (west, east) == (-180.0, 180.0):
            return [(int(self._starts[first]), int(self._starts[last]))]
        stretches = [self._stretch(band, west, east) for band in range(first, last)]
        return [(start, end) for start, end in stretches if start < end]

    def _stretch(self, band: int, west: float, east: float) -> tuple[int, int]:
        start, end = int(self._starts[band]), int(self._starts[band + 1])
        column = self._lon[start:end]
        low, high = column.searchsorted(west), column.searchsorted(east, side="right")
        return start + int(low), start + int(high)


def _joined(stretches: list[tuple[int, int]]) -> Rows | slice:
    if len(stretches) == 1:
        return slice(*stretches[0])
    every = [np.arange(start, end) for start, end in stretches]
    return np.concatenate(every) if every else slice(0, 0)


def longitudes(lat: float, lon: float, high: float) -> tuple[float, float]:
    """Return the longitudes within reach: all of them by a pole or across the date line.

    high: the radius in degrees of latitude.
    """
    if abs(lat) + high >= 90:
        return -180.0, 180.0
    reach = math.sin(math.radians(high)) / math.cos(math.radians(lat))
    wide = math.degrees(math.asin(min(1.0, reach)))
    west, east = lon - wide, lon + wide
    return (west, east) if west >= -180 and east <= 180 else (-180.0, 180.0)
