"""The columns against the judge, on random towns: what the judge lets through passes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.towns import (
    AT,
    HERE,
    RICE,
    Town,
    cooking,
    metres_from_here,
    rules_for,
    towns,
)

from dure.assistants.meals.candidates import Rules, judge
from dure.assistants.meals.catalogue import Catalogue, Dish, Shop
from dure.assistants.meals.convenience import StoreRules
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.fence import Fence
from dure.assistants.meals.offers import offers_of
from dure.assistants.meals.sheet import Sheet
from dure.assistants.meals.sieve import Sieve, Sifted
from dure.assistants.meals.stock import load
from dure.embedded.places import SqlitePlaces

DAY: Final = AT.date()


def sifted(shops: Sequence[Shop], rules: Rules) -> Sifted:
    """Return what passes; its rows are those of `shops`."""
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", shops, version="1")
    catalogue = Catalogue(places, "s")
    around = catalogue.around(rules.here.lat, rules.here.lon, rules.wish.radius_m)
    found = Sieve(Sheet(catalogue.sheet()), catalogue.rows_of).sift(around, rules)
    row_of = catalogue.rows_of([shop.id for shop in shops])
    places.close()
    at = {row_of[shop.id]: number for number, shop in enumerate(shops)}
    return replace(found, rows=np.array([at[row] for row in found.rows.tolist()], dtype=np.int64))


def fitting(shops: Sequence[Shop], rules: Rules) -> set[int]:
    """Return the rows that the judge lets through."""
    return {row for row, shop in enumerate(shops) if judge(shop, 0.0, rules) is not None}


coupons = st.lists(
    st.builds(
        Coupon,
        id=st.uuids().map(str),
        kind=st.just("amount"),
        value=st.integers(1, 30).map(lambda count: count * 500),
        starts=st.just(DAY),
        ends=st.just(DAY),
        target=st.just("category"),
        of=st.sampled_from(("한식", "분식", "치킨")),
        min_order_won=st.sampled_from((0, 5000)),
    ),
    max_size=3,
)
amounts = st.one_of(st.none(), st.integers(1, 30).map(lambda count: count * 1000))
fences = st.builds(
    Fence,
    most_won=amounts,
    refused_kinds=st.sampled_from(((), ("한식",), ("분식", "치킨"), ("편의점",))),
    items=st.sampled_from((None, StoreRules(items={"meal": "forbidden"}))),
    own_won=amounts,
)
moments = st.integers(0, 60 * 24 * 10).map(lambda minutes: AT + timedelta(minutes=minutes))


@settings(max_examples=300, deadline=None)
@given(towns, coupons, moments, fences)
def test_the_columns_let_through_what_the_judge_lets_through(
    town: Town, on_offer: list[Coupon], at: datetime, fence: Fence
) -> None:
    rules = replace(town.rules, at=at, offers=offers_of(on_offer).at(at), fence=fence)
    rules = replace(rules, wish=replace(rules.wish, hidden=()))
    shops = list(town.shops.values())

    found = sifted(shops, rules)

    near = {row for row, shop in enumerate(shops) if metres_from_here(shop) <= rules.wish.radius_m}
    assert set(found.rows.tolist()) == fitting(shops, rules) & near


@settings(max_examples=200, deadline=None)
@given(towns, coupons, fences)
def test_the_columns_know_price_doubt_and_card_as_the_judge_does(
    town: Town, on_offer: list[Coupon], fence: Fence
) -> None:
    rules = replace(town.rules, offers=offers_of(on_offer).at(AT), fence=fence)
    shops = list(town.shops.values())

    found = sifted(shops, rules)

    for at, row in enumerate(found.rows.tolist()):
        judged = judge(shops[row], 0.0, rules)
        if judged is None:
            continue  # Turned down by id, which the columns do not know.
        prices = [d.price for d in judged.dishes if d.price is not None]
        pays = [rules.offers.use_for(shops[row], price, AT) for price in prices]
        paid = [u.pays_won if u else p for u, p in zip(pays, prices, strict=True)]
        assert found.price[at] == min(prices, default=10**9)
        assert found.pays[at] == min(paid, default=10**9)
        assert found.sure[at] == (shops[row].card in ("Y", "P"))
        assert found.doubts[at] // 2 == bool(judged.unsure)
        assert found.doubts[at] % 2 == (judged.open.value == "unknown")


def test_a_coupon_of_one_shop_lets_its_dear_dishes_through() -> None:
    dear = cooking("dear", Dish(name="정식", price=9000))
    coupon = Coupon(
        id="c", kind="amount", value=5000, starts=DAY, ends=DAY, target="shop", of="dear"
    )
    rules = replace(rules_for(budget_max=5000), offers=offers_of([coupon]))

    found = sifted([dear, replace(dear, id="other")], rules)

    assert (found.rows.tolist(), found.pays.tolist()) == ([0], [4000])


def test_other_offers_are_not_answered_with_the_prices_of_the_first() -> None:
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", [cooking("a", Dish(name="정식", price=9000))], version="1")
    catalogue = Catalogue(places, "s")
    sieve = Sieve(Sheet(catalogue.sheet()), catalogue.rows_of)
    around = catalogue.around(HERE.lat, HERE.lon, 100)
    coupon = Coupon(id="c", kind="amount", value=5000, starts=DAY, ends=DAY)

    counts = [
        len(sieve.sift(around, replace(rules_for(budget_max=5000), offers=offers)).rows)
        for offers in (offers_of([coupon]), offers_of([]), offers_of([replace(coupon, value=100)]))
    ]

    places.close()
    assert counts == [1, 0, 0]


@pytest.mark.parametrize("price", [-5000, 0, 1_100_012_000, 10**12])
def test_a_price_that_cannot_be_is_no_crash(price: int) -> None:
    found = sifted([cooking("a", Dish(name="정식", price=price))], rules_for(budget_max=5000))

    assert (len(found.rows) == 1) == (0 <= price <= 5000)


def test_what_stands_at_some_positions_can_be_taken_in_another_order() -> None:
    shops: list[Any] = [cooking(str(n), replace(RICE, price=1000 * n)) for n in (1, 2, 3)]
    found = sifted(shops, rules_for())
    order = np.argsort(-found.price)

    assert found.only(order).price.tolist() == [3000, 2000, 1000]
