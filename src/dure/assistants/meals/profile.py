"""What is known of how a person eats: a reading of what happened to them, as of a moment.

Nothing here is stored: `past` folds the person's events, and a profile is read off that state
whenever it is asked for. What is not known is None or not there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final, Literal

from dure.assistants.meals import past
from dure.assistants.meals.past import CHOSEN, LAST_AT, RATED, RATED_SUM, SHOWN, VIEWED
from dure.assistants.meals.personality import (
    Habits,
    PastChoice,
    Personality,
    PersonalitySettings,
    habits_of,
)
from dure.assistants.meals.tastes import Shares, TasteSettings, faded, leaning
from dure.assistants.meals.words import foods, variants
from dure.kernel.clock import SEOUL
from dure.kernel.events import Json

Phase = Literal["onboarding", "enrichment", "advanced"]

QUESTIONS: Final = ("likes", "budget", "cannot_eat")
"""What a new person is asked, in this order, each once (seed 002, 2.3.1)."""
EMPTY: Final[Callable[[], Json]] = dict
"""Makes the state of somebody of whom nothing is known."""
step: Final = past.step

_ONBOARDING: Final = 3
_ENRICHMENT: Final = 10
_VIEWS: Final = 3
"""Looking alone does not end the first phase."""
_RECENT: Final = 20
_THOUSAND: Final = 1000
_HABITS: Final = PersonalitySettings()
_SHOP_KINDS: Final = ("cuisine", "category")


def _no_shares() -> Shares:
    return Shares({}, {}, settings=past.SETTINGS)


@dataclass(frozen=True, kw_only=True)
class ShopPast:
    """What a person had to do with a shop. rating: mean of -1 … 1, None if it was never rated."""

    shown: int = 0
    chosen: int = 0
    viewed: int = 0
    last_chosen_at: datetime | None = None
    rating: float | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How a person eats, as far as their events tell.

    interactions: choices, ratings, and views up to 3. onboarded: whether there is nothing more to
    ask. liked: category → weight, faded to now; negative is disliked. shops: the last 300 that
    they had to do with; shops_chosen: how many of them were chosen. categories: how often chosen.
    recent, recent_categories: of the last 20 choices, newest last; "" is an unknown category.
    usual_won: median of what the last 20 paid choices cost. told_won: what they said they usually
    spend. told_foods: liked foods as they were said. by_meal: (meal time, category) → share, see
    `Shares`; by_weather likewise. by_company: companion → (mean paid in won, leaning on the
    person's own, choices it was made of). spent: day by day over the last 9 weeks, days of which
    something is known. entropy, repeat_share, coupon_share: see `Habits`. shown: lists seen.
    decisions_s: seconds from list to choice, of the last 20 that are known. asked, answered:
    questions, of `QUESTIONS`. rated: ratings that count.
    """

    interactions: int = 0
    phase: Phase = "onboarding"
    onboarded: bool = False
    asked: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    liked: Mapping[str, float] = field(default_factory=dict)
    told_foods: tuple[str, ...] = ()
    shops: Mapping[str, ShopPast] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    chosen: int = 0
    shops_chosen: int = 0
    rated: int = 0
    recent: tuple[str, ...] = ()
    recent_categories: tuple[str, ...] = ()
    last_chosen_at: datetime | None = None
    usual_won: int | None = None
    told_won: int | None = None
    by_meal: Shares = field(default_factory=_no_shares)
    by_company: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    by_weather: Shares = field(default_factory=_no_shares)
    spent: tuple[tuple[date, int], ...] = ()
    personality: Personality | None = None
    entropy: float | None = None
    repeat_share: float | None = None
    coupon_share: float | None = None
    shown: int = 0
    decisions_s: tuple[float, ...] = ()


STRANGER: Final = Profile()
"""Somebody of whom nobody knows anything."""


