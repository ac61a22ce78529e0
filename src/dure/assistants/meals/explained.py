"""Why these places: what speaks for each more than for the others that are shown with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import Scorer
from dure.assistants.meals.features import View

_LEAST: Final = 0.005
"""Points below which a difference is none."""


def explained(
    shown: Sequence[Candidate], scorer: Scorer | None = None, view: View | None = None
) -> list[Candidate]:
    """Return the places with what speaks for each, greatest first.

    scorer, view: what ordered them and by what, if a ranker did; they go together.

    Points are what a reason adds beyond its average over all that are shown. Only what is a point
    for the place by itself is a reason: being liked less badly than the others is none. A place
    that stands alone keeps what speaks for it. Of what a trained ranker ordered, the ranker tells.
    """
    if scorer is not None and view is not None and shown:
        told = scorer.reasons(view.of(shown).rows)
        return [replace(one, reasons=_ordered(why)) for one, why in zip(shown, told, strict=True)]
    total: Counter[str] = Counter()
    for one in shown:
        for reason, points in one.reasons:
            total[reason] += points  # type: ignore[assignment]
    share = 1 / len(shown) if len(shown) > 1 else 0.0
    return [replace(one, reasons=_above(one, total, share)) for one in shown]


def _above(one: Candidate, total: Counter[str], share: float) -> tuple[tuple[str, float], ...]:
    above = [
        (reason, round(points - share * total[reason], 6))
        for reason, points in one.reasons
        if points > 0
    ]
    return _ordered(above)


def _ordered(reasons: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((r for r in reasons if r[1] >= _LEAST), key=lambda r: (-r[1], r[0])))
