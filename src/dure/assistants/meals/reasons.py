"""Why a place is worth a look, as a considerate person would put it: one thing that is true of it.

Nothing is said here of the card, nor of what somebody spends, alone or in company: that stands in
the item, and is said when asked.
"""

from collections.abc import Sequence
from typing import Final

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.phrases import has_part, part

_CLOSE_MIN: Final = 5
"""Minutes on foot that anybody calls close."""
MANY: Final = 0.6
"""Popularity (0 to 1) from which many go there."""
WELL_RATED: Final = 4.0
"""Of 5."""
UNSAID: Final = frozenset(("card", "usual", "company"))
"""A remark on what a child spends is nobody's to make unasked (design of meals, form 9)."""


def reason_of(candidate: Candidate, shown: Sequence[Candidate]) -> str | None:
    """Return the weightiest reason that sets a place apart from those shown, None without one.

    shown: all places of the reply, this one among them.
    """
    ordered = sorted(candidate.reasons, key=lambda reason: -reason[1])
    return next((why for why, points in ordered if points > 0 and _is_true(why, candidate, shown)),
                None)  # fmt: skip


def said_reason(candidate: Candidate, shown: Sequence[Candidate]) -> list[str]:
    """Return that reason in words; nothing where there is none."""
    reason = reason_of(candidate, shown)
    return [part(f"why_{reason}")] if reason else []


def _is_true(why: str, candidate: Candidate, shown: Sequence[Candidate]) -> bool:
    """Whether a reason may be said: what compares must hold against all that are shown."""
    shop = candidate.shop
    others = [other for other in shown if other.shop.id != shop.id]
    if why == "near":
        farther = all(candidate.walk_min < other.walk_min for other in others)
        return farther if others else candidate.walk_min <= _CLOSE_MIN
    if why == "price":
        return _is_cheapest(candidate, others)
    if why == "popular":
        return (shop.popularity or 0.0) >= MANY
    if why == "rated":
        return (shop.rating or 0.0) >= WELL_RATED
    return why not in UNSAID and has_part(f"why_{why}")


def _is_cheapest(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether it costs least; a price that is unknown may be lower, so then nobody knows."""
    pays = candidate.pays_won
    rivals = [other.pays_won for other in others]
    return bool(rivals) and pays is not None and all(r is not None and pays < r for r in rivals)
