"""Free meals: for children, near, when they are open; and nothing made up."""

import csv
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.meals.eater import open_inn

from dure.app.wire import House
from dure.assistants.meals.free_meals import (
    FreeMeals,
    asks_free_meal,
    demo_free_meals,
    for_children,
    read_days,
    read_free_meals,
    stock_free_meals,
)
from dure.assistants.meals.lost_rows import Report, said_rows
from dure.embedded.places import SqlitePlaces
from dure.errors import BadFile
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import Place, TurnRequest, TurnResult

BLIND = Path(__file__).parent / "data" / "free_blind.tsv"
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
HERE = Place(lat=37.5, lon=127.0)
# In the names of the standard data; the places are invented.
KITCHEN = {
    "fcltyNm": "가온 경로식당", "rdnmadr": "서울특별시 어딘가 1", "phoneNumber": "02-000-0001",
    "mlsvTrget": "만60세이상 노인", "mlsvTime": "중식(11:30~12:20)", "mlsvDate": "월,화,수,목,금",
    "operCloseDate": "", "latitude": "37.5001", "longitude": "127.0", "referenceDate": "2026-07-26",
}  # fmt: skip
CENTRE = {
    "센터명": "가온지역아동센터", "소재지도로명주소": "서울특별시 어딘가 2",
    "전화번호": "02-000-0002", "운영시간": "12:00~19:00", "운영요일": "월~토",
    "위도": "37.502", "경도": "127.0",
}  # fmt: skip
OPEN_TO_ALL = {
    **KITCHEN,
    "fcltyNm": "나눔 식당",
    "mlsvTrget": "지역주민 누구나",
    "latitude": "37.504",
}


def json_of(*rows: dict[str, Any]) -> str:
    return orjson.dumps(list(rows)).decode()


def csv_of(*rows: dict[str, Any]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def places(tmp_path: Path) -> SqlitePlaces:
    return SqlitePlaces(tmp_path / "places.db")


def known(places: SqlitePlaces, text: str, name: str = "free.json") -> FreeMeals:
    return stock_free_meals(places, name, read=lambda _: text)


@pytest.mark.parametrize(
    ("target", "name", "child"),
    [
        ("만60세이상 노인", "가온복지관", False), ("결식아동 및 노인", "가온복지관", True),
        ("저소득 노인", "가온복지관", False), ("노숙인", "쉼터", False), ("누구나", "식당", True),
        ("", "가온지역아동센터", True), ("", "가온복지관", None), ("저소득층", "가온", True),
        ("65세 이상", "가온", False), ("18세 미만 아동", "가온", True),
    ],
)  # fmt: skip
def test_whom_a_meal_is_for_is_what_the_source_says(
    target: str, name: str, *, child: bool | None
) -> None:
    assert for_children(target, name) is child


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("월,화,수,목,금", (0, 1, 2, 3, 4)), ("월+화+수+목+금", (0, 1, 2, 3, 4)),
        ("월~금", (0, 1, 2, 3, 4)), ("매일", (0, 1, 2, 3, 4, 5, 6)), ("평일", (0, 1, 2, 3, 4)),
        ("토요일", (5,)), ("월요일, 수요일", (0, 2)), ("", None), ("문의", None), ("화·목", (1, 3)),
        ("평일, 토요일", (0, 1, 2, 3, 4, 5)), ("주말", (5, 6)), ("주중, 일", (0, 1, 2, 3, 4, 6)),
        ("월∼금", (0, 1, 2, 3, 4)), ("월～금", (0, 1, 2, 3, 4)), ("월요일 – 수요일", (0, 1, 2)),
        ("월〜수, 금", (0, 1, 2, 4)), ("토~화", (0, 1, 5, 6)), ("월수금", (0, 2, 4)),
        ("월화수목금", (0, 1, 2, 3, 4)), ("매일(일요일 제외)", None), ("월~토, 수요일 휴무", None),
        ("격주 토요일", None), ("3월, 4월", None), ("공휴일", None),
    ],
)  # fmt: skip
def test_the_days_of_a_meal_are_read(said: str, days: tuple[int, ...] | None) -> None:
    assert read_days(said) == days


@given(st.text(max_size=40))
def test_any_text_of_days_is_read_or_unknown(said: str) -> None:
    days = read_days(said)

    assert days is None or (list(days) == sorted(set(days)) and set(days) <= set(range(7)))


