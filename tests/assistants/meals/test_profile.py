"""A profile tells what happened, leans where it was little, and is silent where it was nothing."""

from datetime import timedelta
from time import thread_time
from timeit import repeat
from typing import Final

import pytest
from tests.assistants.meals.lives import (
    NOON,
    Happened,
    chosen,
    days,
    folded,
    liking,
    question,
    rated,
    shown,
    spent,
    viewed,
)

from dure.assistants.meals import profile
from dure.assistants.meals.profile import Profile, phase_of, profile_of

REGULAR: Final[list[Happened]] = [
    happened
    for number in range(250)
    for happened in (
        shown(*(f"shop-{number % 60 + place}" for place in range(3)), id=f"r{number}"),
        chosen(
            f"shop-{number % 60}",
            ("분식", "한식", "치킨", "중식", "일식")[number % 5],
            id=f"r{number}",
            at=NOON + days(number / 4 - 62.5),
            company=["friend"] if number % 3 else [],
            weather="rain" if number % 2 else "clear",
            meal="lunch" if number % 2 else "dinner",
        ),
        rated(0.4, f"shop-{number % 60}", "분식", id=f"r{number}"),
        viewed(f"shop-{number % 60}", "한식"),
    )
]
"""A thousand events."""


def test_of_nobody_nothing_is_known() -> None:
    for state in (None, profile.EMPTY()):
        assert profile_of(state, NOON) == Profile()
    assert Profile().usual_won is None
    assert Profile().personality is None


@pytest.mark.parametrize(
    ("count", "phase"),
    [(0, "onboarding"), (3, "onboarding"), (4, "enrichment"), (10, "enrichment"), (11, "advanced")],
)
def test_the_phases_change_at_four_and_eleven(count: int, phase: str) -> None:
    life = [chosen(f"shop-{number}") for number in range(count)]

    assert profile_of(folded(life), NOON).phase == phase == phase_of(count)


def test_looking_alone_ends_no_phase() -> None:
    looked = profile_of(folded([viewed()] * 50), NOON)

    assert (looked.interactions, looked.phase, looked.onboarded) == (3, "onboarding", False)


def test_onboarding_is_over_after_three_questions_or_three_interactions() -> None:
    asked = [question(name) for name in profile.QUESTIONS]

    assert not profile_of(folded(asked[:2]), NOON).onboarded
    assert profile_of(folded(asked), NOON).onboarded
    assert not profile_of(folded([chosen()] * 3), NOON).onboarded
    assert profile_of(folded([chosen()] * 4), NOON).onboarded


def test_what_is_said_done_and_looked_at_weighs_in_this_order() -> None:
    life = [rated(1.0, category="가"), chosen(category="나"), viewed(category="다")]

    liked = profile_of(folded(life), NOON).liked

    assert liked == {"가": 1.0, "나": 0.8, "다": 0.3}


def test_looking_again_and_again_weighs_less_than_one_word() -> None:
    liked = profile_of(folded([viewed(category="한식")] * 100), NOON).liked

    assert liked["한식"] == 0.9


def test_what_was_bad_weighs_against() -> None:
    liked = profile_of(folded([rated(-0.8, category="한식")]), NOON).liked

    assert liked["한식"] == -0.8


def test_likings_fade() -> None:
    state = folded([chosen()])

    assert profile_of(state, NOON + days(60)).liked["분식"] == pytest.approx(0.4)


def test_a_liking_that_is_said_counts_for_its_kind_of_food() -> None:
    said = folded([liking("떡볶이", "치킨", "기묘한맛")])

    known = profile_of(said, NOON)

    assert known.liked == {"분식": 1.0, "치킨": 1.0}
    assert known.told_foods == ("떡볶이", "치킨", "기묘한맛")
    taken_back = folded([liking("떡볶이", way="remove")], said)
    assert "분식" not in profile_of(taken_back, NOON).liked


def test_reading_a_profile_changes_nothing() -> None:
    state = folded(REGULAR[:40])
    before = profile_of(state, NOON)

    folded(REGULAR[40:80], state)

    assert before.recent == profile_of(folded(REGULAR[:40]), NOON).recent
    assert dict(before.shops) == dict(profile_of(folded(REGULAR[:40]), NOON).shops)
    assert dict(before.by_meal) == dict(profile_of(folded(REGULAR[:40]), NOON).by_meal)


