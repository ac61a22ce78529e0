"""A day is held against the others of its weekday; little proves nothing, and nobody is judged."""

from datetime import date, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.unusual import spent_between, unusual

TODAY: Final = date(2026, 11, 20)


def weeks(count: int, won: int = 5000) -> list[tuple[date, int]]:
    """Return every day of so many weeks up to today, with the same won on each."""
    return [(TODAY - timedelta(days=ago), won) for ago in range(count * 7 - 1, -1, -1)]


def test_one_giant_day_is_found_and_spoils_no_other() -> None:
    spent = weeks(8)
    spent[-3] = (spent[-3][0], 500_000)

    habit = unusual(spent, TODAY)

    assert habit is not None
    assert [(day.day, day.won, day.usual_won) for day in habit.unusual] == [
        (TODAY - timedelta(days=2), 500_000, 5000)
    ]


def test_a_giant_day_of_long_ago_makes_today_no_exception() -> None:
    spent = weeks(8)
    spent[6] = (spent[6][0], 500_000)

    habit = unusual(spent, TODAY)

    assert habit is not None
    assert habit.unusual == ()
    assert habit.usual_won == 35_000


def test_always_the_same_and_once_a_little_more_is_nothing() -> None:
    spent = weeks(8)
    spent[-1] = (TODAY, 6000)

    habit = unusual(spent, TODAY)

    assert habit is not None
    assert habit.unusual == ()


def test_with_few_weeks_nothing_is_called_unusual() -> None:
    spent = [*weeks(4)[:-1], (TODAY, 90_000)]

    habit = unusual(spent, TODAY)

    assert habit is not None
    assert habit.unusual == ()
    assert habit.usual_won is None


def test_days_of_which_nothing_is_known_are_not_days_without_spending() -> None:
    fridays = [(TODAY - timedelta(weeks=ago), 9000) for ago in range(8, -1, -1)]

    habit = unusual(fridays, TODAY)

    assert habit is not None
    assert (habit.won, habit.known, habit.usual_won, habit.unusual) == (9000, 1, 9000, ())


def test_a_week_of_which_one_day_is_known_is_no_whole_week() -> None:
    fridays = [(TODAY - timedelta(weeks=ago), 5000) for ago in range(6, 0, -1)]
    last_week = [(TODAY - timedelta(days=ago), 5000) for ago in range(6, -1, -1)]

    habit = unusual([*fridays, *last_week], TODAY)

    assert habit is not None
    assert (habit.won, habit.known, habit.usual_won) == (35_000, 7, None)


def test_only_weeks_of_which_as_much_is_known_say_what_is_usual() -> None:
    known = weeks(6)
    gaps = [(day, won) for day, won in known if not 7 <= (TODAY - day).days < 13]

    habit = unusual(gaps, TODAY)

    assert habit is not None
    assert habit.usual_won == 35_000


def test_nothing_known_is_none() -> None:
    assert unusual([], TODAY) is None
    assert unusual([(TODAY + timedelta(days=1), 5000)], TODAY) is None
    assert spent_between([], TODAY, TODAY) is None


def test_a_stretch_holds_both_its_ends() -> None:
    assert spent_between(weeks(2), TODAY - timedelta(days=2), TODAY) == (15_000, 3)


@given(
    st.dictionaries(st.integers(0, 70), st.integers(0, 10**7), max_size=63),
)
def test_it_holds_for_whatever_was_spent(by_age: dict[int, int]) -> None:
    spent = [(TODAY - timedelta(days=ago), won) for ago, won in sorted(by_age.items())[::-1]]

    habit = unusual(spent, TODAY)

    assert (habit is None) == (not any(ago < 7 for ago in by_age))
    for day in habit.unusual if habit else ():
        assert day.won != day.usual_won
