from collections.abc import Mapping
from datetime import date, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.hours import (
    DAYS,
    Closing,
    Hours,
    Openness,
    Period,
    closes_at,
    from_json,
    hhmm,
    openness,
    opens_on,
)
from dure.kernel.clock import SEOUL

OPEN, CLOSED, UNKNOWN = Openness.OPEN, Openness.CLOSED, Openness.UNKNOWN
NO_HOLIDAYS: frozenset[date] = frozenset()
SATURDAY = date(2026, 11, 21)
SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
LUNAR_NEW_YEAR = date(2026, 2, 17)
HOLIDAYS = frozenset((LUNAR_NEW_YEAR, date(2026, 10, 9)))

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
minutes = st.integers(0, 24 * 60 - 1)
closings = st.builds(
    Closing,
    weekly=st.lists(st.sampled_from(DAYS), unique=True, max_size=2).map(tuple),
    nth=st.lists(st.tuples(st.integers(1, 5), st.sampled_from(DAYS)), unique=True, max_size=3).map(
        tuple
    ),
    biweekly=st.none() | st.sampled_from(DAYS),
    festival=st.booleans(),
    public=st.booleans(),
    unknown=st.booleans(),
    note=st.none() | st.just("재료가 떨어지면 닫아요"),
)
spans = st.tuples(st.integers(0, 1440), st.none() | st.integers(0, 2880))
all_hours = st.builds(
    Hours,
    periods=st.dictionaries(
        st.sampled_from(("default", "weekday", "weekend", *DAYS)),
        st.lists(spans, max_size=3).map(tuple),
        max_size=3,
    ),
    closing=st.none() | closings,
    last_order=st.none() | minutes,
)


def at(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SEOUL)


def daily(*periods: Period, closing: Closing | None = None) -> Hours:
    return Hours(periods={"default": periods}, closing=closing)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("09:59", CLOSED), ("10:00", OPEN), ("20:59", OPEN), ("21:00", CLOSED), ("23:00", CLOSED)],
)
def test_a_shop_is_open_from_its_first_minute_and_closed_from_its_last(
    clock: str, expected: Openness
) -> None:
    hours = daily((600, 1260))

    found = openness(hours, at(SATURDAY, clock), NO_HOLIDAYS)

    assert found is expected


@pytest.mark.parametrize(
    ("clock", "expected"), [("00:00", OPEN), ("01:59", OPEN), ("02:00", CLOSED), ("16:59", CLOSED)]
)
def test_a_period_past_midnight_reaches_into_the_next_day(clock: str, expected: Openness) -> None:
    hours = daily((17 * 60, 26 * 60))

    found = openness(hours, at(SUNDAY, clock), NO_HOLIDAYS)

    assert found is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(SUNDAY, "01:00"), OPEN),  # Saturday night's guests sit on
        (at(SUNDAY, "18:00"), CLOSED),
        (at(MONDAY, "01:00"), CLOSED),  # there was no Sunday night
    ],
)
def test_a_closed_day_takes_its_own_night_and_leaves_the_night_before(
    moment: datetime, expected: Openness
) -> None:
    hours = daily((17 * 60, 26 * 60), closing=Closing(weekly=("sun",)))

    found = openness(hours, moment, NO_HOLIDAYS)

    assert found is expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("14:59", OPEN), ("15:00", CLOSED), ("16:59", CLOSED), ("17:00", OPEN), ("20:00", OPEN)],
)
def test_a_shop_is_closed_in_its_break(clock: str, expected: Openness) -> None:
    hours = daily((690, 900), (1020, 1290))

    found = openness(hours, at(SATURDAY, clock), NO_HOLIDAYS)

    assert found is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 1), OPEN),
        (date(2026, 11, 8), CLOSED),
        (date(2026, 11, 15), OPEN),
        (date(2026, 11, 22), CLOSED),
        (date(2026, 11, 29), OPEN),
        (date(2026, 11, 9), OPEN),
    ],
)
def test_second_and_fourth_sundays_are_closed(day: date, expected: Openness) -> None:
    hours = daily((600, 1260), closing=Closing(nth=((2, "sun"), (4, "sun"))))

    found = openness(hours, at(day, "12:00"), NO_HOLIDAYS)

    assert found is expected


@given(days, st.integers(1, 4), st.sampled_from(DAYS))
def test_an_nth_weekday_comes_once_a_month(day: date, n: int, name: str) -> None:
    hours = daily((0, 1440), closing=Closing(nth=((n, name),)))
    month = [day.replace(day=1) + timedelta(days=i) for i in range(28)]

    closed = [d for d in month if openness(hours, at(d, "12:00"), NO_HOLIDAYS) is CLOSED]

    assert [DAYS[d.weekday()] for d in closed] == [name]
    assert sum(d.weekday() == closed[0].weekday() for d in month if d <= closed[0]) == n


def test_a_shop_that_closes_on_public_holidays_is_closed_then() -> None:
    hours = daily((600, 1260), closing=Closing(public=True))

    found = openness(hours, at(date(2026, 10, 9), "12:00"), HOLIDAYS)

    assert found is CLOSED


def test_nobody_knows_which_holidays_a_festival_takes() -> None:
    hours = daily((600, 1260), closing=Closing(festival=True))

    found = openness(hours, at(LUNAR_NEW_YEAR, "12:00"), HOLIDAYS)

    assert found is UNKNOWN