def test_a_kitchen_for_old_people_only_is_never_offered(places: SqlitePlaces) -> None:
    meals = known(places, json_of(KITCHEN, CENTRE, OPEN_TO_ALL)).nearest(HERE, SATURDAY, most=5)

    assert [reached.meal.name for reached in meals] == ["가온지역아동센터", "나눔 식당"]
    assert [reached.meal.is_on(SATURDAY.date()) for reached in meals] == [True, False]
    assert meals[0].meal.hours == "12:00~19:00"
    assert meals[0].walk_min > 0


def test_one_that_has_ended_is_not_there(places: SqlitePlaces) -> None:
    ended = {**OPEN_TO_ALL, "operCloseDate": "2026-11-20"}
    lasting = {**OPEN_TO_ALL, "fcltyNm": "남은 식당", "operCloseDate": "2026-11-21"}
    found = known(places, json_of(ended, lasting)).nearest(HERE, SATURDAY)

    assert [reached.meal.name for reached in found] == ["남은 식당"]


def test_what_serves_today_comes_before_what_is_nearer(places: SqlitePlaces) -> None:
    near = {**OPEN_TO_ALL, "latitude": "37.5001"}
    found = known(places, json_of(near, CENTRE)).nearest(HERE, SATURDAY)

    assert [reached.meal.name for reached in found] == ["가온지역아동센터", "나눔 식당"]


def test_one_further_away_that_serves_comes_before_a_near_one_that_does_not(
    places: SqlitePlaces,
) -> None:
    near = {**OPEN_TO_ALL, "latitude": "37.5001"}
    far = {**CENTRE, "위도": "37.536"}
    found = known(places, json_of(near, far)).nearest(HERE, SATURDAY)
    weekday = known(places, json_of(near, far)).nearest(HERE, SATURDAY.replace(day=20))

    assert [reached.meal.name for reached in found] == ["가온지역아동센터", "나눔 식당"]
    assert [reached.meal.name for reached in weekday] == ["나눔 식당"]


def test_the_only_ones_are_told_though_they_are_closed_today(places: SqlitePlaces) -> None:
    found = known(places, json_of({**OPEN_TO_ALL, "latitude": "37.5001"})).nearest(HERE, SATURDAY)

    assert [reached.meal.name for reached in found] == ["나눔 식당"]


def test_a_table_says_the_same_as_json_and_a_file_is_loaded_once(places: SqlitePlaces) -> None:
    by_json = known(places, json_of(CENTRE)).nearest(HERE, SATURDAY)
    version = places.version_of("meals:free")
    again = known(places, json_of(CENTRE)).nearest(HERE, SATURDAY)
    same = places.version_of("meals:free") == version
    by_table = known(places, csv_of(CENTRE), "free.csv").nearest(HERE, SATURDAY)

    assert by_json == again
    assert same
    assert [r.meal.id for r in by_table] == [r.meal.id for r in by_json]


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{", "[1, null]", json_of({**CENTRE, "위도": "0"}), json_of({**CENTRE, "센터명": ""}),
        json_of({**CENTRE, "경도": "동경"}), json_of({"엉뚱한": "열"}),
    ],
)  # fmt: skip
def test_a_file_without_a_place_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        read_free_meals(text, "free.json")


def test_what_is_no_number_to_call_is_left_out() -> None:
    [meal] = read_free_meals(json_of({**CENTRE, "전화번호": "<script>"}), "free.json")

    assert meal.phone == ""


def test_invented_places_say_that_they_are() -> None:
    meals = demo_free_meals()

    assert meals
    assert all("지어낸" in meal.name and "지어낸" in meal.source for meal in meals)
    assert not any(meal.phone for meal in meals)


def test_the_blind_sentences_about_free_meals_are_told_apart() -> None:
    rows = list(csv.DictReader(BLIND.open(encoding="utf-8"), delimiter="\t"))
    wrong = [r["text"] for r in rows if asks_free_meal(r["text"]) != (r["free"] == "Y")]

    assert len(rows) == 27
    assert wrong == []


def test_nothing_is_known_without_a_file(places: SqlitePlaces) -> None:
    meals = stock_free_meals(places, "", read=lambda _: "")

    assert not meals.is_known
    assert meals.nearest(HERE, SATURDAY) == []
    assert date(2026, 11, 21).weekday() == 5


