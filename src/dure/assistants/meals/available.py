"""The money that can really be paid with a card now (design of meals, form 2).

max(0, min(balance, daily limit - spent today, monthly limit - spent this month, cap per meal)).
Days and months end in Seoul. A term that nobody knows makes the result unknown, never zero; what
the known terms leave is told apart, as the most that it can be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.card_rules import CardRule
from dure.kernel.clock import SEOUL
from dure.ports.balance import CardBalance, LimitWon

BALANCE: Final = "balance"
DAY: Final = "per_day"
MONTH: Final = "per_month"
MEAL: Final = "per_meal"


@dataclass(frozen=True, kw_only=True)
class MoneySettings:
    """When a balance is told with its age."""

    stale_s: int = 900
    """Seconds after which an answer of the issuer is stale: three rounds of five minutes."""
    usable_s: int = 21_600
    """Seconds after which an answer hides no meal any more: money may have come meanwhile; our
    choice. It is still told, with its age."""


@dataclass(frozen=True, kw_only=True)
class Available:
    """won: what can be paid, None if a term that matters is unknown.

    at_most_won: it is certainly not more than this; None if nothing bounds it. bound_by: the term
    that sets it, "" if there is none; where it is one of the unknown ones too, its whole limit
    does, because nobody knows what was spent of it. unknown: the terms not known.
    as_of: when the issuer saw the card, None if it told nothing. is_stale: that is long ago.
    """

    won: int | None
    at_most_won: int | None
    bound_by: str = ""
    unknown: tuple[str, ...] = ()
    as_of: datetime | None = None
    is_stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Payable:
    """With one's own money beside the card: certain, and the most that may be possible.

    None is unknown.
    """

    sure_won: int | None
    at_most_won: int | None


def available(
    card: CardBalance | None,
    rule: CardRule,
    now: datetime,
    settings: MoneySettings,
    *,
    asked_at: datetime | None = None,
) -> Available:
    """Return what can be paid with a card for one meal now.

    card: what its issuer said last, None if nothing. asked_at: when that is asked, which tells how
    old the answer is; None if it is asked for a meal of this moment. Where both the issuer and the
    rule of the place name a limit, the smaller one counts. An answer of another day tells nothing
    of what was spent today, one of another month nothing of the balance: money comes and goes at
    its end.
    """
    terms = terms_of(card, rule, now)
    left = {name: value for name, value in terms.items() if isinstance(value, int)}
    unknown = tuple(name for name, value in terms.items() if value is None)
    bounds = {**left, **{name: won for name, won in whole_limits(card, rule) if name in unknown}}
    bound_by = min(bounds, key=bounds.__getitem__, default="")
    most = max(0, bounds[bound_by]) if bounds else None
    # What is unknown could only lessen it; nothing is less than nothing. But no limit at all,
    # with a balance that nobody knows, is no amount.
    won = most if most == 0 or not unknown else None
    age = (asked_at or now) - card.as_of if card else timedelta()
    return Available(
        won=won,
        at_most_won=most,
        bound_by=bound_by,
        unknown=unknown,
        as_of=card.as_of if card else None,
        is_stale=age > timedelta(seconds=settings.stale_s),
    )


def terms_of(card: CardBalance | None, rule: CardRule, now: datetime) -> dict[str, LimitWon]:
    """Return what each term leaves, below zero where more was spent; None if it is unknown."""
    return dict(_terms(card, rule, now))


def whole_limits(card: CardBalance | None, rule: CardRule) -> Iterator[tuple[str, int]]:
    """Yield the limits of days and months with their terms, whatever was spent of them."""
    day = _smaller(card.per_day_won if card else None, rule.per_day_won)
    for name, limit in ((DAY, day), (MONTH, card.per_month_won if card else None)):
        if isinstance(limit, int):
            yield name, limit


def with_own_money(money: Available, own_won: int | None, *, split: bool | None) -> Payable:
    """Return what can be paid for one meal with the card and one's own money.

    own_won: what the person has beside it, None if nobody said. split: whether a payment may be
    shared between both; None if the rule does not say, so that either alone is all that is sure.
    Raises ValueError if own_won is negative.
    """
    if own_won is None:
        return Payable(sure_won=money.won, at_most_won=None)
    if own_won < 0:
        raise ValueError("one's own money must not be negative")
    sure = [own_won] if money.won is None else [own_won, money.won]
    both = None if money.won is None else money.won + own_won
    most = None if money.at_most_won is None else money.at_most_won + own_won
    if split and both is not None:
        return Payable(sure_won=both, at_most_won=both)
    if split is False and money.at_most_won is not None:
        most = max(own_won, money.at_most_won)
    return Payable(sure_won=max(sure), at_most_won=most)


def _terms(
    card: CardBalance | None, rule: CardRule, now: datetime
) -> Iterator[tuple[str, LimitWon]]:
    if card is None:
        yield from ((BALANCE, None), (DAY, None), (MONTH, None), (MEAL, rule.per_meal_won))
        return
    seen, today = card.as_of.astimezone(SEOUL).date(), now.astimezone(SEOUL).date()
    is_day = seen == today
    is_month = (seen.year, seen.month) == (today.year, today.month)
    yield BALANCE, card.balance_won if is_month else None
    day = _smaller(card.per_day_won, rule.per_day_won)
    yield DAY, _rest(day, card.spent_today_won if is_day else None)
    yield MONTH, _rest(card.per_month_won, card.spent_month_won if is_month else None)
    yield MEAL, _smaller(card.per_meal_won, rule.per_meal_won)


def _smaller(one: LimitWon, other: LimitWon) -> LimitWon:
    """Return the limit that binds of two who speak about it; one who says nothing is not heard."""
    numbers = [limit for limit in (one, other) if isinstance(limit, int)]
    if numbers:
        return min(numbers)
    return one if one is not None else other


def _rest(limit: LimitWon, spent_won: int | None) -> LimitWon:
    if not isinstance(limit, int):
        return limit
    return None if spent_won is None else limit - spent_won
