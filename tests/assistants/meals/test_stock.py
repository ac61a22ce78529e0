from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from tests.conftest import SHARED, furnish

from dure.app.lighting import read_text_file
from dure.assistants.meals.catalogue import Catalogue
from dure.assistants.meals.demo import SIZE, SOURCE
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.meals.stock import stock, stock_file
from dure.embedded.places import SqlitePlaces
from dure.embedded.stores import SqliteStore
from dure.errors import BadFile, BadSetting
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.places import Places
from dure.watch.in_use import UseBook

HEADER = "gu,name,road_address,lat,lon,category,menu_raw"
SHOP = "마포구,똠방각하 밥집,서울 마포구 백범로 1,37.55,126.92,한식,백반: 7000원; 국밥: 8000원"


@pytest.fixture
def places() -> Iterator[Places]:
    made = SqlitePlaces(Path(":memory:"))
    yield made
    made.close()


@pytest.fixture
def loaded(tmp_path: Path, stocked: Path) -> Iterator[Places]:
    """Hold the invented shops."""
    made = SqlitePlaces(furnish(tmp_path, stocked) / "places.db")
    yield made
    made.close()


def read(path: str) -> str:
    return read_text_file(Path(path))


def csv(*rows: str) -> str:
    return "\n".join((HEADER, *rows))


def test_without_a_file_the_invented_shops_are_loaded(places: Places) -> None:
    space = stock(places, MealsSettings(), read=read)

    assert places.count(space) == SIZE
    assert Catalogue(places, space).shops(["demo-00000"])["demo-00000"].source == SOURCE


def test_shops_that_are_there_already_are_not_loaded_again(loaded: Places) -> None:
    space = stock(loaded, MealsSettings(), read=read)
    version = loaded.version_of(space) or ""
    loaded.load(space, (), version=version)

    stock(loaded, MealsSettings(), read=read)

    assert loaded.count(space) == 0


