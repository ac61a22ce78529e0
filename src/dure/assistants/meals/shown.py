"""What is written down of a list that was shown, and of a place that was looked at.

Enough to learn from and to choose from later, and nothing that was typed: what they wished for is
kept as slots, and where they were is not kept at all. How far each place was is kept in steps of
250 m (`seen`), and so is what of its score comes from being near: more would tell where they were.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.past import SHOP_VIEWED, SHOPS_SHOWN
from dure.assistants.meals.seen import coarse_km
from dure.assistants.meals.visits import lists_of
from dure.engine.assistant import Scene
from dure.engine.person import Happening

_AS_TYPED: Final = frozenset(("location", "coupon_code"))
"""Slots in the person's own words: they are not kept."""
# (meal, hour at which it ends): what is eaten at a time of day where nobody said.
_MEALS: Final = ((4, "late_night"), (10, "breakfast"), (16, "lunch"), (21, "dinner"))
_RECENT: Final = 3
_ORDER: Final = "order"


def shops_shown(
    scene: Scene,
    rules: Rules,
    shown: Sequence[Candidate],
    **about: Any,  # noqa: ANN401 - any JSON
) -> Happening:
    """Return that a list was shown; its id is the turn's.

    about: what whoever ordered it adds: `ranker`, `weather`, `generic` (ids in the order that
        everybody would have got).
    """
    slots = rules.wish.slots
    said = {
        "id": scene.turn,
        "at": scene.now.isoformat(),
        "for": rules.at.isoformat(),
        "wish": {name: value for name, value in slots.items() if name not in _AS_TYPED},
        "company": list(slots.get("companion", ())),
        "meal": slots.get("meal_time") or meal_at(rules.at),
        "weather": None,
        "ranker": _ORDER,
        **about,
    }
    is_ranked = said["ranker"] != _ORDER
    said["items"] = [
        # A ranker knows distances in steps only; the order of everybody knows them exactly.
        _item(number, one, one.score if is_ranked else _coarse_score(one, rules.wish.radius_m))
        for number, one in enumerate(shown, start=1)
    ]
    return Happening(kind=SHOPS_SHOWN, said=said)


def shop_viewed(scene: Scene, shop: str, category: str) -> Happening:
    """Return that a shop was asked about, and in which list it stood."""
    lists = lists_of(scene.history)[-_RECENT:]
    found = next((one.id for one in reversed(lists) if one.item_of(shop)), None)
    said = {"id": found, "at": scene.now.isoformat(), "shop": shop, "category": category}
    return Happening(kind=SHOP_VIEWED, said=said)


def meal_at(at: datetime) -> str:
    """Return the meal that is eaten at a time of day."""
    return next((meal for ends, meal in _MEALS if at.hour < ends), "late_night")


def _coarse_score(candidate: Candidate, radius_m: float) -> float:
    """Return a score as if the place were as far as the log says."""
    near, left = dict(candidate.reasons).get("near", 0.0), 1 - candidate.distance_m / radius_m
    metres = float(coarse_km(np.array([candidate.distance_m / 1_000]))[0]) * 1_000
    share = max(0.0, 1 - metres / radius_m) / left if left > 0 else 0.0
    return candidate.score - near * (1 - share)


def _item(number: int, candidate: Candidate, score: float) -> dict[str, Any]:
    dish = candidate.dishes[0] if candidate.dishes else None
    return {
        "shop": candidate.shop.id,
        "category": candidate.shop.category,
        "dish": dish.name if dish else None,
        "price_won": candidate.price_won,
        "pays_won": candidate.pays_won,
        "coupons": [cut.coupon for cut in candidate.use.cuts] if candidate.use else [],
        "position": number,
        "score": round(score, 4),
        "from": list(candidate.sources),
    }
