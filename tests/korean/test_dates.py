from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.clock import SEOUL, StillClock
from dure.korean.dates import (
    DAY_NAMES,
    DaySaid,
    TimeSaid,
    find_days,
    find_times,
    resolve,
    resolve_day,
)
from dure.korean.numbers import say_number

SATURDAY = date(2026, 11, 21)
NATIVE_HOURS = [
    "한",
    "두",
    "세",
    "네",
    "다섯",
    "여섯",
    "일곱",
    "여덟",
    "아홉",
    "열",
    "열한",
    "열두",
]
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MINUTES = st.integers(0, 24 * 60 - 1)


def in_words(minute_of_day: int) -> str:
    """Say 19:30 as 오후 일곱 시 반."""
    hour, minute = divmod(minute_of_day, 60)
    half = "오전" if hour < 12 else "오후"
    said = f"{half} {NATIVE_HOURS[(hour - 1) % 12]} 시"
    if minute == 30:
        return f"{said} 반"
    return f"{said} {say_number(minute)} 분" if minute else said


def minute_of(text: str) -> int | None:
    [said] = find_times(text)
    return said.minute


def moment_of(text: str, now: datetime) -> datetime:
    days, times = find_days(text), find_times(text)
    return resolve(days[0] if days else None, times[0] if times else None, now)


def day_of(text: str, today: date) -> date | None:
    [said] = find_days(text)
    return resolve_day(said, today)


@settings(deadline=None, max_examples=200)
@given(MINUTES)
def test_a_time_in_digits_is_read_back(minute: int) -> None:
    text = f"{minute // 60:02d}:{minute % 60:02d}"

    assert find_times(text) == [TimeSaid(start=0, end=5, minute=minute)]


@settings(deadline=None, max_examples=200)
@given(MINUTES)
def test_a_time_in_words_is_read_back(minute: int) -> None:
    text = in_words(minute)

    assert find_times(text) == [TimeSaid(start=0, end=len(text), minute=minute)]


@settings(deadline=None, max_examples=200)
@given(MINUTES)
def test_a_time_in_words_without_spaces_is_read_back(minute: int) -> None:
    assert minute_of(in_words(minute).replace(" ", "")) == minute


@settings(deadline=None, max_examples=200)
@given(MINUTES)
def test_a_time_of_tomorrow_said_in_words_is_the_moment_meant(minute: int) -> None:
    now = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)

    meant = moment_of(f"내일 {in_words(minute)}에 예약해 줘", now)

    assert meant == datetime(2026, 11, 22, minute // 60, minute % 60, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("오후 세 시 반", 15 * 60 + 30),
        ("저녁 7시", 19 * 60),
        ("저녁7시30분", 19 * 60 + 30),
        ("오전 7시", 7 * 60),
        ("오전 12시 10분", 10),
        ("오후 12시", 12 * 60),
        ("아침 8시", 8 * 60),
        ("점심 1시", 13 * 60),
        ("점심 11시 반", 11 * 60 + 30),
        ("점심 12시", 12 * 60),
        ("낮 2시", 14 * 60),
        ("낮 10시", 10 * 60),
        ("밤 11시", 23 * 60),
        ("밤 12시", 24 * 60),
        ("밤 1시", 25 * 60),
        ("밤 22시", 22 * 60),
        ("새벽 3시", 3 * 60),
        ("새벽 12시 반", 30),
        ("pm 7:30", 19 * 60 + 30),
        ("PM 7시", 19 * 60),
        ("AM 7시", 7 * 60),
        ("am 12시", 0),
        ("오후 19:30", 19 * 60 + 30),
        ("저녁에 7시", 19 * 60),
        ("19시", 19 * 60),
        ("십구 시 삼십 분", 19 * 60 + 30),
        ("0시", 0),
        ("25시", 25 * 60),
        ("30시", 30 * 60),
        ("30시 59분", 30 * 60 + 59),
        ("오후 7시 이일 분", 19 * 60),
        ("정오", 12 * 60),
        ("자정", 24 * 60),
    ],
)
def test_a_time_of_day_is_sure(text: str, minute: int) -> None:
    assert find_times(text) == [TimeSaid(start=0, end=len(text), minute=minute)]


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("7시", 7 * 60),
        ("일곱 시 반", 7 * 60 + 30),
        ("12시", 12 * 60),
        ("열두 시 오분", 12 * 60 + 5),
    ],
)
def test_an_hour_without_its_half_of_the_day_is_open(text: str, minute: int) -> None:
    assert find_times(text) == [TimeSaid(start=0, end=len(text), minute=minute, sure=False)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7시간",
        "세 시작",
        "7시킨 거",
        "31시",
        "99:00",
        "7:75",
        "7:60",
        "7시 60분 ",
        "일곱 시 육십 분",
        "30시 60분",
        "7시 75분 ",
        "한두 시",
        "12:3",
        "1:234",
        "다시 한번",
        "혹시",
        "30분",
    ],
)
def test_what_tells_no_time_is_left(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("30분 뒤", 30),
        ("삼십 분 후", 30),
        ("한 시간 뒤", 60),
        ("두시간반뒤", 150),
        ("세 시간 있다가", 180),
        ("10분 이따", 10),
        ("1시간 30분 뒤", 90),
        ("두 시간 5분 후", 125),
    ],
)
def test_a_delay_is_counted_from_now(text: str, later: int) -> None:
    assert find_times(text) == [TimeSaid(start=0, end=len(text), minute=None, later=later)]


