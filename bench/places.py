"""Radius search over 300,000 shops: the grid, beside a scan of the same places."""

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from dure.embedded.places import SqlitePlaces
from dure.kernel.earth import metres_between
from dure.ports.places import Located

SHOPS = 300_000
SEARCHES = 300
RADIUS_M = 500


def measure() -> dict[str, Any]:
    """Return milliseconds per search and the ratio to the scan."""
    rng = random.Random(5)
    spots = [(rng.uniform(37.42, 37.70), rng.uniform(126.77, 127.18)) for _ in range(SHOPS)]
    with tempfile.TemporaryDirectory() as folder:
        places = SqlitePlaces(Path(folder) / "places.db")
        records = (
            Located(id=f"{i:06d}", name=f"가게 {i}", lat=lat, lon=lon, record=b"{}")
            for i, (lat, lon) in enumerate(spots)
        )
        began = time.perf_counter()
        places.load("bench", records, version="1")
        loading = time.perf_counter() - began
        tree = sorted(_search(places, rng.choice(spots)) for _ in range(SEARCHES))
        scan = sorted(_scan(spots, rng.choice(spots)) for _ in range(3))
        places.close()
    p50, p95 = tree[SEARCHES // 2], tree[int(SEARCHES * 0.95)]
    return {
        "shops": SHOPS,
        "load_s": round(loading, 1),
        "p50_ms": round(p50, 3),
        "p95_ms": round(p95, 3),
        "scan_ms": round(scan[1], 1),
        "ratio": round(scan[1] / p50, 1),
    }


def _search(places: SqlitePlaces, at: tuple[float, float]) -> float:
    began = time.perf_counter()
    places.near("bench", lat=at[0], lon=at[1], radius_m=RADIUS_M)
    return (time.perf_counter() - began) * 1000


def _scan(spots: list[tuple[float, float]], at: tuple[float, float]) -> float:
    began = time.perf_counter()
    sorted(spot for spot in spots if metres_between(*at, *spot) <= RADIUS_M)
    return (time.perf_counter() - began) * 1000
