"""Choose among places that break no rule: an order that can be explained."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.candidates import NO_MEAL_WON, Candidate, Rules
from dure.assistants.meals.features import View, view_of
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.leaning import suits
from dure.assistants.meals.personal import PersonalSettings, Points, personal_points
from dure.assistants.meals.place_kinds import is_place_of
from dure.assistants.meals.profile import STRANGER, Profile
from dure.assistants.meals.seen import coarse_km
from dure.assistants.meals.several import lacking
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
ORDERED_BY: Final = {"rating": "rating", "popular": "popularity", "review_count": "reviews"}
"""Order that was asked for → what must be known of a place to stand in it."""
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

    def chances(self, rows: Rows) -> NDArray[np.float64]:
        """Return (n,) scores of places; rows: their 72 features."""
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

    Of each the first that could be shown (`variety.CONSIDERED`) have their score and its reasons.
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
    view, common = _view_for(found, eater), _worth_to_everybody(found, rules, settings)
    keys = [_key(one, rules) for one in found]
    field = _Field(found=found, keys=keys, rules=rules, settings=settings)
    own = common if eater is None or view is None else _worth_to(eater, view, common)
    sure, unsure = _apart(field, own)
    # Where nothing tells places apart for them, they get everybody's list.
    first = (sure, unsure) if own is common else _apart(field, common)
    return Ordered(
        sure=sure,
        unsure=unsure,
        everybody=tuple(one.shop.id for one in _first(*first)),
        given=_given(_first(sure, unsure), rules, settings),
        view=view,
    )


def count(found: Sequence[Candidate], rules: Rules) -> tuple[int, int]:
    """Return how many places `choose` would give: (sure, unsure)."""
    sure = sum(candidate.shop.card in _SURE for candidate in found)
    is_told = not rules.wish.slots.get("card_ok") and sure < _ENOUGH_SURE
    return sure, len(found) - sure if is_told else 0


class _Worth(NamedTuple):
    """What places are worth to somebody: (n,) scores, and what each is made of."""

    scores: Sequence[float]
    points: Sequence[Points]


@dataclass(frozen=True, kw_only=True)
class _Field:
    """Places that are to be ordered. keys: (n,) what counts before any score."""

    found: Sequence[Candidate]
    keys: Sequence[tuple[int, float, bool, bool]]
    rules: Rules
    settings: OrderSettings


def _view_for(found: Sequence[Candidate], eater: Eater | None) -> View | None:
    if eater is None or eater.is_stranger:
        return None
    return view_of(eater.profile, found, eater.moment)


def _worth_to_everybody(
    found: Sequence[Candidate], rules: Rules, settings: OrderSettings
) -> _Worth:
    points = [points_of(candidate, rules, settings) for candidate in found]
    return _Worth(scores=[_total(parts) for parts in points], points=points)


def _worth_to(eater: Eater, view: View, common: _Worth) -> _Worth:
    """Return what places are worth to one person; what a ranker goes by it tells later."""
    if eater.scorer is not None:
        scores: list[float] = eater.scorer.chances(view.rows).tolist()
        return _Worth(scores=scores, points=[()] * len(scores))
    own = personal_points(view.personal, eater.personal)
    points = [(*parts, *more) for parts, more in zip(common.points, own, strict=True)]
    return _Worth(scores=[_total(parts) for parts in points], points=points)


def _apart(field: _Field, worth: _Worth) -> tuple[list[Candidate], list[Candidate]]:
    """Return (sure, unsure) places in order, each with the first few varied."""
    found, keys, scores = field.found, field.keys, worth.scores
    order = sorted(range(len(found)), key=lambda at: (keys[at], -scores[at], found[at].shop.id))
    sure = [at for at in order if found[at].shop.card in _SURE]
    if not count(found, field.rules)[1]:
        return _mixed(sure, field, worth), []
    unsure = [at for at in order if found[at].shop.card not in _SURE]
    return _mixed(sure, field, worth), _mixed(unsure, field, worth)


def _mixed(order: Sequence[int], field: _Field, worth: _Worth) -> list[Candidate]:
    """Vary the first few; a place with doubts never comes before one without."""
    scored = [
        field.found[at].scored(worth.scores[at], worth.points[at]) for at in order[:CONSIDERED]
    ]
    ranked = [*scored, *(field.found[at] for at in order[CONSIDERED:])]
    if field.rules.wish.slots.get("sort"):
        return ranked
    alike = sum(1 for at in order if field.keys[at] == field.keys[order[0]])
    return [*varied(ranked[:alike], SHOWN, weight=field.settings.variety), *ranked[alike:]]


def _given(shown: Sequence[Candidate], rules: Rules, settings: OrderSettings) -> tuple[float, ...]:
    metres = coarse_km(np.array([one.distance_m for one in shown]) / 1_000) * 1_000
    # It is written down, and exact distances would tell where the person was.
    known = [replace(one, distance_m=m) for one, m in zip(shown, metres.tolist(), strict=True)]
    return tuple(_total(points_of(one, rules, settings)) for one in known)


def _first(sure: Sequence[Candidate], unsure: Sequence[Candidate]) -> list[Candidate]:
    return [*sure, *unsure][:SHOWN]


def _key(one: Candidate, rules: Rules) -> tuple[int, float, bool, bool]:
    sort = rules.wish.slots.get("sort")
    asked = _asked_for(one, sort) if sort else 0.0
    if rules.wants_cheap_meal and one.dishes and one.dishes[0].is_light:
        asked += NO_MEAL_WON
    missed = 2 * (not is_of_kind(one, rules)) + (not _is_leaned_to(one, rules))
    if rules.wish.slots.get("all_foods"):
        missed += 4 * len(lacking(one.shop.dishes, rules.wish.foods))
    return (missed, asked, bool(one.unsure), one.open is Openness.UNKNOWN)


def _is_leaned_to(one: Candidate, rules: Rules) -> bool:
    """Whether its first dish is what was leaned to; the order of dishes puts such ones first."""
    leaning = rules.wish.slots.get("leaning")
    return leaning is None or (bool(one.dishes) and suits(one.dishes[0].name, leaning))


def is_of_kind(one: Candidate, rules: Rules) -> bool:
    """Whether a place is of the kind that was asked for; any is, where none was."""
    kinds = rules.wish.kinds_of_place
    return not kinds or any(is_place_of(one.shop, food) for food in kinds)


def _total(points: Points) -> float:
    return sum([value for _, value in points])


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


def _asked_for(candidate: Candidate, sort: str) -> float:
    """Return a number that is small where a place comes first in an order that was asked for."""
    shop = candidate.shop
    if sort == "near":
        return candidate.distance_m
    if sort in ORDERED_BY:
        fact = getattr(shop, ORDERED_BY[sort])
        return 1.0 if fact is None else -float(fact)  # What nobody knows is not the least of all.
    cheapest = min((d.price for d in candidate.dishes if d.price is not None), default=10**9)
    if sort == "value":
        return cheapest * (1.5 - (shop.rating or 3.0) / 5)
    if sort == "cheap":
        # The first dish is the cheapest one then, coupons included.
        return float(candidate.pays_won if candidate.pays_won is not None else cheapest)
    return 0.0