@pytest.mark.parametrize("text", ["한두 시간 뒤", "이일 분 뒤"])
def test_a_delay_that_is_no_one_number_is_left(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize(("text", "later"), [("100분 뒤", 100), ("120분 후", 120)])
def test_a_delay_of_three_digits_is_read_whole(text: str, later: int) -> None:
    assert [said.later for said in find_times(text)] == [later]


@pytest.mark.parametrize(
    ("text", "later"),
    [("한 시간 삼십 분 뒤", 90), ("2시간 30분 이따", 150), ("1시간 30분 있다가", 90)],
)
def test_a_delay_of_hours_and_minutes_is_read_whole(text: str, later: int) -> None:
    assert [said.later for said in find_times(text)] == [later]


@pytest.mark.parametrize("text", ["내일7시", "토요일7시에"])
def test_a_time_in_digits_is_found_without_a_space_before_it(text: str) -> None:
    assert [said.minute for said in find_times(text)] == [7 * 60]


def test_times_come_from_left_to_right_and_apart() -> None:
    text = "오전 9시 말고 정오나 20:30, 아니면 30분 뒤"

    said = find_times(text)

    assert [text[t.start : t.end] for t in said] == ["오전 9시", "정오", "20:30", "30분 뒤"]


def test_words_that_fit_two_times_are_told_once() -> None:
    assert find_times("7시 30분 뒤") == [TimeSaid(start=0, end=6, minute=450, sure=False)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("그저께", -2),
        ("그제", -2),
        ("엊그제", -2),
        ("어제", -1),
        ("어저께", -1),
        ("오늘", 0),
        ("내일", 1),
        ("낼", 1),
        ("내일모레", 2),
        ("낼모레", 2),
        ("모레", 2),
        ("글피", 3),
    ],
)
def test_a_day_is_said_from_today(text: str, days: int) -> None:
    assert find_days(f"{text} 먹자") == [
        DaySaid(start=0, end=len(text), kind="relative", value=days)
    ]


def test_a_verb_that_begins_with_the_short_tomorrow_is_no_day() -> None:
    assert find_days("낼게요") == []


@pytest.mark.parametrize("text", ["메시지 보낼 거야", "성낼 일이야"])
def test_a_verb_that_ends_with_the_short_tomorrow_is_no_day(text: str) -> None:
    assert find_days(text) == []


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekday_is_found_by_its_name(weekday: int) -> None:
    text = f"{'월화수목금토일'[weekday]}요일"

    assert find_days(text) == [DaySaid(start=0, end=3, kind="weekday", value=weekday)]


@pytest.mark.parametrize(
    ("text", "weekday", "week"),
    [
        ("다음 주 토요일", "saturday", 1),
        ("다음주토욜", "saturday", 1),
        ("담주 월욜", "monday", 1),
        ("이번 주 금요일", "friday", 0),
        ("지난 주 일요일", "sunday", -1),
        ("저번주 화요일", "tuesday", -1),
        ("다음 주 수", "wednesday", 1),
        ("이번주 목", "thursday", 0),
    ],
)
def test_a_weekday_may_name_its_week(text: str, weekday: str, week: int) -> None:
    assert find_days(text) == [
        DaySaid(start=0, end=len(text), kind="weekday", value=DAY_NAMES.index(weekday), week=week)
    ]


@pytest.mark.parametrize(
    ("text", "week"),
    [("주말", None), ("이번 주말", 0), ("다음 주 주말", 1), ("다음주말", 1), ("지난 주말", -1)],
)
def test_a_weekend_may_name_its_week(text: str, week: int | None) -> None:
    assert find_days(text) == [DaySaid(start=0, end=len(text), kind="weekend", week=week)]


@pytest.mark.parametrize(
    ("text", "week"), [("이번 주", 0), ("다음주", 1), ("담 주", 1), ("저번 주", -1)]
)
def test_a_whole_week_is_found(text: str, week: int) -> None:
    assert find_days(f"{text}에") == [DaySaid(start=0, end=len(text), kind="week", week=week)]