@pytest.mark.parametrize("closing", [Closing(public=True), Closing(festival=True)])
def test_a_holiday_closing_closes_no_other_day(closing: Closing) -> None:
    hours = daily((600, 1260), closing=closing)

    found = openness(hours, at(SATURDAY, "12:00"), HOLIDAYS)

    assert found is OPEN


@pytest.mark.parametrize(("day", "expected"), [(SUNDAY, UNKNOWN), (MONDAY, OPEN)])
def test_every_other_sunday_leaves_each_sunday_unknown(day: date, expected: Openness) -> None:
    hours = daily((600, 1260), closing=Closing(biweekly="sun"))

    found = openness(hours, at(day, "12:00"), NO_HOLIDAYS)

    assert found is expected


def test_without_hours_nothing_is_known() -> None:
    assert openness(None, at(SATURDAY, "12:00"), NO_HOLIDAYS) is UNKNOWN


def test_a_day_that_was_not_spoken_of_is_unknown() -> None:
    hours = Hours(periods={"weekday": ((600, 1260),)})

    found = openness(hours, at(SATURDAY, "12:00"), NO_HOLIDAYS)

    assert found is UNKNOWN


@pytest.mark.parametrize(("clock", "expected"), [("11:29", CLOSED), ("21:00", UNKNOWN)])
def test_an_unknown_end_is_unknown_from_the_opening_on(clock: str, expected: Openness) -> None:
    hours = daily((690, None))

    found = openness(hours, at(SATURDAY, clock), NO_HOLIDAYS)

    assert found is expected


def test_a_night_that_may_have_been_off_is_unknown_after_midnight() -> None:
    hours = daily((1020, 26 * 60), closing=Closing(biweekly="sun"))

    found = openness(hours, at(MONDAY, "01:00"), NO_HOLIDAYS)

    assert found is UNKNOWN


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SATURDAY, ((3, 4),)),
        (SUNDAY, ((2, 3),)),
        (MONDAY, ((1, 2),)),
    ],
)
def test_a_day_by_name_comes_before_its_group_and_that_before_the_rest(
    day: date, expected: tuple[Period, ...]
) -> None:
    periods: Mapping[str, tuple[Period, ...]] = {
        "default": ((1, 2),),
        "weekend": ((2, 3),),
        "sat": ((3, 4),),
    }

    found = Hours(periods=periods).on(day)

    assert found == expected


def test_weekdays_have_hours_of_their_own() -> None:
    hours = Hours(periods={"weekday": ((1, 2),), "default": ((3, 4),)})

    assert hours.on(MONDAY) == ((1, 2),)


@given(days, minutes, st.integers(0, 1439), st.integers(1, 1440))
def test_a_daily_period_is_open_inside_and_closed_outside(
    day: date, minute: int, opens: int, length: int
) -> None:
    hours = daily((opens, opens + length))
    moment = at(day, "00:00") + timedelta(minutes=minute)

    found = openness(hours, moment, NO_HOLIDAYS)

    inside = any(opens <= m < opens + length for m in (minute, minute + 1440))
    assert found is (OPEN if inside else CLOSED)


@given(days, minutes, all_hours)
def test_an_end_that_is_told_lies_ahead(day: date, minute: int, hours: Hours) -> None:
    moment = at(day, "00:00") + timedelta(minutes=minute)

    closes = closes_at(hours, moment)

    assert closes is None or closes > minute


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (SATURDAY, "12:00", 900),
        (SATURDAY, "18:00", 26 * 60),
        (SUNDAY, "01:30", 120),
        (SATURDAY, "16:00", None),
    ],
)
def test_the_period_under_way_tells_when_it_ends(
    day: date, clock: str, expected: int | None
) -> None:
    hours = daily((690, 900), (1020, 26 * 60))

    found = closes_at(hours, at(day, clock))

    assert found == expected


@pytest.mark.parametrize("hours", [None, Hours(), daily((600, None))])
def test_an_unknown_end_is_told_as_none(hours: Hours | None) -> None:
    assert closes_at(hours, at(SATURDAY, "12:00")) is None


@pytest.mark.parametrize(
    ("minute", "expected"), [(0, "00:00"), (61, "01:01"), (1440, "24:00"), (1560, "26:00")]
)
def test_the_clock_counts_on_past_midnight(minute: int, expected: str) -> None:
    assert hhmm(minute) == expected


@given(all_hours)
def test_hours_written_down_are_read_back(hours: Hours) -> None:
    written = orjson.dumps(hours.plain)

    read = from_json(orjson.loads(written))

    assert read == hours


@pytest.mark.parametrize(
    ("closing", "day", "expected"),
    [
        (None, SUNDAY, OPEN),
        (Closing(), SUNDAY, OPEN),
        (Closing(weekly=("sun",)), SUNDAY, CLOSED),
        (Closing(weekly=("sun",)), MONDAY, OPEN),
        (Closing(nth=((4, "sun"),)), SUNDAY, CLOSED),
        (Closing(nth=((3, "sun"),)), SUNDAY, OPEN),
        (Closing(biweekly="sun"), SUNDAY, UNKNOWN),
        (Closing(public=True), LUNAR_NEW_YEAR, CLOSED),
        (Closing(festival=True), LUNAR_NEW_YEAR, UNKNOWN),
    ],
)
def test_a_closing_day_closes_the_whole_day(
    closing: Closing | None, day: date, expected: Openness
) -> None:
    assert opens_on(closing, day, HOLIDAYS) is expected
