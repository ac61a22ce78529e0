"""How a ranker does beside the simpler orders, and how honest its chances are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.peers import OURS, Peers, orders
from dure.assistants.meals.ranker import Ranker
from dure.assistants.meals.samples import sample_of
from dure.learning.calibrate import calibration_error, log_loss
from dure.learning.contest import HIT_DEPTH, SureMean, compare, gain, hit

_LEAST_PEOPLE: Final = 20
_LEAST_LISTS: Final = 200
"""With fewer to judge by, nothing is sure."""


def judge(
    ranker: Ranker, peers: Peers, judged: Sequence[Impression], *, rng: np.random.Generator
) -> dict[str, Any]:
    """Return the figures of the ranker and of the simpler orders on lists with a choice.

    serve: whether the ranker is ahead of the best of the others for sure, by nDCG@5. hr@3 is not
    there where no list is longer than three: all find everything then.
    """
    people = [one.person for one in judged]
    if len(set(people)) < _LEAST_PEOPLE or len(people) < _LEAST_LISTS:
        return {"ndcg@5": {}, "best_other": None, "ahead": None, "serve": False}
    gains, hits = dict[str, list[float]](), dict[str, list[float]]()
    for one in judged:
        for name, scores in orders(ranker, peers, one).items():
            gains.setdefault(name, []).append(gain(scores, one.chosen or 0))
            hits.setdefault(name, []).append(hit(scores, one.chosen or 0))
    figures, best, ahead = compare(people, gains, OURS, rng=rng)
    told = {
        "ndcg@5": _plain(figures),
        "best_other": best,
        "ahead": ahead.to_json(),
        "serve": ahead.low > 0,
    }
    if max(len(one.places.shops) for one in judged) > HIT_DEPTH:
        told["hr@3"] = _plain(compare(people, hits, OURS, rng=rng)[0])
    return told


def _plain(figures: Mapping[str, SureMean]) -> dict[str, Any]:
    return {name: figure.to_json() for name, figure in figures.items()}


def calibration(ranker: Ranker, lists: Sequence[Impression]) -> dict[str, float | None]:
    """Return how honest the chances are on lists as they were shown, chosen from or not.

    ece, log_loss: of what stood on top, as which all places count in serving; beside the log loss
    of one who knows how often what stands on top is chosen, and no more. ece_all: of all places,
    each where it stood. None of no lists.
    """
    names = ("ece", "ece_all", "log_loss", "log_loss_of_base_rate")
    if not lists:
        return dict.fromkeys(names)
    sample = sample_of(lists, ranker.learned)
    labels = sample.labels.astype(np.float64)
    logits = ranker.network.logits(sample.rows, sample.places).astype(np.float64)
    chances, on_top = ranker.scale.chance(logits), sample.places == 0
    base_rate = np.full(int(on_top.sum()), labels[on_top].mean())
    values = (
        calibration_error(chances[on_top], labels[on_top]),
        calibration_error(chances, labels),
        log_loss(chances[on_top], labels[on_top]),
        log_loss(base_rate, labels[on_top]),
    )
    return {name: round(value, 4) for name, value in zip(names, values, strict=True)}
