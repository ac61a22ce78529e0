"""Lists are read back from the log as they were served, with what was chosen of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import Happened, chosen, event, folded
from tests.assistants.meals.odd_people import NOW, candidates, moments
from tests.assistants.meals.towns import RICE, cooking, offered_in, rules_for

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import Eater, Ordered, OrderSettings, choose
from dure.assistants.meals.impressions import Impression, impressions, written
from dure.assistants.meals.profile import profile_of
from dure.assistants.meals.situation import Learned, Moment

LUNCH = Moment(now=NOW, at=NOW + timedelta(hours=1), meal="lunch")
SHOPS = [cooking(one, RICE, category=kind) for one, kind in (("a", "한식"), ("b", "분식"))]


def show(
    life: list[Happened], found: Sequence[Candidate], moment: Moment, name: str
) -> list[Happened]:
    """Return a life with one more list, written down as a turn does."""
    eater = Eater(profile=profile_of(folded(life), moment.now), moment=moment)
    given = tuple(float(number) for number in range(len(found)))
    ordered = Ordered(sure=found, unsure=(), everybody=(), given=given)
    items = [
        {"shop": c.shop.id, "category": c.shop.category, "pays_won": c.pays_won, "position": n}
        for n, c in enumerate(found, 1)
    ]
    said = {
        "id": name,
        "at": moment.now.isoformat(),
        "for": moment.at.isoformat(),
        "meal": moment.meal,
        "company": list(moment.company),
        "items": items,
        **written(eater, found, ordered),
    }
    return [*life, ("meals.shops_shown", said)]


def read(life: Sequence[Happened], learned: Learned | None = None) -> list[Impression]:
    return list(impressions((("mina", event(kind, NOW), said) for kind, said in life), learned))


def taken(shop: str, name: str | None, at: Any = NOW) -> Happened:  # noqa: ANN401 - a moment
    return chosen(shop, "한식", id=name, at=at)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from("ab"), max_size=5),
    st.lists(candidates(), min_size=1, max_size=4, unique_by=lambda c: c.shop.id),
    moments,
)
def test_rows_from_the_log_have_the_bits_that_were_served_whatever_was_learned(
    before: list[str], found: list[Candidate], moment: Moment
) -> None:
    life = [taken(shop, f"{n}", NOW - timedelta(days=9 - n)) for n, shop in enumerate(before)]
    life = show(life, found, moment, "list")

    (one,) = read(life)
    (other,) = read(life, learned=Learned(neighbours={"a": {"b": 0.5}}))

    assert one.is_the_same
    assert other.is_the_same


def test_what_was_chosen_is_told_with_its_place() -> None:
    found = offered_in(SHOPS, rules_for())
    life = show([], found, LUNCH, "first")
    life = [*life, taken("b", "first")]
    life = show(life, found, replace(LUNCH, now=NOW + timedelta(days=1)), "second")

    first, second = read(life)

    assert first.places.shops[first.chosen or 0] == "b"
    assert second.chosen is None
    assert (first.profile.chosen, second.profile.chosen) == (0, 1)


def test_the_last_choice_of_a_list_counts_and_a_list_counts_once() -> None:
    found = offered_in(SHOPS, rules_for())
    life = show([], found, LUNCH, "first")

    (one,) = read([*life, *life, taken("b", "first"), taken("a", "first"), taken("b", None)])

    assert one.places.shops[one.chosen or 0] == "a"


def test_what_was_chosen_elsewhere_is_no_choice_of_the_list() -> None:
    life = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")

    (one,) = read([*life, taken("z", "first")])

    assert one.chosen is None


def test_what_was_forgotten_is_not_there() -> None:
    life = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")

    assert list(impressions([("mina", event(life[0][0]), None)])) == []


def test_people_are_kept_apart() -> None:
    kind, said = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")[0]
    picked, choice = taken("b", "first")
    log = [("mina", event(kind), said), ("jun", event(kind), said), ("jun", event(picked), choice)]

    mina, jun = impressions(log)

    assert (mina.person, mina.chosen) == ("mina", None)
    assert jun.places.shops[jun.chosen or 0] == "b"


@pytest.mark.parametrize(
    "change",
    [{"at": "now"}, {"at": None}, {"at": "2026-11-21T12:00:00"}, {"for": "later"}, {"seen": None},
     {"seen": []}, {"items": []}, {"id": None}],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_left_out(change: dict[str, Any]) -> None:
    kind, said = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")[0]

    assert read([(kind, {**said, **change})]) == []


def test_what_is_read_is_worth_to_everybody_whoever_it_was_ordered_for() -> None:
    rules, found = rules_for(), offered_in(SHOPS, rules_for())
    life = [taken("b", str(n), NOW - timedelta(days=9 - n)) for n in range(5)]
    eater = Eater(profile=profile_of(folded(life), NOW), moment=LUNCH)
    ordered = choose(found, rules, OrderSettings(), eater)

    (kind, said), *_ = show([], list(ordered.sure), LUNCH, "list")
    (one,) = read([(kind, {**said, **written(eater, ordered.sure, ordered)})])

    # How far they are is written down in whole steps, so that it counts so here.
    known = [replace(c, distance_m=250.0) for c in found]
    plain = {c.shop.id: c.score for c in choose(known, rules, OrderSettings()).sure}
    assert one.scores == pytest.approx([plain[shop] for shop in one.places.shops], abs=1e-4)
    assert [c.score for c in ordered.sure] != pytest.approx(one.scores, abs=1e-4)


@pytest.mark.parametrize("given", [None, [1.0], [1.0, "2"], [1.0, float("nan")], "12"])
def test_points_that_make_no_sense_are_unknown(given: Any) -> None:  # noqa: ANN401
    kind, said = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")[0]

    (one,) = read([(kind, {**said, "given": given})])

    assert one.scores == ()


def test_a_row_that_was_changed_is_noticed() -> None:
    kind, said = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")[0]
    said["seen"][0][0] += 0.5

    (one,) = read([(kind, said)])

    assert not one.is_the_same


def test_a_choice_that_is_taken_back_teaches_nothing() -> None:
    listed = show([], offered_in(SHOPS, rules_for()), LUNCH, "first")[0]
    shop = listed[1]["items"][0]["shop"]
    undone = ("meals.choice_undone", {"id": "first", "shop": shop, "of": NOW.isoformat()})

    (before,) = read([listed, taken(shop, "first")])
    (after,) = read([listed, taken(shop, "first"), undone])

    assert (before.chosen, after.chosen) == (0, None)
