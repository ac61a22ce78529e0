"""Whether an LSTM tells the next category better than counting does: it is on only where it wins.

It looks back on the last twenty choices, and is judged on other people, later on, beside the
Markov chain and beside a person's own habit (how often they chose each category lately).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.next_kind import Follows, KindChain
from dure.learning.contest import compare, gain, hit
from dure.learning.lstm import LENGTH, Lstm

Floats = NDArray[np.float64]
Fit = Callable[..., Mapping[str, NDArray[np.float32]]]
"""What `learning.torch.lstm.fit` is."""

OURS: Final = "lstm"
_LEAST: Final = 200
"""Choices with fewer of which nothing is sure."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A choice to be told: of whom, the categories before it, newest last, and its own."""

    person: str
    before: tuple[str, ...]
    category: str


def lstm_contest(
    lives: Mapping[str, Sequence[Sequence[str]]],
    judged: Sequence[Chosen],
    chain: KindChain,
    *,
    fit: Fit,
    seed: int,
) -> tuple[Lstm | None, dict[str, Any]]:
    """Return the LSTM if it won, and the figures of it, the chain and habit on the same choices.

    lives: of the parts "fit" and "held", the categories that each person chose, oldest first.
    """
    place = {category: code for code, category in enumerate(chain.categories)}
    coded = {part: [[place[c] for c in life if c in place] for life in own]
             for part, own in lives.items()}  # fmt: skip
    lstm = Lstm(weights=fit(coded["fit"], coded["held"], codes=len(place), seed=seed))
    known = [one for one in judged if one.category in place and one.before]
    if len(known) < _LEAST:
        return None, {"on": False, "choices": len(known)}
    values: dict[str, dict[str, list[float]]] = {"ndcg@5": {}, "hr@3": {}}
    follows, general = chain.follows(), chain.chances.astype(np.float64).mean(axis=0)
    for one in known:
        for name, scores in _scores(one, lstm, place, follows=follows, general=general).items():
            values["ndcg@5"].setdefault(name, []).append(gain(scores, place[one.category]))
            values["hr@3"].setdefault(name, []).append(hit(scores, place[one.category]))
    people, rng = [one.person for one in known], np.random.default_rng(seed)
    gains, best, ahead = compare(people, values["ndcg@5"], OURS, rng=rng)
    hits, _, _ = compare(people, values["hr@3"], OURS, rng=rng)
    return lstm if ahead.low > 0 else None, {
        "choices": len(known),
        "ndcg@5": {name: figure.to_json() for name, figure in gains.items()},
        "hr@3": {name: figure.to_json() for name, figure in hits.items()},
        "best_other": best,
        "ahead": ahead.to_json(),
        "on": ahead.low > 0,
    }


def _scores(
    one: Chosen,
    lstm: Lstm,
    place: Mapping[str, int],
    *,
    follows: Follows,
    general: Floats,
) -> dict[str, Floats]:
    lately = [place[category] for category in one.before if category in place]
    counted = Counter(one.before[-LENGTH:])
    next_of = follows(one.before)
    return {
        OURS: lstm.chances(lately).astype(np.float64) if lately else general,
        "markov": general if next_of is None else np.array(list(next_of.values())),
        # What was never chosen stands in the order of everybody.
        "habit": np.array([counted[category] for category in place]) + general,
    }
