"""Why was the payment refused? Reasons from the rules of the place, the shop and the card.

A reason is certain or possible. What nobody knows is no reason: it is named beside them, so that
the person can ask there. Nothing here looks at the issuer's own reason; none tells it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from dure.assistants.meals.available import (
    BALANCE,
    DAY,
    MEAL,
    MONTH,
    MoneySettings,
    available,
    terms_of,
)
from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.catalogue import Acceptance
from dure.assistants.meals.hours import hhmm
from dure.kernel.clock import SEOUL
from dure.kernel.data import read_toml
from dure.korean.particles import fill
from dure.ports.balance import CardBalance

_CONVENIENCE: Final = "편의점"
_FROM_ISSUER: Final = (BALANCE, DAY, MONTH)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A payment that did not go through. None is unknown.

    shop_kind: the shop's category. is_alcohol_led: it lives on drink. uses_today: payments of
    that day that went through before.
    """

    at: datetime
    price_won: int | None = None
    shop_kind: str | None = None
    acceptance: Acceptance = "U"
    is_alcohol_led: bool | None = None
    uses_today: int | None = None


@dataclass(frozen=True, kw_only=True)
class RefusalReason:
    """code: a section of data/refused.ko.toml. is_sure: it alone explains the refusal."""

    code: str
    is_sure: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """reasons: certain ones first, then in the order in which a card is checked; may be empty.

    unknown: what could be a reason too, but nobody knows it.
    """

    reasons: tuple[RefusalReason, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Sentences for the person: why, and what to do."""

    why: str
    do: str


def why_refused(
    attempt: Attempt, rule: CardRule, card: CardBalance | None, settings: MoneySettings
) -> Diagnosis:
    """Return every reason that what is known allows.

    rule: of the card's place on the day. card: what the issuer said last, None if nothing.
    """
    found = [
        *_of_shop(attempt, rule),
        *_of_time(attempt, rule),
        *_of_money(attempt, rule, card, settings),
    ]
    ordered = sorted(found, key=lambda reason: not reason.is_sure)
    return Diagnosis(reasons=tuple(ordered), unknown=tuple(_unknown(attempt, rule, card)))


def told(diagnosis: Diagnosis) -> list[Advice]:
    """Return what is said: each reason, and what could not be checked."""
    reasons = diagnosis.reasons or (RefusalReason(code="nothing_found", is_sure=False),)
    said = [_advice(reason) for reason in reasons]
    if diagnosis.unknown:
        names = ", ".join(_words()["names"][name] for name in diagnosis.unknown)
        unknown = _words()["unknown"]
        said.append(Advice(why=fill(unknown["said"], {"names": names}), do=unknown["do"]))
    return said


def _advice(reason: RefusalReason) -> Advice:
    words = _words()[reason.code]
    why = words["why"] if reason.is_sure else words["maybe"]
    return Advice(why=fill(why, reason.facts), do=fill(words["do"], reason.facts))


@cache
def _words() -> dict[str, Any]:
    return read_toml("dure.assistants.meals", "data/refused.ko.toml")


def _of_shop(attempt: Attempt, rule: CardRule) -> Iterator[RefusalReason]:
    kind = attempt.shop_kind
    if kind:
        known = any(word in kind for word in rule.refused or ())
        # What a card took is named by licence (일반음식점), a shop by its kitchen (한식): only
        # the kinds that are refused can be compared.
        if known or attempt.is_alcohol_led:
            is_sure = known and not rule.is_old
            yield RefusalReason(code="shop_refused", is_sure=is_sure, facts={"kind": kind})
    if attempt.acceptance == "N":
        yield RefusalReason(code="shop_not_accepting", is_sure=True)
    # Where any shop of a network takes the card, absence from a list says nothing.
    elif attempt.acceptance == "U" and rule.merchant_model == "list":
        yield RefusalReason(code="shop_not_accepting", is_sure=False)
    elif attempt.acceptance == "P":
        yield RefusalReason(code="shop_partly", is_sure=False)
    if kind and _CONVENIENCE in kind:
        yield RefusalReason(code="items", is_sure=False)


def _of_time(attempt: Attempt, rule: CardRule) -> Iterator[RefusalReason]:
    if rule.hours is not None:
        at = attempt.at.astimezone(SEOUL)
        opens, closes = rule.hours
        if not opens <= at.hour * 60 + at.minute < closes:
            facts = {"opens": hhmm(opens), "closes": hhmm(closes)}
            yield RefusalReason(code="outside_hours", is_sure=True, facts=facts)
    if rule.uses_per_day is not None:
        used = attempt.uses_today
        if used is None or used >= rule.uses_per_day:
            facts_of_uses = {"uses": rule.uses_per_day}
            is_sure = used is not None
            yield RefusalReason(code="uses_per_day", is_sure=is_sure, facts=facts_of_uses)


def _of_money(
    attempt: Attempt, rule: CardRule, card: CardBalance | None, settings: MoneySettings
) -> Iterator[RefusalReason]:
    """Yield every term that leaves less than the price; without a price, those that leave none."""
    # A won is the least that a payment can be.
    price = 1 if attempt.price_won is None else attempt.price_won
    is_stale = available(card, rule, attempt.at, settings).is_stale
    terms = terms_of(card, rule, attempt.at)
    for code, left in terms.items():
        if isinstance(left, int) and left < price:
            # The rule's own cap is as sure as ever; what the issuer saw long ago is not.
            is_sure = not (is_stale and code in _FROM_ISSUER)
            yield RefusalReason(code=code, is_sure=is_sure, facts={"left": max(0, left)})
    # Of a day's limit nobody may know the rest; what is more than all of it never fits.
    limit = rule.per_day_won
    if terms[DAY] is None and isinstance(limit, int) and price > limit:
        yield RefusalReason(code="over_day_limit", is_sure=True, facts={"limit": limit})
    if terms[MEAL] is None and rule.rate_won is not None and price > rule.rate_won:
        yield RefusalReason(code="over_rate", is_sure=False, facts={"rate": rule.rate_won})


def _unknown(attempt: Attempt, rule: CardRule, card: CardBalance | None) -> Iterator[str]:
    checks = {
        "price": attempt.price_won is None,
        "shop_kind": not attempt.shop_kind,
        "acceptance": attempt.acceptance == "U",
        "kinds": rule.allowed is None and rule.refused is None,
        "hours": rule.hours is None,
        "uses_per_day": rule.uses_per_day is None,
    }
    yield from (name for name, is_unknown in checks.items() if is_unknown)
    terms = terms_of(card, rule, attempt.at)
    yield from (name for name in (BALANCE, MEAL, DAY, MONTH) if terms[name] is None)
