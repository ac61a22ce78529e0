"""Redeem coupons: at most once for one choice, however often it is clicked.

What was redeemed is a value as it stands in the event log; how often a coupon was used is
counted from there. Whoever appends it does so at the length of the log that was read: of two
choices at once one is refused there, reads again and is judged anew.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dure.assistants.meals.coupons import Coupon, Order, best_use
from dure.errors import KeyReused


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """That a person used coupons for a meal. key: of the choice; coupons: as handed in."""

    key: str
    person: str
    shop: str
    coupons: tuple[str, ...]
    price_won: int
    paid_won: int
    at: datetime


def redeem(
    order: Order, coupons: Iterable[Coupon], *, key: str, person: str, past: Iterable[Redemption]
) -> Redemption:
    """Return the redemption of a choice: the one it already has, or the best one now.

    past: the redemptions so far, of anybody; the same one twice counts once.
    Raises KeyReused if the key belongs to another person's choice, or to another meal.
    """
    past = list(past)
    known = next((one for one in past if one.key == key), None)
    if known is None:
        use = best_use(order, coupons, used=times_used(past, person))
        return Redemption(
            key=key,
            person=person,
            shop=order.shop,
            coupons=tuple(cut.coupon for cut in use.cuts),
            price_won=use.price_won,
            paid_won=use.pays_won,
            at=order.at,
        )
    if (known.person, known.shop, known.price_won) != (person, order.shop, order.price_won):
        raise KeyReused("the key stood for another choice")
    return known


def times_used(past: Iterable[Redemption], person: str) -> Counter[str]:
    """Return how often a person has used each coupon, by id; a key counts once."""
    own = {one.key: one for one in past if one.person == person}
    return Counter(coupon for one in own.values() for coupon in one.coupons)
