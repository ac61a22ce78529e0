"""Coupons: which of them make a meal cheapest, and which cannot be used and why.

A coupon is used alone, or with others that may be combined, one of each target: one of the
shop, one of the category, one of the card, and so on. They are handed in one after the other
and a share is taken of what is left by then, so the order matters and is part of the answer.
Money is whole won; a share is rounded down, so that no price is told that is lower than the
till's. What is left of an amount that is larger than the rest of the price lapses.

It knows nothing of wishes and budgets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal

from dure.kernel.clock import SEOUL

Target = Literal["all", "shop", "category", "card", "good_shop"]
Obstacle = Literal[
    "contradictory", "not_yet", "ended", "used_up", "elsewhere", "unknown", "minimum"
]
"""Why a coupon cannot be used: two coupons of one id differ; its first day is to come; its last
day is over; used as often as allowed; meant for others; not known whether meant for this shop;
the meal costs less than its minimum."""
_ALL_OF: Final = 100
_NAMED: Final = ("shop", "category")


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """An offer. value: won, or whole percent (1…100). cap_won: most that a share takes off, None
    without a cap; always None of an amount.

    of: the shop's id or the category; empty for the other targets.
    min_order_won: compared with the price before any coupon.
    starts, ends: first and last day in Asia/Seoul, both included.
    uses: how often one person may use it, None without limit.
    stacks: whether it may be combined with coupons of other targets that stack too.
    Raises ValueError if a field is out of its range.
    """

    id: str
    kind: Literal["amount", "rate"]
    value: int
    cap_won: int | None = None
    min_order_won: int = 0
    target: Target = "all"
    of: str = ""
    starts: date
    ends: date
    uses: int | None = 1
    stacks: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no coupon."""
        if self.value < 1 or (self.kind == "rate" and self.value > _ALL_OF):
            raise ValueError(f"coupon {self.id!r} takes off {self.value} ({self.kind})")
        if self.kind == "amount" and self.cap_won is not None:
            raise ValueError(f"coupon {self.id!r} is an amount and has a cap")
        if min(self.min_order_won, self.cap_won or 0, self.uses or 0) < 0:
            raise ValueError(f"coupon {self.id!r} has a negative minimum, cap or number of uses")
        if self.ends < self.starts:
            raise ValueError(f"coupon {self.id!r} ends {self.ends}, before {self.starts}")
        if (self.target in _NAMED) != bool(self.of):
            raise ValueError(f"coupon {self.id!r} is for {self.target!r} of {self.of!r}")

    def off(self, left_won: int) -> int:
        """Return what it takes off an amount that is left to pay; at most that amount."""
        if self.kind == "amount":
            return min(self.value, left_won)
        share = left_won * self.value // _ALL_OF
        return share if self.cap_won is None else min(share, self.cap_won)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be paid, where and when. price_won: before coupons.

    takes_card, good_shop: None if unknown. at: knows its zone.
    Raises ValueError if the price is negative or the time has no zone.
    """

    price_won: int
    shop: str
    category: str
    takes_card: bool | None
    good_shop: bool | None
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what cannot be paid."""
        if self.price_won < 0:
            raise ValueError(f"a price must not be negative: {self.price_won}")
        if self.at.tzinfo is None:
            raise ValueError(f"the time must know its zone: {self.at}")


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A coupon handed in, and the won that it takes off."""

    coupon: str
    off_won: int


@dataclass(frozen=True, kw_only=True)
class Use:
    """How to pay least. cuts: in the order to hand them in.

    lapsed_won: the part of amounts that the meal was too cheap for.
    spare: coupons that could be used and bring nothing more, by id.
    refused: those that cannot be used, by id, and why.
    """

    price_won: int
    pays_won: int
    cuts: tuple[Cut, ...] = ()
    lapsed_won: int = 0
    spare: tuple[str, ...] = ()
    refused: tuple[tuple[str, Obstacle], ...] = ()


_Path = tuple[int, tuple[Coupon, ...]]


def best_use(
    order: Order, coupons: Iterable[Coupon], *, used: Mapping[str, int] | None = None
) -> Use:
    """Return the lowest price that the coupons allow, with as few of them as that takes.

    used: how often this person has used a coupon, by id; None if never.
    Of coupons that do the same, the one that takes off less is used first, then the one that
    ends first, then by id: the order in which they are given does not matter.
    """
    by_id, contradictory = _distinct(coupons)
    refused: dict[str, Obstacle] = dict.fromkeys(contradictory, "contradictory")
    usable = []
    for coupon in by_id.values():
        why = obstacle(coupon, order, used=(used or {}).get(coupon.id, 0))
        if why:
            refused[coupon.id] = why
        else:
            usable.append(coupon)
    usable.sort(key=lambda c: (c.off(order.price_won), _face(c), c.ends, c.id))
    pays, chosen = _cheapest(order.price_won, usable)
    cuts, lapsed = _cuts(order.price_won, chosen)
    return Use(
        price_won=order.price_won,
        pays_won=pays,
        cuts=cuts,
        lapsed_won=lapsed,
        spare=tuple(sorted({c.id for c in usable} - {c.id for c in chosen})),
        refused=tuple(sorted(refused.items())),
    )


def obstacle(coupon: Coupon, order: Order, *, used: int = 0) -> Obstacle | None:
    """Return why a coupon cannot be used for an order, None if it can."""
    today = order.at.astimezone(SEOUL).date()
    if today < coupon.starts:
        return "not_yet"
    if today > coupon.ends:
        return "ended"
    if coupon.uses is not None and used >= coupon.uses:
        return "used_up"
    meant = _is_meant(coupon, order)
    if not meant:
        return "unknown" if meant is None else "elsewhere"
    return "minimum" if order.price_won < coupon.min_order_won else None


def _distinct(coupons: Iterable[Coupon]) -> tuple[dict[str, Coupon], set[str]]:
    """Return coupons by id, and the ids under which there are different ones."""
    by_id: dict[str, Coupon] = {}
    contradictory = set()
    for coupon in coupons:
        if by_id.setdefault(coupon.id, coupon) != coupon:
            contradictory.add(coupon.id)
    return {key: c for key, c in by_id.items() if key not in contradictory}, contradictory


def _is_meant(coupon: Coupon, order: Order) -> bool | None:
    meant: dict[Target, bool | None] = {
        "all": True,
        "shop": coupon.of == order.shop,
        "category": coupon.of == order.category,
        "card": order.takes_card,
        "good_shop": order.good_shop,
    }
    return meant[coupon.target]


def _face(coupon: Coupon) -> int:
    return coupon.value if coupon.kind == "amount" else coupon.cap_won or 0


def _cheapest(price: int, usable: Sequence[Coupon]) -> _Path:
    paths: list[_Path] = [(price, ())]
    paths += [(price - c.off(price), (c,)) for c in usable if not c.stacks]
    paths += _combined(price, [c for c in usable if c.stacks])
    return min(paths, key=lambda path: (path[0], len(path[1])))


def _combined(price: int, stacking: Sequence[Coupon]) -> list[_Path]:
    """Return the cheapest way for every set of targets, smaller sets first.

    What is left after a coupon never rises when less was left before it. So the cheapest way
    through a set of targets goes on from the cheapest way through the set without the last
    one: at most 2^5 sets, whatever the number of coupons.
    """
    of_target = sorted(stacking, key=lambda c: c.target)  # Stable: keeps the order within one.
    groups = [tuple(group) for _, group in groupby(of_target, key=lambda c: c.target)]
    best: list[_Path] = [(price, ())]
    for members in range(1, 1 << len(groups)):
        ways = (
            _onward(best[members & ~(1 << n)], group)
            for n, group in enumerate(groups)
            if members & (1 << n)
        )
        best.append(min(ways, key=lambda path: path[0]))
    return best[1:]


def _onward(path: _Path, group: Sequence[Coupon]) -> _Path:
    left, chosen = path
    coupon = max(group, key=lambda c: c.off(left))  # Of equals the first.
    return left - coupon.off(left), (*chosen, coupon)


def _cuts(price: int, chosen: Sequence[Coupon]) -> tuple[tuple[Cut, ...], int]:
    left, cuts, lapsed = price, [], 0
    for coupon in chosen:
        off = coupon.off(left)
        cuts.append(Cut(coupon=coupon.id, off_won=off))
        lapsed += coupon.value - off if coupon.kind == "amount" else 0
        left -= off
    return tuple(cuts), lapsed
