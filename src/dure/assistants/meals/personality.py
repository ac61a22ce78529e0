"""What kind of an eater somebody is, once there is enough to tell it by.

In the order of the brief (seed 002, 2.3.2): who tries many kinds of food is an explorer, who comes
back to the same places is loyal, who eats with coupons looks for deals, everybody else is balanced.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Personality = Literal["EXPLORER", "LOYALIST", "DEAL_SEEKER", "BALANCED"]


@dataclass(frozen=True, kw_only=True)
class PersonalitySettings:
    """From when on, and from what, a kind of eater is told."""

    least_choices: int = 6
    """Fewer tell nothing: of six meals, a habit of every third already looks like one of every
    second in 32 of 100 people; and the ten interactions of the second phase must be enough."""
    most_choices: int = 12
    """Only so many of the last count: among more, everybody comes back, because there are only so
    many shops near. Of the 300 people of the demonstration, whose loyalty is the same by design,
    the middle share of repeats is .57 in 8 meals, .64 in 12 and .74 in 40."""
    various: float = 0.6
    """Of the greatest variety there could have been; five kinds of food evenly in twelve meals,
    where there are twelve kinds, have 0.64."""
    seldom_again: float = 0.4
    """An explorer comes back to the same shop with at most two of five meals."""
    often_again: float = 0.6
    """Three of five meals at a shop that was chosen before; more than the middle of a dozen."""
    with_coupon: float = 0.5
    """Every second meal with a coupon."""


class PastChoice(NamedTuple):
    """What counts of a choice. category: "" if unknown, which says nothing of variety.

    A tuple, because forty of them are made in every turn.
    """

    shop: str
    category: str
    has_coupon: bool


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How somebody chooses; all None while there were too few choices.

    entropy: of the categories, 0 (always the same) to 1 (as various as could be). repeat_share: of
    the choices after the first, those of a shop chosen before. coupon_share: those with a coupon.
    """

    entropy: float | None = None
    repeat_share: float | None = None
    coupon_share: float | None = None
    personality: Personality | None = None


def habits_of(
    choices: Sequence[PastChoice], *, kinds: int, settings: PersonalitySettings | None = None
) -> Habits:
    """Return the habits behind some choices, newest last. kinds: categories there are."""
    settings = settings or PersonalitySettings()
    choices = choices[-settings.most_choices :]
    if len(choices) < settings.least_choices:
        return Habits()
    entropy = _entropy([choice.category for choice in choices if choice.category], kinds)
    repeats = 1 - (len({choice.shop for choice in choices}) - 1) / (len(choices) - 1)
    coupons = sum(choice.has_coupon for choice in choices) / len(choices)
    return Habits(
        entropy=entropy,
        repeat_share=repeats,
        coupon_share=coupons,
        personality=_kind(entropy, repeats, coupons, settings),
    )


def _entropy(categories: Sequence[str], kinds: int) -> float | None:
    """Return Shannon's entropy over the most it could be; None where too little is known."""
    most = math.log2(min(len(categories), kinds)) if categories and kinds else 0.0
    if not most:
        return None
    shares = [count / len(categories) for count in Counter(categories).values()]
    return min(1.0, -sum(share * math.log2(share) for share in shares) / most)


def _kind(
    entropy: float | None, repeats: float, coupons: float, settings: PersonalitySettings
) -> Personality:
    if entropy is not None and entropy >= settings.various and repeats <= settings.seldom_again:
        return "EXPLORER"
    if repeats >= settings.often_again:
        return "LOYALIST"
    return "DEAL_SEEKER" if coupons >= settings.with_coupon else "BALANCED"
