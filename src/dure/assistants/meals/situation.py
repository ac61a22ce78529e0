"""When, with whom and in what weather somebody wants to eat: what a ranker may look at of now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Shares = Mapping[str, float]


def _nothing_follows(categories: Sequence[str]) -> Shares | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What was learned of everybody's choices, and goes into features.

    neighbours: shop → shops that go with it, 0 … 1; empty where nothing was learned. follows:
    (categories chosen lately, newest last) → category → chance that it is next; None where
    nothing was learned or there is nothing to tell it by.
    """

    neighbours: Mapping[str, Shares] = field(default_factory=dict)
    follows: Callable[[Sequence[str]], Shares | None] = _nothing_follows


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a turn knows beside the person and the places.

    now: when it was asked. at: when they want to eat. meal: "lunch" and the like. company,
    weather: as they stand in events; None is unknown. most_won: what the meal may cost at most,
    None if nothing was said. money_left: available money in won, None if unknown. restrictions:
    foods turned down; never allergens or diets, since it is logged as history, not as health.
    popularity: shop → 0 … 1 of the windows of these minutes; a shop that is not there was not
    counted.
    """

    now: datetime
    at: datetime
    meal: str
    company: tuple[str, ...] = ()
    weather: str | None = None
    most_won: int | None = None
    money_left: int | None = None
    restrictions: int = 0
    popularity: Shares = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)
