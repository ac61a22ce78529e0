"""How well a recommender that is chosen on one file ranks another one: the suite `ranking`.

Whatever the user has in the training file is left out, unless `--repeat` is given; the rest of
the training file's catalogue is ranked, equal scores by the SHA-256 of `user:item`. The test file
is read after the recommender has been chosen and fitted, to score it and for nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import numpy as np

from dure.engine.assistant import Facts, Suite, Trial
from dure.errors import FileCount
from dure.kernel.clock import Clock
from dure.learning.blend import ChooseSettings, choose, fit_blend
from dure.learning.collaborative import CollaborativeSettings, Recommender, contenders
from dure.learning.interactions import Codes, Floats, Interactions, read_interactions

DEPTH: Final = 20
"""Places that are ranked and written down."""
_BATCH: Final = 256
"""Users scored at once: their scores take 80 MiB with 40,000 items."""

_NAMES: Final = ("TRAIN", "TEST")

Seconds = Callable[[], float]
"""CPU seconds that this process has used."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The figures of a recommender, and the ranking of each user of the test file."""

    figures: dict[str, Any]
    rankings: dict[str, list[str]]


def suite(cpu_s: Seconds) -> Suite:
    """Return the suite, which tells the CPU seconds of fitting by a meter that is handed in."""

    async def score(
        files: Sequence[Sequence[Facts]], trial: Trial
    ) -> tuple[Facts, Sequence[Facts]]:
        names = trial.options.get("files", "").split("/")
        return score_ranking(
            files,
            trial.clock,
            cpu_s=cpu_s,
            repeat=bool(trial.options.get("repeat")),
            names=names if len(names) == len(_NAMES) else _NAMES,
        )

    return Suite(name="ranking", score=score)


def score_ranking(
    files: Sequence[Sequence[Facts]],
    clock: Clock,
    *,
    cpu_s: Seconds,
    repeat: bool = False,
    names: Sequence[str] = _NAMES,
) -> tuple[Facts, Sequence[Facts]]:
    """Return the figures of a recommender chosen on the first file, over the users of the second.

    fit_cpu_s: fitting what was chosen on all of the training file; choose_cpu_s: all that was
    tried before. names: of the files, for errors.
    Raises FileCount unless there are two files, BadFile.
    """
    if len(files) != len(_NAMES):
        raise FileCount(suite="ranking", wanted=", ".join(_NAMES), given=len(files))
    train = read_interactions(files[0], file=names[0])
    test = read_interactions(files[1], file=names[1])
    sizes = CollaborativeSettings()
    begun = cpu_s()
    choice = choose(train, how=ChooseSettings(), sizes=sizes, repeat=repeat)
    chosen = cpu_s()
    blend = fit_blend(train, contenders(train, sizes), choice.weights)
    fitted = cpu_s()
    judged = judge(blend, train, test, clock=clock, repeat=repeat)
    figures = {
        **judged.figures,
        "fit_cpu_s": round(fitted - chosen, 3),
        "choose_cpu_s": round(chosen - begun, 3),
        "chosen": dict(choice.weights),
        "held_out_ndcg@20": {
            # Unknown is never zero: of one row nothing can be held out.
            name: round(value, 4) if choice.hidden else None
            for name, value in choice.tried.items()
        },
    }
    first = {str(row["user"]).strip(): number for number, row in reversed([*enumerate(files[1])])}
    return figures, [
        {"row": first[user], "result": {"user": user, "ranking": ranking}}
        for user, ranking in judged.rankings.items()
    ]


