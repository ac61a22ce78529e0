"""The order of places: how long 200 of them take, and whether a trained ranker earns its place.

Claims: 72 features of 200 candidates and their scores take at most 3 ms of CPU; on simulated
people whom it has not seen, later on, the ranker is ahead of the best of its peers for sure, or
says of itself that it is not to be served. LightGBM's LambdaRank is a peer where it is installed.

People are simulated (`dure.assistants.meals.simulated`): figures on them say that the training
works, and nothing about what real children like. The LSTM is tried where torch is installed.
"""

import importlib
import importlib.util
import time
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from statistics import median
from typing import Any

import numpy as np
from bench.machine import measure as machine

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_people
from dure.assistants.meals.features import features
from dure.assistants.meals.hours import openness
from dure.assistants.meals.personal import PersonalSettings, personal_points
from dure.assistants.meals.ranker import Ranker
from dure.assistants.meals.ranker_lesson import (
    Lists,
    Spans,
    is_judged,
    learn_ranker,
    part_of,
    parted,
    spanned,
)
from dure.assistants.meals.samples import rows_of, sample_of
from dure.assistants.meals.seen import seen
from dure.assistants.meals.simulated import SimulatedList, simulated
from dure.assistants.meals.situation import Moment
from dure.kernel.clock import SEOUL
from dure.learning.contest import compare, gain, hit

PEOPLE = 1_000
SEED = 2
CANDIDATES = 200
ROUNDS = 200


@cache
def measure() -> dict[str, Any]:
    """Return the time of 200 candidates, and the figures of all orders on the same lists."""
    shops = list(demo_shops())
    began = time.process_time()
    made = list(simulated(list(demo_people(shops, PEOPLE)), shops, seed=SEED, since=0.7))
    simulating_s = time.process_time() - began
    lists = Lists(shown=[one.shown for one in made], judged=[one.around for one in made])
    began = time.process_time()
    ranker, report = learn_ranker(lists, lstm=_lstm())
    learning_s = time.process_time() - began
    return {
        **machine(),
        "simulated_people_never_real_ones": PEOPLE,
        "simulating_cpu_s": round(simulating_s, 1),
        "learning_and_judging_cpu_s": round(learning_s, 1),
        **report,
        "as_good_as_it_gets_ndcg@5": _best_possible(made),
        "lightgbm_lambdarank": beside_lightgbm(ranker, lists),
        f"{CANDIDATES}_candidates_cpu_ms": speed(shops, made, ranker),
    }


def _lstm() -> Any:  # noqa: ANN401 - what fits an LSTM, None where torch is not installed
    if importlib.util.find_spec("torch") is None:
        return None
    return importlib.import_module("dure.learning.torch.lstm").fit


def _best_possible(made: Sequence[SimulatedList]) -> float:
    """Return the nDCG@5 of the hidden liking itself: choices are drawn, so nobody gets 1."""
    since = spanned([one.shown for one in made], 0).late_at
    found = [
        gain(one.liking, one.around.chosen or 0)
        for one in made
        if part_of(one.shown.person, 0) == "judged" and is_judged(one.around, since)
    ]
    return round(float(np.mean(found)), 4)


def speed(shops: Sequence[Shop], made: Sequence[SimulatedList], ranker: Ranker) -> dict[str, float]:
    """Return the medians of what a turn spends on ordering, and the 95th of a hundred."""
    now = datetime(2026, 11, 20, 12, 30, tzinfo=SEOUL)
    found = [
        Candidate(
            shop=shop,
            distance_m=4.0 * number,
            dishes=shop.meals,
            open=openness(shop.hours, now, frozenset()),
        )
        for number, shop in enumerate(shops[:CANDIDATES])
    ]
    profile = made[-1].shown.profile
    moment = Moment(now=now, at=now, meal="lunch", weather="rain", company=("friend",),
                    learned=ranker.learned)  # fmt: skip
    spent: dict[str, list[float]] = {"features": [], "and_ranker": [], "and_personal": []}
    for _ in range(ROUNDS):
        began = time.process_time()
        rows = features(profile, seen(found, moment), moment)
        made_s = time.process_time()
        ranker.chances(rows)
        ranked_s = time.process_time()
        personal_points(rows, PersonalSettings())
        ended = time.process_time()
        spent["features"].append(made_s - began)
        spent["and_ranker"].append(ranked_s - began)
        spent["and_personal"].append(made_s - began + ended - ranked_s)
    figures = {name: round(median(values) * 1000, 2) for name, values in spent.items()}
    late = sorted(spent["and_ranker"])[int(0.95 * ROUNDS)]
    return {**figures, "and_ranker_p95": round(late * 1000, 2)}


def beside_lightgbm(ranker: Ranker, lists: Lists) -> dict[str, Any] | str:
    """Return the figures of LambdaRank on the same rows, and how far ours is ahead of it."""
    if importlib.util.find_spec("lightgbm") is None:
        return "not measured here"
    began = time.process_time()
    spans = spanned(lists.shown, 0)
    model = _lambdarank(ranker, spans)
    spent = time.process_time() - began
    judged = [one for one in parted(lists.judged, 0)["judged"] if is_judged(one, spans.late_at)]
    values: dict[str, list[float]] = {"wide_deep": [], "lightgbm": []}
    hits: list[float] = []
    for one in judged:
        rows = rows_of(one, ranker.learned)
        scores = np.asarray(model.predict(rows))
        values["lightgbm"].append(gain(scores, one.chosen or 0))
        hits.append(hit(scores, one.chosen or 0))
        values["wide_deep"].append(
            gain(ranker.network.logits(rows).astype(np.float64), one.chosen or 0)
        )
    figures, _, ahead = compare(
        [one.person for one in judged], values, "wide_deep", rng=np.random.default_rng(0)
    )
    return {
        "ndcg@5": figures["lightgbm"].to_json(),
        "hr@3": round(float(np.mean(hits)), 4),
        "wide_deep_is_ahead_by": ahead.to_json(),
        "fit_cpu_s": round(spent, 1),
    }


def _lambdarank(ranker: Ranker, spans: Spans) -> Any:  # noqa: ANN401 - lightgbm has no types
    """Return a model that was given the same lists, and where in them each place stood."""
    import lightgbm  # noqa: PLC0415 - only where it is installed

    sets = []
    for part in ("fit", "held"):
        own = [one for one in spans.middle[part] if one.chosen is not None]
        sample = sample_of(own, ranker.learned)
        groups = [len(one.places.shops) for one in own]
        sets.append(
            lightgbm.Dataset(sample.rows, sample.labels, group=groups, position=sample.places)
        )
    options = {
        "objective": "lambdarank",
        "learning_rate": 0.05,
        "num_leaves": 31,
        "metric": "ndcg",
        "eval_at": [5],
        "seed": 1,
        "deterministic": True,
        "num_threads": 1,
        "verbosity": -1,
    }
    stop = lightgbm.early_stopping(30, verbose=False)
    return lightgbm.train(options, sets[0], 500, valid_sets=[sets[1]], callbacks=[stop])
