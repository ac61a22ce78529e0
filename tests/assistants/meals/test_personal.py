"""The order for one person: a stranger gets everybody's, a regular one of their own."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import Happened, chosen, folded, rated, shown
from tests.assistants.meals.odd_people import NOW, candidates, moments, profiles
from tests.assistants.meals.towns import RICE, Town, cooking, offered_in, rules_for, towns

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.choose import Eater, OrderSettings, choose
from dure.assistants.meals.features import features
from dure.assistants.meals.personal import PersonalSettings, personal_points
from dure.assistants.meals.profile import Profile, profile_of
from dure.assistants.meals.seen import seen
from dure.assistants.meals.situation import Moment

LUNCH = Moment(now=NOW, at=NOW, meal="lunch")
DAY = timedelta(days=1)
KOREAN = cooking("korean", RICE, category="한식")
SNACKS = cooking("snacks", RICE, category="분식")
CHICKEN = cooking("chicken", RICE, category="치킨")
BY_SCORES = OrderSettings(variety=1.0)
TOWN = (KOREAN, SNACKS, CHICKEN)


def order(life: list[Happened], shops: tuple[Shop, ...] = TOWN, at: Moment = LUNCH) -> list[str]:
    eater = Eater(profile=profile_of(folded(life), NOW), moment=at)
    rules = rules_for()
    found = choose(offered_in(shops, rules), rules, BY_SCORES, eater).sure
    return [one.shop.id for one in found]


def meals(category: str, shop: str, count: int, since: int = 60) -> list[Happened]:
    return [chosen(shop, category, id=f"{shop}{n}", at=NOW - (since - n) * DAY)
            for n in range(count)]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(towns)
def test_a_stranger_gets_the_order_of_everybody(town: Town) -> None:
    stranger = Eater(profile=Profile(), moment=replace(LUNCH, now=town.rules.at, at=town.rules.at))

    own = choose(town.offered, town.rules, OrderSettings(), stranger)

    assert own == choose(town.offered, town.rules, OrderSettings())
    rows = features(stranger.profile, seen(town.offered, stranger.moment), stranger.moment)
    assert not any(personal_points(rows, stranger.personal)) if len(rows) else not town.offered


@settings(max_examples=100, deadline=None)
@given(profiles, st.lists(candidates(), min_size=1, max_size=5), moments)
def test_points_are_finite_and_no_larger_than_their_weight(
    profile: Profile, found: list[Candidate], moment: Moment
) -> None:
    most = {f.name: abs(getattr(PersonalSettings(), f.name)) for f in fields(PersonalSettings)}
    rows = features(profile, seen(found, moment), moment)

    for points in personal_points(rows, PersonalSettings()):
        assert all(abs(value) <= most[name] + 1e-6 for name, value in points)


def test_what_somebody_likes_comes_first_and_is_the_reason() -> None:
    life = [rated(1.0, "elsewhere", "치킨"), *meals("치킨", "elsewhere", 6)]

    assert order(life)[0] == "chicken"
    assert order([rated(-1.0, "elsewhere", "치킨")])[-1] == "chicken"


def test_the_same_shop_does_not_come_first_three_days_running() -> None:
    other = cooking("other", RICE, category="분식")
    life = meals("분식", "snacks", 3, since=3)

    assert order(life, (SNACKS, other)) == ["other", "snacks"]


def test_a_place_that_was_good_comes_before_one_of_its_kind() -> None:
    other = cooking("another", RICE, category="분식")
    life = [*meals("분식", "snacks", 1, since=20), rated(1.0, "snacks", "분식")]

    assert order(life, (other, SNACKS)) == ["snacks", "another"]


def test_what_is_passed_over_again_and_again_falls_behind() -> None:
    other = cooking("other", RICE, category="분식")
    life = [shown("other", id=str(n)) for n in range(9)]

    assert order(life, (other, SNACKS)) == ["snacks", "other"]


@pytest.mark.parametrize(("meal", "first"), [("breakfast", "korean"), ("dinner", "chicken")])
def test_the_meal_decides_where_it_did_before(meal: str, first: str) -> None:
    life = [
        chosen(f"{kind}{n}", kind, id=f"{kind}{n}", at=NOW - (40 - n) * DAY, meal=when)
        for kind, when in (("한식", "breakfast"), ("치킨", "dinner"))
        for n in range(8)
    ]

    assert order(life, (KOREAN, CHICKEN), replace(LUNCH, meal=meal))[0] == first


def points_at(life: list[Happened], moment: Moment) -> dict[str, dict[str, float]]:
    """Return what each kind of the town is worth to a person of that life."""
    places = seen(offered_in(TOWN, rules_for()), moment)
    rows = features(profile_of(folded(life), NOW), places, moment)
    points = map(dict, personal_points(rows, PersonalSettings()))
    return dict(zip(places.categories, points, strict=True))


def test_one_meal_in_the_rain_speaks_for_its_kind_in_the_rain_and_for_no_other() -> None:
    life = [chosen("elsewhere", "치킨", id="1", at=NOW - 9 * DAY, weather="rain")]

    found = points_at(life, replace(LUNCH, weather="rain"))

    chicken = found.pop("치킨")
    assert chicken["time"] > 0
    assert chicken["weather"] > 0
    for one in found.values():
        assert one["time"] < 0
        assert one["weather"] < 0


def test_a_situation_that_was_never_met_says_nothing() -> None:
    life = [chosen("elsewhere", "치킨", id=str(n), at=NOW - 9 * DAY) for n in range(3)]

    for one in points_at(life, replace(LUNCH, meal="dinner", weather="rain")).values():
        assert {"time", "weather"}.isdisjoint(one)


kinds = st.sampled_from(("한식", "분식", "치킨"))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(kinds, st.sampled_from(("lunch", "dinner")), st.sampled_from(("rain", None))),
        max_size=12,
    )
)
def test_only_what_was_chosen_in_a_situation_has_it_for_a_reason(
    past: list[tuple[str, str, str | None]],
) -> None:
    life = [chosen(f"s{n}", kind, id=str(n), at=NOW - 9 * DAY, meal=meal, weather=weather)
            for n, (kind, meal, weather) in enumerate(past)]  # fmt: skip
    at_lunch = {kind for kind, meal, _ in past if meal == "lunch"}
    in_rain = {kind for kind, _, weather in past if weather == "rain"}

    found = points_at(life, replace(LUNCH, weather="rain"))

    for kind, one in found.items():
        assert one.get("time", 0.0) <= 0 or kind in at_lunch
        assert one.get("weather", 0.0) <= 0 or kind in in_rain


def test_the_score_is_still_the_sum_of_its_reasons() -> None:
    rules, profile = rules_for(), profile_of(folded(meals("분식", "snacks", 5)), NOW)
    eater = Eater(profile=profile, moment=LUNCH)

    for one in choose(offered_in(TOWN, rules), rules, OrderSettings(), eater).sure:
        assert one.score == pytest.approx(sum(points for _, points in one.reasons))


def test_a_sort_that_was_asked_for_comes_before_what_is_liked() -> None:
    cheap = cooking("cheap", replace(RICE, price=3000), category="중식")
    rules = rules_for(sort="cheap")
    eater = Eater(profile=profile_of(folded(meals("분식", "snacks", 9)), NOW), moment=LUNCH)

    found = choose(offered_in((SNACKS, cheap), rules), rules, BY_SCORES, eater).sure

    assert [one.shop.id for one in found] == ["cheap", "snacks"]
