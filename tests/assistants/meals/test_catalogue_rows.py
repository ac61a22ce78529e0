from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import SHARED

from dure.app.lighting import read_text_file
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.catalogue_rows import (
    ColumnMap,
    Report,
    guess_map,
    known_maps,
    map_of,
    read_shops,
    rows_of,
)
from dure.assistants.meals.hours import Closing, Hours
from dure.errors import BadFile

COLUMNS = ColumnMap(
    source="시험",
    columns={
        name: name
        for name in (
            "id", "name", "address", "lat", "lon", "category", "menus", "card_flag", "phone",
            "open_time", "closing", "parking", "delivery", "good_price", "as_of",
        )
    },
)  # fmt: skip
PLAIN = {"name": "느티나무 밥집", "address": "서울 마포구 1", "lat": "37.55", "lon": "126.92"}
MERCHANTS = "merchants_with_menus"
NATIONAL = "national_child_welfare_meal"
GOOD_PRICE = "good_price_shops"
STANDARD_ROW = {
    "mrhstNm": "느티나무 밥집",
    "mrhstCode": "일반음식점",
    "signguCode": "11440",
    "rdnmadr": "서울특별시 마포구 백범로 1",
    "lnmadr": "",
    "latitude": "37.5512",
    "longitude": "126.9244",
    "phoneNumber": "02-120",
    "referenceDate": "2026-10-01",
}


def read(*rows: Any) -> tuple[list[Shop], Report]:  # noqa: ANN401 - any JSON
    report = Report()
    return read_shops(rows, COLUMNS, report), report


def one(**cells: Any) -> Shop:  # noqa: ANN401 - any JSON
    shops, _ = read({**PLAIN, **cells})
    return shops[0]


def text_of(name: str) -> str:
    path: Path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    return read_text_file(path)


def test_a_row_becomes_a_shop() -> None:
    found = one(id="7", category="한식", phone="02-120", as_of="2026-10", parking="있음")

    assert (found.name, found.category, found.phone, found.as_of, found.parking) == (
        "느티나무 밥집",
        "한식",
        "02-120",
        "2026-10",
        True,
    )


def test_what_a_row_does_not_tell_is_unknown() -> None:
    found = one()

    assert (found.phone, found.hours, found.dishes, found.parking, found.card) == (
        None,
        None,
        (),
        None,
        "U",
    )


def test_a_menu_is_read_dish_by_dish() -> None:
    found = one(menus="김치찌개: 8,000원; 된장찌개:7500; 오늘의 정식: 그때그때 달라요; ")

    assert found.dishes == (
        Dish(name="김치찌개", price=8000),
        Dish(name="된장찌개", price=7500),
        Dish(name="오늘의 정식"),
    )


def test_hours_and_closing_days_are_read() -> None:
    found = one(open_time="10:00~21:00 (라스트오더 20:30)", closing="매주 일요일")

    assert found.hours == Hours(
        periods={"default": ((600, 1260),)}, closing=Closing(weekly=("sun",)), last_order=1230
    )


def test_closing_days_alone_leave_the_hours_unknown() -> None:
    found = one(closing="연중무휴")

    assert found.hours == Hours(closing=Closing())


@pytest.mark.parametrize("price", ["1,100,012,000원", "400원", "100,001원", "0000", ",,,"], ids=str)
def test_an_absurd_price_is_unknown_and_counted(price: str) -> None:
    shops, report = read({**PLAIN, "menus": f"모둠: {price}; 김밥: 3,000원"})

    assert [dish.price for dish in shops[0].dishes] == [None, 3000]
    assert report.noticed == Counter(absurd_price=1)


@given(st.integers(500, 100_000))
def test_a_price_in_the_usual_range_is_read_to_the_won(price: int) -> None:
    found = one(menus=f"백반: {price:,}원")

    assert found.dishes == (Dish(name="백반", price=price),)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("", ""),
        ("37.5", ""),
        (None, "127"),
        ("북위", "동경"),
        ("0", "0"),
        ("127", "37"),
        ("nan", "1"),
    ],
)
def test_a_row_without_a_place_in_korea_is_refused_and_counted(
    lat: str | None, lon: str | None
) -> None:
    shops, report = read({**PLAIN, "lat": lat, "lon": lon})

    assert (shops, report.refused) == ([], Counter(no_place=1))


@pytest.mark.parametrize("name", ["", "  ", None, ["느티나무"]])
def test_a_row_without_a_name_is_refused_and_counted(name: Any) -> None:  # noqa: ANN401
    shops, report = read({**PLAIN, "name": name})

    assert (shops, report.refused) == ([], Counter(no_name=1))


@pytest.mark.parametrize("row", [None, 7, "느티나무", ["느티나무"], True])
def test_a_row_that_is_no_record_is_refused_and_counted(row: Any) -> None:  # noqa: ANN401
    shops, report = read(row, PLAIN)

    assert (len(shops), report.refused) == (1, Counter(not_a_record=1))


