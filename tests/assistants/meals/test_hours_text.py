from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import SHARED

from dure.assistants.meals.hours import DAYS, Closing, Period, hhmm
from dure.assistants.meals.hours_text import read_closing, read_hours
from dure.assistants.meals.suites import score_hours
from dure.kernel.clock import StillClock

minutes = st.integers(0, 24 * 60 - 1)
scribbles = st.text(
    alphabet="0123456789:~-시분오전후월화수목금토일주째,. ()매공휴까지부터익설", max_size=40
)
waves = st.sampled_from(("~", " ~ ", "-", " - ", "–", "∼", "〜", "~ "))


def rows_of(name: str) -> list[dict[str, Any]]:
    path: Path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def spoken(periods: dict[str, tuple[Period, ...]]) -> dict[str, list[str]]:
    return {
        day: [f"{hhmm(a)}~{'?' if b is None else hhmm(b)}" for a, b in listed]
        for day, listed in periods.items()
    }


@given(minutes, minutes, waves)
def test_a_range_in_digits_is_read_to_the_minute(opens: int, closes: int, wave: str) -> None:
    text = f"{hhmm(opens)}{wave}{hhmm(closes)}"

    read = read_hours(text)

    ends = closes if closes > opens else closes + 1440
    assert read.periods == {"default": ((opens, ends),)}


@given(minutes, st.integers(1440, 30 * 60 + 59))
def test_an_end_counted_past_midnight_is_taken_as_it_stands(opens: int, closes: int) -> None:
    read = read_hours(f"{hhmm(opens)}~{hhmm(closes)}")

    assert read.periods == {"default": ((opens, closes),)}


@given(st.integers(1, 11), st.integers(0, 59), st.integers(1, 11), st.integers(0, 59))
def test_a_range_in_words_is_read_to_the_minute(h: int, m: int, k: int, n: int) -> None:
    read = read_hours(f"오전 {h}시 {m}분 ~ 오후 {k}시 {n}분")

    assert read.periods == {"default": ((h * 60 + m, (k + 12) * 60 + n),)}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("오전 10시 ~ 오후 11시 30분", {"default": ["10:00~23:30"]}),
        ("11:00~익일02:00", {"default": ["11:00~26:00"]}),
        ("11:00 ~ 다음 날 02:00", {"default": ["11:00~26:00"]}),
        ("24시간", {"default": ["00:00~24:00"]}),
        ("00:00~24:00", {"default": ["00:00~24:00"]}),
        ("오전11시 ~ 새벽 1시", {"default": ["11:00~25:00"]}),
        ("오전 11시 ~ 밤 12시", {"default": ["11:00~24:00"]}),
        ("오후 5시 ~ 오후 12시", {"default": ["17:00~24:00"]}),
        ("오전 12시 ~ 오후 10시", {"default": ["12:00~22:00"]}),
        ("새벽 12시 30분 ~ 06:00", {"default": ["00:30~06:00"]}),
        ("오전 7시-밤7시", {"default": ["07:00~19:00"]}),
        ("정오~자정", {"default": ["12:00~24:00"]}),
        ("10시반~9시반", {"default": ["10:30~21:30"]}),
        ("9시~9시", {"default": ["09:00~21:00"]}),
        ("10:00 ~ 07:00", {"default": ["10:00~31:00"]}),
        ("AM 10:30~PM 9:00", {"default": ["10:30~21:00"]}),
        ("10시부터 21시까지", {"default": ["10:00~21:00"]}),
        ("10시에서 21시", {"default": ["10:00~21:00"]}),
        ("10시부터", {"default": ["10:00~?"]}),
        ("1100~21:00", {"default": ["11:00~21:00"]}),
        ("08:00 ~ 재료소진 시", {"default": ["08:00~?"]}),
    ],
)
def test_a_range_is_read_as_people_write_it(raw: str, expected: dict[str, list[str]]) -> None:
    assert spoken(read_hours(raw).periods) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "평일17:00~02:00,주말17:00~24:00",
            {"weekday": ["17:00~26:00"], "weekend": ["17:00~24:00"]},
        ),
        ("평일 11:00~20:30, 토 11:00~15:00", {"weekday": ["11:00~20:30"], "sat": ["11:00~15:00"]}),
        ("매일 10:00~20:00", {"default": ["10:00~20:00"]}),
        ("월~금 09:00~18:00", {"weekday": ["09:00~18:00"]}),
        ("토~일 09:00~18:00", {"weekend": ["09:00~18:00"]}),
        (
            "월요일~수요일 09:00~18:00",
            {"mon": ["09:00~18:00"], "tue": ["09:00~18:00"], "wed": ["09:00~18:00"]},
        ),
        (
            "토-월 09:00~18:00",
            {"sat": ["09:00~18:00"], "sun": ["09:00~18:00"], "mon": ["09:00~18:00"]},
        ),
        ("화,목 10:00~20:00", {"tue": ["10:00~20:00"], "thu": ["10:00~20:00"]}),
        (
            "11:30~24:00, 17:00~23:00(주말)",
            {"default": ["11:30~24:00"], "weekend": ["17:00~23:00"]},
        ),
        ("10:00~22:00 공휴일 11:00~15:00", {"default": ["10:00~22:00"]}),
        (
            "평일-11:30~14:30, 17:30~20:30  토요일-11:30~14:30",
            {"weekday": ["11:30~14:30", "17:30~20:30"], "sat": ["11:30~14:30"]},
        ),
    ],
)
def test_days_have_the_hours_that_stand_beside_them(
    raw: str, expected: dict[str, list[str]]
) -> None:
    assert spoken(read_hours(raw).periods) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("11:30~21:30 (브레이크타임 15:00~17:00)", ["11:30~15:00", "17:00~21:30"]),
        ("11:00~21:00 준비시간 15:00~16:30", ["11:00~15:00", "16:30~21:00"]),
        ("11:00~14:00 브레이크타임 15:00~16:30", ["11:00~14:00"]),
        ("11:00~21:00 브레이크타임 15:00~", ["11:00~21:00"]),
    ],
)
def test_a_break_is_cut_out_of_the_hours_it_lies_in(raw: str, expected: list[str]) -> None:
    assert spoken(read_hours(raw).periods) == {"default": expected}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("11:00~21:00 (라스트오더 20:30)", 20 * 60 + 30),
        ("11:00~21:00 L.O 20:00", 20 * 60),
        ("11:00~21:00 주문마감 오후 8시", 20 * 60),
        ("11:00~21:00 (라스트오더 문의)", None),
        ("11:00~21:00", None),
    ],
)
def test_the_last_order_is_read_where_it_is_told(raw: str, expected: int | None) -> None:
    assert read_hours(raw).last_order == expected


