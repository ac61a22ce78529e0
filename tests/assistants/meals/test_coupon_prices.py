"""Prices with coupons, worked out once for each case, against asking for each dish anew."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.towns import AT, RICE, Town, cooking, rules_for, towns

from dure.assistants.meals.catalogue import Catalogue, Shop
from dure.assistants.meals.coupon_prices import CouponPrices
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.offers import Offers, offers_of
from dure.assistants.meals.sheet import Sheet
from dure.assistants.meals.stock import load
from dure.embedded.places import SqlitePlaces

DAY: Final = AT.date()


def coupon(of: str, won: int, name: str = "c") -> Coupon:
    return Coupon(id=name, kind="amount", value=won, starts=DAY, ends=DAY, target="category", of=of)


def pays(shops: list[Shop], price: int, *people: Offers) -> list[list[int]]:
    """Return what a dish of each shop costs each of some people, asked one after the other."""
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", shops, version="1")
    catalogue = Catalogue(places, "s")
    prices = CouponPrices(Sheet(catalogue.sheet()), catalogue.rows_of)
    rows = catalogue.rows_of([shop.id for shop in shops])
    at = np.array([rows[shop.id] for shop in shops], dtype=np.int64)
    asked = np.full(len(at), price, dtype=np.int64)
    found = [prices.pays(at, asked, replace(rules_for(), offers=one)).tolist() for one in people]
    places.close()
    return found


@settings(max_examples=60, deadline=None)
@given(towns, st.lists(st.sampled_from(("한식", "분식", "치킨")), max_size=3), st.integers(1, 20))
def test_a_price_is_that_of_asking_for_the_dish_alone(
    town: Town, kinds: list[str], thousands: int
) -> None:
    shops, price = list(town.shops.values()), thousands * 1000
    offers = offers_of([coupon(of, 700 * n + 500, f"c{n}") for n, of in enumerate(kinds)]).at(AT)

    (found,) = pays(shops, price, offers)

    uses = [offers.use_for(shop, price, AT) for shop in shops]
    assert found == [use.pays_won if use else price for use in uses]


def test_what_one_person_has_used_up_is_no_price_of_the_next() -> None:
    once = replace(coupon("한식", 1000), uses=1)
    offers = offers_of([once]).at(AT)
    shops = [cooking("a", RICE), cooking("b", RICE, category="분식")]

    first, spent, again = pays(shops, 5000, offers, offers.for_person({"c": 1}), offers)

    assert (first, spent, again) == ([4000, 5000], [5000, 5000], [4000, 5000])


def test_a_coupon_of_one_shop_is_no_price_of_another_of_its_kind() -> None:
    own = replace(coupon("a", 1000), target="shop")

    (found,) = pays([cooking("a", RICE), cooking("b", RICE)], 5000, offers_of([own]).at(AT))

    assert found == [4000, 5000]
