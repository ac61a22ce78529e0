"""The cheapest use of coupons is the one that trying everything finds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, permutations
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.meals.coupons import Coupon, Cut, Obstacle, Order, best_use, obstacle
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_coupons
from dure.kernel.clock import SEOUL

NOON: Final = datetime(2026, 11, 30, 12, 0, tzinfo=SEOUL)
"""Noon on the last day of a month."""
TARGETS: Final = (
    ("all", ""),
    ("shop", "shop-1"),
    ("shop", "shop-2"),
    ("category", "분식"),
    ("category", "한식"),
    ("card", ""),
    ("good_shop", ""),
)


def order(price: int = 8000, **changes: Any) -> Order:  # noqa: ANN401 - fields of an order
    plain = Order(
        price_won=price,
        shop="shop-1",
        category="분식",
        takes_card=True,
        good_shop=None,
        at=NOON,
    )
    return replace(plain, **changes)


def amount(name: str, value: int, **more: Any) -> Coupon:  # noqa: ANN401 - fields of a coupon
    return Coupon(
        **{
            "id": name,
            "kind": "amount",
            "value": value,
            "starts": date(2026, 11, 1),
            "ends": date(2026, 11, 30),
            **more,
        }
    )


def rate(name: str, value: int, cap: int | None = None, **more: Any) -> Coupon:  # noqa: ANN401 - fields of a coupon
    return amount(name, value, kind="rate", cap_won=cap, **more)


@st.composite
def drawn_coupons(draw: st.DrawFn, most: int = 6) -> list[Coupon]:
    out = []
    for number in range(draw(st.integers(0, most))):
        target, of = draw(st.sampled_from(TARGETS))
        shared: dict[str, Any] = {
            "target": target,
            "of": of,
            "stacks": draw(st.sampled_from((True, True, True, False))),
            "min_order_won": draw(st.sampled_from((0, 0, 0, 5000, 9000))),
            "starts": date(2026, 11, draw(st.sampled_from((1, 1, 1, 30)))),
            "ends": date(2026, 12, 1) - timedelta(days=draw(st.sampled_from((0, 0, 1)))),
            "uses": draw(st.sampled_from((None, 1, 1, 2))),
        }
        if draw(st.booleans()):
            cap = draw(st.none() | st.integers(0, 6000))
            out.append(rate(f"c{number}", draw(st.integers(1, 100)), cap, **shared))
        else:
            out.append(amount(f"c{number}", draw(st.integers(1, 9000)), **shared))
    return out


drawn_orders = st.builds(
    order,
    st.integers(0, 20_000),
    takes_card=st.sampled_from((True, False, None)),
    good_shop=st.sampled_from((True, False, None)),
    at=st.integers(-30 * 24 * 60, 3 * 24 * 60).map(
        lambda minutes: NOON + timedelta(minutes=minutes)
    ),
)
drawn_uses = st.dictionaries(st.sampled_from([f"c{n}" for n in range(6)]), st.integers(0, 2))


def tried_out(meal: Order, coupons: Sequence[Coupon], used: dict[str, int]) -> tuple[int, int]:
    """Return (least price, how few coupons that takes), by trying every subset in every order."""
    good = [c for c in coupons if _may(c, meal, used.get(c.id, 0))]
    return min(
        (_paid(meal.price_won, handed_in), len(handed_in))
        for size in range(len(good) + 1)
        for subset in combinations(good, size)
        if _may_go_together(subset)
        for handed_in in permutations(subset)
    )


def _may(coupon: Coupon, meal: Order, times: int) -> bool:
    first = datetime(coupon.starts.year, coupon.starts.month, coupon.starts.day, tzinfo=SEOUL)
    last = datetime(coupon.ends.year, coupon.ends.month, coupon.ends.day, tzinfo=SEOUL)
    places = {
        ("all", ""): True,
        ("shop", meal.shop): True,
        ("category", meal.category): True,
        ("card", ""): meal.takes_card is True,
        ("good_shop", ""): meal.good_shop is True,
    }
    return all(
        [
            first <= meal.at < last + timedelta(hours=24),
            coupon.uses is None or times + 1 <= coupon.uses,
            places.get((coupon.target, coupon.of), False),
            coupon.min_order_won <= meal.price_won,
        ]
    )


def _may_go_together(subset: Sequence[Coupon]) -> bool:
    return len(subset) < 2 or (
        all(c.stacks for c in subset) and not any(a.target == b.target for a, b in _pairs(subset))
    )


def _pairs(subset: Sequence[Coupon]) -> Iterator[tuple[Coupon, Coupon]]:
    yield from combinations(subset, 2)


def _paid(price: int, handed_in: Sequence[Coupon]) -> int:
    for coupon in handed_in:
        if coupon.kind == "amount":
            price = max(0, price - coupon.value)
        else:
            # What stays is rounded up to a whole won.
            stays = -(-price * (100 - coupon.value) // 100)
            price = stays if coupon.cap_won is None else max(stays, price - coupon.cap_won)
    return price


@settings(max_examples=400, deadline=None)
@given(drawn_orders, drawn_coupons(), drawn_uses)
def test_the_best_use_is_what_trying_everything_finds(
    meal: Order, coupons: list[Coupon], used: dict[str, int]
) -> None:
    use = best_use(meal, coupons, used=used)

    assert (use.pays_won, len(use.cuts)) == tried_out(meal, coupons, used)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 20_000),
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 6000)), min_size=5, max_size=5),
)
def test_the_best_order_of_capped_shares_is_found(
    price: int, shares: list[tuple[int, int]]
) -> None:
    of_each = [target for target in TARGETS if target[1] not in ("shop-2", "한식")]
    coupons = [
        rate(f"c{n}", share, cap, target=target, of=of, stacks=True)
        for n, ((share, cap), (target, of)) in enumerate(zip(shares, of_each, strict=True))
    ]
    meal = order(price, good_shop=True)

    use = best_use(meal, coupons)

    assert (use.pays_won, len(use.cuts)) == tried_out(meal, coupons, {})


@given(drawn_orders, drawn_coupons(most=12), drawn_uses)
def test_the_cuts_add_up_and_every_coupon_is_accounted_for(
    meal: Order, coupons: list[Coupon], used: dict[str, int]
) -> None:
    use = best_use(meal, coupons, used=used)

    assert 0 <= use.pays_won <= use.price_won == meal.price_won
    assert use.pays_won + sum(cut.off_won for cut in use.cuts) == use.price_won
    assert all(cut.off_won > 0 for cut in use.cuts)
    told = [*(cut.coupon for cut in use.cuts), *use.spare, *(name for name, _ in use.refused)]
    assert sorted(told) == sorted(c.id for c in coupons)


@given(drawn_orders, st.data())
def test_the_order_in_which_coupons_are_given_does_not_matter(
    meal: Order, data: st.DataObject
) -> None:
    coupons = data.draw(drawn_coupons())

    shuffled = data.draw(st.permutations([*coupons, *coupons]))

    assert best_use(meal, shuffled) == best_use(meal, coupons)


@given(drawn_orders, drawn_coupons(), drawn_coupons(most=1))
def test_one_coupon_more_never_makes_a_meal_dearer(
    meal: Order, coupons: list[Coupon], more: list[Coupon]
) -> None:
    one_more = [replace(coupon, id="more") for coupon in more]

    assert best_use(meal, coupons + one_more).pays_won <= best_use(meal, coupons).pays_won


def test_a_share_goes_before_an_amount() -> None:
    coupons = [amount("won", 1000, stacks=True), rate("share", 10, target="card", stacks=True)]

    use = best_use(order(8000), coupons)

    assert use.cuts == (Cut(coupon="share", off_won=800), Cut(coupon="won", off_won=1000))
    assert use.pays_won == 6200


def test_which_of_two_capped_shares_goes_first_depends_on_the_price() -> None:
    small = rate("small", 10, 1000, stacks=True)
    large = rate("large", 50, 6000, target="card", stacks=True)

    at_13000, at_11000 = (best_use(order(price), [small, large]) for price in (13_000, 11_000))

    assert [cut.coupon for cut in at_13000.cuts] == ["small", "large"]
    assert [cut.coupon for cut in at_11000.cuts] == ["large", "small"]


def test_two_of_one_target_do_not_go_together() -> None:
    use = best_use(order(8000), [amount("a", 1000, stacks=True), amount("b", 2000, stacks=True)])

    assert (use.pays_won, use.spare) == (6000, ("a",))


def test_one_that_does_not_stack_is_used_alone_where_that_is_cheaper() -> None:
    together = [amount("a", 1000, stacks=True), amount("b", 1000, target="card", stacks=True)]

    assert best_use(order(), [*together, amount("alone", 2500)]).pays_won == 5500
    assert best_use(order(), [*together, amount("alone", 1500)]).pays_won == 6000


def test_a_coupon_larger_than_the_meal_makes_it_free_and_the_rest_lapses() -> None:
    use = best_use(order(4500), [amount("large", 5000)])

    assert (use.pays_won, use.lapsed_won) == (0, 500)
    assert use.cuts == (Cut(coupon="large", off_won=4500),)


def test_of_two_that_make_a_meal_free_the_smaller_is_spent() -> None:
    use = best_use(order(4500), [amount("a", 10_000), amount("b", 5000)])

    assert (use.cuts[0].coupon, use.spare) == ("b", ("a",))


def test_of_two_alike_the_one_that_ends_first_is_spent() -> None:
    use = best_use(order(), [amount("a", 500, ends=date(2026, 12, 9)), amount("b", 500)])

    assert use.cuts[0].coupon == "b"


def test_a_share_is_rounded_down_to_a_whole_won() -> None:
    assert best_use(order(9999), [rate("share", 15)]).pays_won == 9999 - 1499


def test_a_coupon_that_takes_nothing_off_is_kept() -> None:
    use = best_use(order(9), [rate("share", 10)])

    assert (use.pays_won, use.cuts, use.spare) == (9, (), ("share",))


def test_a_meal_that_costs_nothing_spends_no_coupon() -> None:
    assert best_use(order(0), [amount("a", 500)]).cuts == ()


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 11, 1, 0, 0, tzinfo=SEOUL), None),
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=SEOUL), "not_yet"),
        (datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=SEOUL), None),
        (datetime(2026, 12, 1, 0, 0, tzinfo=SEOUL), "ended"),
        (datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), "ended"),
        (datetime(2026, 10, 31, 15, 0, tzinfo=UTC), None),
    ],
)
def test_the_days_of_a_coupon_are_those_of_seoul(at: datetime, why: Obstacle | None) -> None:
    assert obstacle(amount("a", 500), order(at=at)) == why


@pytest.mark.parametrize(
    ("coupon", "changes", "why"),
    [
        (amount("a", 500, min_order_won=8001), {}, "minimum"),
        (amount("a", 500, min_order_won=8000), {}, None),
        (amount("a", 500, target="shop", of="shop-2"), {}, "elsewhere"),
        (amount("a", 500, target="category", of="한식"), {}, "elsewhere"),
        (amount("a", 500, target="card"), {"takes_card": False}, "elsewhere"),
        (amount("a", 500, target="card"), {"takes_card": None}, "unknown"),
        (amount("a", 500, target="good_shop"), {"good_shop": None}, "unknown"),
        (amount("a", 500, target="good_shop"), {"good_shop": True}, None),
        (amount("a", 500, uses=0), {}, "used_up"),
    ],
)
def test_a_coupon_that_cannot_be_used_says_why(
    coupon: Coupon, changes: dict[str, Any], why: Obstacle | None
) -> None:
    use = best_use(order(**changes), [coupon])

    assert use.refused == ((("a", why),) if why else ())
    assert use.pays_won == (8000 if why else 7500)


def test_the_minimum_is_compared_with_the_price_before_coupons() -> None:
    coupons = [
        amount("a", 1000, stacks=True, min_order_won=8000),
        amount("b", 1000, target="card", stacks=True, min_order_won=8000),
    ]

    assert best_use(order(8000), coupons).pays_won == 6000


def test_a_coupon_that_was_used_up_is_not_used_again() -> None:
    coupons = [amount("a", 500), amount("b", 300, uses=2)]

    use = best_use(order(), coupons, used={"a": 1, "b": 1})

    assert (use.pays_won, use.refused) == (7700, (("a", "used_up"),))


def test_the_same_coupon_twice_is_one() -> None:
    use = best_use(order(), [amount("a", 500, stacks=True)] * 3)

    assert (use.pays_won, len(use.cuts)) == (7500, 1)


def test_two_coupons_that_contradict_each_other_are_not_believed() -> None:
    use = best_use(order(), [amount("a", 500), amount("a", 5000), amount("b", 300)])

    assert (use.pays_won, use.refused) == (7700, (("a", "contradictory"),))


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0},
        {"value": -500},
        {"kind": "rate", "value": 101},
        {"cap_won": 500},
        {"kind": "rate", "value": 10, "cap_won": -1},
        {"min_order_won": -1},
        {"uses": -1},
        {"starts": date(2026, 12, 1)},
        {"target": "shop"},
        {"of": "shop-1"},
    ],
)
def test_what_is_no_coupon_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="coupon 'a'"):
        amount("a", **{"value": 500, **wrong})


def test_the_demonstration_coupons_give_what_trying_everything_finds() -> None:
    shops = [shop for shop in demo_shops() if shop.dishes][:200]
    coupons = list(demo_coupons(shops))
    cheaper = 0
    for shop in shops:
        price = shop.dishes[0].price or 7000
        meal = order(
            price, shop=shop.id, category=shop.category, good_shop=shop.good_price, at=NOON
        )
        own = [c for c in coupons if obstacle(c, meal) is None][:6]
        use = best_use(meal, own)
        cheaper += use.pays_won < price
        assert (use.pays_won, len(use.cuts)) == tried_out(meal, own, {})

    assert cheaper > 100


def test_a_negative_price_and_a_time_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="negative: -1"):
        order(-1)
    with pytest.raises(ValueError, match="zone"):
        order(at=datetime(2026, 11, 30))  # noqa: DTZ001 - what is to be refused