@pytest.mark.parametrize("text", ["이번 주문", "다음 주세요", "다음 주실 때"])
def test_a_word_that_begins_like_a_week_is_none(text: str) -> None:
    assert find_days(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("평일", "weekdays"),
        ("공휴일", "holiday"),
        ("휴일", "holiday"),
        ("빨간 날", "holiday"),
        ("명절", "holiday"),
        ("추석", "holiday"),
        ("설날", "holiday"),
        ("연휴", "holiday"),
    ],
)
def test_kinds_of_days_are_found(text: str, kind: str) -> None:
    assert [(said.kind, said.end) for said in find_days(text)] == [(kind, len(text))]


def test_a_shops_day_off_is_no_holiday() -> None:
    assert find_days("정기휴일") == []


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("3월 5일", None, 3, 5),
        ("3월5일", None, 3, 5),
        ("12월 31", None, 12, 31),
        ("2월 30일", None, 2, 30),
        ("2026년 3월 5일", 2026, 3, 5),
        ("2026.3.5", 2026, 3, 5),
        ("2026/03/05", 2026, 3, 5),
        ("2026. 11. 21", 2026, 11, 21),
    ],
)
def test_a_date_is_found(text: str, year: int | None, month: int, day: int) -> None:
    assert find_days(text) == [
        DaySaid(start=0, end=len(text), kind="date", value=day, month=month, year=year)
    ]


@pytest.mark.parametrize(
    "text", ["13월 5일", "0월 1일", "3월 32일", "3월 0일", "3.5", "3/5", "1.5.2"]
)
def test_what_is_no_date_is_left(text: str) -> None:
    assert find_days(text) == []


@pytest.mark.parametrize("text", ["2026-11-21", "2026. 11. 21.", "2026.11.21."])
def test_a_date_is_found_as_it_stands_in_documents(text: str) -> None:
    assert [(said.year, said.month, said.value) for said in find_days(text)] == [(2026, 11, 21)]


def test_a_date_before_a_full_stop_reaches_to_its_end() -> None:
    text = "마감은 3월 5일."

    assert [text[said.start : said.end] for said in find_days(text)] == ["3월 5일"]


def test_days_said_without_a_space_between_are_two() -> None:
    assert [said.value for said in find_days("오늘내일")] == [0, 1]


def test_days_come_from_left_to_right_and_apart() -> None:
    text = "내일모레나 3월 5일 토요일, 아니면 주말"

    said = [text[day.start : day.end] for day in find_days(text)]

    assert said == ["내일모레", "3월 5일", "토요일", "주말"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("오늘", date(2026, 11, 21)),
        ("내일모레", date(2026, 11, 23)),
        ("그제", date(2026, 11, 19)),
        ("토요일", date(2026, 11, 21)),
        ("금요일", date(2026, 11, 27)),
        ("다음 주 토요일", date(2026, 11, 28)),
        ("이번 주 월요일", date(2026, 11, 16)),
        ("지난 주 일요일", date(2026, 11, 15)),
        ("주말", date(2026, 11, 21)),
        ("다음 주말", date(2026, 11, 28)),
        ("지난 주말", date(2026, 11, 14)),
        ("이번 주", date(2026, 11, 16)),
        ("다음 주", date(2026, 11, 23)),
        ("3월 5일", date(2027, 3, 5)),
        ("11월 21일", date(2026, 11, 21)),
        ("2025년 3월 5일", date(2025, 3, 5)),
        ("2월 29일", date(2028, 2, 29)),
        ("2월 30일", None),
        ("2027년 2월 29일", None),
        ("평일", None),
        ("공휴일", None),
    ],
)
def test_a_day_is_resolved_from_a_saturday(text: str, day: date | None) -> None:
    assert day_of(text, SATURDAY) == day


def test_the_weekend_said_on_a_monday_is_ahead() -> None:
    assert day_of("주말", date(2026, 11, 23)) == date(2026, 11, 28)


def test_the_next_weekend_said_on_a_sunday_is_ahead() -> None:
    assert day_of("다음 주말", date(2026, 11, 22)) == date(2026, 11, 28)


def test_the_weekend_said_on_a_sunday_is_that_day() -> None:
    assert day_of("주말", date(2026, 11, 22)) == date(2026, 11, 22)


@settings(deadline=None)
@given(DAYS, st.integers(0, 6))
def test_a_weekday_alone_is_the_next_of_its_name(today: date, weekday: int) -> None:
    day = day_of(f"{'월화수목금토일'[weekday]}요일", today)

    assert day is not None
    assert day.weekday() == weekday
    assert timedelta(0) <= day - today < timedelta(days=7)


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_date_without_year_is_the_next_such_day(said: date, today: date) -> None:
    day = day_of(f"{said.month}월 {said.day}일", today)

    assert day is not None
    assert day >= today
    assert (day.month, day.day) == (said.month, said.day)


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_date_with_its_year_is_that_day(said: date, today: date) -> None:
    assert day_of(f"{said.year}년 {said.month}월 {said.day}일", today) == said


