"""Variety among the few places that are shown: no three of one kind at one price.

Source: Carbonell, Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents
and Producing Summaries", SIGIR 1998.
"""

from collections.abc import Sequence
from typing import Final

from dure.assistants.meals.candidates import Candidate

_SAME_KIND: Final = 0.7
_SAME_PRICE: Final = 0.3
"""How alike two places are by their category, and by their price band; 1 in total."""


CONSIDERED: Final = 12
"""Places that may come forward: what is worse than so many is not shown for variety's sake."""
_BAND_WON: Final = 2_000
"""Width of a price band."""


def varied(ranked: Sequence[Candidate], count: int, *, weight: float) -> list[Candidate]:
    """Return the places with the first `count` chosen one by one, each unlike those before it.

    ranked: best first, all of them as sure as each other. weight: of the score, the source's
        lambda; 1 is the order of scores, 0 looks at variety alone.
    The first stays the first, and those that are not among the first `count` keep their order.
    """
    pool, picked = list(ranked[:CONSIDERED]), list[Candidate]()
    worth = _worth(pool)
    while pool and len(picked) < count:
        gains = [
            weight * worth[one.shop.id]
            - (1 - weight) * max((_alike(one, p) for p in picked), default=0.0)
            for one in pool
        ]
        # Of equal ones the one that ranks first.
        picked.append(pool.pop(max(range(len(pool)), key=lambda at: (gains[at], -at))))
    taken = {one.shop.id for one in picked}
    return [*picked, *(one for one in ranked if one.shop.id not in taken)]


def _worth(pool: Sequence[Candidate]) -> dict[str, float]:
    """Return scores between 0 and 1, so that variety weighs the same whoever scored."""
    scores = [one.score for one in pool]
    low, spread = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    return {one.shop.id: (one.score - low) / spread if spread > 0 else 1.0 for one in pool}


def _alike(one: Candidate, other: Candidate) -> float:
    """Return how alike two places are, 0 … 1; of an unknown price nothing is known to be alike."""
    alike = _SAME_KIND if one.shop.category == other.shop.category else 0.0
    mine, others = _band(one), _band(other)
    return alike + (_SAME_PRICE if mine is not None and mine == others else 0.0)


def _band(one: Candidate) -> int | None:
    return None if one.pays_won is None else one.pays_won // _BAND_WON
