"""Choose from a list: once for each recommendation, however often and from wherever it is told.

Nothing is written here. A choice is judged on what happened to the person so far, and counts only
if that is still all when it is appended (`only_now`): of two clicks at once the second one finds
the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.coupons import best_use
from dure.assistants.meals.offers import OWN, Offers, order_at
from dure.assistants.meals.past import SHOP_CHOSEN
from dure.assistants.meals.visits import (
    Eaten,
    Listed,
    ShownList,
    lists_of,
    used_coupons,
    visits_of,
)
from dure.engine.person import Happening

LIST_LASTS: Final = timedelta(hours=12)
"""So long a place that is named is taken to be chosen from the list that showed it."""
SAME_MEAL: Final = timedelta(hours=1)
"""A place that is named again so soon, without any list, is the same meal."""


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A place that somebody picks. shown: the list and its entry, None where it was in none.

    turn: by which it is told, or, of an opinion, the one that it is about.
    """

    shop: Shop
    turn: str
    now: datetime
    shown: tuple[ShownList, Listed] | None = None


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What a pick comes to. happened: nothing where it was chosen already.

    price_won, pays_won: of the dish now, None if unknown. before: what it replaces.
    """

    price_won: int | None = None
    pays_won: int | None = None
    happened: tuple[Happening, ...] = ()
    before: Eaten | None = None


def listed_in(
    history: Mapping[str, Any] | None, shop: str, *, now: datetime, list_id: str | None = None
) -> tuple[ShownList, Listed] | None:
    """Return the list from which a shop is picked, and its entry; None if it is in none.

    list_id: the list that is before the person; else the newest one counts that is not too old.
    """
    lists = lists_of(history)
    named = [one for one in lists if one.id == list_id]
    recent = [one for one in reversed(lists) if now - one.at < LIST_LASTS]
    for one in (*named, *recent):
        item = one.item_of(shop)
        if item is not None:
            return one, item
    return None


def choose_now(pick: Pick, history: Mapping[str, Any] | None, offers: Offers) -> Picked:
    """Return what picking a place comes to, after all that happened so far."""
    before = _before(pick, visits_of(history))
    if before is not None and before.shop == pick.shop.id:
        return Picked(price_won=before.price_won, pays_won=before.pays_won, before=before)
    price = _price(pick)
    pays, coupons = _payment(pick, price, history, offers)
    said = {**_said(pick), "price_won": price, "pays_won": pays, "coupons": list(coupons)}
    if before is not None:
        said["instead"] = before.shop
    happening = Happening(kind=SHOP_CHOSEN, said=said, only_now=True)
    return Picked(price_won=price, pays_won=pays, happened=(happening,), before=before)


def _before(pick: Pick, visits: Sequence[Eaten]) -> Eaten | None:
    """Return the choice that this one repeats or replaces."""
    if pick.shown is not None:
        return next((one for one in visits if one.id == pick.shown[0].id), None)
    again = (one for one in reversed(visits) if one.id is None and one.shop == pick.shop.id)
    return next((one for one in again if pick.now - one.at < SAME_MEAL), None)


def _price(pick: Pick) -> int | None:
    """Return what the dish that was shown costs now; as it was shown where it is not known."""
    if pick.shown is None:
        return None
    item = pick.shown[1]
    dish = next((dish for dish in pick.shop.dishes if dish.name == item.dish), None)
    return dish.price if dish is not None and dish.price is not None else item.price_won


def _payment(
    pick: Pick, price: int | None, history: Mapping[str, Any] | None, offers: Offers
) -> tuple[int | None, tuple[str, ...]]:
    """Return what is paid, and the coupons of ours that it uses up; none where none were promised.

    A coupon of the person's own takes off what it did in the list; whether it can be used again is
    for them to know.
    """
    if pick.shown is None or not price:
        return price, ()
    shown, item = pick.shown
    if item.pays_won is None or item.price_won is None or item.pays_won >= item.price_won:
        return price, ()
    if OWN in item.coupons:
        return max(0, price - (item.price_won - item.pays_won)), ()
    order = order_at(pick.shop, price, max(pick.now, shown.meant_for))
    # Whoever changes their mind has their coupon back.
    used = used_coupons(history, but_for=shown.id)
    use = best_use(order, offers.meant_for(pick.shop), used=used)
    return use.pays_won, tuple(cut.coupon for cut in use.cuts)


def _said(pick: Pick) -> dict[str, Any]:
    shown, item = pick.shown or (None, None)
    decided_s = (pick.now - shown.at).total_seconds() if shown else None
    return {
        "id": shown.id if shown else None,
        "turn": pick.turn,
        "at": pick.now.isoformat(),
        "shop": pick.shop.id,
        "name": pick.shop.name,
        "category": pick.shop.category,
        "dish": item.dish if item else None,
        "position": item.position if item else None,
        # The clock of another server may be a little behind.
        "decided_s": max(0.0, decided_s) if decided_s is not None else None,
        "meal": shown.meal if shown else None,
        "company": list(shown.company) if shown else [],
        "weather": shown.weather if shown else None,
    }
