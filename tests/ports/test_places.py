"""What every collection of places promises, run over every plug."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.embedded.places import SqlitePlaces
from dure.ports.places import Located, Order, Places

PLUGS: Final[dict[str, Callable[[Path], Places]]] = {
    "sqlite": lambda folder: SqlitePlaces(folder / "places.db"),
}
SEOUL_LAT: Final = 37.5665
SEOUL_LON: Final = 126.9780


@pytest.fixture(params=list(PLUGS.values()), ids=list(PLUGS))
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Places of each plug; they may hold spaces of others already."""
    made: Places = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def space() -> str:
    """A space that nobody else loads."""
    return f"space-{uuid4()}"


def at(place: str, lat: float | None, lon: float | None, *, record: bytes = b"{}") -> Located:
    return Located(id=place, name=f"{place}네", lat=lat, lon=lon, record=record)


def test_a_space_never_loaded_is_empty(places: Places, space: str) -> None:
    assert places.version_of(space) is None
    assert places.count(space) == 0
    assert places.named(space, "a네") == []
    assert places.sheet(space) == b""
    assert places.rows_of(space, ["a"]) == {}
    assert len(places.around(space, lat=0, lon=0, radius_m=1e6).rows) == 0
    assert places.records(space, ["a"]) == {}
    assert places.near(space, lat=0, lon=0, radius_m=1e6) == []


def test_loading_tells_how_many_there_are_and_keeps_the_version(places: Places, space: str) -> None:
    count = places.load(space, [at("b", 37.0, 127.0), at("a", 37.0, 127.0)], version="2026-11")

    assert count == places.count(space) == 2
    assert places.version_of(space) == "2026-11"


def test_loading_replaces_what_was_there(places: Places, space: str) -> None:
    places.load(space, [at("a", 37.0, 127.0), at("b", 37.0, 127.0)], version="1")

    count = places.load(space, [at("b", 37.0, 127.0), at("c", None, None)], version="2")

    assert count == 2
    assert set(places.records(space, ["a", "b", "c"])) == {"b", "c"}
    assert places.named(space, "a네") == []
    assert [i for i, _ in places.near(space, lat=37.0, lon=127.0, radius_m=10)] == ["b"]
    assert places.version_of(space) == "2"


def test_loading_the_same_again_changes_nothing(places: Places, space: str) -> None:
    records = [at(str(n), 37 + n / 1000, 127.0, record=b"%d" % n) for n in range(20)]
    places.load(space, records, version="1")
    before = places.near(space, lat=37, lon=127, radius_m=1500)

    places.load(space, records, version="1")

    assert places.near(space, lat=37, lon=127, radius_m=1500) == before
    assert places.count(space) == 20


def test_loading_nothing_empties_a_space(places: Places, space: str) -> None:
    places.load(space, [at("a", 37.0, 127.0)], version="1")

    assert places.load(space, [], version="2") == 0
    assert places.near(space, lat=37.0, lon=127.0, radius_m=10) == []


def test_loading_a_space_spares_the_others(places: Places, space: str) -> None:
    places.load(space, [at("a", 37.0, 127.0)], version="1")

    places.load(f"{space}x", [at("b", 37.0, 127.0)], version="2")

    assert places.named(space, "a네") == ["a"]
    assert places.named(space, "b네") == []
    assert [i for i, _ in places.near(space, lat=37.0, lon=127.0, radius_m=10)] == ["a"]
    assert places.records(space, ["a", "b"]) == {"a": b"{}"}
    assert places.version_of(space) == "1"


def test_a_later_record_with_the_same_id_takes_the_earlier_ones_place(
    places: Places, space: str
) -> None:
    first, second = at("a", 37.0, 127.0, record=b"1"), at("a", 35.0, 129.0, record=b"2")

    count = places.load(space, [first, second], version="1")

    assert count == 1
    assert places.records(space, ["a"]) == {"a": b"2"}
    assert places.near(space, lat=37.0, lon=127.0, radius_m=100) == []
    assert places.near(space, lat=35.0, lon=129.0, radius_m=100) == [("a", 0.0)]


def test_records_that_break_off_change_nothing(places: Places, space: str) -> None:
    def broken() -> Iterator[Located]:
        yield at("b", 37.0, 127.0)
        raise OSError("the file ends here")

    places.load(space, [at("a", 37.0, 127.0)], version="1")

    with pytest.raises(OSError, match="ends here"):
        places.load(space, broken(), version="2")

    assert places.named(space, "a네") == ["a"]
    assert places.named(space, "b네") == []
    assert places.version_of(space) == "1"