def test_every_row_is_accounted_for() -> None:
    rows = [PLAIN, PLAIN, {**PLAIN, "name": ""}, {**PLAIN, "lat": ""}, None]

    _, report = read(*rows)

    assert report.rows == 5 == report.shops + report.noticed["duplicate"] + report.refused.total()


def test_one_name_at_one_address_is_one_shop() -> None:
    shops, report = read(PLAIN, {**PLAIN, "menus": "김밥: 3,000원"}, {**PLAIN, "phone": "02-120"})

    assert [(shop.phone, len(shop.dishes)) for shop in shops] == [("02-120", 1)]
    assert report.noticed == Counter(duplicate=2)


def test_one_name_at_two_addresses_is_two_shops() -> None:
    shops, _ = read(PLAIN, {**PLAIN, "address": "서울 마포구 2"})

    assert len({shop.id for shop in shops}) == 2


def test_a_source_id_tells_shops_of_one_name_apart() -> None:
    shops, _ = read({**PLAIN, "id": "1"}, {**PLAIN, "id": "2"}, {**PLAIN, "id": "1"})

    assert len(shops) == 2


def test_the_same_rows_give_the_same_shops() -> None:
    rows = [PLAIN, {**PLAIN, "id": "1", "menus": "김밥: 3,000원"}]

    assert read(*rows)[0] == read(*rows)[0]


@pytest.mark.parametrize(
    ("flag", "card"), [("Y", "Y"), ("p", "P"), ("N", "N"), ("u", "U"), ("?", "U"), (None, "U")]
)
def test_a_card_flag_says_whether_the_card_works(flag: str | None, card: str) -> None:
    assert one(card_flag=flag).card == card


@pytest.mark.parametrize(
    ("said", "expected"),
    [(True, True), ("가능", True), ("유", True), (False, False), ("없음", False), ("아마", None)],
)
def test_a_yes_or_no_is_read_in_many_words(said: Any, expected: bool | None) -> None:  # noqa: ANN401
    assert one(parking=said).parking is expected


def test_spaces_and_decomposed_letters_of_a_cell_are_tidied() -> None:
    decomposed = "\u1102\u1173\u1110\u1175  \u1102\u1161\u1106\u116e "

    assert one(name=decomposed).name == "느티 나무"


def test_a_csv_is_read_by_its_header() -> None:
    rows = rows_of("name,lat\n느티나무,37.5\n소나무,37.6\n", "shops.csv")

    assert rows == [{"name": "느티나무", "lat": "37.5"}, {"name": "소나무", "lat": "37.6"}]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name\n느티나무\n", "shops.csv"),
        ('[{"name": "느티나무"}]', "shops.json"),
        ('{"name": "느티나무"}', "shops.jsonl"),
    ],
)
def test_a_mark_before_the_first_letter_does_no_harm(text: str, name: str) -> None:
    assert rows_of(f"\ufeff{text}", name) == [{"name": "느티나무"}]


def test_json_lines_are_read_line_by_line() -> None:
    rows = rows_of('{"name": "느티나무"}\n\n{"name": "소나무"}\n', "shops.jsonl")

    assert [row["name"] for row in rows] == ["느티나무", "소나무"]


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85"])
def test_a_line_ends_only_where_json_lines_end(letter: str) -> None:
    text = orjson.dumps({"name": f"느티{letter}나무"}).decode()

    assert len(rows_of(text, "shops.jsonl")) == 1


@pytest.mark.parametrize(
    "wrapped",
    [
        [STANDARD_ROW],
        {"data": [STANDARD_ROW]},
        {"response": {"body": {"items": [STANDARD_ROW], "totalCount": "1"}}},
        {
            "response": {
                "header": {"resultCode": "00", "resultMsg": "NORMAL_SERVICE"},
                "body": {"items": [STANDARD_ROW], "totalCount": "1"},
            }
        },
        {"fields": [{"id": "mrhstNm"}, {"id": "latitude"}], "records": [STANDARD_ROW]},
    ],
    ids=["a list", "a name", "a body", "a head and a body", "fields and records"],
)
def test_records_are_found_inside_what_open_data_portals_wrap_around_them(
    wrapped: Mapping[str, Any],
) -> None:
    assert rows_of(orjson.dumps(wrapped).decode(), "shops.json") == [STANDARD_ROW]


@pytest.mark.parametrize("text", ["3", '"느티나무"', "{}", '{"data": null}'])
def test_a_json_document_without_records_has_no_rows(text: str) -> None:
    assert rows_of(text, "shops.json") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{", "shops.json"),
        ("", "shops.json"),
        ("not json", "shops.jsonl"),
        (f'name,lat\n"{"가" * 140_000}",1', "shops.csv"),
    ],
)
def test_a_text_that_is_not_of_its_format_is_a_bad_file(text: str, name: str) -> None:
    with pytest.raises(BadFile) as raised:
        rows_of(text, name)

    assert raised.value.facts["file"] == name


