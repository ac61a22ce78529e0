"""Places on SQLite, against every record looked at one by one."""

from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.embedded.places import SqlitePlaces
from dure.kernel.grid import Grid
from dure.ports.places import Located

EARTH_M: Final = 6_371_008.8
EDGE_M: Final = 0.001
"""How far from the edge of the circle rounding may decide."""

Spot = tuple[float, float]


def spots(lat: Spot, lon: Spot) -> st.SearchStrategy[Spot]:
    """Draw (lat, lon) within bounds."""
    return st.tuples(st.floats(*lat), st.floats(*lon))


korea = spots((33.0, 38.7), (124.5, 131.9))
world = spots((-90.0, 90.0), (-180.0, 180.0))
seoul = spots((37.55, 37.58), (126.96, 127.0))


def chord_m(a: Spot, b: Spot) -> float:
    """Return the distance on the sphere by way of the straight line through it."""
    (xa, ya, za), (xb, yb, zb) = on_sphere(a), on_sphere(b)
    chord = sqrt((xa - xb) ** 2 + (ya - yb) ** 2 + (za - zb) ** 2)
    return 2 * EARTH_M * asin(min(1.0, chord / 2))


def on_sphere(spot: Spot) -> tuple[float, float, float]:
    lat, lon = radians(spot[0]), radians(spot[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def located(here: list[Spot]) -> list[Located]:
    return [
        Located(id=f"{n:03}", name="가게", lat=lat, lon=lon, record=b"{}")
        for n, (lat, lon) in enumerate(here)
    ]


def check_against_all(here: list[Spot], at: Spot, radius_m: float) -> None:
    """Compare what is near with every record looked at one by one."""
    places = SqlitePlaces(Path(":memory:"))
    places.load("x", located(here), version="1")

    found = places.near("x", lat=at[0], lon=at[1], radius_m=radius_m)

    far = {f"{n:03}": chord_m(at, spot) for n, spot in enumerate(here)}
    places.close()
    assert {i for i, m in far.items() if m < radius_m - EDGE_M} <= {i for i, _ in found}
    assert {i for i, _ in found} <= {i for i, m in far.items() if m < radius_m + EDGE_M}
    assert [m for _, m in found] == pytest.approx([far[i] for i, _ in found], abs=EDGE_M)
    assert found == sorted(found, key=lambda hit: (hit[1], hit[0]))


@settings(max_examples=100)
@given(st.lists(seoul, max_size=30), seoul, st.floats(0, 3000))
def test_near_in_a_city_equals_looking_at_each(here: list[Spot], at: Spot, radius_m: float) -> None:
    check_against_all(here, at, radius_m)


@settings(max_examples=100)
@given(st.lists(korea, max_size=30), korea, st.floats(0, 20_000))
def test_near_in_korea_equals_looking_at_each(here: list[Spot], at: Spot, radius_m: float) -> None:
    check_against_all(here, at, radius_m)


@settings(max_examples=100)
@given(st.lists(world, max_size=30), world, st.floats(0, 2.1e7))
def test_near_in_the_world_equals_looking_at_each(
    here: list[Spot], at: Spot, radius_m: float
) -> None:
    check_against_all(here, at, radius_m)


@pytest.mark.parametrize(
    ("at", "spot", "radius_m"),
    [
        ((37.5, 179.999), (37.5, -179.999), 1000.0),
        ((37.5, -179.999), (37.5, 179.999), 1000.0),
        ((89.9999, 0.0), (89.9999, 180.0), 100.0),
        ((89.9, 0.0), (89.9, 90.0), 20_000.0),
        ((37.5, 127.0), (38.0492, 138.3634), 1_000_000.0),
    ],
    ids=["eastwards", "westwards", "over the pole", "round the pole", "widely"],
)
def test_the_rim_of_a_wide_circle_is_near_too(at: Spot, spot: Spot, radius_m: float) -> None:
    check_against_all([spot], at, radius_m)


def test_places_are_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    first = SqlitePlaces(tmp_path / "places.db")
    first.load("x", located([(37.5, 127.0)]), version="1")
    first.close()

    again = SqlitePlaces(tmp_path / "places.db")

    assert again.version_of("x") == "1"
    assert again.near("x", lat=37.5, lon=127.0, radius_m=1) == [("000", 0.0)]
    again.close()


def test_a_file_of_another_shape_is_emptied_and_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "places.db"
    first = SqlitePlaces(path)
    first.load("x", located([(37.5, 127.0)]), version="1")
    first.close()
    old = apsw.Connection(str(path))
    old.execute(
        "DROP TABLE spaces; CREATE TABLE versions (space TEXT);"
        "CREATE VIRTUAL TABLE spots USING rtree(row, south, north); PRAGMA user_version=2"
    )
    old.close()

    again = SqlitePlaces(path)

    assert again.version_of("x") is None
    again.load("x", located([(37.5, 127.0)]), version="2")
    assert again.near("x", lat=37.5, lon=127.0, radius_m=1) == [("000", 0.0)]
    again.close()


def test_what_another_process_loads_is_seen(tmp_path: Path) -> None:
    ours, theirs = SqlitePlaces(tmp_path / "places.db"), SqlitePlaces(tmp_path / "places.db")
    ours.load("x", located([(37.5, 127.0)]), version="1")
    ours.near("x", lat=37.5, lon=127.0, radius_m=1)

    theirs.load("x", located([(35.1, 129.0)]), version="2")

    assert ours.near("x", lat=37.5, lon=127.0, radius_m=1) == []
    assert ours.near("x", lat=35.1, lon=129.0, radius_m=1) == [("000", 0.0)]
    ours.close()
    theirs.close()


def test_what_was_replaced_takes_no_room(tmp_path: Path) -> None:
    places = SqlitePlaces(tmp_path / "places.db")
    for version in range(5):
        places.load("x", located([(37.5, 127.0)]), version=str(version))
    places.close()

    tables = apsw.Connection(str(tmp_path / "places.db")).execute(
        "SELECT count(*) FROM sqlite_schema WHERE name GLOB 'records_*'"
    )
    assert tables.get == 1


def test_a_search_works_out_its_circle_once_and_without_a_question_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[float] = []
    stretches = Grid.stretches

    def counted(grid: Grid, lat: float, lon: float, radius_m: float) -> list[tuple[int, int]]:
        looked.append(radius_m)
        return stretches(grid, lat, lon, radius_m)

    monkeypatch.setattr(Grid, "stretches", counted)
    places = SqlitePlaces(Path(":memory:"))
    places.load("x", located([(37.5, 127.0)]), version="1")
    nothing = places.search("x", ["밥"], lat=37.5, lon=127.0, radius_m=10)
    before = len(looked)
    found = places.search("x", ["가게"], lat=37.5, lon=127.0, radius_m=10)
    places.close()

    assert (nothing.rows.tolist(), before) == ([], 0)
    assert (found.rows.tolist(), found.metres.tolist(), len(looked)) == ([0], [0.0], 1)