@pytest.mark.parametrize(("lat", "lon"), [(None, None), (37.0, None), (None, 127.0)])
def test_a_record_without_a_place_is_found_by_id_and_name_only(
    places: Places, space: str, lat: float | None, lon: float | None
) -> None:
    places.load(space, [at("a", lat, lon)], version="1")

    assert places.records(space, ["a"]) == {"a": b"{}"}
    assert places.named(space, "a네") == ["a"]
    assert places.near(space, lat=0, lon=0, radius_m=3e7) == []


def test_near_goes_from_near_to_far_and_by_id_where_that_is_equal(
    places: Places, space: str
) -> None:
    spots = [("far", 0.002), ("b", 0.001), ("a", 0.001), ("here", 0.0), ("c", -0.001)]
    records = [at(place, 37.5 + lat, 127.0) for place, lat in spots]
    places.load(space, records, version="1")

    found = places.near(space, lat=37.5, lon=127.0, radius_m=1000)

    order = [place for place, _ in found]
    assert order[0] == "here"
    assert order[-1] == "far"
    assert order.index("a") == order.index("b") - 1
    assert [metres for _, metres in found] == sorted(metres for _, metres in found)


def test_near_measures_in_metres(places: Places, space: str) -> None:
    places.load(space, [at("busan", 35.1796, 129.0756)], version="1")

    [(_, metres)] = places.near(space, lat=SEOUL_LAT, lon=SEOUL_LON, radius_m=400_000)

    assert metres == pytest.approx(325_000, rel=0.006)


def test_what_lies_outside_the_radius_is_not_near(places: Places, space: str) -> None:
    # A thousandth of a degree of latitude is 111.2 m; the corner of a box is not in the circle.
    places.load(space, [at("on", 37.501, 127.0), at("corner", 37.5009, 127.00113)], version="1")

    found = [i for i, _ in places.near(space, lat=37.5, lon=127.0, radius_m=111.3)]

    assert found == ["on"]
    assert places.near(space, lat=37.5, lon=127.0, radius_m=111.0) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.text("가나ab", max_size=4), max_size=8), st.lists(st.text("가나ab", max_size=4)))
def test_records_are_those_of_the_known_ids(
    places: Places, known: set[str], asked: list[str]
) -> None:
    space = str(uuid4())
    places.load(space, [at(i, None, None, record=i.encode()) for i in known], version="1")

    found = places.records(space, asked)

    assert found == {i: i.encode() for i in asked if i in known}


def test_more_than_five_hundred_records_are_found_at_once(places: Places, space: str) -> None:
    ids = [str(n) for n in range(1501)]
    places.load(space, [at(i, None, None, record=i.encode()) for i in ids], version="1")

    found = places.records(space, [*ids, "unknown"])

    assert found == {i: i.encode() for i in ids}


def test_no_ids_find_no_records(places: Places, space: str) -> None:
    places.load(space, [at("a", None, None)], version="1")

    assert places.records(space, []) == {}


def test_a_name_is_found_whatever_its_spacing_and_case(places: Places, space: str) -> None:
    spelt = {"b": "GS 편의점", "a": "gs편의점", "c": "편의점"}
    records = [
        Located(id=i, name=name, lat=None, lon=None, record=b"") for i, name in spelt.items()
    ]
    places.load(space, records, version="1")

    assert places.named(space, "Gs편의 점") == ["a", "b"]


def test_the_sheet_is_asked_for_when_all_records_are_read(places: Places, space: str) -> None:
    read = list[str]()

    def records() -> Iterator[Located]:
        for place in ("a", "b"):
            read.append(place)
            yield at(place, 37.0, 127.0)

    places.load(space, records(), version="1", sheet=lambda _: "".join(read).encode())

    assert places.sheet(space) == b"ab"


def test_a_sheet_goes_with_the_records_it_was_made_for(places: Places, space: str) -> None:
    places.load(space, [at("a", 37.0, 127.0)], version="1", sheet=lambda _: b"old")

    places.load(space, [at("a", 37.0, 127.0)], version="2")

    assert places.sheet(space) == b""


def test_a_sheet_that_cannot_be_made_changes_nothing(places: Places, space: str) -> None:
    def broken(order: Order) -> bytes:
        raise OSError("no sheet")

    places.load(space, [at("a", 37.0, 127.0)], version="1")

    with pytest.raises(OSError, match="no sheet"):
        places.load(space, [at("b", 37.0, 127.0)], version="2", sheet=broken)

    assert places.version_of(space) == "1"
    assert list(places.records(space, ["a", "b"])) == ["a"]


def test_rows_of_neighbours_are_near_to_each_other_and_the_sheet_is_told_of_them(
    places: Places, space: str
) -> None:
    spots = [("n", 37.5), ("s", 35.0), ("n2", 37.5), ("", None), ("s2", 35.0)]
    records = [at(place, lat, lat and 127.0) for place, lat in spots]

    places.load(space, records, version="1", sheet=lambda order: bytes(order.tolist()))

    rows = places.rows_of(space, [place for place, _ in spots])
    assert rows == {"s": 0, "s2": 1, "n": 2, "n2": 3, "": 4}
    assert list(places.sheet(space)) == [1, 4, 0, 2, 3]