def profile_of(state: Json | None, now: datetime) -> Profile:
    """Return the profile that a state amounts to at a moment; only reads.

    state: what `step` made; None or empty: nobody knows anything.
    """
    if not state:
        return STRANGER
    settings, choices = past.SETTINGS, state.get("choices", ())
    interactions = (
        state.get("chosen", 0) + state.get("rated", 0) + min(_VIEWS, state.get("viewed", 0))
    )
    asked = frozenset(state.get("asked", ()))
    own, recent = state.get("categories", {}), choices[-_RECENT:]
    paid = [choice["won"] for choice in choices if choice["won"] is not None]
    habits = _habits(choices, settings)
    return Profile(
        interactions=interactions,
        phase=phase_of(interactions),
        onboarded=asked.issuperset(QUESTIONS) or interactions > _ONBOARDING,
        asked=asked,
        answered=frozenset(state.get("answered", ())),
        liked=_liked(state, now, settings),
        told_foods=tuple(state.get("told", ())),
        shops=_Shops(state.get("shops", {})),
        categories=dict(own),
        chosen=state.get("chosen", 0),
        shops_chosen=sum(entry[CHOSEN] > 0 for entry in state.get("shops", {}).values()),
        rated=state.get("rated", 0),
        recent=tuple(choice["shop"] for choice in recent),
        recent_categories=tuple(choice["category"] for choice in recent),
        last_chosen_at=past.moment_of(choices[-1]["at"]) if choices else None,
        usual_won=round(median(paid[-_RECENT:])) if paid else None,
        told_won=state.get("told_won"),
        by_meal=Shares(state.get("meals", {}), own, settings=settings),
        by_company=_by_company(state, paid, settings),
        by_weather=Shares(state.get("weathers", {}), own, settings=settings),
        spent=_spent(state, now),
        personality=habits.personality,
        entropy=habits.entropy,
        repeat_share=habits.repeat_share,
        coupon_share=habits.coupon_share,
        shown=state.get("shown", 0),
        decisions_s=_decisions(choices),
    )


def phase_of(interactions: int) -> Phase:
    """Return the phase of a person (design of meals, form 10)."""
    if interactions <= _ONBOARDING:
        return "onboarding"
    return "enrichment" if interactions <= _ENRICHMENT else "advanced"


def _habits(choices: Sequence[Json], settings: TasteSettings) -> Habits:
    last = choices[-_HABITS.most_choices :]
    chosen = [PastChoice(c["shop"], c["category"], c["coupon"]) for c in last]
    return habits_of(chosen, kinds=settings.kinds, settings=_HABITS)


def _liked(state: Json, now: datetime, settings: TasteSettings) -> dict[str, float]:
    at_s, days = now.timestamp(), settings.half_life_days
    liked = {
        category: faded(kept, at_s, half_life_days=days)
        for category, kept in state.get("liked", {}).items()
    }
    for category, kept in state.get("looked", {}).items():
        looked = min(settings.viewed_most, faded(kept, at_s, half_life_days=days))
        liked[category] = liked.get(category, 0.0) + looked
    for food, (said_s, _) in state.get("told", {}).items():
        said = faded([settings.rated, said_s], at_s, half_life_days=days)
        for category in _kinds_of(food):
            liked[category] = liked.get(category, 0.0) + said
    return liked


def _kinds_of(food: str) -> tuple[str, ...]:
    """Return the kinds of shop that a food stands for in the lexicon, its own or those around."""
    known = foods().get(variants().get(food, food))
    if known is None:
        return ()
    return known.within or ((known.name,) if known.kind in _SHOP_KINDS else ())


def _by_company(
    state: Json, paid: Sequence[int], settings: TasteSettings
) -> dict[str, tuple[float, int]]:
    if not paid:
        return {}
    mean = sum(paid) / len(paid)
    return {
        word: (leaning(total, count, towards=mean, pull=settings.pull), count)
        for word, (total, count) in state.get("company", {}).items()
        if count
    }


def _spent(state: Json, now: datetime) -> tuple[tuple[date, int], ...]:
    """Return what was spent on each day, by the source that knows best.

    The issuer knows all of a day; what was said and what was chosen may be the same meal, so the
    greater of the two counts.
    """
    today = now.astimezone(SEOUL).date()
    since = (today - timedelta(days=past.SPENT_DAYS - 1)).isoformat()
    until = today.isoformat()
    return tuple(
        (date.fromisoformat(day), max(said, chosen) if issuer is None else issuer)
        for day, (issuer, said, chosen) in state.get("spent", {}).items()
        if since <= day <= until
    )


def _decisions(choices: Sequence[Json]) -> tuple[float, ...]:
    known = [c["decided_s"] for c in choices if c["decided_s"] is not None]
    return tuple(known[-_RECENT:])


class _Shops(Mapping[str, ShopPast]):
    """The shops of a state; each is made when it is asked for, for a turn asks for few."""

    def __init__(self, kept: Mapping[str, Sequence[Any]]) -> None:
        self._kept = dict(kept)

    def __getitem__(self, shop: str) -> ShopPast:
        entry = self._kept[shop]
        rated = entry[RATED]
        return ShopPast(
            shown=entry[SHOWN],
            chosen=entry[CHOSEN],
            viewed=entry[VIEWED],
            last_chosen_at=past.moment_of(entry[LAST_AT]),
            rating=entry[RATED_SUM] / rated / _THOUSAND if rated else None,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
