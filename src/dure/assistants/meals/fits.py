"""The 16 features of a person and a place together.

Which name means what stands in data/features.tsv. Numbers are worked out place by place, or by
operations that are exact for each of them, so that a list of three gives the same bits as the
two hundred that it was chosen from.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.profile import Profile, ShopPast
from dure.assistants.meals.seen import PlacesMet
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import OF_BOTH, Known, Rows, grown, squashed, within

Columns = NDArray[np.float64]

_HALF_LIFE_DAYS: Final = 14.0
_DAY_S: Final = 86_400
_LATELY: Final = 5
_AGAIN: Final = 3
_RUNNING_DAYS: Final = 4.0
_NEIGHBOURS: Final = 20
_STRANGER: Final = ShopPast()


def fits(profile: Profile, places: PlacesMet, moment: Moment) -> Rows:
    """Return (n, 16) features, in the order of the table."""
    if not places.shops:
        return np.zeros((0, len(OF_BOTH)), dtype=np.float32)
    liked, met, share, meal, weather, lately, following = _by_category(profile, places, moment).T
    company, usual, budget = _by_price(profile, places, moment)
    *here, again, neighbour = _by_shop(profile, places, moment).T
    columns = (liked, met, share, meal, weather, company, usual, budget, *here,
               lately, again, neighbour, following)  # fmt: skip
    return within(np.stack(columns, axis=1), OF_BOTH)


def _by_category(profile: Profile, places: PlacesMet, moment: Moment) -> Columns:
    lately = profile.recent_categories[-_LATELY:]
    follows = moment.learned.follows(profile.recent_categories)

    def row(category: str) -> tuple[Known, ...]:
        weather = (moment.weather, category) if moment.weather else None
        return (
            squashed(profile.liked.get(category, 0.0)),
            float(category in profile.liked or category in profile.categories),
            profile.by_meal.own(category) if profile.categories else None,
            profile.by_meal.get((moment.meal, category)),
            profile.by_weather.get(weather) if weather else None,
            lately.count(category) / len(lately) if lately else None,
            None if follows is None else follows.get(category, 0.0),
        )

    kinds = {category: code for code, category in enumerate(dict.fromkeys(places.categories))}
    rows = np.array([row(category) for category in kinds], dtype=np.float64)
    return np.asarray(rows[[kinds[category] for category in places.categories]])


def _by_price(profile: Profile, places: PlacesMet, moment: Moment) -> tuple[Columns, ...]:
    paid = [profile.by_company[word][0] for word in moment.company if word in profile.by_company]
    usual = profile.usual_won if profile.usual_won is not None else profile.told_won
    pays = np.array(places.pays_won, dtype=np.float64)
    pays[pays < 0] = np.nan
    most = moment.most_won if moment.most_won and moment.most_won > 0 else np.nan
    budget = pays / most
    return _alike(pays, fmean(paid) if paid else None), _alike(pays, usual), budget


def _alike(won: Columns, other: float | None) -> Columns:
    """Return 1 for the same amount, 0.5 for half or double, ever less."""
    if other is None or not other > 0:
        return np.full_like(won, np.nan)
    least = np.maximum(won, 1.0)
    return np.asarray(np.minimum(least, other) / np.maximum(least, other))


def _by_shop(profile: Profile, places: PlacesMet, moment: Moment) -> Columns:
    lately = profile.recent[-_AGAIN:]
    near = _near(profile.recent[-_NEIGHBOURS:], moment)
    stranger = (*_here(_STRANGER, moment), 0.0 if lately else None, None if near is None else 0.0)
    rows = np.tile(np.array(stranger, dtype=np.float64), (len(places.shops), 1))
    met = set(profile.shops)
    for place, shop in enumerate(places.shops):
        if shop in met:
            past = profile.shops[shop]
            rows[place, :4] = np.array(_here(past, moment), dtype=np.float64)
            if lately and _days_since(past, moment) < _RUNNING_DAYS:
                rows[place, 4] = lately.count(shop) / _AGAIN
        if near is not None and shop in near:
            rows[place, 5] = 1 - math.exp(-near[shop])
    return rows


def _here(past: ShopPast, moment: Moment) -> tuple[Known, ...]:
    return (
        grown(past.chosen, 20),
        grown(past.shown - past.chosen, 50),
        _recency(past, moment),
        None if past.rating is None else (past.rating + 1) / 2,
    )


def _recency(past: ShopPast, moment: Moment) -> float:
    return float(2.0 ** (-_days_since(past, moment) / _HALF_LIFE_DAYS))


def _days_since(past: ShopPast, moment: Moment) -> float:
    """Return days since a shop was chosen, infinity if it never was."""
    if past.last_chosen_at is None:
        return math.inf
    return max(0.0, (moment.now - past.last_chosen_at).total_seconds() / _DAY_S)


def _near(recent: Iterable[str], moment: Moment) -> dict[str, float] | None:
    """Return how well shops go with those chosen lately, each counted as often as chosen."""
    neighbours = moment.learned.neighbours
    taken = [shop for shop in recent if shop in neighbours]
    if not taken:
        return None
    sums: defaultdict[str, float] = defaultdict(float)
    for shop in taken:
        for other, alike in neighbours[shop].items():
            sums[other] += alike
    return dict(sums)
