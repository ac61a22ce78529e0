from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from dure.assistants.meals.file_rows import FileRows, numbered
from dure.errors import BadFile

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


def test_rows_are_gone_through_again_from_the_start() -> None:
    rows = FileRows("name,lat\n느티나무,37.5\n소나무,37.6\n", "shops.csv")

    assert list(rows) == list(rows)


@pytest.mark.parametrize(
    ("end", "name"), [("\n", '"느티\n나무"'), ("\r\n", '"느티\r\n나무"'), ("\r", "느티나무")]
)
def test_lines_of_any_machine_and_lines_inside_quotes_are_read(end: str, name: str) -> None:
    rows = FileRows(end.join(("name,lat", f"{name},37.5", "소나무,37.6", "")), "shops.csv")

    assert [row["lat"] for row in rows] == ["37.5", "37.6"]


def test_a_csv_is_read_by_its_header() -> None:
    rows = FileRows("name,lat\n느티나무,37.5\n소나무,37.6\n", "shops.csv")

    assert list(rows) == [{"name": "느티나무", "lat": "37.5"}, {"name": "소나무", "lat": "37.6"}]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name\n느티나무\n", "shops.csv"),
        ('[{"name": "느티나무"}]', "shops.json"),
        ('{"name": "느티나무"}', "shops.jsonl"),
    ],
)
def test_a_mark_before_the_first_letter_does_no_harm(text: str, name: str) -> None:
    assert list(FileRows(f"\ufeff{text}", name)) == [{"name": "느티나무"}]


def test_json_lines_are_read_line_by_line() -> None:
    rows = FileRows('{"name": "느티나무"}\n\n{"name": "소나무"}\n', "shops.jsonl")

    assert [row["name"] for row in rows] == ["느티나무", "소나무"]


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85"])
def test_a_line_ends_only_where_json_lines_end(letter: str) -> None:
    text = orjson.dumps({"name": f"느티{letter}나무"}).decode()

    assert len(list(FileRows(text, "shops.jsonl"))) == 1


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
    assert list(FileRows(orjson.dumps(wrapped).decode(), "shops.json")) == [STANDARD_ROW]


@pytest.mark.parametrize("text", ["3", '"느티나무"', "{}", '{"data": null}'])
def test_a_json_document_without_records_has_no_rows(text: str) -> None:
    assert list(FileRows(text, "shops.json")) == []


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
        list(FileRows(text, name))

    assert raised.value.facts["file"] == name


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_of_the_header(separator: str) -> None:
    text = '"상호, 지점"*lat*lon\n"느티나무; 본점"*37,5*"127|1"\n'.replace("*", separator)
    text = text if separator != "," else text.replace("37,5", "37.5")

    ((name, lat, _),) = (tuple(row.values()) for row in FileRows(text, "shops.csv"))

    assert (name, lat[:2]) == ("느티나무; 본점", "37")


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        ('name\n소나무\n\n"느티\n나무"\n잣나무\n', "shops.csv", [2, 4, 6]),
        ('{"name": "소나무"}\n\n{"name": "잣나무"}\n', "shops.jsonl", [1, 3]),
        ('[{"name": "소나무"}, {"name": "잣나무"}]', "shops.json", [1, 2]),
    ],
)
def test_a_row_knows_where_it_begins(text: str, name: str, lines: list[int]) -> None:
    assert [line for line, _ in numbered(FileRows(text, name))] == lines


def test_rows_that_stand_in_no_file_are_counted() -> None:
    assert list(numbered(["a", "b"])) == [(1, "a"), (2, "b")]