def judge(
    recommender: Recommender,
    train: Interactions,
    test: Interactions,
    *,
    clock: Clock,
    repeat: bool = False,
) -> Judged:
    """Rank for every user of the test file and compare with what they took.

    n: users. seen_before: pairs of the test file that stand in the training file, which can be
    found only with `repeat`. users_per_s: by the clock that is handed in; None if it stood still.
    """
    truth = truths(test)
    begun = clock.now()
    rankings = dict(rank(recommender, train, list(truth), repeat=repeat))
    seconds = (clock.now() - begun).total_seconds()
    known = {u: set(r) for u, r in truths(train).items() if u in truth}
    figures = {
        "n": len(truth),
        **measures([(rankings[user], wanted) for user, wanted in truth.items()]),
        "users_per_s": round(len(truth) / seconds, 1) if seconds > 0 else None,
        "items": len(train.items),
        "seen_before": sum(len(known.get(u, set()) & set(wanted)) for u, wanted in truth.items()),
        "unknown_users": len(truth) - len(known),
    }
    return Judged(figures=figures, rankings=rankings)


def truths(test: Interactions) -> dict[str, set[str]]:
    """Return the items of each user."""
    found: dict[str, set[str]] = {}
    for user, item in zip(test.user.tolist(), test.item.tolist(), strict=True):
        found.setdefault(test.users[user], set()).add(test.items[item])
    return found


def rank(
    recommender: Recommender, train: Interactions, users: Sequence[str], *, repeat: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """Yield each user and the best items for them, at most DEPTH."""
    place = {user: code for code, user in enumerate(train.users)}
    # Parts only what a recommender holds for equal: for a stranger that is everything.
    liked = np.asarray(train.matrix.sum(axis=0)).ravel()
    for begin in range(0, len(users), _BATCH):
        names = users[begin : begin + _BATCH]
        codes: Codes = np.array([place.get(n, len(train.users)) for n in names], dtype=np.int64)
        scores = np.round(recommender.scores(train.histories(codes)), 9) + 1e-12 * liked
        if not repeat:
            scores[train.seen[codes].nonzero()] = -np.inf
        for name, row in zip(names, scores, strict=True):
            yield name, [train.items[code] for code in best(row, name, train.items)]


def best(scores: Floats, user: str, items: Sequence[str], count: int = DEPTH) -> list[int]:
    """Return the codes of the best items; equal scores by SHA-256 of `user:item`.

    scores: (I,), -inf for what must not be shown.
    """
    allowed = np.flatnonzero(scores > -np.inf)
    if len(allowed) > count:
        least = np.partition(scores[allowed], -count)[-count]
        allowed = allowed[scores[allowed] >= least]
    keys = {code: _tie_key(user, items[code]) for code in allowed.tolist()}
    return sorted(keys, key=lambda code: (-scores[code], keys[code]))[:count]


def _tie_key(user: str, item: str) -> str:
    return sha256(f"{user}:{item}".encode()).hexdigest()


def measures(ranked: Sequence[tuple[Sequence[str], set[str]]]) -> dict[str, float | None]:
    """Return the figures over (best items first, items taken) of each user; None without users."""
    if not ranked:
        return dict.fromkeys(("hr@10", "ndcg@10", "recall@20", "ndcg@20"))
    return {
        "hr@10": _mean([float(any(i in wanted for i in shown[:10])) for shown, wanted in ranked]),
        "ndcg@10": _mean([_ndcg(shown[:10], wanted, 10) for shown, wanted in ranked]),
        "recall@20": _mean([_found(shown[:20], wanted) / len(wanted) for shown, wanted in ranked]),
        "ndcg@20": _mean([_ndcg(shown[:20], wanted, 20) for shown, wanted in ranked]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _found(shown: Sequence[str], wanted: set[str]) -> int:
    return sum(item in wanted for item in shown)


def _ndcg(shown: Sequence[str], wanted: set[str], depth: int) -> float:
    """Return the gain of what was found over that of the best order; each item gains 1."""
    gain = sum(1 / np.log2(n + 2) for n, item in enumerate(shown) if item in wanted)
    ideal = sum(1 / np.log2(n + 2) for n in range(min(depth, len(wanted))))
    return float(gain / ideal)
