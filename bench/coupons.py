"""How long the cheapest use of coupons takes, beside trying every subset in every order."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import combinations, permutations
from statistics import median
from typing import Any

from dure.assistants.meals.coupons import Coupon, Order, Target, best_use
from dure.kernel.clock import SEOUL

SIZES = (1, 3, 6, 20, 100)
TRIED_UP_TO = 6
ROUNDS = 200
TRIED_ROUNDS = 20
TARGETS: Sequence[tuple[Target, str]] = (
    ("all", ""),
    ("shop", "s"),
    ("category", "분식"),
    ("card", ""),
    ("good_shop", ""),
)


def measure() -> dict[str, Any]:
    """Return median microseconds by number of coupons, all usable; the oracle's for few."""
    rng = random.Random(20261121)
    out: dict[str, Any] = {"rounds": ROUNDS}
    for size in SIZES:
        cases = [(_order(rng), [_coupon(rng, n) for n in range(size)]) for _ in range(ROUNDS)]
        times = [_us(_best, o, c) for o, c in cases]
        out[f"us_{size}_coupons"] = round(median(times), 1)
        out[f"us_p99_{size}_coupons"] = round(sorted(times)[int(len(times) * 0.99)], 1)
        if size <= TRIED_UP_TO:
            few = cases[:TRIED_ROUNDS]
            tried = [_us(_tried_out, o, c) for o, c in few]
            out[f"oracle_us_{size}_coupons"] = round(median(tried), 1)
            out[f"agree_{size}_coupons"] = sum(_best(o, c) == _tried_out(o, c) for o, c in few)
    out["oracle_rounds"] = TRIED_ROUNDS
    return out


def _us(run: Callable[[Order, Sequence[Coupon]], int], order: Order, held: list[Coupon]) -> float:
    began = time.perf_counter()
    run(order, held)
    return (time.perf_counter() - began) * 1e6


def _order(rng: random.Random) -> Order:
    return Order(
        price_won=rng.randrange(4000, 15_000, 100),
        shop="s",
        category="분식",
        takes_card=True,
        good_shop=True,
        at=datetime(2026, 11, 21, 12, tzinfo=SEOUL),
    )


def _coupon(rng: random.Random, number: int) -> Coupon:
    target, of = rng.choice(TARGETS)
    is_rate = rng.random() < 0.5
    return Coupon(
        id=f"coupon-{number:03d}",
        kind="rate" if is_rate else "amount",
        value=rng.randint(5, 50) if is_rate else rng.randrange(300, 3000, 100),
        cap_won=rng.randrange(500, 4000, 100) if is_rate else None,
        target=target,
        of=of,
        starts=date(2026, 11, 1),
        ends=date(2026, 11, 30),
        stacks=True,
    )


def _best(order: Order, coupons: Sequence[Coupon]) -> int:
    return best_use(order, coupons).pays_won


def _tried_out(order: Order, coupons: Sequence[Coupon]) -> int:
    return min(
        _left(order.price_won, handed_in)
        for size in range(len(coupons) + 1)
        for subset in combinations(coupons, size)
        if len({c.target for c in subset}) == size
        for handed_in in permutations(subset)
    )


def _left(price: int, handed_in: Sequence[Coupon]) -> int:
    for coupon in handed_in:
        if coupon.kind == "amount":
            price = max(0, price - coupon.value)
        else:
            stays = -(-price * (100 - coupon.value) // 100)
            price = stays if coupon.cap_won is None else max(stays, price - coupon.cap_won)
    return price