def test_a_leap_day_is_found_across_a_century_without_one() -> None:
    assert day_of("2월 29일", date(2096, 3, 1)) == date(2104, 2, 29)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("오후 세 시 반", datetime(2026, 11, 21, 15, 30, tzinfo=SEOUL)),
        ("저녁 7시", datetime(2026, 11, 21, 19, 0, tzinfo=SEOUL)),
        ("7시", datetime(2026, 11, 21, 19, 0, tzinfo=SEOUL)),
        ("12시", datetime(2026, 11, 22, 0, 0, tzinfo=SEOUL)),
        ("오전 9시", datetime(2026, 11, 22, 9, 0, tzinfo=SEOUL)),
        ("오늘 오전 9시", datetime(2026, 11, 21, 9, 0, tzinfo=SEOUL)),
        ("내일 12시", datetime(2026, 11, 22, 12, 0, tzinfo=SEOUL)),
        ("다음 주 토요일 12시 반", datetime(2026, 11, 28, 12, 30, tzinfo=SEOUL)),
        ("내일 7시", datetime(2026, 11, 22, 7, 0, tzinfo=SEOUL)),
        ("오늘 7시", datetime(2026, 11, 21, 19, 0, tzinfo=SEOUL)),
        ("30분 뒤", datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)),
        ("내일 30분 뒤", datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)),
        ("내일모레", datetime(2026, 11, 23, 12, 0, tzinfo=SEOUL)),
        ("다음 주 토요일 19:30", datetime(2026, 11, 28, 19, 30, tzinfo=SEOUL)),
        ("3월 5일 정오", datetime(2027, 3, 5, 12, 0, tzinfo=SEOUL)),
        ("오늘 밤 1시", datetime(2026, 11, 22, 1, 0, tzinfo=SEOUL)),
        ("자정", datetime(2026, 11, 22, 0, 0, tzinfo=SEOUL)),
        ("치킨", datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)),
    ],
)
def test_a_moment_is_resolved_at_a_saturday_noon(
    text: str, moment: datetime, clock: StillClock
) -> None:
    assert moment_of(text, clock.now()) == moment


def test_an_open_hour_that_passed_twice_today_is_tomorrows() -> None:
    now = datetime(2026, 11, 21, 20, 0, tzinfo=SEOUL)

    assert moment_of("7시", now) == datetime(2026, 11, 22, 7, 0, tzinfo=SEOUL)


def test_an_open_twelve_just_after_midnight_is_the_one_that_comes_next() -> None:
    now = datetime(2026, 11, 21, 0, 10, tzinfo=SEOUL)

    assert moment_of("12시 20분", now) == datetime(2026, 11, 21, 0, 20, tzinfo=SEOUL)


def test_a_moment_is_told_in_the_zone_of_now(clock: StillClock) -> None:
    assert moment_of("내일 저녁 7시", clock.now()).utcoffset() == timedelta(hours=9)


@settings(deadline=None, max_examples=200)
@given(now=MINUTES, hour=st.integers(1, 11), minute=st.integers(0, 59))
def test_an_open_hour_comes_within_twelve_hours(now: int, hour: int, minute: int) -> None:
    # Half a minute past, so that no time said is exactly now.
    at = datetime(2026, 11, 21, now // 60, now % 60, 30, tzinfo=SEOUL)

    moment = moment_of(f"{hour}시 {minute}분", at)

    assert timedelta(0) < moment - at < timedelta(hours=12)
    assert (moment.hour % 12, moment.minute) == (hour, minute)


@settings(deadline=None, max_examples=200)
@given(now=MINUTES, minute=MINUTES)
def test_a_sure_time_without_a_day_is_never_past(now: int, minute: int) -> None:
    at = datetime(2026, 11, 21, now // 60, now % 60, tzinfo=SEOUL)

    moment = moment_of(in_words(minute), at)

    assert timedelta(0) <= moment - at < timedelta(days=1)
    assert moment.hour * 60 + moment.minute == minute


@settings(deadline=None)
@given(now=MINUTES, later=st.integers(1, 99))
def test_a_delay_is_as_long_as_said(now: int, later: int) -> None:
    at = datetime(2026, 11, 21, now // 60, now % 60, tzinfo=SEOUL)

    assert moment_of(f"{say_number(later)} 분 뒤", at) - at == timedelta(minutes=later)
