"""What there is to tell a person who does not talk to us: a coupon that ends, a discount that is
new, at places they like.

Pure functions of what the person chose and of the coupons on offer; whether and when it is told
is decided elsewhere (engine/notices.py). Nothing is told of a place that could not be offered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from dure.assistants.meals.alarm import balance_news
from dure.assistants.meals.catalogue import Catalogue, Shop
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.phrases import part
from dure.assistants.meals.profile import Profile, profile_of
from dure.assistants.meals.visits import used_coupons
from dure.engine.notices import Draft, Subject, Tells
from dure.kernel.clock import SEOUL

EXPIRING: Final = "coupon_expiring"
DISCOUNTED: Final = "favourite_discounted"
_MOST_FAVOURITES: Final = 20


@dataclass(frozen=True, kw_only=True)
class NewsSettings:
    """When there is something to tell."""

    favourite_choices: int = 2
    """A place that was chosen so often is a favourite."""
    category_choices: int = 3
    """A kind of food that was chosen so often, and more than any other, is the usual one."""
    ends_within_days: int = 2
    """A coupon that ends so soon is told of; 0 is its last day."""
    new_for_days: int = 7
    """A discount that began so many days ago is no news any more."""


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What somebody usually does. shops: their favourites. category: the usual one, "" if none.

    used: coupon → how often they used it.
    """

    shops: Mapping[str, Shop] = field(default_factory=dict)
    category: str = ""
    used: Mapping[str, int] = field(default_factory=dict)


def tells_of(catalogue: Catalogue, offers: Offers, settings: NewsSettings | None = None) -> Tells:
    """Return what looks for news over a catalogue and its coupons."""
    given = settings or NewsSettings()

    def tells(who: Subject, now: datetime) -> Iterator[Draft]:
        yield from balance_news(who, now)
        if not len(offers):
            return
        profile = profile_of(who.history, now)
        favourites = catalogue.shops(favourite_ids(profile, given))
        usual = Usual(
            shops={key: shop for key, shop in favourites.items() if _may_offer(shop)},
            category=usual_category(profile, given),
            used=used_coupons(who.history),
        )
        today = now.astimezone(SEOUL).date()
        coupons = offers.at(now).all
        yield from coupons_expiring(usual, coupons, today, given)
        yield from favourites_discounted(usual, coupons, today, given)

    return tells


def favourite_ids(profile: Profile, settings: NewsSettings) -> list[str]:
    """Return the places that were chosen often enough, the most chosen first."""
    chosen = [(past.chosen, shop) for shop, past in profile.shops.items()]
    often = sorted((-count, shop) for count, shop in chosen if count >= settings.favourite_choices)
    return [shop for _, shop in often[:_MOST_FAVOURITES]]


def usual_category(profile: Profile, settings: NewsSettings) -> str:
    """Return the category that was chosen most, "" if none stands out."""
    ranked = sorted(profile.categories.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < settings.category_choices:
        return ""
    is_tie = len(ranked) > 1 and ranked[1][1] == ranked[0][1]
    return "" if is_tie else ranked[0][0]


def coupons_expiring(
    usual: Usual, coupons: Iterable[Coupon], today: date, settings: NewsSettings
) -> list[Draft]:
    """Return a draft for each coupon of a usual place or kind that ends soon and is unused."""
    return [
        _draft(EXPIRING, coupon, where, today, key=coupon.id)
        for coupon, where in _of_use(usual, coupons, today)
        if (coupon.ends - today).days <= settings.ends_within_days
    ]


def favourites_discounted(
    usual: Usual, coupons: Iterable[Coupon], today: date, settings: NewsSettings
) -> list[Draft]:
    """Return a draft for each new discount of a favourite; what ends soon is told as such."""
    return [
        _draft(DISCOUNTED, coupon, where, today, key=f"{coupon.of}:{coupon.id}")
        for coupon, where in _of_use(usual, coupons, today)
        if coupon.target == "shop"
        and (today - coupon.starts).days < settings.new_for_days
        and (coupon.ends - today).days > settings.ends_within_days
    ]


def _of_use(usual: Usual, coupons: Iterable[Coupon], today: date) -> Iterator[tuple[Coupon, str]]:
    """Yield the coupons that are of use today where the person usually goes, and where that is."""
    for coupon in sorted(coupons, key=lambda coupon: (coupon.ends, coupon.id)):
        if not coupon.starts <= today <= coupon.ends:
            continue
        if coupon.uses is not None and usual.used.get(coupon.id, 0) >= coupon.uses:
            continue
        if coupon.target == "shop" and coupon.of in usual.shops:
            yield coupon, usual.shops[coupon.of].name
        elif coupon.target == "category" and coupon.of == usual.category:
            yield coupon, coupon.of


def _draft(kind: str, coupon: Coupon, where: str, today: date, *, key: str) -> Draft:
    off = part("off_won" if coupon.kind == "amount" else "off_share", value=coupon.value)
    midnight = datetime.combine(coupon.ends + timedelta(days=1), time(), tzinfo=SEOUL)
    return Draft(
        kind=kind,
        key=f"{kind}:{key}",
        phrase=f"notice_{kind}",
        facts={"name": where, "off": off, "month": coupon.ends.month, "day": coupon.ends.day},
        numbers=(coupon.value, coupon.ends.month, coupon.ends.day),
        until=midnight,
    )


def _may_offer(shop: Shop) -> bool:
    return not shop.is_alcohol_led and shop.card != "N"