async def asked(house: House, text: str) -> TurnResult:
    return await house.turns.take("meals", TurnRequest(text=text))


async def test_a_hungry_child_hears_of_people_first_then_of_the_nearest_meal(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = open_inn(tmp_path / "inn", stocked, clock, free="demo")
    told = await asked(house, "강남역인데 돈이 없어서 밥을 못 먹었어")
    asked_only = await asked(house, "강남역 근처 무료급식소 어디 있어?")
    nowhere = await asked(house, "무료 급식 어디")
    hurt = await asked(house, "죽고 싶어")
    await house.close()

    assert told.intent == asked_only.intent == nowhere.intent == "EMERGENCY_SUPPORT"
    assert told.text.index("129") < told.text.index("(지어낸 예)")
    assert "경로식당" not in told.text
    assert "12:00~19:00" in asked_only.text
    assert asked_only.text.index("(지어낸 예)") < asked_only.text.index("129")
    assert "(지어낸 예)" not in nowhere.text
    assert "동네" in nowhere.text or "계신 곳" in nowhere.text
    assert "(지어낸 예)" not in hurt.text
    assert all(len(result.text) <= 500 for result in (told, asked_only, nowhere, hurt))


@pytest.mark.parametrize(("hour", "is_closed"), [(0, True), (13, False), (19, True)])
async def test_at_night_a_place_is_told_to_be_closed(
    tmp_path: Path, stocked: Path, hour: int, is_closed: bool
) -> None:
    night = StillClock(datetime(2026, 11, 24, hour, 5, tzinfo=SEOUL))
    house = open_inn(tmp_path / "inn", stocked, night, free="demo")
    told = await asked(house, "강남역인데 돈이 없어서 밥을 못 먹었어")
    await house.close()

    assert "12:00~19:00" in told.text
    assert ("지금은 닫혀 있어요" in told.text) is is_closed


async def test_without_a_list_that_is_said_and_people_are_named(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = open_inn(tmp_path / "inn", stocked, clock, free="")
    result = await asked(house, "무료급식소 어디 있어?")
    await house.close()

    assert result.intent == "EMERGENCY_SUPPORT"
    assert "129" in result.text
    assert result.outcome == "answered"


def test_what_a_file_of_free_meals_lost_is_told_with_line_and_reason(places: SqlitePlaces) -> None:
    rows = [
        CENTRE,
        {**CENTRE, "위도": CENTRE["경도"], "경도": CENTRE["위도"]},
        {**CENTRE, "위도": "", "경도": ""},
        {**CENTRE, "센터명": ""},
        {**CENTRE, "센터명": "도레미센터", "운영시간": "점심때", "운영요일": "문의"},
    ]
    told: list[str] = []

    stock_free_meals(
        places,
        "free.csv",
        read=lambda _: csv_of(*rows),
        told=lambda file, report: told.append(f"{file}: {said_rows(report, what='급식소')}"),
    )

    assert told == [
        "free.csv: 급식소 2곳, 뺀 줄 3개(위도와 경도가 뒤바뀜 1: 3번째 줄, "
        "위도·경도 없음 1: 4번째 줄, 이름 없음 1: 5번째 줄), "
        "못 읽은 칸 2개(급식 요일 1: 6번째 줄, 급식 시간 1: 6번째 줄)"
    ]


@pytest.mark.parametrize(
    ("column", "named"), [("위도", "위도"), ("경도", "경도"), ("센터명", "이름")]
)
def test_a_column_that_is_missing_is_named(column: str, named: str) -> None:
    row = {("열" if key == column else key): cell for key, cell in CENTRE.items()}

    with pytest.raises(BadFile) as caught:
        read_free_meals(csv_of(row), "free.csv")

    assert f"{named} 열이 없어요 (아는 열 이름: " in str(caught.value.facts["why"])


def test_coordinates_are_found_under_the_names_of_axes_and_metres_are_no_degrees() -> None:
    axes = {"위도": "y좌표", "경도": "x좌표"}
    row = {axes.get(column, column): cell for column, cell in CENTRE.items()}
    metres = {**row, "센터명": "도레미센터", "y좌표": "451234.5", "x좌표": "198765.4"}
    report = Report()

    (meal,) = read_free_meals(csv_of(row, metres), "free.csv", report)

    assert (meal.lat, meal.lon) == (37.502, 127.0)
    assert report.refused == {"place_elsewhere": 1}
