"""A ranker is judged beside the simpler orders on the same lists, and its chances by what came."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from tests.assistants.meals.listed import listed
from tests.assistants.meals.test_ranker import ranker

from dure.assistants.meals import judging
from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.judging import calibration, judge
from dure.assistants.meals.peers import Peers, orders
from dure.assistants.meals.ranker import Ranker

SHORT, LONG = ["a", "b", "c"], ["a", "b", "c", "d"]


def many(shops: list[str], count: int = 240) -> list[Impression]:
    """Return lists of thirty people, of which the last place was chosen."""
    return [listed(f"p{n % 30}", shops, len(shops) - 1, day=n // 30) for n in range(count)]


def told(lists: list[Impression]) -> dict[str, Any]:
    return judge(ranker(), Peers(), lists, rng=np.random.default_rng(1))


def test_a_hit_among_three_is_told_only_where_a_list_is_longer() -> None:
    assert "hr@3" not in told(many(SHORT))
    assert set(told(many(LONG))["hr@3"]) == set(told(many(LONG))["ndcg@5"])


def test_it_does_not_serve_where_it_only_draws_level(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_twin(made: Ranker, peers: Peers, one: Impression) -> Mapping[str, object]:
        own = orders(made, peers, one)
        # The first of the two is best on these lists, its twin no worse.
        return {**own, "wide_deep": np.arange(4.0), "twin": np.arange(4.0)}

    monkeypatch.setattr(judging, "orders", with_twin)

    report = told(many(LONG))

    assert report["best_other"] == "twin"
    assert report["serve"] is False
    assert report["ahead"]["low"] <= 0


def test_it_serves_where_it_is_ahead_for_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        judging,
        "orders",
        lambda made, peers, one: {**orders(made, peers, one), "wide_deep": np.arange(4.0)},
    )

    assert told(many(LONG))["serve"] is True


@pytest.mark.parametrize("lists", [many(LONG)[:199], [listed("p", LONG) for _ in range(300)], []])
def test_too_few_to_judge_by_means_that_it_does_not_serve(lists: list[Impression]) -> None:
    report = told(lists)

    assert (report["serve"], report["ahead"]) == (False, None)


def test_chances_are_measured_on_what_stood_on_top_and_on_all() -> None:
    # Every logit is 0, so that each chance is that of the offset: 0.27. On top, half is chosen.
    lists = [listed(f"p{n}", LONG, 0 if n % 2 else None) for n in range(100)]

    made = calibration(ranker(), lists)

    assert made["ece"] == pytest.approx(0.5 - 0.2689, abs=1e-3)
    assert made["ece_all"] == pytest.approx(0.2689 - 0.125, abs=1e-3)
    assert made["log_loss_of_base_rate"] == pytest.approx(np.log(2), abs=1e-3)
    assert made["log_loss"] == pytest.approx(-(np.log(0.2689) + np.log(0.7311)) / 2, abs=1e-3)


def test_of_no_lists_nothing_is_known_of_chances() -> None:
    assert set(calibration(ranker(), []).values()) == {None}