@pytest.mark.parametrize(
    ("columns", "known"),
    [
        (" ".join(STANDARD_ROW), NATIONAL),
        ("gu name road_address lat lon category menu_raw", MERCHANTS),
        (
            "id name category address lat lon open_time holiday delivery reservation parking card "
            "recommend_count base_ym pride",
            GOOD_PRICE,
        ),
    ],
)
def test_a_known_source_is_recognised_by_its_columns(columns: str, known: str) -> None:
    rows = [dict.fromkeys(columns.split(), "")]

    assert guess_map(rows, "shops.csv") == known_maps()[known]


@pytest.mark.parametrize("rows", [[], [{"이름": "느티나무"}], [{"name": "느티나무"}]])
def test_rows_without_known_columns_are_a_bad_file(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(BadFile):
        guess_map(rows, "shops.csv")


@pytest.mark.parametrize("name", ["shops.csv", "shops.json", "shops.jsonl"])
def test_an_empty_file_is_a_bad_file(name: str) -> None:
    with pytest.raises(BadFile):
        guess_map(rows_of("", name), name)


def test_a_column_map_of_ones_own_says_its_source_and_its_card() -> None:
    made = map_of({"source": "우리 구", "card": "P", "columns": {"name": "상호"}})

    assert made == ColumnMap(source="우리 구", card="P", columns={"name": "상호"})


def test_a_column_map_must_name_the_column_of_the_name() -> None:
    with pytest.raises(BadFile):
        map_of({"columns": {"lat": "위도"}})


def test_the_national_standard_data_make_merchants_of_unknown_menu_and_hours() -> None:
    (found,) = read_shops([STANDARD_ROW], known_maps()[NATIONAL], Report())

    assert (found.card, found.category, found.dishes, found.hours, found.as_of) == (
        "Y",
        "일반음식점",
        (),
        None,
        "2026-10-01",
    )


def test_a_shop_of_the_good_price_list_is_a_good_price_shop() -> None:
    row = {**PLAIN, "id": "1", "category": "한식", "open_time": "24시간", "holiday": "무휴",
           "base_ym": "21-2", "parking": True, "delivery": False, "reservation": None}  # fmt: skip

    (found,) = read_shops([row], known_maps()[GOOD_PRICE], Report())

    assert found.good_price is True


def test_a_file_in_the_old_korean_encoding_is_read(tmp_path: Path) -> None:
    file = tmp_path / "shops.csv"
    file.write_bytes("name,lat\n똠방각하 밥집,37.5\n".encode("cp949"))

    rows = rows_of(read_text_file(file), file.name)

    assert rows == [{"name": "똠방각하 밥집", "lat": "37.5"}]


def test_the_merchants_of_three_districts_are_read() -> None:
    text, report = text_of("mealcard_merchants_seoul3.csv"), Report()
    rows = rows_of(text, "mealcard_merchants_seoul3.csv")

    shops = read_shops(rows, guess_map(rows, "merchants.csv"), report)

    assert (report.rows, len(shops), report.noticed["duplicate"]) == (2222, 2208, 14)


def test_no_real_price_is_absurd() -> None:
    rows = rows_of(text_of("mealcard_merchants_seoul3.csv"), "merchants.csv")

    shops = read_shops(rows, known_maps()[MERCHANTS], Report())

    prices = [dish.price for shop in shops for dish in shop.dishes if dish.price is not None]
    assert 500 <= min(prices) <= max(prices) <= 100_000


def test_the_absurd_prices_among_the_merchants_are_counted() -> None:
    rows, report = rows_of(text_of("mealcard_merchants_seoul3.csv"), "merchants.csv"), Report()

    read_shops(rows, known_maps()[MERCHANTS], report)

    assert report.noticed["absurd_price"] >= 20


def test_the_alcohol_led_shops_among_the_merchants_are_known() -> None:
    rows = rows_of(text_of("mealcard_merchants_seoul3.csv"), "merchants.csv")
    shops = read_shops(rows, known_maps()[MERCHANTS], Report())
    words = ("이자카야", "요리주점", "호프", "와인", "술집")

    missed = [s.name for s in shops if any(w in s.category for w in words) and not s.is_alcohol_led]

    assert missed == []


def test_the_good_price_shops_of_seoul_are_read() -> None:
    rows, report = rows_of(text_of("goodprice_shops_seoul.jsonl"), "shops.jsonl"), Report()

    shops = read_shops(rows, guess_map(rows, "shops.jsonl"), report)

    assert (report.rows, len(shops) + report.refused.total()) == (613, 613)