def test_rows_count_the_records(places: Places, space: str) -> None:
    places.load(space, [at("b", 37.0, 127.0), at("a", None, None)], version="1")

    assert places.rows_of(space, ["a", "b", "unknown"]) == {"a": 1, "b": 0}
    assert places.at_rows(space, [1, 0, 7]) == {0: ("b", b"{}"), 1: ("a", b"{}")}


def test_a_record_that_was_replaced_has_no_row_any_more(places: Places, space: str) -> None:
    first, second = at("a", 37.0, 127.0, record=b"1"), at("a", 37.0, 127.0, record=b"2")
    places.load(space, [first, at("b", 37.0, 127.0), second], version="1")

    found = places.around(space, lat=37.0, lon=127.0, radius_m=10)

    assert sorted(found.rows.tolist()) == [0, 1]
    assert places.at_rows(space, [0, 1, 2]) == {0: ("b", b"{}"), 1: ("a", b"2")}
    assert places.search(space, ["a네"], lat=37, lon=127, radius_m=10).rows.tolist() == [1]


def test_what_is_around_is_what_is_near(places: Places, space: str) -> None:
    records = [at(str(n), 37 + n / 1000, 127.0, record=b"%d" % n) for n in range(20)]
    places.load(space, records, version="1")

    found = places.around(space, lat=37, lon=127, radius_m=1500)

    by_row = dict(zip(map(str, found.rows.tolist()), found.metres.tolist(), strict=True))
    assert by_row == dict(places.near(space, lat=37, lon=127, radius_m=1500))


def words(place: str, lat: float, *said: str, name: str = "가게") -> Located:
    return Located(id=place, name=name, lat=lat, lon=127.0, record=b"", words=said)


def hits(places: Places, space: str, *said: str, radius_m: float = 1000) -> list[int]:
    found = places.search(space, said, lat=37.5, lon=127.0, radius_m=radius_m)
    return sorted(found.rows.tolist())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["떡볶이"], [0, 1]),
        (["떡 볶이"], [0, 1]),
        (["볶이"], [0, 1]),
        (["김밥", "떡볶이"], [0, 1, 2]),
        (["느티나무"], [2]),
        (["cafe"], [3]),
        (["짜장면"], []),
        (["or"], []),
        (["밥"], []),
        (['"', "떡*", "(", ""], []),
        ([], []),
    ],
)
def test_a_search_finds_what_holds_one_of_the_words(
    places: Places, space: str, said: list[str], expected: list[int]
) -> None:
    records = [
        words("a", 37.5, "국물떡볶이", "순대"),
        words("b", 37.501, "떡 볶이"),
        words("c", 37.502, "참치김밥", name="느티나무 분식"),
        words("d", 37.503, "라떼", name="CAFE 별"),
    ]
    places.load(space, records, version="1")

    assert hits(places, space, *said) == expected


@pytest.mark.parametrize(("radius_m", "expected"), [(100, [0]), (2000, [0, 1]), (1e6, [0, 1, 2])])
def test_a_search_stays_within_the_radius(
    places: Places, space: str, radius_m: float, expected: list[int]
) -> None:
    records = [words("a", 37.5, "국밥"), words("b", 37.51, "국밥"), words("c", 38.5, "국밥")]
    places.load(space, records, version="1")

    assert hits(places, space, "국밥", radius_m=radius_m) == expected


letters = st.text("가나다라ab ", min_size=1, max_size=6)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(letters, min_size=1, max_size=8), letters)
def test_whatever_holds_a_word_of_two_letters_is_found(
    places: Places, held: list[str], said: str
) -> None:
    space, plain = str(uuid4()), "".join(said.split())
    places.load(space, [words(str(n), 37.5, word) for n, word in enumerate(held)], version="1")

    found = hits(places, space, said)

    holders = [n for n, word in enumerate(held) if plain in "".join(word.split())]
    assert len(plain) < 2 or set(holders) <= set(found)


@pytest.mark.parametrize(
    "name", ["가" * 10_000, "\x00가게\x00", "'); DROP TABLE records_1; --", "\u202e"]
)
def test_any_name_can_be_loaded_and_found(places: Places, space: str, name: str) -> None:
    records = [Located(id="a", name=name, lat=37.5, lon=127.0, record=b"", words=(name,))]
    places.load(space, records, version="1")

    assert places.named(space, name) == ["a"]
    assert hits(places, space, name) in ([0], [])
