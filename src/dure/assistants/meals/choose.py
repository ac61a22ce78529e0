"""Choose among places that break no rule: an order that can be explained."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import numpy as np

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.features import View, view_of
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.personal import PersonalSettings, Points, personal_points
from dure.assistants.meals.profile import STRANGER, Profile
from dure.assistants.meals.seen import coarse_km
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import Rows
from dure.assistants.meals.variety import CONSIDERED, varied

SHOWN: Final = 3
"""Places in a reply (design of meals, form 20)."""
_ENOUGH_SURE: Final = 3
"""With fewer sure places, those whose card acceptance is unknown are offered apart."""
_SURE: Final = ("Y", "P")
CARD_WORTH: Final = {"Y": 1.0, "P": 0.5}
"""How much of the points for the card a place gets; the others none."""
DEAR_WON: Final = 15_000
"""Where no budget was said, what costs this much has lost as much as what takes all of one."""
PRICE_LOST: Final = 0.8
"""Share of the points for the price that is lost by what takes all of the budget."""


@dataclass(frozen=True, kw_only=True)
class OrderSettings:
    """What each reason weighs in the order that everybody gets; the first five sum to 1."""

    near: float = 0.35
    """Share lost in proportion to the distance."""
    price: float = 0.2
    """Full where the cheapest fitting dish leaves most of the budget."""
    card: float = 0.2
    """Full for a card that works, half for one that works partly."""
    popular: float = 0.15
    rated: float = 0.1
    variety: float = 0.7
    """Weight of the score beside variety among the few that are shown (lambda of MMR); 1: none."""


class Scorer(Protocol):
    """A trained ranker."""

    @property
    def version(self) -> str:
        """Return the name under which a list says who ordered it."""
        ...

    def scored(self, found: Sequence[Candidate], rows: Rows) -> list[Candidate]:
        """Return the places with a score; rows: their 72 features."""
        ...

    def reasons(self, rows: Rows) -> list[tuple[tuple[str, float], ...]]:
        """Return what speaks for each of the places that are shown: (reason, points)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Eater:
    """For whom, and in what situation, places are ordered. ranker: None where nothing was trained,
    or what was trained does not win; then the points of `personal` are all there is.
    """

    profile: Profile
    moment: Moment
    ranker: Scorer | None = None
    personal: PersonalSettings = field(default_factory=PersonalSettings)

    @property
    def scorer(self) -> Scorer | None:
        """Return what scores places for them: the ranker, of people who are known well."""
        return self.ranker if self.profile.phase == "advanced" else None

    @property
    def is_stranger(self) -> bool:
        """Whether nothing at all is known of them, so that they get the order of everybody."""
        return self.profile == STRANGER


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """Places in order. sure: whose card works, or works partly; unsure: of whom that must be asked.

    everybody: ids of the first places that somebody of whom nothing is known would get. given: what
    the places that are shown are worth to everybody, by distances as they are written down. view:
    the features they were ordered by; None where nothing is known that they could tell apart.
    """

    sure: Sequence[Candidate]
    unsure: Sequence[Candidate]
    everybody: tuple[str, ...]
    given: tuple[float, ...]
    view: View | None = None


def choose(
    found: Sequence[Candidate],
    rules: Rules,
    settings: OrderSettings,
    eater: Eater | None = None,
) -> Ordered:
    """Return places in order; the first few have some variety, unless a sort was asked for.

    eater: None orders as for somebody of whom nothing is known.
    """
    common, view = _common(found, rules, settings), _view_for(found, eater)
    sure, unsure = _apart(_ranked(found, common, rules, eater, view), rules, settings)
    # Where nothing tells places apart for them, they get everybody's list.
    first = (sure, unsure) if view is None else _apart(_best(found, common, rules), rules, settings)
    return Ordered(
        sure=sure,
        unsure=unsure,
        everybody=_ids(*first),
        given=_given(sure, unsure, rules, settings),
        view=view,
    )


def count(found: Sequence[Candidate], rules: Rules) -> tuple[int, int]:
    """Return how many places `choose` would give: (sure, unsure)."""
    sure = sum(candidate.shop.card in _SURE for candidate in found)
    is_told = not rules.wish.slots.get("card_ok") and sure < _ENOUGH_SURE
    return sure, len(found) - sure if is_told else 0


def ranked_by(
    found: Sequence[Candidate],
    rules: Rules,
    settings: OrderSettings,
    eater: Eater | None = None,
) -> list[Candidate]:
    """Return the places in order of their scores; a sort that was asked for comes before them."""
    view = _view_for(found, eater)
    return _ranked(found, _common(found, rules, settings), rules, eater, view)


def _common(found: Sequence[Candidate], rules: Rules, settings: OrderSettings) -> list[Points]:
    return [points_of(candidate, rules, settings) for candidate in found]


def _view_for(found: Sequence[Candidate], eater: Eater | None) -> View | None:
    if eater is None or eater.is_stranger:
        return None
    return view_of(eater.profile, found, eater.moment)