def test_the_last_twenty_choices_are_told_newest_last() -> None:
    life = [chosen(f"shop-{number}", f"종류-{number}") for number in range(30)]

    known = profile_of(folded(life), NOON)

    assert known.recent == tuple(f"shop-{number}" for number in range(10, 30))
    assert known.recent_categories[-1] == "종류-29"


def test_of_a_shop_it_is_told_how_often_and_how_it_was() -> None:
    life = [shown("shop-1", "shop-2", id="a"), viewed(), chosen(id="a"), rated(0.9, id="a")]

    shops = profile_of(folded(life), NOON).shops

    assert (shops["shop-1"].shown, shops["shop-1"].viewed, shops["shop-1"].chosen) == (1, 1, 1)
    assert shops["shop-1"].last_chosen_at == NOON
    assert shops["shop-1"].rating == 0.9
    assert shops["shop-2"].rating is None
    assert "shop-3" not in shops


def test_shops_that_were_chosen_are_counted_without_those_that_were_only_shown() -> None:
    life = [shown("shop-1", "shop-2", "shop-3", id="a"), viewed("shop-4"), chosen(id="a")]
    life += [chosen("shop-5", id="b"), chosen("shop-5", id="c")]

    assert profile_of(folded(life), NOON).shops_chosen == 2
    # Another choice of the same list takes the first one's place.
    assert profile_of(folded([*life, chosen("shop-5", id="a")]), NOON).shops_chosen == 1


def test_the_usual_price_is_the_middle_of_what_was_paid() -> None:
    paid = (4000, 5000, 90_000)
    life = [chosen(f"shop-{won}", pays_won=won) for won in paid]

    assert profile_of(folded(life), NOON).usual_won == 5000


def test_a_meal_of_unknown_price_is_no_meal_for_nothing() -> None:
    known = profile_of(folded([chosen(pays_won=None, price_won=None)]), NOON)

    assert known.usual_won is None
    assert known.spent == ()
    assert known.by_company == {}


def test_with_whom_tells_how_much_leaning_on_ones_own() -> None:
    life = [chosen(f"shop-{n}", pays_won=5000, company=[]) for n in range(8)]
    life += [chosen("shop-9", pays_won=9000, company=["friend"])]

    mean, count = profile_of(folded(life), NOON).by_company["friend"]

    assert count == 1
    assert 5400 < mean < 6500


def test_unknown_weather_is_in_no_table() -> None:
    life = [chosen("shop-1", weather=None), chosen("shop-2", weather="rain")]

    assert {weather for weather, _ in profile_of(folded(life), NOON).by_weather} == {"rain"}


def test_each_won_is_counted_once_by_whoever_knows_best() -> None:
    today = NOON.date()

    assert profile_of(folded([chosen(), spent(5200)]), NOON).spent == ((today, 5200),)
    told = [chosen(), spent(5200), spent(4100, "issuer")]
    assert profile_of(folded(told), NOON).spent == ((today, 4100),)
    assert profile_of(folded([chosen(), spent(5000, "chosen")]), NOON).spent == ((today, 5000),)


def test_what_was_spent_is_told_of_nine_weeks_and_not_of_the_future() -> None:
    life = [spent(1000, at=NOON - days(ago)) for ago in (80, 63, 62, 0, -3)]

    told = profile_of(folded(life), NOON).spent

    assert [day for day, _ in told] == [NOON.date() - timedelta(days=62), NOON.date()]


def test_a_habit_is_told_only_once_there_is_one() -> None:
    five = [chosen(f"shop-{n}", f"종류-{n}") for n in range(5)]

    assert profile_of(folded(five), NOON).personality is None
    six = [*five, chosen("shop-9", "종류-9")]
    assert profile_of(folded(six), NOON).personality == "EXPLORER"


def test_the_time_to_decide_is_kept_where_it_is_known() -> None:
    life = [chosen("shop-1", decided_s=None), chosen("shop-2", decided_s=12.5)]

    assert profile_of(folded(life), NOON).decisions_s == (12.5,)


def test_reading_is_cheap() -> None:
    state = folded(REGULAR)

    took_s = min(repeat(lambda: profile_of(state, NOON), number=20, repeat=10, timer=thread_time))

    # 100 µs are asked for; a busy machine may take several times as long.
    assert took_s / 20 < 0.0005
