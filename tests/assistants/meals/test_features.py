"""The 72 features: within their ranges whatever comes, and blind to what comes later."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import (
    NOON,
    Happened,
    chosen,
    folded,
    liking,
    rated,
    shown,
    spent,
    viewed,
)
from tests.assistants.meals.odd_people import NOW, candidates, moments, profiles

from dure.assistants.meals import past
from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.features import digest, features
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.profile import Profile, profile_of
from dure.assistants.meals.seen import seen, seen_in
from dure.assistants.meals.situation import Learned, Moment
from dure.assistants.meals.table import AT, FEATURES, NAMES

odd = settings(max_examples=150, deadline=None)
lists = st.lists(candidates(), min_size=1, max_size=6)
LUNCH = Moment(now=NOW, at=NOW, meal="lunch")
DAY = timedelta(days=1)


def row(profile: Profile, candidate: Candidate, moment: Moment = LUNCH) -> dict[str, float]:
    values = features(profile, seen([candidate], moment), moment)[0]
    return dict(zip(NAMES, values.tolist(), strict=True))


def place(**about: Any) -> Candidate:  # noqa: ANN401 - fields of a shop
    kept = {"id": "shop-1", "name": "가게", "category": "분식", "source": "시험", **about}
    dishes = (Dish(name="라면", price=5000),)
    return Candidate(shop=Shop(**kept), distance_m=200.0, dishes=dishes, open=Openness.OPEN)


@odd
@given(profiles, lists, moments)
def test_every_value_lies_in_its_range_or_says_that_it_is_unknown(
    profile: Profile, found: list[Candidate], moment: Moment
) -> None:
    made = features(profile, seen(found, moment), moment)

    assert made.shape == (len(found), 72)
    assert made.dtype == np.float32
    for feature, column in zip(FEATURES, made.T, strict=True):
        within = (np.float32(feature.low) <= column) & (column <= np.float32(feature.high))
        unknown = column == feature.unknown if feature.unknown is not None else False
        assert np.all(within | unknown), feature.name


@odd
@given(profiles, lists, moments)
def test_a_place_has_the_same_bits_in_whatever_list_it_stands(
    profile: Profile, found: list[Candidate], moment: Moment
) -> None:
    together = features(profile, seen(found, moment), moment)

    for number, one in enumerate(found):
        alone = features(profile, seen([one], moment), moment)
        assert digest(alone[0]) == digest(together[number])


@odd
@given(profiles, lists, moments)
def test_what_stands_in_the_log_gives_the_same_bits_again(
    profile: Profile, found: list[Candidate], moment: Moment
) -> None:
    places = seen(found, moment)
    items = [
        {"shop": shop, "category": category, "pays_won": pays}
        for shop, category, pays in zip(
            places.shops, places.categories, places.pays_won, strict=True
        )
    ]
    rows = [places.facts_of(number) for number in range(len(items))]

    again = seen_in(json.loads(json.dumps({"items": items, "seen": rows})))

    assert again is not None
    assert digest(features(profile, again, moment)) == digest(features(profile, places, moment))


happenings = st.one_of(
    st.builds(chosen, st.sampled_from("abcd"), st.sampled_from(("한식", "분식")), at=st.just(NOON)),
    st.builds(rated, st.floats(-1, 1), st.sampled_from("abcd"), at=st.just(NOON)),
    st.builds(viewed, st.sampled_from("abcd"), at=st.just(NOON)),
    st.builds(shown, st.sampled_from("abcd"), st.sampled_from("abcd"), at=st.just(NOON)),
    st.builds(spent, st.integers(0, 20_000), at=st.just(NOON)),
    st.builds(liking, st.sampled_from(("떡볶이", "치킨"))),
)


def dated(lives: Sequence[Happened], day: int) -> list[Happened]:
    """Return what happened with each thing on a day of its own."""
    return [
        (kind, {**said, "at": (NOON + (day + n) * DAY).isoformat()} if "at" in said else said)
        for n, (kind, said) in enumerate(lives)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(happenings, max_size=12), st.lists(happenings, min_size=1, max_size=6))
def test_what_happens_later_never_changes_a_row(
    before: list[Happened], after: list[Happened]
) -> None:
    now = NOON + 30 * DAY
    moment = replace(LUNCH, now=now, at=now)
    found = [place(id=one, category="한식") for one in "abcd"]
    early, later = dated(before, 0), dated(after, 31)

    state = folded(early)
    known = profile_of(state, now)
    rows = digest(features(known, seen(found, moment), moment))
    folded(later, state)

    assert digest(features(known, seen(found, moment), moment)) == rows


def test_a_profile_that_was_read_does_not_see_what_is_folded_afterwards() -> None:
    state = folded([shown("shop-1", id="1"), chosen("shop-1", id="1")])
    profile = profile_of(state, NOW)
    before = row(profile, place())

    folded([chosen("shop-1", id="2"), rated(-1.0, "shop-1"), shown("shop-1", id="3")], state)

    assert row(profile, place()) == before


def test_a_stranger_has_no_past_and_nothing_pretends_otherwise() -> None:
    made = row(Profile(), place())

    for name in ("choice_rate", "variety", "usual_won", "category_share", "again", "neighbour"):
        assert made[name] == -1, name
    assert made["is_of_unknown_kind"] == 1
    assert made["category_met"] == made["recency_here"] == made["chosen_here"] == 0


def test_what_somebody_chose_speaks_for_its_category_and_its_shop() -> None:
    life = [chosen("shop-1", "분식", id=str(n), at=NOW - n * DAY) for n in range(12, 0, -1)]
    profile = profile_of(folded(life), NOW)

    own, other = row(profile, place()), row(profile, place(id="shop-2", category="한식"))

    assert own["is_regular"] == 1
    for name in ("liked_category", "category_share", "meal_fit", "chosen_here", "recency_here"):
        assert own[name] > other[name], name
    assert own["again"] == 1
    assert other["again"] == 0


def test_neighbours_and_what_follows_come_from_what_was_learned() -> None:
    profile = profile_of(folded([chosen("shop-9", "한식")]), NOW)
    learned = Learned(
        neighbours={"shop-9": {"shop-1": 0.7}}, follows=lambda lately: {"분식": len(lately) / 4}
    )

    made = row(profile, place(), replace(LUNCH, learned=learned))

    assert 0.5 < made["neighbour"] < 0.51
    assert made["next_category"] == 0.25
    assert row(profile, place())["neighbour"] == row(profile, place())["next_category"] == -1


def test_a_price_that_makes_no_sense_is_unknown() -> None:
    odd_price = replace(place(), dishes=(Dish(name="라면", price=-500),))

    made = row(Profile(usual_won=5000), odd_price, replace(LUNCH, most_won=5000))

    assert made["pays"] == made["usual_fit"] == made["budget_share"] == made["cheapest"] == -1


def test_a_long_past_is_not_read_for_a_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    life = [chosen(f"s{n}", "분식", id=str(n), at=NOW - n * DAY) for n in range(300, 0, -1)]
    profile, opened = profile_of(folded(life), NOW), list[str | None]()
    plain = past.moment_of

    def opening(kept: str | None) -> datetime | None:
        opened.append(kept)
        return plain(kept)

    monkeypatch.setattr(past, "moment_of", opening)

    made = row(profile, place(id="s1"))

    assert made["shops_chosen"] == 1
    assert len(opened) == 1


def test_no_places_make_no_rows() -> None:
    assert features(Profile(), seen([], LUNCH), LUNCH).shape == (0, 72)


def test_names_are_found_by_their_column() -> None:
    assert [AT[name] for name in NAMES] == list(range(72))