def _ranked(
    found: Sequence[Candidate],
    common: Sequence[Points],
    rules: Rules,
    eater: Eater | None,
    view: View | None,
) -> list[Candidate]:
    if eater is None or view is None:
        return _sorted(_scored(found, common), rules)
    if eater.scorer is not None:
        return _sorted(eater.scorer.scored(_scored(found, common), view.rows), rules)
    own = personal_points(view.rows, eater.personal)
    points = [(*parts, *more) for parts, more in zip(common, own, strict=True)]
    return _sorted(_scored(found, points), rules)


def _best(found: Sequence[Candidate], common: Sequence[Points], rules: Rules) -> list[Candidate]:
    """Return the few of each kind of card that could be shown to somebody unknown."""
    scores = [_total(parts) for parts in common]
    order = sorted(range(len(found)), key=lambda at: _key(found[at], scores[at], rules))
    sure = [at for at in order if found[at].shop.card in _SURE][:CONSIDERED]
    unsure = [at for at in order if found[at].shop.card not in _SURE][:CONSIDERED]
    best = [*sure, *unsure]
    return _scored([found[at] for at in best], [common[at] for at in best])


def _apart(
    ranked: Sequence[Candidate], rules: Rules, settings: OrderSettings
) -> tuple[list[Candidate], list[Candidate]]:
    """Return (sure, unsure) places in order, each with the first few varied."""
    sure = _mixed([c for c in ranked if c.shop.card in _SURE], rules, settings)
    if not count(ranked, rules)[1]:
        return sure, []
    return sure, _mixed([c for c in ranked if c.shop.card not in _SURE], rules, settings)


def _mixed(ranked: Sequence[Candidate], rules: Rules, settings: OrderSettings) -> list[Candidate]:
    """Vary the first few; a place with doubts never comes before one without."""
    if rules.wish.slots.get("sort") or not ranked:
        return list(ranked)
    first = sum(1 for one in ranked if _doubts(one) == _doubts(ranked[0]))
    return [*varied(ranked[:first], SHOWN, weight=settings.variety), *ranked[first:]]


def _ids(sure: Sequence[Candidate], unsure: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.shop.id for one in _first(sure, unsure))


def _given(
    sure: Sequence[Candidate],
    unsure: Sequence[Candidate],
    rules: Rules,
    settings: OrderSettings,
) -> tuple[float, ...]:
    shown = _first(sure, unsure)
    metres = coarse_km(np.array([one.distance_m for one in shown]) / 1_000) * 1_000
    # It is written down, and exact distances would tell where the person was.
    known = [replace(one, distance_m=m) for one, m in zip(shown, metres.tolist(), strict=True)]
    return tuple(_total(points_of(one, rules, settings)) for one in known)


def _first(sure: Sequence[Candidate], unsure: Sequence[Candidate]) -> list[Candidate]:
    return [*sure, *unsure][:SHOWN]


def _sorted(scored: Sequence[Candidate], rules: Rules) -> list[Candidate]:
    return sorted(scored, key=lambda one: _key(one, one.score, rules))


def _key(one: Candidate, score: float, rules: Rules) -> tuple[float, bool, bool, float, str]:
    return (_asked_for(one, rules.wish.slots.get("sort")), *_doubts(one), -score, one.shop.id)


def _scored(found: Sequence[Candidate], points: Sequence[Points]) -> list[Candidate]:
    return [_with(candidate, parts) for candidate, parts in zip(found, points, strict=True)]


def _total(points: Points) -> float:
    return sum(value for _, value in points)


def _with(candidate: Candidate, points: Points) -> Candidate:
    return replace(candidate, score=_total(points), reasons=points)


def _doubts(candidate: Candidate) -> tuple[bool, bool]:
    return bool(candidate.unsure), candidate.open is Openness.UNKNOWN


def points_of(candidate: Candidate, rules: Rules, settings: OrderSettings) -> Points:
    """Return what speaks for a place to everybody: (reason, points)."""
    shop, most = candidate.shop, rules.budget_won[1]
    price = candidate.pays_won
    return (
        ("near", settings.near * max(0.0, 1 - candidate.distance_m / rules.wish.radius_m)),
        ("price", settings.price * _price_fit(price, most)),
        ("card", settings.card * CARD_WORTH.get(shop.card, 0.0)),
        ("popular", settings.popular * (shop.popularity or 0.0)),
        ("rated", settings.rated * (shop.rating or 0.0) / 5),
    )


def _price_fit(price: int | None, most: int | None) -> float:
    if price is None:
        return 0.0
    return max(0.0, 1 - price / (most or DEAR_WON) * PRICE_LOST)


def _asked_for(candidate: Candidate, sort: str | None) -> float:
    """Return a number that is small where a place comes first in an order that was asked for."""
    if not sort:
        return 0.0
    shop = candidate.shop
    if sort == "near":
        return candidate.distance_m
    if sort == "popular":
        return -(shop.popularity or 0.0)
    if sort == "review_count":
        return -float(shop.reviews or 0)
    cheapest = min((d.price for d in candidate.dishes if d.price is not None), default=10**9)
    if sort == "value":
        return cheapest * (1.5 - (shop.rating or 3.0) / 5)
    if sort == "cheap":
        # The first dish is the cheapest one then, coupons included.
        return float(candidate.pays_won if candidate.pays_won is not None else cheapest)
    return 0.0
