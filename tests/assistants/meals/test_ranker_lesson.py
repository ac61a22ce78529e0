"""A ranker is learned of some people, judged by others later on, and serves only if it wins."""

from dataclasses import replace
from typing import Any

import pytest
from tests.assistants.meals.lives import event
from tests.assistants.meals.test_impressions import LUNCH, show
from tests.assistants.meals.test_ranker import ranker
from tests.assistants.meals.towns import RICE, cooking, offered_in, rules_for

from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_people
from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.ranker import Ranker, load_ranker
from dure.assistants.meals.ranker_lesson import Lists, course, learn_ranker, part_of, spanned
from dure.assistants.meals.simulated import simulated
from dure.errors import InvalidInput
from dure.learning.calibrate import Scale
from dure.learning.wide_deep import FitSettings

QUICK = FitSettings(laps=3)


@pytest.fixture(scope="module")
def lists() -> Lists:
    shops = list(demo_shops())
    made = list(simulated(list(demo_people(shops, 200)), shops, seed=5, since=0.7))
    return Lists(shown=[one.shown for one in made], judged=[one.around for one in made])


@pytest.fixture(scope="module")
def learned(lists: Lists) -> tuple[Ranker, dict[str, object]]:
    return learn_ranker(lists, settings=QUICK)


def test_the_report_names_every_peer_and_who_was_best(
    learned: tuple[Ranker, dict[str, object]],
) -> None:
    _, report = learned

    names = {"wide_deep", "order", "personal", "popularity", "distance", "item_knn", "ease",
             "recency", "markov"}  # fmt: skip
    assert set(report["ndcg@5"]) == set(report["hr@3"]) == names  # type: ignore[call-overload]
    assert report["best_other"] in names - {"wide_deep"}
    assert report["serve"] is (report["ahead"]["low"] > 0)  # type: ignore[index]


def test_it_learns_more_than_everybodys_order_knows(
    learned: tuple[Ranker, dict[str, object]],
) -> None:
    figures = learned[1]["ndcg@5"]

    assert figures["wide_deep"]["low"] > figures["order"]["mean"]  # type: ignore[index]
    assert learned[1]["ece_all"] < 0.05  # type: ignore[operator]


def test_the_same_lists_and_seed_give_the_same_bytes(
    lists: Lists, learned: tuple[Ranker, dict[str, object]]
) -> None:
    again, _ = learn_ranker(lists, settings=QUICK)

    assert again.to_bytes() == learned[0].to_bytes()
    assert load_ranker(again.to_bytes(), file="m").version == learned[0].version


def learned_alike(one: Ranker, other: Ranker) -> bool:
    """Whether two rankers are the same but for what is told of them."""
    return untold(one).to_bytes() == untold(other).to_bytes()


def untold(one: Ranker) -> Ranker:
    return replace(one, serve=False, facts={})


def test_what_people_who_are_judged_did_changes_nothing_that_is_learned(
    lists: Lists, learned: tuple[Ranker, dict[str, object]]
) -> None:
    def mixed(one: Impression) -> Impression:
        other = None if one.chosen is None else (one.chosen + 1) % len(one.places.shops)
        return replace(one, chosen=other) if part_of(one.person, 0) == "judged" else one

    other, _ = learn_ranker(replace(lists, shown=[mixed(one) for one in lists.shown]),
                            settings=QUICK)  # fmt: skip

    assert learned_alike(other, learned[0])


def test_what_happens_in_the_last_quarter_changes_nothing_that_is_learned(
    lists: Lists, learned: tuple[Ranker, dict[str, object]]
) -> None:
    late = spanned(lists.shown, 0).late_at

    def mixed(one: Impression) -> Impression:
        other = None if one.chosen is None else (one.chosen + 1) % len(one.places.shops)
        return replace(one, chosen=other) if one.moment.now >= late else one

    other, _ = learn_ranker(replace(lists, shown=[mixed(one) for one in lists.shown]),
                            settings=QUICK)  # fmt: skip

    assert learned_alike(other, learned[0])


def test_the_simpler_orders_see_all_that_was_before_the_last_quarter(lists: Lists) -> None:
    spans = spanned(lists.shown, 0)

    counted = sum(spans.peers.chosen.values())

    own = [one for one in lists.shown if part_of(one.person, 0) == "fit" and one.chosen is not None]
    assert counted == sum(one.moment.now < spans.late_at for one in own)
    assert max(one.moment.now for one in spans.middle["held"]) < spans.late_at


def test_chances_tell_more_than_how_often_what_stands_on_top_is_chosen(
    learned: tuple[Ranker, dict[str, object]],
) -> None:
    report = learned[1]

    assert report["log_loss"] < report["log_loss_of_base_rate"]  # type: ignore[operator]


def test_a_ranker_whose_chances_are_all_the_same_is_not_served(
    lists: Lists, learned: tuple[Ranker, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, won = "dure.assistants.meals.ranker_lesson", {**learned[1], "serve": True}
    monkeypatch.setattr(f"{lesson}.judge", lambda *given, rng: dict(won))
    assert learn_ranker(lists, settings=QUICK)[0].serve
    flat = Scale(slope=0.0, offset=-2.0)
    monkeypatch.setattr(f"{lesson}.fit_scale", lambda logits, labels: flat)

    ranker, report = learn_ranker(lists, settings=QUICK)

    assert ranker.serve is report["serve"] is False


@pytest.mark.parametrize("count", [0, 3])
def test_too_little_to_learn_from_is_said(lists: Lists, count: int) -> None:
    few = Lists(shown=lists.shown[:count], judged=[])

    with pytest.raises(InvalidInput):
        learn_ranker(few, settings=QUICK)


def test_people_stay_in_their_part_whatever_comes_in() -> None:
    parts = [part_of(f"person-{number}", 0) for number in range(1000)]

    assert parts == [part_of(f"person-{number}", 0) for number in range(1000)]
    assert 540 < parts.count("fit") < 660
    assert 150 < parts.count("held") < 250


def test_shops_go_together_only_if_several_people_say_so(
    learned: tuple[Ranker, dict[str, object]], lists: Lists
) -> None:
    took: dict[str, set[str]] = {}
    for one in lists.shown:
        if one.chosen is not None:
            took.setdefault(one.places.shops[one.chosen], set()).add(one.person)

    for shop, others in learned[0].learned.neighbours.items():
        for other in others:
            assert len(took[shop] & took[other]) >= 3


def test_a_list_whose_rows_differ_or_whose_worth_is_unknown_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = offered_in((cooking("a", RICE), cooking("b", RICE)), rules_for())
    lives = []
    changes: list[dict[str, Any]] = [{}, {"seen": "other"}, {"given": None}]
    for number, change in enumerate(changes):
        ((kind, said),) = show([], found, LUNCH, str(number))
        # Whoever ordered it: a ranker's lists are looked at like all others.
        said |= {"ranker": "wide-deep-1", **change}
        if change.get("seen"):
            said["seen"] = [
                [row[0] + 0.5, *row[1:]] for row in show([], found, LUNCH, "x")[0][1]["seen"]
            ]
        lives.append((f"p{number}", event(kind), said))
    learned_of: list[Lists] = []

    def learn(lists: Lists, **how: object) -> tuple[Ranker, dict[str, object]]:
        learned_of.append(lists)
        return ranker(), {}

    monkeypatch.setattr("dure.assistants.meals.ranker_lesson.learn_ranker", learn)
    made = course(lives, heard=lambda what, share: None, load=lambda name: None)  # type: ignore[arg-type,return-value]

    assert [one.person for one in learned_of[0].shown] == ["p0"]
    assert made.report["left_out"] == 2
