"""What a card's money and its rule let through: hard rules that no reply speaks of unasked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dure.assistants.meals.available import with_own_money
from dure.assistants.meals.convenience import StoreRules, store_rules
from dure.assistants.meals.purse import Purse
from dure.kernel.clock import SEOUL

SATURDAY: Final = 5
OWN_WON: Final = "own_won"
OTHERWISE: Final = "pays_otherwise"
"""Slots of a wish beside those that are said: one's own money; the card does not pay at all."""


@dataclass(frozen=True, kw_only=True)
class Fence:
    """most_won: a meal that costs more cannot be paid, None if nothing is known to bound it.

    refused_kinds: words in the category of shops at which the card is not taken. is_shut: the
    card is not taken at that time. items: what it buys in convenience stores, None if it does not
    pay. own_won: what is there beside the card, None if nothing: what the card does not buy is let
    through only where that pays all of it.
    """

    most_won: int | None = None
    refused_kinds: tuple[str, ...] = ()
    is_shut: bool = False
    items: StoreRules | None = None
    own_won: int | None = None


OPEN: Final = Fence()
"""Nothing is known to be in the way."""


def fence_of(
    purse: Purse,
    slots: Mapping[str, Any],
    at: datetime,
    *,
    holidays: Collection[date] = frozenset(),
) -> Fence:
    """Return what a purse lets through. slots: of the wish. at: when it is eaten.

    holidays: the public ones that are known.

    What is unknown is no fence: only what certainly cannot be paid is left out.
    """
    if slots.get(OTHERWISE):
        return OPEN
    own, shut = slots.get(OWN_WON) or None, is_shut(purse, at, holidays=holidays)
    return Fence(
        # While the card is not taken one's own money pays alone.
        most_won=own if own and shut else _most(purse, own),
        refused_kinds=purse.rule.refused or (),
        is_shut=shut,
        items=store_rules(purse.place, at.astimezone(SEOUL).date(), own=purse.own_items),
        own_won=own,
    )


def is_shut(purse: Purse, at: datetime, *, holidays: Collection[date] = frozenset()) -> bool:
    """Whether it is known that the card is not taken then."""
    local = at.astimezone(SEOUL)
    if is_day_off(purse, at, holidays=holidays):
        return True
    if purse.rule.hours is None:
        return False
    opens, closes = purse.rule.hours
    return not opens <= local.hour * 60 + local.minute < closes


def is_day_off(purse: Purse, at: datetime, *, holidays: Collection[date] = frozenset()) -> bool:
    """Whether it is known that the card is not taken all of that day."""
    day, rule = at.astimezone(SEOUL).date(), purse.rule
    is_weekend = rule.weekends is False and day.weekday() >= SATURDAY
    return is_weekend or (rule.holidays is False and day in holidays)


def _most(purse: Purse, own: int | None) -> int | None:
    money = purse.fresh
    if own is None:
        return money.at_most_won
    both = with_own_money(money, own, split=purse.rule.split_payment)
    return both.at_most_won if money.won is None else both.sure_won
