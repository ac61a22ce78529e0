from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.catalogue import walk_minutes
from dure.assistants.meals.wish import FARTHEST_M, RADIUS_M, Wish, changed, moment_of, wish_of
from dure.kernel.clock import SEOUL
from dure.korean.dates import DAY_NAMES

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
"""A Saturday."""

amounts = st.integers(100, 1_000_000)
moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(SEOUL),
)
clocks = st.times().map(lambda time: f"{time.hour:02d}:{time.minute:02d}")
meals = st.sampled_from(("breakfast", "lunch", "dinner", "late_night"))
foods = st.lists(st.sampled_from(("치킨", "김밥", "라면", "피자")), unique=True, max_size=3)
sayings = st.fixed_dictionaries(
    {},
    optional={
        "budget_max": amounts,
        "budget_min": amounts,
        "food": foods,
        "exclude_food": foods,
        "allergen": st.lists(st.sampled_from(("새우", "우유")), unique=True, max_size=2),
        "taste": st.just(["soup"]),
        "walk_min": st.integers(1, 30),
        "distance_max_m": st.integers(100, 3000),
        "time": clocks,
        "meal_time": meals,
    },
)


def wish(**slots: Any) -> Wish:  # noqa: ANN401 - the values of slots
    return Wish(slots=slots)


def test_the_budget_is_the_most_one_pays() -> None:
    assert wish(budget_max=7000).most_won == 7000


def test_a_rough_budget_is_a_most_too() -> None:
    assert wish(budget_about=7000).most_won == 7000


def test_without_a_budget_there_is_no_most() -> None:
    assert wish(food=["김밥"]).most_won is None


@given(amounts, st.integers(2, 12))
def test_a_budget_for_all_is_shared_among_the_eaters(budget: int, eaters: int) -> None:
    found = wish(budget_max=budget, party_size=eaters).most_won

    assert found is not None
    assert 0 <= budget - found * eaters < eaters


@given(amounts, st.integers(1, 12))
def test_a_budget_per_person_is_not_shared(budget: int, eaters: int) -> None:
    found = wish(budget_max=budget, party_size=eaters, per_person=True).most_won

    assert found == budget


@pytest.mark.parametrize(
    ("slots", "least"),
    [
        ({}, 0),
        ({"budget_min": 5000}, 5000),
        ({"budget_min": 9000, "party_size": 3}, 3000),
        ({"budget_min": 9000, "party_size": 3, "per_person": True}, 9000),
    ],
)
def test_the_least_is_for_one_person(slots: Mapping[str, Any], least: int) -> None:
    assert Wish(slots=slots).least_won == least


def test_near_is_a_kilometre_unless_said_otherwise() -> None:
    assert wish(near=True).radius_m == RADIUS_M == 1000


def test_a_distance_that_was_said_is_the_radius() -> None:
    assert wish(distance_max_m=300).radius_m == 300


@given(st.integers(1, 60))
def test_minutes_on_foot_make_a_radius_that_is_walked_in_them(minutes: int) -> None:
    radius = wish(walk_min=minutes).radius_m

    assert walk_minutes(radius) <= minutes < walk_minutes(radius + 62)


def test_what_is_said_anew_takes_the_place_of_what_was_said() -> None:
    before = wish(budget_max=5000, location="강남역", sort="near")

    after = changed(before, {"location": "신촌", "sort": "cheap"})

    assert after.slots == {"budget_max": 5000, "location": "신촌", "sort": "cheap"}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"budget_min": 5000, "budget_max": 5999}, {"budget_max": 9000}),
        ({"budget_about": 5000}, {"budget_max": 9000}),
        ({"walk_min": 5}, {"distance_max_m": 2000}),
        ({"time": "18:30", "day": "tomorrow"}, {"open_now": True}),
        ({"meal_time": "dinner"}, {"time": "12:00"}),
    ],
)
def test_one_kind_of_condition_is_replaced_as_a_whole(
    before: Mapping[str, Any], said: Mapping[str, Any]
) -> None:
    after = changed(Wish(slots=before), said)

    assert after.slots == said


def test_foods_turned_down_add_up() -> None:
    once = changed(Wish(), {"exclude_food": ["치킨"]})

    twice = changed(once, {"exclude_food": ["피자"]})

    assert twice.without == ("치킨", "피자")


def test_a_food_asked_for_is_no_longer_turned_down() -> None:
    before = changed(Wish(), {"exclude_food": ["치킨", "피자"]})

    after = changed(before, {"food": ["치킨"]})

    assert (after.foods, after.without) == (("치킨",), ("피자",))


def test_a_food_turned_down_is_no_longer_asked_for() -> None:
    before = changed(Wish(), {"food": ["치킨", "피자"]})

    after = changed(before, {"exclude_food": ["치킨"]})

    assert (after.foods, after.without) == (("피자",), ("치킨",))


