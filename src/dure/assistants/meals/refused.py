"""Why was the payment refused? Reasons from the rules of the place, the shop and the card.

A reason is certain or possible. What nobody knows is no reason: it is named beside them, so that
the person can ask there. Nothing here looks at the issuer's own reason; none tells it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.available import (
    BALANCE,
    DAY,
    MEAL,
    MONTH,
    MoneySettings,
    terms_of,
    whole_limits,
)
from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.catalogue import Acceptance
from dure.assistants.meals.fence import SATURDAY
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.phrases import part
from dure.engine.assistant import Line
from dure.kernel.clock import SEOUL
from dure.ports.balance import CardBalance

_CONVENIENCE: Final = "편의점"
_FROM_ISSUER: Final = (BALANCE, DAY, MONTH)
_DAY_BEGINS: Final = 6
_NIGHT_BEGINS: Final = 22
"""Hours between which many places let a card work (seed 002); a guess where no rule is known."""
_MOST_REASONS: Final = 3
"""Said at once, the certain ones before the others; a longer list helps nobody."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A payment that did not go through. None is unknown.

    is_exact: the time is known to the minute. shop_kind: the shop's category. is_alcohol_led: it
    lives on drink.
    """

    at: datetime
    is_exact: bool = True
    price_won: int | None = None
    shop_kind: str | None = None
    acceptance: Acceptance = "U"
    is_alcohol_led: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RefusalReason:
    """code: of the phrases why_… and maybe_…. is_sure: it alone explains the refusal."""

    code: str
    is_sure: bool
    facts: Mapping[str, str | int] = field(default_factory=dict)


NOTHING_FOUND: Final = RefusalReason(code="nothing_found", is_sure=True)
"""What is said where no reason is known, and all was looked at."""
NOTHING_CERTAIN: Final = RefusalReason(code="nothing_certain", is_sure=True)
"""What is said where no reason is known, and not all could be looked at."""


_CHECKED: Final = frozenset(("acceptance", "kinds", "hours", BALANCE, MEAL))
"""Where all of these are unknown nothing was checked, and nothing is said to be in order."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """reasons: certain ones first, then in the order in which a card is checked; may be empty.

    unknown: what could be a reason too, but nobody knows it.
    """

    reasons: tuple[RefusalReason, ...]
    unknown: tuple[str, ...]


def why_refused(
    attempt: Attempt, rule: CardRule, card: CardBalance | None, settings: MoneySettings
) -> Diagnosis:
    """Return every reason that what is known allows.

    rule: of the card's place on the day. card: what the issuer said last, None if nothing.
    """
    found = [
        *_of_shop(attempt, rule),
        *_of_time(attempt, rule),
        *_of_uses(attempt, rule, card, settings),
        *_of_money(attempt, rule, card, settings),
    ]
    ordered = sorted(found, key=lambda reason: not reason.is_sure)
    return Diagnosis(reasons=tuple(ordered), unknown=tuple(_unknown(attempt, rule, card)))


def lines_of(diagnosis: Diagnosis) -> list[Line]:
    """Return what is said: the reasons with what to do, and what could not be checked."""
    reasons = diagnosis.reasons[:_MOST_REASONS]
    if not reasons and not _CHECKED.issubset(diagnosis.unknown):
        reasons = (NOTHING_CERTAIN if diagnosis.unknown else NOTHING_FOUND,)
    said = [_line(reason) for reason in reasons]
    if diagnosis.unknown and not (diagnosis.reasons and diagnosis.reasons[0].is_sure):
        names = ", ".join(map(_named, diagnosis.unknown))
        said.append(Line(phrase="why_unknown", facts={"names": names}))
    return said


def _line(reason: RefusalReason) -> Line:
    if reason.is_sure and reason.code == BALANCE and reason.facts["left"] == 0:
        return Line(phrase="balance_empty")  # No place is within nothing: it names who can help.
    certainty = "why" if reason.is_sure else "maybe"
    return Line(phrase=f"{certainty}_{reason.code}", facts=reason.facts)


def _named(unknown: str) -> str:
    money = (BALANCE, MEAL, DAY, MONTH)
    return part(f"money_{unknown}" if unknown in money else f"refusal_{unknown}")


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
    at = attempt.at.astimezone(SEOUL)
    if rule.weekends is False and at.weekday() >= SATURDAY:
        yield RefusalReason(code="weekend", is_sure=True)
    if rule.hours is not None:
        opens, closes = rule.hours
        if not opens <= at.hour * 60 + at.minute < closes:
            facts = {"opens": hhmm(opens), "closes": hhmm(closes)}
            yield RefusalReason(code="outside_hours", is_sure=attempt.is_exact, facts=facts)
    elif attempt.is_exact and not _DAY_BEGINS <= at.hour < _NIGHT_BEGINS:
        yield RefusalReason(code="late", is_sure=False)


def _of_uses(
    attempt: Attempt, rule: CardRule, card: CardBalance | None, settings: MoneySettings
) -> Iterator[RefusalReason]:
    """Yield that the card may have been used often enough: nobody tells how often it was."""
    if rule.uses_per_day is None:
        return
    if card is not None and card.spent_today_won == 0 and not _apart(card, attempt.at, settings):
        seen, at = card.as_of.astimezone(SEOUL), attempt.at.astimezone(SEOUL)
        if seen.date() == at.date():
            return  # Nothing was spent that day.
    yield RefusalReason(code="uses_per_day", is_sure=False, facts={"uses": rule.uses_per_day})


def _of_money(
    attempt: Attempt, rule: CardRule, card: CardBalance | None, settings: MoneySettings
) -> Iterator[RefusalReason]:
    """Yield every term that leaves less than the price; without a price, those that leave none."""
    # A won is the least that a payment can be.
    price = 1 if attempt.price_won is None else attempt.price_won
    is_stale = card is not None and _apart(card, attempt.at, settings)
    terms = terms_of(card, rule, attempt.at)
    for code, left in terms.items():
        if isinstance(left, int) and left < price:
            # The rule's own cap is as sure as ever; what the issuer saw long ago is not.
            is_sure = not (is_stale and code in _FROM_ISSUER)
            yield RefusalReason(code=code, is_sure=is_sure, facts={"left": max(0, left)})
    # Of a day's limit nobody may know the rest; what is more than all of it never fits.
    limit = dict(whole_limits(card, rule)).get(DAY)
    if terms[DAY] is None and limit is not None and price > limit:
        yield RefusalReason(code="over_day_limit", is_sure=True, facts={"limit": limit})
    if terms[MEAL] is None and rule.rate_won is not None and price > rule.rate_won:
        yield RefusalReason(code="over_rate", is_sure=False, facts={"rate": rule.rate_won})


def _apart(card: CardBalance, at: datetime, settings: MoneySettings) -> bool:
    """Whether the issuer saw the card too long before or after a payment to tell of it surely."""
    return abs(at - card.as_of) > timedelta(seconds=settings.stale_s)


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