@pytest.mark.parametrize("raw", ["", "문의", "45:00~50:00", "10:75~12:00", "매일 달라요", "~"])
def test_a_text_that_tells_no_hours_leaves_them_unknown(raw: str) -> None:
    assert read_hours(raw).periods == {}


def test_an_end_that_is_no_time_is_unknown() -> None:
    assert spoken(read_hours("10:00~45:00").periods) == {"default": ["10:00~?"]}


@pytest.mark.parametrize("raw", ["연중무휴", "무휴", "없음", "휴무일 없음", "X", "24시간", "무"])
def test_never_closed_is_an_empty_closing(raw: str) -> None:
    assert read_closing(raw) == Closing()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("둘째,넷째 일요일", ((2, "sun"), (4, "sun"))),
        ("1.3주 일요일", ((1, "sun"), (3, "sun"))),
        ("매월 첫째, 셋째 화요일", ((1, "tue"), (3, "tue"))),
        ("둘째, 네째 수요일", ((2, "wed"), (4, "wed"))),
        ("매주 세째일요일", ((3, "sun"),)),
        ("첫째주, 셋째주 화요일", ((1, "tue"), (3, "tue"))),
        ("둘째주 월,화요일", ((2, "mon"), (2, "tue"))),
    ],
)
def test_an_nth_weekday_is_read(raw: str, expected: tuple[tuple[int, str], ...]) -> None:
    assert read_closing(raw) == Closing(nth=expected)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("매주 일요일", Closing(weekly=("sun",))),
        ("매주토,일", Closing(weekly=("sat", "sun"))),
        ("매주 월", Closing(weekly=("mon",))),
        ("국경일 및 주일휴무", Closing(weekly=("sun",), public=True)),
        ("매주일요일.공휴일", Closing(weekly=("sun",), public=True)),
        ("격주 화요일", Closing(biweekly="tue")),
        ("설, 추석", Closing(festival=True)),
        ("첫째,셋째 화요일, 명절", Closing(nth=((1, "tue"), (3, "tue")), festival=True)),
        ("휴일", Closing(public=True)),
        ("연중무휴(명절 당일 휴무)", Closing(festival=True)),
    ],
)
def test_closing_days_are_read(raw: str, expected: Closing) -> None:
    assert read_closing(raw) == expected


@pytest.mark.parametrize("raw", ["", "미정", "배달", "주 1회", "월2회", "-", "매월 2주 4주 휴무"])
def test_a_closing_that_names_no_day_is_unknown(raw: str) -> None:
    assert read_closing(raw) == Closing(unknown=True)


@pytest.mark.parametrize(
    "raw", ["일요일은 16시까지 영업", "일요일 새벽은 휴무", "없음(주말,공휴일은 오후 5시부터 영업)"]
)
def test_a_day_with_other_hours_is_a_note_and_no_closing(raw: str) -> None:
    assert read_closing(raw) == Closing(note=raw)


def test_a_remark_in_brackets_is_kept_beside_the_closing() -> None:
    read = read_closing("매주 일요일 (주문은 가능)")

    assert read == Closing(weekly=("sun",), note="매주 일요일 (주문은 가능)")


def test_the_rows_with_answers_are_read_right_and_none_wrong(clock: StillClock) -> None:
    rows = rows_of("hours_dev.jsonl")

    figures, _ = score_hours([rows], clock)

    assert figures["wrong"] == 0
    assert figures["right"] >= 0.95 * figures["n"]


def test_whatever_real_shops_write_as_hours_is_read_without_an_error() -> None:
    texts = {row["open_time"] or "" for row in rows_of("goodprice_shops_seoul.jsonl")}

    read = {text: read_hours(text).periods for text in texts}

    assert sum(bool(periods) for periods in read.values()) >= 0.95 * len(texts)


def test_whatever_real_shops_write_as_closing_days_is_read_without_an_error() -> None:
    texts = {row["holiday"] or "" for row in rows_of("goodprice_shops_seoul.jsonl")}

    read = {text: read_closing(text) for text in texts}

    assert sum(not closing.unknown for closing in read.values()) >= 0.85 * len(texts)


@given(scribbles)
def test_any_scribble_gives_hours_within_two_days(text: str) -> None:
    read = read_hours(text)

    ends = [end for listed in read.periods.values() for period in listed for end in period]
    assert all(0 <= end <= 3 * 1440 for end in ends if end is not None)


@given(scribbles)
def test_any_scribble_closes_on_days_that_exist(text: str) -> None:
    read = read_closing(text)

    assert {*read.weekly, *(day for _, day in read.nth)} <= set(DAYS)