def test_a_new_generation_of_invented_shops_replaces_the_old(loaded: Places) -> None:
    space = stock(loaded, MealsSettings(), read=read)
    loaded.load(space, (), version="older")

    stock(loaded, MealsSettings(), read=read)

    assert loaded.count(space) == SIZE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_the_file_that_the_settings_name_is_loaded(
    places: Places, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "shops.csv"
    file.write_bytes(csv(SHOP).encode(encoding))

    space = stock(places, MealsSettings(catalogue=str(file)), read=read)

    assert [shop.name for shop in Catalogue(places, space).named("똠방각하밥집")] == [
        "똠방각하 밥집"
    ]


def test_a_file_that_is_not_there_is_a_bad_file(places: Places, tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        stock(places, MealsSettings(catalogue=str(tmp_path / "shops.csv")), read=read)


def test_what_became_of_the_rows_is_reported(places: Places) -> None:
    without_place = SHOP.replace("37.55", "").replace("똠방각하", "다른")

    _, report = stock_file(places, csv(SHOP, SHOP, without_place), "shops.csv")

    assert (report.rows, report.shops) == (3, 1)
    assert (report.noticed["duplicate"], report.refused["no_place"]) == (1, 1)


def test_loading_the_same_file_twice_loads_it_once(places: Places) -> None:
    stock_file(places, csv(SHOP), "shops.csv")

    space, report = stock_file(places, csv(SHOP), "shops.csv")

    assert (places.count(space), report.rows) == (1, 0)


def test_a_file_that_changed_replaces_what_was_loaded(places: Places) -> None:
    stock_file(places, csv(SHOP), "shops.csv")

    space, _ = stock_file(places, csv(SHOP.replace("똠방각하", "느티나무")), "shops.csv")

    catalogue = Catalogue(places, space)
    assert catalogue.named("똠방각하 밥집") == []
    assert len(catalogue.named("느티나무 밥집")) == 1


def test_a_shop_keeps_its_id_when_its_file_is_loaded_anew(places: Places) -> None:
    space, _ = stock_file(places, csv(SHOP), "shops.csv")
    (before,) = Catalogue(places, space).named("똠방각하 밥집")

    stock_file(places, csv(SHOP, SHOP.replace("똠방각하", "느티나무")), "shops.csv")

    assert Catalogue(places, space).named("똠방각하 밥집") == [before]


@pytest.mark.parametrize(
    "text",
    ["", HEADER, csv(SHOP.replace("37.55", ""))],
    ids=["an empty file", "only a header", "no shop with a place"],
)
def test_a_file_without_a_shop_is_a_bad_file(places: Places, text: str) -> None:
    with pytest.raises(BadFile):
        stock_file(places, text, "shops.csv")


def test_a_bad_file_leaves_what_was_loaded_before(places: Places) -> None:
    space, _ = stock_file(places, csv(SHOP), "shops.csv")
    with pytest.raises(BadFile):
        stock_file(places, HEADER, "shops.csv")

    assert places.count(space) == 1


def test_rows_that_are_no_records_do_not_stop_the_others(places: Places) -> None:
    row = dict(zip(HEADER.split(","), SHOP.split(","), strict=True))
    text = b"\n".join(map(orjson.dumps, (row, None, 7, "줄"))).decode()

    space, report = stock_file(places, text, "shops.jsonl")

    assert (places.count(space), report.refused["not_a_record"]) == (1, 3)


@pytest.mark.parametrize(
    ("name", "shops"),
    [("mealcard_merchants_seoul3.csv", 2208), ("goodprice_shops_seoul.jsonl", 613)],
)
def test_a_real_file_of_seoul_is_loaded(places: Places, name: str, shops: int) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not on this machine")

    space, report = stock_file(places, read_text_file(SHARED / name), name)

    assert (places.count(space), report.shops) == (shops, shops)


MAPPED = """
source = "우리 동네 파일"
card = "P"
[columns]
name = "상호"
lat = "위도"
lon = "경도"
menus = "차림표"
"""


def test_a_file_with_columns_of_its_own_is_read_with_its_map(
    places: Places, tmp_path: Path
) -> None:
    shops, columns = tmp_path / "shops.csv", tmp_path / "map.toml"
    shops.write_text(
        "상호,위도,경도,차림표\n똠방각하,37.55,126.92,백반: 7000원\n", encoding="utf-8"
    )
    columns.write_text(MAPPED, encoding="utf-8")

    settings = MealsSettings(catalogue=str(shops), columns=str(columns))
    space = stock(places, settings, read=read)

    ((found, _),) = Catalogue(places, space).near(37.55, 126.92, 100)
    assert (found.name, found.card, found.source) == (
        "똠방각하", "P", "우리 동네 파일",
    )  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    ["이름 = 상호", "[columns]\nlat = '위도'", "columns = 3", "card = 'Q'\n[columns]\nname='상호'"],
)
def test_a_map_that_is_none_is_a_bad_file(places: Places, columns: str) -> None:
    with pytest.raises(BadFile):
        stock_file(places, "상호\n똠방각하\n", "shops.csv", columns=columns)


@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        ("menus =", "menu =", "menu "),
        ("[columns]", "[columns]\nprice = '값'", "price"),
        ("card =", "cards =", "cards"),
        ("차림표", "메뉴표", "메뉴표"),
        ('"위도"', '"위도(도)"', "위도(도)"),
        ('"위도"', '""', "lat"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_by_name(
    places: Places, was: str, now: str, named: str
) -> None:
    text = "상호,위도,경도,차림표\n똠방각하,37.55,126.92,백반: 7000원\n"

    with pytest.raises(BadFile) as raised:
        stock_file(places, text, "shops.csv", columns=MAPPED.replace(was, now))

    assert named in str(raised.value.facts["why"])


def test_a_column_that_only_a_later_record_has_is_there(places: Places) -> None:
    first = {"상호": "느티나무", "위도": 37.55, "경도": 126.92}
    later = {**first, "상호": "소나무", "차림표": "백반: 7000원"}
    text = "\n".join(orjson.dumps(row).decode() for row in (first, None, later))

    _, report = stock_file(places, text, "shops.jsonl", columns=MAPPED)

    assert report.shops == 2


def test_a_file_without_a_shop_tells_why(places: Places) -> None:
    text = "상호,위도,경도,차림표\n느티나무,127.0,37.6,\n소나무,127.0,37.6,\n,37.6,127.0,\n"

    with pytest.raises(BadFile) as raised:
        stock_file(places, text, "shops.csv", columns=MAPPED)

    assert "위도와 경도가 뒤바뀜 2" in str(raised.value.facts["why"])


def test_a_map_without_a_file_of_shops_is_refused(places: Places) -> None:
    with pytest.raises(BadFile) as raised:
        stock(places, MealsSettings(columns="/etc/map.toml"), read=read)

    assert raised.value.facts["file"] == "map.toml"


def test_another_map_loads_the_same_file_again(places: Places) -> None:
    text = "상호,위도,경도,차림표\n똠방각하,37.55,126.92,백반: 7000원\n"
    stock_file(places, text, "shops.csv", columns=MAPPED)

    _, report = stock_file(places, text, "shops.csv", columns=MAPPED.replace("P", "Y"))

    assert report.shops == 1


def test_what_a_file_lost_is_told_once_when_it_was_loaded(places: Places, tmp_path: Path) -> None:
    told, file = list[str](), tmp_path / "shops.csv"
    file.write_text(csv(SHOP, SHOP.replace("37.55", "")), encoding="utf-8")

    for _ in range(2):
        stock(
            places,
            MealsSettings(catalogue=str(file)),
            read=read,
            progress=lambda what, done, whole: told.append(what) if whole < 0 else None,
        )

    assert told == ["shops.csv: 가게 1곳, 뺀 줄 1개(위도·경도 없음 1: 3번째 줄)"]


def test_how_far_the_loading_is_is_told_to_its_end(places: Places) -> None:
    told = list[tuple[str, int, int]]()
    rows = [SHOP.replace("똠방각하", f"{number}번") for number in range(3000)]

    stock_file(places, csv(*rows), "shops.csv", progress=lambda *how_far: told.append(how_far))

    whole = told[-1][2]
    assert [done for _, done, _ in told] == [1000, 2000, 3000, 4000, 5000, 6000, whole]
    assert {(what, of) for what, _, of in told} == {("shops.csv", whole)}


def test_a_file_loaded_already_takes_no_time_that_would_be_told(places: Places) -> None:
    told = list[tuple[str, int, int]]()
    stock_file(places, csv(SHOP), "shops.csv")

    stock_file(places, csv(SHOP), "shops.csv", progress=lambda *how_far: told.append(how_far))

    assert told == []


def test_the_same_file_makes_the_same_space_ids_and_columns() -> None:
    made = []
    for _ in range(2):
        places = SqlitePlaces(Path(":memory:"))
        rows = [SHOP.replace("똠방각하", f"{number % 40}번") for number in range(60)]
        space, _ = stock_file(places, csv(*rows), "shops.csv")
        near = places.near(space, lat=37.55, lon=126.92, radius_m=1000)
        ids = [place for place, _ in near]
        made.append((space, near, places.rows_of(space, ids), places.sheet(space)))
        places.close()

    assert made[0] == made[1]


def test_a_file_that_breaks_off_in_the_middle_leaves_what_was_loaded(places: Places) -> None:
    line = '{"name": "느티나무 밥집", "lat": 37.55, "lon": 126.92}'
    columns = 'source = "시험"\n[columns]\nname = "name"\nlat = "lat"\nlon = "lon"\n'
    space, _ = stock_file(places, line, "shops.jsonl", columns=columns)

    with pytest.raises(BadFile):
        stock_file(places, f"{line}\n{{", "shops.jsonl", columns=columns)

    assert len(Catalogue(places, space).named("느티나무 밥집")) == 1


@pytest.fixture
def used(tmp_path: Path) -> Iterator[UseBook]:
    """Where it stands which catalogue was used."""
    store = SqliteStore(tmp_path / "state.db")
    yield UseBook(store, StillClock(datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)))
    store.close()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A file of an operator's shops."""
    file = tmp_path / "town.csv"
    file.write_text(csv(SHOP), encoding="utf-8")
    return file


def test_the_shops_of_an_operator_stay_where_none_are_named(
    loaded: Places, used: UseBook, town: Path
) -> None:
    own = stock(loaded, MealsSettings(catalogue=str(town)), read=read, used=used)
    town.unlink()

    assert stock(loaded, MealsSettings(), read=read, used=used) == own
    told = used.of("meals.catalogue")
    assert told is not None
    assert (told.file, told.count) == ("town.csv", 1)


def test_the_invented_shops_come_back_when_they_are_named(
    loaded: Places, used: UseBook, town: Path
) -> None:
    own = stock(loaded, MealsSettings(catalogue=str(town)), read=read, used=used)

    invented = stock(loaded, MealsSettings(catalogue="demo"), read=read, used=used)

    assert invented != own
    assert stock(loaded, MealsSettings(), read=read, used=used) == invented


def test_shops_of_an_operator_that_are_gone_are_asked_for(
    loaded: Places, used: UseBook, town: Path
) -> None:
    own = stock(loaded, MealsSettings(catalogue=str(town)), read=read, used=used)
    loaded.load(own, (), version="of another kind")

    with pytest.raises(BadSetting) as caught:
        stock(loaded, MealsSettings(), read=read, used=used)

    assert "town.csv" in str(caught.value.facts["why"])


def test_a_map_without_a_file_is_refused_though_shops_were_used_before(
    loaded: Places, used: UseBook, town: Path
) -> None:
    stock(loaded, MealsSettings(catalogue=str(town)), read=read, used=used)

    with pytest.raises(BadFile):
        stock(loaded, MealsSettings(columns="map.toml"), read=read, used=used)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_file_with_another_separator_is_read(places: Places, separator: str) -> None:
    text = csv(SHOP).replace(",", separator)

    _, report = stock_file(places, text, "shops.csv")

    assert (report.shops, report.refused.total()) == (1, 0)