def test_a_taste_takes_the_place_of_the_taste_before() -> None:
    before = changed(Wish(), {"taste": ["spicy"]})

    after = changed(before, {"taste": ["soup"]})

    assert after.slots["taste"] == ["soup"]


@given(sayings, sayings)
def test_no_food_is_both_asked_for_and_turned_down(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> None:
    after = changed(changed(Wish(), first), second)

    assert not set(after.foods) & set(after.without)


@given(sayings)
def test_saying_the_same_again_changes_nothing(said: Mapping[str, Any]) -> None:
    once = changed(Wish(), said)

    twice = changed(once, said)

    assert twice == once


@given(sayings, st.lists(st.text(max_size=5), max_size=3))
def test_a_wish_in_the_memory_of_a_session_is_read_back(
    said: Mapping[str, Any], hidden: list[str]
) -> None:
    made = Wish(slots=said, hidden=tuple(hidden))

    read = wish_of(orjson.loads(orjson.dumps(made.to_json())))

    assert read == made


def test_no_memory_is_an_empty_wish() -> None:
    assert wish_of(None) == Wish()


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({}, "2026-11-21T12:00"),
        ({"open_now": True, "day": "tomorrow"}, "2026-11-21T12:00"),
        ({"time": "18:30"}, "2026-11-21T18:30"),
        ({"time": "09:00"}, "2026-11-22T09:00"),
        ({"time": "09:00", "day": "tomorrow"}, "2026-11-22T09:00"),
        ({"day": "today"}, "2026-11-21T12:00"),
        ({"day": "tomorrow"}, "2026-11-22T12:00"),
        ({"day": "monday"}, "2026-11-23T12:00"),
        ({"day": "saturday"}, "2026-11-21T12:00"),
        ({"day": "weekend"}, "2026-11-21T12:00"),
        ({"meal_time": "lunch"}, "2026-11-21T12:00"),
        ({"meal_time": "dinner"}, "2026-11-21T18:00"),
        ({"meal_time": "late_night"}, "2026-11-21T22:00"),
        ({"meal_time": "breakfast"}, "2026-11-22T08:00"),
        ({"meal_time": "breakfast", "day": "tomorrow"}, "2026-11-22T08:00"),
        ({"meal_time": "dinner", "day": "monday"}, "2026-11-23T18:00"),
    ],
)
def test_the_moment_is_the_next_that_was_meant(slots: Mapping[str, Any], expected: str) -> None:
    found = moment_of(Wish(slots=slots), NOON)

    assert found == datetime.fromisoformat(f"{expected}+09:00")


@pytest.mark.parametrize(
    ("day", "expected"), [(16, 21), (20, 21), (21, 21), (22, 22)], ids=["mon", "fri", "sat", "sun"]
)
def test_the_weekend_is_the_one_that_comes_or_is(day: int, expected: int) -> None:
    found = moment_of(wish(day="weekend"), NOON.replace(day=day))

    assert found.day == expected


@pytest.mark.parametrize("day", [16, 17, 18, 19, 20, 21, 22])
def test_a_weekday_is_never_a_saturday_or_a_sunday(day: int) -> None:
    found = moment_of(wish(day="weekday"), NOON.replace(day=day))

    assert found.weekday() < 5


def test_a_meal_under_way_is_eaten_now() -> None:
    evening = NOON.replace(hour=19, minute=40)

    found = moment_of(wish(meal_time="dinner"), evening)

    assert found == evening


def test_a_late_meal_after_midnight_is_under_way() -> None:
    night = NOON.replace(hour=1, minute=0)

    found = moment_of(wish(meal_time="late_night"), night)

    assert found == night


def test_half_past_midnight_tonight_is_still_to_come() -> None:
    found = moment_of(wish(day="today", time="00:30"), NOON)

    assert found == NOON.replace(day=22, hour=0, minute=30)


@given(moments, clocks)
def test_a_bare_time_is_within_a_day_from_now(now: datetime, clock: str) -> None:
    found = moment_of(wish(time=clock), now)

    assert timedelta(minutes=-1) < found - now <= timedelta(days=1)


@given(moments, meals)
def test_a_bare_meal_is_not_over(now: datetime, meal: str) -> None:
    found = moment_of(wish(meal_time=meal), now)

    assert now <= found < now + timedelta(days=1, hours=8)


@given(moments, st.sampled_from(DAY_NAMES))
def test_a_named_day_is_within_a_week(now: datetime, name: str) -> None:
    found = moment_of(wish(day=name), now)

    assert DAY_NAMES[found.weekday()] == name
    assert 0 <= (found.date() - now.date()).days < 7


@pytest.mark.parametrize("slots", [{"distance_max_m": 5_000_000}, {"walk_min": 100_000}])
def test_nobody_looks_farther_than_anybody_walks(slots: dict[str, int]) -> None:
    assert Wish(slots=slots).radius_m == FARTHEST_M
